import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import * as vscode from 'vscode';
import { hostTest } from './harness';
import { showFile, withDefaultEnvironment, withFiles } from './workspaceFiles';

hostTest('Two sign-ins at once come back by links into the editor, each with its own code', async () => {
  await withSignIns('signInLink', async ({ folder, server }) => {
    const visits: URLSearchParams[] = [];
    let arrived: (() => void) | undefined;
    const bothArrived = new Promise<void>((resolve) => (arrived = resolve));
    await openingInstead(
      (url) => {
        if (visits.push(url.searchParams) === 2) arrived?.();
      },
      async () => {
        const sends = ['one.http', 'two.http'].map(async (name) => {
          const uri = vscode.Uri.joinPath(folder, name);
          await vscode.workspace.openTextDocument(uri);
          await vscode.commands.executeCommand('identityHttp.send', uri.toString(), 0);
        });
        await bothArrived;
        await followLink({ code: 'nobody', state: 'not-this-one' });
        for (const visit of visits.toReversed()) {
          const clientId = visit.get('client_id') ?? '';
          await followLink({ code: `code+of-${clientId}`, state: visit.get('state') ?? '' });
        }
        await Promise.all(sends);
      },
    );
    assert.deepEqual(server.codes().toSorted(), ['client-one: code+of-client-one', 'client-two: code+of-client-two']);
    assert.deepEqual(server.bearers().toSorted(), ['token-of-client-one', 'token-of-client-two']);
    for (const visit of visits) {
      assert.equal(visit.get('redirect_uri'), linkBack);
      assert.equal(visit.get('code_challenge_method'), 'S256');
    }
  });
});

const linkBack = `${vscode.env.uriScheme}://identity-http.identity-http/callback`;

/** The browser follows a link into the editor; the editor hands it over as it does any. */
async function followLink(parameters: Readonly<Record<string, string>>): Promise<void> {
  const link = `${linkBack}?${new URLSearchParams(parameters).toString()}`;
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(link, true));
}

/** Tells what would be opened in a browser. */
async function openingInstead(tell: (url: URL) => void, use: () => Promise<void>): Promise<void> {
  const { openExternal } = vscode.env;
  const open = async (target: vscode.Uri): Promise<boolean> => {
    tell(new URL(target.toString(true)));
    return true;
  };
  Object.assign(vscode.env, { openExternal: open });
  try {
    await use();
  } finally {
    Object.assign(vscode.env, { openExternal });
  }
}

interface SignInWorld {
  readonly folder: vscode.Uri;
  readonly server: Awaited<ReturnType<typeof startServer>>;
}

function settings(clientId: string): object {
  return {
    Type: 'OAuth2',
    'Grant Type': 'Authorization Code',
    'Auth URL': '{{origin}}/authorize',
    'Token URL': '{{origin}}/token',
    'Redirect URL': linkBack,
    'Client ID': clientId,
  };
}

function requestWith(token: string): string {
  return `GET {{origin}}/things\nAuthorization: Bearer {{$auth.token("${token}")}}\n`;
}

/** Two request files, each with a token of its own that somebody has to sign in for. */
async function withSignIns(name: string, use: (world: SignInWorld) => Promise<void>): Promise<void> {
  const server = await startServer();
  const Auth = { one: settings('client-one'), two: settings('client-two') };
  const files = {
    'one.http': requestWith('one'),
    'two.http': requestWith('two'),
    'http-client.env.json': JSON.stringify({ dev: { origin: server.origin, Security: { Auth } } }),
  };
  try {
    await withDefaultEnvironment('dev', () =>
      withFiles(name, files, async (folder) => {
        await showFile(vscode.Uri.joinPath(folder, 'one.http'));
        await use({ folder, server });
      }),
    );
  } finally {
    await server.stop();
  }
}

async function startServer() {
  const codes: string[] = [];
  const bearers: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const form = new URLSearchParams(body);
      const clientId = form.get('client_id') ?? '';
      const answer = request.url === '/token' ? { access_token: `token-of-${clientId}`, token_type: 'Bearer' } : {};
      if (request.url === '/token') codes.push(`${clientId}: ${form.get('code')}`);
      else bearers.push((request.headers.authorization ?? '').replace(/^Bearer /, ''));
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // A port of TCP always gives one.
    /** The code of each request for a token, behind its client. */
    codes: () => codes,
    bearers: () => bearers,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
