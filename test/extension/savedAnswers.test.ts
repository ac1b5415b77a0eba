import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import type { IdentityHttpApi } from '../../src/extension/extension';
import { answering } from './answering';
import { hostTest } from './harness';
import { withPage } from './pageStandIn';
import { until } from './until';
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

hostTest('What says where an answer was saved opens the file, and tells when it is gone', async () => {
  await withServer(async (origin) => {
    await withFiles('opens', { 'a.http': `GET ${origin}/\n\n>> out/a.json\n` }, async (folder) => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      const saved = vscode.Uri.joinPath(folder, 'out', 'a.json');
      await withPage(async (page) => {
        await vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), 0);
        const view = await (await api()).lastResponse();
        assert.ok(view);
        const click = (index: number) => page.say({ type: 'openSaved', viewId: view.id, index });
        // No such line: nothing happens.
        click(7);
        click(0);
        await until(vscode.window.onDidChangeActiveTextEditor, () => {
          const shown = vscode.window.activeTextEditor?.document.uri.toString();
          return shown === saved.toString() ? shown : undefined;
        });
        await vscode.workspace.fs.delete(saved);
        assert.match(
          await nextWarning(() => click(0)),
          /out\/a\.json' is not there any more\. Send the request again\./,
        );
      });
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

hostTest('In Restricted Mode nothing is sent, so no answer is saved', async () => {
  await withServer(async (origin, count) => {
    await withFiles('restricted', { 'a.http': `GET ${origin}/\n\n>> out/a.json\n` }, async (folder) => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      const send = () => vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), 0);
      const out = vscode.Uri.joinPath(folder, 'out');
      const before = Object.getOwnPropertyDescriptor(vscode.workspace, 'isTrusted');
      assert.ok(before);
      Object.defineProperty(vscode.workspace, 'isTrusted', { ...before, get: () => false, configurable: true });
      try {
        const messages = await answering({}, async () => void (await send()));
        assert.match(messages.join('\n'), /Nothing is sent in Restricted Mode/);
        assert.equal(count(), 0);
        await assert.rejects(async () => vscode.workspace.fs.stat(out));
      } finally {
        Object.defineProperty(vscode.workspace, 'isTrusted', before);
      }
      await send();
      assert.equal(count(), 1);
      assert.deepEqual(
        (await vscode.workspace.fs.readDirectory(out)).map(([name]) => name),
        ['a.json'],
      );
    });
  });
});

/** The warning that comes of it. */
async function nextWarning(act: () => void): Promise<string> {
  const { showWarningMessage } = vscode.window;
  try {
    return await new Promise((resolve) => {
      Object.assign(vscode.window, { showWarningMessage: async (message: string) => resolve(message) });
      act();
    });
  } finally {
    Object.assign(vscode.window, { showWarningMessage });
  }
}

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
