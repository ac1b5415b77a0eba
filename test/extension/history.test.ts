import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import type { IdentityHttpApi } from '../../src/extension/extension';
import { hostTest } from './harness';
import { until } from './until';
import { showFile, withFiles } from './workspaceFiles';

hostTest('What was sent is recorded, found, shown, compared, sent again and deleted', async () => {
  const received: string[] = [];
  await withServer(received, (origin) =>
    withFiles('history', { 'a.http': requestTo(origin) }, async (folder) => {
      await clearHistory();
      assert.deepEqual(await rows(), []);
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      const send = () => vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), 0);
      await recorded(1, send);
      await recorded(2, send);
      assert.deepEqual(
        (await rows()).map((row) => row.replace(/ · .*$/, '')),
        ['Today 2', 'historyUser 200', 'historyUser 200'],
      );

      await vscode.commands.executeCommand('identityHttp.searchHistory', 'status:200 inside-the-answer');
      assert.equal((await entries()).length, 2);
      await vscode.commands.executeCommand('identityHttp.searchHistory', 'hunter22');
      assert.equal((await entries()).length, 0, 'a secret is nowhere to be found');
      await vscode.commands.executeCommand('identityHttp.clearHistorySearch');

      const [newest, oldest] = await entries();
      await vscode.commands.executeCommand('identityHttp.openHistoryEntry', oldest);
      const view = await (await api()).lastResponse();
      assert.match(view?.notes.join(' ') ?? '', /From the history/);
      assert.equal(received.length, 2, 'nothing was sent for that');

      await vscode.commands.executeCommand('identityHttp.compareHistoryEntries', newest, [newest, oldest]);
      const diff = await until(vscode.window.tabGroups.onDidChangeTabs, () => openDiff());
      const shown = await vscode.workspace.openTextDocument(diff.modified);
      assert.match(shown.getText(), /inside-the-answer/);
      assert.doesNotMatch(shown.getText(), /hunter22/);

      await recorded(3, () => vscode.commands.executeCommand('identityHttp.resendHistoryEntry', oldest));
      assert.deepEqual(received, [...received.slice(0, 2), received[0]], 'with its secrets, from the file');
      assert.match(received[0] ?? '', /hunter22/);

      await vscode.commands.executeCommand('identityHttp.deleteHistoryEntry', oldest);
      assert.equal((await entries()).length, 2);
      await clearHistory();
      assert.deepEqual(await rows(), []);
    }),
  );
});

hostTest('A request whose block is gone opens with placeholders, and one that changed is not sent', async () => {
  const received: string[] = [];
  await withServer(received, (origin) =>
    withFiles('history-gone', { 'a.http': requestTo(origin) }, async (folder) => {
      await clearHistory();
      const uri = vscode.Uri.joinPath(folder, 'a.http');
      const document = await showFile(uri);
      await recorded(1, () => vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), 0));
      const [entry] = await entries();

      await replaceText(document, requestTo(origin).replace('POST', 'DELETE'));
      const [message] = await warnings(() => vscode.commands.executeCommand('identityHttp.resendHistoryEntry', entry));
      assert.match(message ?? '', /Nothing was sent: this request was a POST .* and is a DELETE now/);

      await replaceText(document, 'GET https://other.example/\n');
      await vscode.commands.executeCommand('identityHttp.resendHistoryEntry', entry);
      const opened = vscode.window.activeTextEditor?.document;
      assert.equal(opened?.uri.scheme, 'untitled');
      assert.match(opened.getText(), /POST http.*\/users[^]*"password":"\{\{maskedPassword\}\}"/);
      assert.equal(received.length, 1);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      await clearHistory();
    }),
  );
});

hostTest('With the history off nothing is recorded', async () => {
  const settings = vscode.workspace.getConfiguration('identityHttp.history');
  await withServer([], (origin) =>
    withFiles('history-off', { 'a.http': requestTo(origin) }, async (folder) => {
      await clearHistory();
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      const send = () => vscode.commands.executeCommand('identityHttp.send', document.uri.toString(), 0);
      await settings.update('enabled', false, vscode.ConfigurationTarget.Workspace);
      try {
        await send();
      } finally {
        await settings.update('enabled', undefined, vscode.ConfigurationTarget.Workspace);
      }
      // Were the first one recorded, it would stand before this one.
      await recorded(1, send);
      await clearHistory();
    }),
  );
});

function requestTo(origin: string): string {
  return `# @name historyUser\nPOST ${origin}/users\nContent-Type: application/json\n\n{"password":"hunter22"}\n`;
}

/** The rows of the view as `label description`. */
async function rows(): Promise<readonly string[]> {
  const provider = (await api()).history;
  const lines: string[] = [];
  const walk = async (node: unknown): Promise<void> => {
    for (const child of (await provider.getChildren(node)) ?? []) {
      const { label, description } = await provider.getTreeItem(child);
      lines.push(`${String(label)} ${String(description)}`);
      await walk(child);
    }
  };
  await walk(undefined);
  return lines;
}

/** The exchanges, newest first, as the view hands them to a command. */
async function entries(): Promise<readonly unknown[]> {
  const provider = (await api()).history;
  const days = (await provider.getChildren()) ?? [];
  const children = await Promise.all(days.map(async (day) => (await provider.getChildren(day)) ?? []));
  return children.flat();
}

/** Waits until the view holds so many exchanges, looking again whenever it is told that something changed. */
async function recorded(count: number, act: () => Thenable<unknown>): Promise<void> {
  const { onDidChangeTreeData } = (await api()).history;
  assert.ok(onDidChangeTreeData);
  let changes = 0;
  let wake: (() => void) | undefined;
  const listener = onDidChangeTreeData(() => {
    changes++;
    wake?.();
  });
  try {
    await act();
    for (;;) {
      const seen = changes;
      const { length } = await entries();
      if (length === count) return;
      assert.ok(length < count, `${length} exchanges were recorded`);
      if (changes === seen) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    listener.dispose();
  }
}

async function clearHistory(): Promise<void> {
  await rows();
  await warnings(() => vscode.commands.executeCommand('identityHttp.clearHistory'), 'Clear History');
}

/** The warnings that were shown, each answered with `choice`. */
async function warnings(act: () => Thenable<unknown>, choice?: string): Promise<readonly string[]> {
  const { showWarningMessage } = vscode.window;
  const messages: string[] = [];
  Object.assign(vscode.window, {
    showWarningMessage: async (message: string) => {
      messages.push(message);
      return choice;
    },
  });
  try {
    await act();
  } finally {
    Object.assign(vscode.window, { showWarningMessage });
  }
  return messages;
}

function openDiff(): vscode.TabInputTextDiff | undefined {
  const inputs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  return inputs.find((input) => input instanceof vscode.TabInputTextDiff);
}

async function replaceText(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

async function api(): Promise<IdentityHttpApi> {
  const extension = vscode.extensions.getExtension<IdentityHttpApi>('identity-http.identity-http');
  assert.ok(extension);
  return extension.activate();
}

async function withServer<Result>(received: string[], use: (origin: string) => Promise<Result>): Promise<Result> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (text: string) => (body += text));
    request.on('end', () => {
      received.push(body);
      response.setHeader('Content-Type', 'application/json');
      response.end('{"text":"inside-the-answer"}');
    });
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
