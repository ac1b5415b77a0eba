import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import type { IdentityHttpApi } from '../../src/extension/extension';
import { answering } from './answering';
import { hostTest } from './harness';
import { loggedLines } from './loggedLines';
import { until } from './until';
import { showFile, withDefaultEnvironment, withFiles } from './workspaceFiles';

hostTest('A token is fetched by the request that needs it, shown, decoded, copied, renewed and forgotten', async () => {
  await withTokens('tokens-life', async ({ server, send }) => {
    assert.deepEqual(await viewLines(), ['worker not fetched yet']);
    await send();
    assert.deepEqual(server.bearers(), [server.token(1)]);
    assert.deepEqual((await viewLines()).map(withoutTime), [
      'worker 60 min',
      'Expires (time), in 60 min',
      'Scope read write',
      'Audience https://api.example',
      'Environment other-tenant, which no value of this environment names',
      `Issuer ${server.origin}`,
      `From ${server.origin}/token`,
    ]);
    await send();
    assert.equal(server.tokenCount(), 1, 'a good token is used again');

    await vscode.commands.executeCommand('identityHttp.getToken', await viewItem('worker'));
    assert.equal(server.tokenCount(), 2);
    await decodeShows(server, 2);
    assert.ok((await viewLines()).includes('Audience https://api.example'), 'a document in front changes nothing');
    await vscode.commands.executeCommand('identityHttp.getToken', await viewItem('worker'));
    await decodeShows(server, 3);

    await vscode.env.clipboard.writeText('before');
    await answering({ pick: ['worker'] }, () => run('copyToken'));
    assert.equal(await vscode.env.clipboard.readText(), 'before', 'nothing is copied without a yes');
    await answering({ pick: ['worker'], choice: ['Copy'] }, () => run('copyToken'));
    assert.equal(await vscode.env.clipboard.readText(), server.token(3));
    await vscode.env.clipboard.writeText('');

    await vscode.commands.executeCommand('identityHttp.forgetToken', await viewItem('worker'));
    assert.deepEqual(await viewLines(), ['worker not fetched yet']);
    const [message] = await answering({}, async () => {
      await vscode.commands.executeCommand('identityHttp.decodeToken');
    });
    assert.match(message ?? '', /No token has been fetched in this environment yet/);
    await send();
    assert.equal(server.bearers().at(-1), server.token(4));
    await nothingTells(server);
  });
});

hostTest('A 401 leads to one renewal and one more request, and a second 401 is the answer', async () => {
  await withTokens('tokens-refused', async ({ server, send }) => {
    await send();
    server.refuse(1);
    await send();
    assert.deepEqual(server.bearers(), [server.token(1), server.token(1), server.token(2)]);
    assert.equal(server.tokenCount(), 2);
    const view = await (await api()).lastResponse();
    assert.equal(view?.outcome.kind === 'response' && view.outcome.status, 200);
    assert.match(view?.notes.join(' ') ?? '', /'worker' was renewed and the request was sent once more/);

    server.refuse(Infinity);
    await send();
    assert.deepEqual(server.bearers().slice(3), [server.token(2), server.token(3)]);
    assert.equal(server.tokenCount(), 3);
    const last = await (await api()).lastResponse();
    assert.equal(last?.outcome.kind === 'response' && last.outcome.status, 401);
    await nothingTells(server);
  });
});

hostTest('A token endpoint that refuses the client is a sentence, and the token that was there stays', async () => {
  await withTokens('tokens-failure', async ({ folder, server, send }) => {
    await send();
    const other = { dev: { ...(await readDev(folder)), origin: server.origin.replace('127.0.0.1', 'localhost') } };
    const file = vscode.Uri.joinPath(folder, 'http-client.env.json');
    const before = await vscode.workspace.fs.readFile(file);
    await vscode.workspace.fs.writeFile(file, bytesOf(other));
    assert.match((await viewLines()).join('\n'), /Settings others than it was fetched with/);
    await vscode.workspace.fs.writeFile(file, before);
    assert.doesNotMatch((await viewLines()).join('\n'), /Settings/);

    server.refuseClient();
    const messages = await answering({}, async () => {
      await vscode.commands.executeCommand('identityHttp.getToken', await viewItem('worker'));
    });
    assert.match(messages.join(), /answered 401 with 'invalid_client'/);
    assert.ok(!messages.join().includes(clientSecret));
    assert.match((await viewLines())[0] ?? '', /^worker \d+ min$/);
    await nothingTells(server);
  });
});

hostTest('The Tokens view follows the file in front and its environment file', async () => {
  await withTokens('tokens-front', async ({ folder }) => {
    assert.deepEqual(await viewLines(), ['worker not fetched yet']);
    const provider = (await api()).tokens;
    assert.ok(provider.onDidChangeTreeData);
    const changes = countChanges(provider.onDidChangeTreeData);
    await showFile(vscode.Uri.joinPath(folder, 'other', 'b.http'));
    while ((await viewLines()).join() !== 'second written in the environment') await changes.next();
    const uri = vscode.Uri.joinPath(folder, 'other', 'http-client.env.json');
    await vscode.workspace.fs.writeFile(uri, bytesOf({ dev: { Security: { Auth: { third: mock } } } }));
    while ((await viewLines()).join() !== 'third written in the environment') await changes.next();
    changes.dispose();
  });
});

hostTest('The presets write settings from answers, and the secret goes to SecretStorage', async () => {
  await withTokens('tokens-preset', async ({ folder }) => {
    const uri = vscode.Uri.joinPath(folder, 'other', 'b.http');
    await showFile(uri);
    const tenant = 'https://openam-example.forgeblocks.com/am';
    const key = '{"kty":"oct","d":"canary-key","k":"x"}';
    const pingOne = { pick: ['Europe'], input: [environmentId, 'client-1', clientSecret] };
    const identityCloud = { input: [tenant, environmentId, 'fr:idm:*', key] };
    const [said] = await answering(pingOne, () => run('addPingOneToken'));
    assert.match(said ?? '', /\{\{\$auth\.token\("worker"\)\}\}/);
    await showFile(uri);
    await answering(identityCloud, async (asked) => {
      await run('addIdentityCloudToken');
      assert.deepEqual(
        asked.map(({ password }) => password),
        [false, false, false, true],
      );
    });
    const file = vscode.Uri.joinPath(folder, 'other', 'http-client.env.json');
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    const { dev } = JSON.parse(text) as { dev: Record<string, unknown> }; // What the commands wrote.
    const stored = { provider: 'SecretStorage' };
    assert.deepEqual(dev, {
      accessToken: '{{$auth.token("worker")}}',
      Security: {
        Auth: {
          second: mock,
          worker: {
            Type: 'OAuth2',
            'Grant Type': 'Client Credentials',
            'Token URL': `https://auth.pingone.eu/${environmentId}/as/token`,
            'Client ID': 'client-1',
            'Client Secret': stored,
            'Client Credentials': 'basic',
          },
          'service-account': {
            Type: 'OAuth2',
            'Grant Type': 'JWT Bearer',
            'Token URL': 'https://openam-example.forgeblocks.com/am/oauth2/access_token',
            'Client ID': 'service-account',
            Subject: environmentId,
            'Private Key': stored,
            Scope: 'fr:idm:*',
          },
        },
      },
    });
    await showFile(uri);
    assert.deepEqual(await viewLines(), [
      'second written in the environment',
      'worker not fetched yet',
      'service-account not fetched yet',
    ]);
    const messages = await answering(pingOne, () => run('addPingOneToken'));
    assert.match(messages.join(), /Nothing was written to the environment file: it has a token 'worker' already/);
    for (const name of ['worker: Client Secret', 'service-account: Private Key']) {
      await vscode.commands.executeCommand('identityHttp.removeSecret', {
        uri: uri.toString(),
        environment: 'dev',
        name,
      });
    }
  });
});

interface TokenWorld {
  readonly folder: vscode.Uri;
  readonly server: TokenServer;
  readonly send: () => Promise<void>;
}

/** A request file whose requests need a token of a server on this machine. */
async function withTokens(name: string, use: (world: TokenWorld) => Promise<void>): Promise<void> {
  await withTokenServer(async (server) => {
    const worker = {
      Type: 'OAuth2',
      'Grant Type': 'Client Credentials',
      'Token URL': '{{origin}}/token',
      'Client ID': 'client-1',
      Scope: 'read write',
    };
    const files = {
      'a.http': '# @name things\nPOST {{origin}}/things\nAuthorization: Bearer {{$auth.token("worker")}}\n\n{}\n',
      'http-client.env.json': JSON.stringify({ dev: { origin: server.origin, Security: { Auth: { worker } } } }),
      'http-client.private.env.json': JSON.stringify({
        dev: { Security: { Auth: { worker: { 'Client Secret': clientSecret } } } },
      }),
      'other/b.http': 'GET https://api.example/\n',
      // Its own, for the nearest private file upwards would be the one above.
      'other/http-client.private.env.json': '{}',
      'other/http-client.env.json': JSON.stringify({ dev: { Security: { Auth: { second: mock } } } }),
    };
    await withDefaultEnvironment('dev', () =>
      withFiles(name, files, async (folder) => {
        const uri = vscode.Uri.joinPath(folder, 'a.http');
        await showFile(uri);
        const send = async () => vscode.commands.executeCommand<void>('identityHttp.send', uri.toString(), 0);
        try {
          await use({ folder, server, send });
        } finally {
          // The workspace is the same for the next test, and so is the place of its tokens.
          await showFile(uri);
          await vscode.commands.executeCommand('identityHttp.forgetToken', await viewItem('worker'));
        }
      }),
    );
  });
}

/** Decodes the token in the view; its document cannot be edited and holds no signature. */
async function decodeShows(server: TokenServer, count: number): Promise<void> {
  await vscode.commands.executeCommand('identityHttp.decodeToken', await viewItem('worker'));
  const editor = vscode.window.activeTextEditor;
  assert.equal(editor?.document.languageId, 'json');
  const text = editor.document.getText();
  const { claims, signature } = JSON.parse(text) as Readonly<Record<string, Record<string, unknown>>>; // It is an object.
  assert.equal(claims?.['count'], count);
  assert.equal(signature, '••••••');
  assert.ok(!text.includes(server.token(count).split('.')[2] ?? ''));
  await vscode.commands.executeCommand('default:type', { text: 'typed' });
  assert.equal(editor.document.getText(), text, 'it is for reading only');
}

/** Neither the log nor the views nor the history hold a token or the client's secret, though all of them tell of it. */
async function nothingTells(server: TokenServer): Promise<void> {
  const signatures = Array.from({ length: server.tokenCount() }, (_, index) => server.token(index + 1).split('.')[2]);
  const secrets = [...signatures, clientSecret].map((text) => text ?? '');
  const log = loggedLines();
  assert.match(log, new RegExp(`POST ${server.origin}/token → 200 .*for a token`));
  const { tokens, history } = await api();
  const response = JSON.stringify(await (await api()).lastResponse());
  const shown = [log, await wholeView(tokens), await wholeView(history), response].join('\n');
  for (const secret of secrets) assert.ok(!shown.includes(secret), 'a secret is shown');
  const found = async (text: string): Promise<number> => {
    await vscode.commands.executeCommand('identityHttp.searchHistory', text);
    const days = (await history.getChildren()) ?? [];
    const entries = await Promise.all(days.map(async (day) => (await history.getChildren(day)) ?? []));
    return entries.flat().length;
  };
  try {
    assert.ok((await found(server.origin.replace('http://', ''))) > 0, 'the requests are recorded');
    for (const secret of secrets) assert.equal(await found(secret), 0, 'a secret is recorded');
  } finally {
    await vscode.commands.executeCommand('identityHttp.clearHistorySearch');
  }
}

/** The rows of the view as `label description`, those below a row after it. */
async function viewLines(): Promise<readonly string[]> {
  const items = await allItems((await api()).tokens);
  return items.map(({ label, description }) => `${String(label)} ${String(description)}`);
}

async function viewItem(name: string): Promise<unknown> {
  const provider = (await api()).tokens;
  for (const node of (await provider.getChildren()) ?? []) {
    if ((await provider.getTreeItem(node)).label === name) return node;
  }
  throw new Error(`There is no token '${name}' in the view.`);
}

async function wholeView(provider: vscode.TreeDataProvider<unknown>): Promise<string> {
  return JSON.stringify(await allItems(provider));
}

async function allItems(
  provider: vscode.TreeDataProvider<unknown>,
  parent?: unknown,
): Promise<readonly vscode.TreeItem[]> {
  const items: vscode.TreeItem[] = [];
  for (const node of (await provider.getChildren(parent)) ?? []) {
    const item = await provider.getTreeItem(node);
    items.push(item);
    const isLeaf = (item.collapsibleState ?? 0) === vscode.TreeItemCollapsibleState.None;
    if (!isLeaf) items.push(...(await allItems(provider, node)));
  }
  return items;
}

/** Waits for changes one by one; one that came before it was waited for counts. */
function countChanges(event: vscode.Event<unknown>) {
  let count = 0;
  let seen = 0;
  const listener = event(() => void count++);
  const next = async (): Promise<void> => {
    await until(event, () => (count > seen ? true : undefined));
    seen = count;
  };
  return { next, dispose: () => listener.dispose() };
}

interface TokenServer {
  readonly origin: string;
  /** The n-th token that it gave. */
  readonly token: (count: number) => string;
  readonly tokenCount: () => number;
  /** Tokens of the requests, in their order. */
  readonly bearers: () => readonly string[];
  /** Answers tokens up to the n-th one with 401. */
  readonly refuse: (count: number) => void;
  readonly refuseClient: () => void;
}

/** An authorization server and the API behind it. */
async function withTokenServer(use: (server: TokenServer) => Promise<void>): Promise<void> {
  const bearers: string[] = [];
  let given = 0;
  let refused = 0;
  let knowsClient = true;
  let origin = '';
  const token = (count: number): string => {
    const claims = { iss: origin, aud: ['https://api.example'], env: 'other-tenant', count };
    return [encode({ alg: 'RS256' }), encode(claims), encode(`signature-of-${count}-at-${origin}`)].join('.');
  };
  const server = createServer((request, response) => {
    const respond = (status: number, body: object): void => {
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    };
    request.resume().on('end', () => {
      if (request.url !== '/token') {
        const bearer = bearerOf(request);
        bearers.push(bearer);
        const isRefused = Array.from({ length: Math.min(refused, given) }, (_, index) => token(index + 1)).includes(
          bearer,
        );
        respond(isRefused ? 401 : 200, {});
      } else if (!knowsClient || request.headers.authorization !== `Basic ${btoa(`client-1:${clientSecret}`)}`) {
        respond(401, { error: 'invalid_client' });
      } else {
        given++;
        respond(200, { access_token: token(given), token_type: 'Bearer', expires_in: 3600, scope: 'read write' });
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // A port of TCP always gives one.
  try {
    await use({
      origin,
      token,
      tokenCount: () => given,
      bearers: () => bearers,
      refuse: (count) => (refused = count),
      refuseClient: () => (knowsClient = false),
    });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function readDev(folder: vscode.Uri): Promise<object> {
  const contents = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, 'http-client.env.json'));
  return (JSON.parse(new TextDecoder().decode(contents)) as { readonly dev: object }).dev; // This test wrote it.
}

async function run(command: string): Promise<void> {
  await vscode.commands.executeCommand(`identityHttp.${command}`);
}

async function api(): Promise<IdentityHttpApi> {
  const extension = vscode.extensions.getExtension<IdentityHttpApi>('identity-http.identity-http');
  assert.ok(extension);
  return extension.activate();
}

function bearerOf({ headers }: IncomingMessage): string {
  return (headers.authorization ?? '').replace(/^Bearer /, '');
}

function withoutTime(line: string): string {
  return line.replace(/\d{4}-\S+Z/, '(time)');
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function bytesOf(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

const clientSecret = 'canary-client-secret';
const environmentId = '3c9a3c74-8a2f-4e4f-9d1b-5a4b0e7f8a10';
const mock = { Type: 'Mock', Token: 'a-mock-token' };
