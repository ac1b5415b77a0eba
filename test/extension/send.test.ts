import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import type { IdentityHttpApi } from '../../src/extension/extension';
import { answering } from './answering';
import { hostTest } from './harness';
import { until } from './until';
import { showFile, withDefaultEnvironment, withFiles } from './workspaceFiles';

const createUser = `### Create user
# @name createUser
POST {{apiPath}}/environments/{{envID}}/users
Content-Type: application/json
Authorization: Bearer {{accessToken}}

{
  "email": "somebody@example.com",
  "population": { "id": "{{appJwtPopID}}" },
  "username": "App_JWT_user_{{$uuid}}"
}
`;

hostTest('A create-user request goes to the Sandbox, and its answer is shown with its links', async () => {
  await withDefaultEnvironment('Sandbox', () =>
    withFiles('send', { 'a.http': createUser }, async (folder) => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      await vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), 0);
      const view = await (await api()).lastResponse();
      assert.equal(view?.outcome.kind, 'response');
      if (view?.outcome.kind !== 'response') return;
      assert.equal(view.outcome.status, 201);
      assert.equal(view.environmentName, 'Sandbox');
      assert.equal(view.outcome.links.filter((link) => link.source === 'body').length, 13);
      assert.deepEqual(view.request.headers.find(([name]) => name === 'Authorization')?.[1], 'Bearer ••••••');
      await until(vscode.window.tabGroups.onDidChangeTabs, () => responseTabs()[0]);
      assert.equal(vscode.window.activeTextEditor?.document, document, 'the editor keeps the focus');

      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
        9,
      );
      const titles = lenses.map(({ command }) => command?.title);
      for (const title of ['▷ Send', 'Sandbox', '201 Created']) assert.ok(titles.includes(title), titles.join(' | '));

      await vscode.commands.executeCommand('identityHttp.sendAgain');
      const again = await (await api()).lastResponse();
      assert.notEqual(again?.id, view.id);
      assert.equal(again?.outcome.kind === 'response' && again.outcome.status, 201);
      assert.equal(responseTabs().length, 1, 'the panel is used again');
    }),
  );
});

const readTwice = `### Read all
GET {{apiPath}}/environments/{{envID}}/populations
Authorization: Bearer {{accessToken}}

### Read all
GET {{apiPath}}/environments/{{envID}}/populations
Authorization: Bearer {{accessToken}}
X-Second: 1
`;

hostTest('A request without a name tells its last status, and another one like it does not', async () => {
  await withDefaultEnvironment('Sandbox', () =>
    withFiles('statuses', { 'a.http': readTwice }, async (folder) => {
      const { uri } = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      await vscode.commands.executeCommand('identityHttp.send', uri.toString(), 0);
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 99);
      const told = lenses.filter(({ command }) => command?.title === '200 OK');
      assert.deepEqual(
        told.map(({ range }) => range.start.line),
        [1],
      );
    }),
  );
});

hostTest('An undefined variable stops the send and the cursor goes to it', async () => {
  let requests = 0;
  await withServer(
    () => requests++,
    (origin) =>
      withFiles('unsent', { 'a.http': `\n\nGET ${origin}/{{nobody}}\n` }, async (folder) => {
        const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
        await vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), 0);
        assert.equal(requests, 0);
        const cursor = vscode.window.activeTextEditor?.selection.active;
        assert.deepEqual([cursor?.line, cursor?.character], [2, `GET ${origin}/`.length]);
      }),
  );
});

hostTest('A placeholder without a value is sent as text when a person says so, once', async () => {
  let requests = 0;
  await withServer(
    () => requests++,
    (origin) =>
      withFiles('literal', { 'a.http': `GET ${origin}/{{nobody}}\n` }, async (folder) => {
        const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
        const { lastResponse } = await api();
        const messages = await answering({ choice: ['Send {{…}} as Text'] }, async () => {
          await vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), 0);
          while ((await lastResponse())?.request.url !== `${origin}/%7B%7Bnobody%7D%7D`) {
            await new Promise((resolve) => setImmediate(resolve));
          }
          assert.equal(requests, 1);
        });
        assert.match(messages[0] ?? '', /'nobody' is not defined/);
        await vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), 0);
        assert.equal(requests, 1, 'the next send stops again');
      }),
  );
});

hostTest('A block that is on its way is not sent a second time, and can be cancelled', async () => {
  const arrived: (() => void)[] = [];
  let requests = 0;
  await withServer(
    () => {
      requests++;
      arrived.shift()?.();
      return 'silent';
    },
    (origin) =>
      withFiles('twice', { 'a.http': `POST ${origin}/users\n\n{}\n` }, async (folder) => {
        const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
        const atServer = new Promise<void>((resolve) => arrived.push(resolve));
        const first = vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), 0);
        await atServer;
        await vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), 0);
        assert.equal(requests, 1);
        await vscode.commands.executeCommand('identityHttp.cancel');
        await first;
        const view = await (await api()).lastResponse();
        assert.equal(view?.outcome.kind === 'failure' && view.outcome.code, 'aborted');
      }),
  );
});

hostTest('A refused connection is a sentence in the response view', async () => {
  const origin = await withServer(
    () => undefined,
    async (address) => address,
  );
  await withFiles('refused', { 'a.http': `GET ${origin}/\n` }, async (folder) => {
    const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
    await vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), 0);
    const view = await (await api()).lastResponse();
    assert.equal(view?.outcome.kind === 'failure' && view.outcome.code, 'connection-refused');
  });
});

async function api(): Promise<IdentityHttpApi> {
  const extension = vscode.extensions.getExtension<IdentityHttpApi>('identity-http.identity-http');
  assert.ok(extension);
  return extension.activate();
}

function responseTabs(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes('identityHttp.response'));
}

/** A server that answers `{}`, unless `onRequest` asks it to be silent. */
async function withServer<Result>(onRequest: () => unknown, use: (origin: string) => Promise<Result>): Promise<Result> {
  const server = createServer((_request, response) => {
    if (onRequest() !== 'silent') response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // A port of TCP always gives one.
  try {
    return await use(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}
