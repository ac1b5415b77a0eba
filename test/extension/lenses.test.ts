import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ShownBlock } from '../../src/extension/sendTarget';
import { hostTest } from './harness';
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
