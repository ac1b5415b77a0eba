import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { createServer as createSilentServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import type { ResponseView } from '../../src/core/view/responseView';
import type { IdentityHttpApi } from '../../src/extension/extension';
import { answering } from './answering';
import { hostTest } from './harness';
import { listening } from './listening';
import { showFile, withFiles } from './workspaceFiles';

/** What became of one request: how often the server was asked, with what, and what is shown. */
interface Seen {
  readonly arrived: readonly IncomingMessage[];
  readonly view: ResponseView | undefined;
}

/** Sends `line` with settings of the user that are taken back again. */
async function check(
  settings: Readonly<Record<string, unknown>>,
  line: (origin: string) => string,
  assertSeen: (seen: Seen, origin: string) => void,
): Promise<void> {
  const arrived: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    arrived.push(request);
    if (request.url === '/silent') return;
    const fields: Record<string, string> = request.url === '/start' ? { Location: '/end' } : { 'Set-Cookie': 'a=b' };
    response.writeHead(request.url === '/start' ? 302 : 200, fields).end();
  });
  await listening(server, async (origin) => {
    const own = Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [name, value === 'SERVER' ? origin : value]),
    );
    await withSettings(own, () =>
      withFiles('settings', { 'a.http': `${line(origin)}\n` }, async (folder) => {
        const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
        const { lastResponse } = await api();
        const earlier = await lastResponse();
        await answering({}, async () => {
          await vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), 0);
        });
        const view = await lastResponse();
        assertSeen({ arrived, view: view?.id === earlier?.id ? undefined : view }, origin);
      }),
    );
  });
}

async function withSettings(settings: Readonly<Record<string, unknown>>, use: () => Promise<void>): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('identityHttp');
  const set = async (name: string, value: unknown): Promise<void> =>
    configuration.update(name, value, vscode.ConfigurationTarget.Global);
  try {
    for (const [name, value] of Object.entries(settings)) await set(name, value);
    await use();
  } finally {
    for (const name of Object.keys(settings)) await set(name, undefined);
  }
}

const failureOf = ({ view }: Seen): string => (view?.outcome.kind === 'failure' ? view.outcome.message : '');

/** A request that sends another one first. */
const twice = (origin: string): string => `# @ref first\nGET ${origin}/again\n\n###\n# @name first\nGET ${origin}/`;

const cookies = ({ arrived }: Seen): readonly unknown[] => arrived.map(({ headers }) => headers.cookie);

const asked = ({ view }: Seen): boolean => view?.notes.some((note) => note.startsWith('HTTP/2 was asked for')) === true;

hostTest('The setting followRedirects', async () => {
  await check(
    { followRedirects: false },
    (origin) => `GET ${origin}/start`,
    ({ arrived }) => {
      assert.deepEqual(
        arrived.map(({ url }) => url),
        ['/start'],
      );
    },
  );
  await check(
    {},
    (origin) => `GET ${origin}/start`,
    ({ arrived }) => assert.equal(arrived.length, 2),
  );
});

hostTest('The setting cookies', async () => {
  await check({ cookies: false }, twice, (seen) => assert.deepEqual(cookies(seen), [undefined, undefined]));
  await check({}, twice, (seen) => assert.equal(cookies(seen).at(-1), 'a=b'));
});

hostTest('The setting autoEncoding', async () => {
  await check(
    { autoEncoding: false },
    (origin) => `GET ${origin}/a b`,
    ({ arrived, view }) => {
      assert.equal(arrived.length, 0);
      assert.equal(view, undefined);
    },
  );
  await check(
    {},
    (origin) => `GET ${origin}/a b`,
    ({ arrived }) => assert.equal(arrived[0]?.url, '/a%20b'),
  );
});

hostTest('The settings timeout and connectionTimeout', async () => {
  await check(
    { timeout: 0.1 },
    (origin) => `GET ${origin}/silent`,
    (seen) => assert.match(failureOf(seen), /did not answer within 100 ms/),
  );
  const silent = createSilentServer((socket) => void socket.on('error', () => undefined).resume());
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo; // It listens on TCP.
  await check(
    { connectionTimeout: 0.1 },
    () => `GET https://127.0.0.1:${port}/`,
    (seen) => assert.match(failureOf(seen), /^No connection .* within 100 ms/),
  );
  silent.close();
});

hostTest('The setting proxy', () =>
  check(
    { proxy: 'SERVER' },
    () => 'GET http://api.example.com/through',
    ({ arrived }) => assert.equal(arrived[0]?.url, 'http://api.example.com/through'),
  ),
);

hostTest('The setting httpVersion', async () => {
  await check(
    { httpVersion: '2' },
    (origin) => `GET ${origin}/`,
    (seen) => assert.ok(asked(seen)),
  );
  await check(
    {},
    (origin) => `GET ${origin}/`,
    (seen) => assert.ok(seen.view && !asked(seen)),
  );
});

async function api(): Promise<IdentityHttpApi> {
  const extension = vscode.extensions.getExtension<IdentityHttpApi>('identity-http.identity-http');
  assert.ok(extension);
  return extension.activate();
}
