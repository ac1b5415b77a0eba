import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import type { IdentityHttpApi } from '../../src/extension/extension';
import { answering } from './answering';
import { hostTest } from './harness';
import { showFile, withFiles } from './workspaceFiles';

hostTest('An answer is saved beside its request, and its path completes, explains itself and opens', async () => {
  await withServer(async (origin) => {
    const text = `GET ${origin}/\n\n>> out/a.json\n`;
    await withFiles('saves', { 'a.http': text, 'out/kept.json': '{}' }, async (folder) => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      const { lastResponse } = await api();
      for (const name of ['a.json', 'a-1.json']) {
        await vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), 0);
        const [save] = (await lastResponse())?.saves ?? [];
        const uri = vscode.Uri.joinPath(folder, 'out', name);
        const shown = vscode.workspace.asRelativePath(uri, false);
        assert.deepEqual(save, { kind: 'saved', path: uri.fsPath, shown });
        assert.equal(await textOf(uri), '{"access_token":"t0ken"}');
      }
      const place = new vscode.Position(2, 5);
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        place,
      );
      const said = hovers.flatMap(({ contents }) =>
        contents.map((part) => (typeof part === 'string' ? part : part.value)),
      );
      assert.match(said.join('\n'), /out\/a\.json.*out\/a\\?-1\.json/s);
      const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
        'vscode.executeLinkProvider',
        document.uri,
        10,
      );
      assert.ok(links.some(({ target }) => target?.path.endsWith('/out/a.json')));
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        new vscode.Position(2, 3),
      );
      assert.ok(items.some(({ label }) => label === 'out/'));
    });
  });
});

hostTest('Outside of the workspace a person is asked first, and turning away sends nothing', async () => {
  await withServer(async (origin, count) => {
    const path = '/identity-http-test-is-never-written.json';
    await withFiles('outside', { 'a.http': `GET ${origin}/\n\n>> ${path}\n` }, async (folder) => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      const messages = await answering({}, async () => {
        await vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), 0);
      });
      assert.match(messages.join('\n'), /outside of the workspace\?\n.*never-written/);
      assert.equal(count(), 0);
    });
  });
});

async function textOf(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

async function withServer(use: (origin: string, count: () => number) => Promise<void>): Promise<void> {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests++;
    response.setHeader('Content-Type', 'application/json');
    response.end('{"access_token":"t0ken"}');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, () => requests);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function api(): Promise<IdentityHttpApi> {
  const extension = vscode.extensions.getExtension<IdentityHttpApi>('identity-http.identity-http');
  assert.ok(extension);
  return extension.activate();
}
