import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ShownBlock } from '../../src/extension/sending/sendTarget';
import { hostTest } from './harness';
import { until } from './until';
import { showFile, withDefaultEnvironment, withFiles } from './workspaceFiles';

const text = `@host = https://example.com

### First
# @name first
GET {{host}}/1

### Notes only

### Second
POST {{host}}/2

{}
`;

hostTest('Each request has lenses to send it, to copy it and with its environment', async () => {
  await withDefaultEnvironment('dev', () =>
    withFiles('lenses', { 'a.http': text, 'http-client.env.json': '{ "dev": {} }' }, async (folder) => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
        50,
      );
      const shown = lenses.map(({ range, command }) => `${range.start.line} ${command?.title} ${command?.command}`);
      assert.deepEqual(shown, [
        '4 ▷ Send identityHttp.send',
        '4 Send with… identityHttp.sendWith',
        '4 Copy as… identityHttp.copyAs',
        '4 dev identityHttp.selectEnvironment',
        '9 ▷ Send identityHttp.send',
        '9 Send with… identityHttp.sendWith',
        '9 Copy as… identityHttp.copyAs',
        '9 dev identityHttp.selectEnvironment',
      ]);
      const [first] = lenses;
      const [uri, block] = (first?.command?.arguments ?? []) as [string, ShownBlock];
      assert.equal(uri, document.uri.toString());
      assert.equal(block.start, text.indexOf('### First'));
      assert.match(block.reference.requestLine, /^[A-Z]+ \{\{host\}\}/);
    }),
  );
});

hostTest('A long file has lenses near the screen, and those follow it', async () => {
  const count = 600;
  const long = Array.from({ length: count }, (_, index) => `### ${index}\nGET https://example.com/${index}\n`).join(
    '\n',
  );
  await withFiles('lenses', { 'long.http': long }, async (folder) => {
    const document = await showFile(vscode.Uri.joinPath(folder, 'long.http'));
    const sendLines = async (): Promise<readonly number[]> => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
        5000,
      );
      return lenses.filter(({ command }) => command?.title === '▷ Send').map(({ range }) => range.start.line);
    };
    const top = await sendLines();
    assert.equal(top[0], 1);
    assert.ok(top.length < count / 2, `${top.length} of ${count} are far from all`);
    const last = 3 * count - 2;
    await scrollTo(last);
    const bottom = await sendLines();
    assert.equal(bottom.at(-1), last);
    assert.ok(!bottom.includes(1));
  });
});

hostTest('The links of a long file are those near the screen, also after scrolling', async () => {
  const count = 1200;
  const requests = Array.from({ length: count }, (_, index) => `### ${index}\nGET {{host}}/${index}\n`);
  await withFiles('links', { 'a.http': requests.join('') }, async (folder) => {
    const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
    const linkLines = async (): Promise<readonly number[]> => {
      const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
        'vscode.executeLinkProvider',
        document.uri,
      );
      return links.map(({ range }) => range.start.line).sort((one, other) => one - other);
    };
    const top = await linkLines();
    assert.equal(top[0], 1);
    assert.ok(top.length < count / 2, `${top.length} of ${count} are far from all`);
    const last = 2 * count - 1;
    await scrollTo(last);
    const bottom = await linkLines();
    assert.equal(bottom.at(-1), last);
    assert.ok(!bottom.includes(1));
  });
});

hostTest('The outline shows requests and variables, and blocks fold', async () => {
  await withFiles('outline', { 'a.http': text }, async (folder) => {
    const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    assert.deepEqual(
      symbols.map(({ name, detail }) => [name, detail]),
      [
        ['host', ''],
        ['First', 'GET {{host}}/1'],
        ['Notes only', ''],
        ['Second', 'POST {{host}}/2'],
      ],
    );
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      document.uri,
    );
    assert.deepEqual(
      folds.map(({ start, end }) => [start, end]),
      [
        [2, 4],
        [8, 11],
      ],
    );
  });
});

/** Resolves when the line is on the screen. */
async function scrollTo(line: number): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  assert.ok(editor);
  const isShown = () => editor.visibleRanges.some(({ end }) => end.line >= line) || undefined;
  const shown = until(vscode.window.onDidChangeTextEditorVisibleRanges, isShown);
  editor.revealRange(new vscode.Range(line, 0, line, 0));
  await shown;
}
