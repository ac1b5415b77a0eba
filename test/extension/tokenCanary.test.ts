import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import * as vscode from 'vscode';
import type { IdentityHttpApi } from '../../src/extension/extension';
import { assertNoCanary } from '../support/canary';
import { answering } from './answering';
import { hostTest } from './harness';
import { listening } from './listening';
import { showFile, withDefaultEnvironment, withFiles } from './workspaceFiles';
import { readWritten } from './writtenFiles';

const clientSecret = 'canary-c1+ient/secret%&=';
const accessToken = 'canary-access-t0ken_~.-1';
const refreshToken = 'canary-refresh+t0ken/2';
const password = 'canary-passw0rd+4/';
const oneTime = 'canary-0ne-time-5';
const sessionToken = 'canary-sess10n*7.AAJ*';
const cookie = 'canary-c00kie-8_value';
const secrets = [clientSecret, accessToken, refreshToken, password, oneTime, sessionToken, cookie];

const text = `POST {{base}}/api
Authorization: Bearer {{$auth.token("worker")}}

###
GET {{base}}/api
Cookie: {{$auth.cookieName("am")}}={{$auth.token("am")}}
`;

hostTest('No token, client secret, session or cookie is in what is shown, logged or kept', async () => {
  await withServer(async (base, seen) => {
    const worker = {
      Type: 'OAuth2',
      'Grant Type': 'Password',
      'Token URL': '{{base}}/token',
      'Client ID': 'client',
      'Client Secret': clientSecret,
      Username: 'someone',
      Password: password,
    };
    const am = { Type: 'AM Session', 'AM URL': '{{base}}/am', Username: 'someone', Password: password };
    const files = {
      'a.http': text,
      'http-client.private.env.json': JSON.stringify({ dev: { base, Security: { Auth: { worker, am } } } }),
    };
    await withDefaultEnvironment('dev', () =>
      withFiles('token-canary', files, async (folder) => {
        const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
        const { tokens, history, lastResponse, recorded } = await api();
        const shown: Record<string, string> = {};
        try {
          const messages = await answering({ input: [oneTime] }, async (asked) => {
            for (const part of ['POST', 'GET']) {
              await vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), text.indexOf(part));
              shown[`view ${part}`] = JSON.stringify(await lastResponse());
              assert.match(shown[`view ${part}`] ?? '', /"status":200/);
            }
            assert.deepEqual(asked, [{ password: true, value: undefined }], 'only what the settings do not know');
          });
          assert.deepEqual(seen.slice(-1), [`c00k1e=${sessionToken}`]);
          await recorded();
          shown['messages'] = messages.join('\n');
          shown['Tokens view'] = await printTree(tokens);
          shown['History view'] = await printTree(history);
          assert.match(shown['Tokens view'], /worker.*am/s);
          assert.match(shown['History view'], /\/token/, 'what was asked for the token is in the history by then');
          assertNoCanary(secrets, shown);
          assertNoCanary(secrets, await readWritten());
        } finally {
          await forgetAll();
        }
        assert.equal(seen.at(-1), `logout ${sessionToken}`, 'a session is ended when it is forgotten');
      }),
    );
  });
});

/** Tests share one window. */
async function forgetAll(): Promise<void> {
  for (const name of ['worker', 'am']) {
    await answering({ pick: [name] }, async () => {
      await vscode.commands.executeCommand('identityHttp.forgetToken');
    });
  }
  await vscode.commands.executeCommand('identityHttp.clearCookies');
}

async function printTree(provider: vscode.TreeDataProvider<unknown>, node?: unknown): Promise<string> {
  const lines: string[] = [];
  for (const child of (await provider.getChildren(node)) ?? []) {
    const { label, description, tooltip, collapsibleState = 0 } = await provider.getTreeItem(child);
    lines.push(JSON.stringify({ label, description, tooltip }));
    if (collapsibleState !== vscode.TreeItemCollapsibleState.None) lines.push(await printTree(provider, child));
  }
  return lines.join('\n');
}

/** An authorization server, an AM and an API that says back what it knows. */
async function withServer(use: (base: string, seen: readonly string[]) => Promise<void>): Promise<void> {
  const seen: string[] = [];
  const callbacks = ['NameCallback', 'PasswordCallback', 'PasswordCallback'].map((type) => ({
    type,
    output: [],
    input: [{ name: 'IDToken1', value: '' }],
  }));
  const answer = (url: string, body: string): object => {
    if (url === '/token') {
      const more = { token_type: 'Bearer', expires_in: 600, scope: `read ${clientSecret}` };
      return { access_token: accessToken, refresh_token: refreshToken, ...more };
    }
    if (url.includes('/serverinfo/')) return { cookieName: 'c00k1e' };
    if (url.includes('/authenticate')) return body === '{}' ? { authId: 'a', callbacks } : { tokenId: sessionToken };
    return { text: [clientSecret, accessToken, refreshToken, password].join(' ') };
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { url = '', headers } = request;
      if (url === '/api') seen.push(headers.cookie ?? '');
      if (url.includes('_action=logout')) seen.push(`logout ${String(headers['c00k1e'])}`);
      response.writeHead(200, { 'Content-Type': 'application/json', 'Set-Cookie': `sid=${cookie}; Path=/` });
      response.end(JSON.stringify(answer(url, Buffer.concat(parts).toString())));
    });
  });
  await listening(server, (base) => use(base, seen));
}

async function api(): Promise<IdentityHttpApi> {
  const extension = vscode.extensions.getExtension<IdentityHttpApi>('identity-http.identity-http');
  if (!extension) throw new Error('The extension is not installed.');
  return extension.activate();
}
