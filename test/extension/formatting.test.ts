import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hostTest } from './harness';
import { showFile, withFiles } from './workspaceFiles';

const text = `###One
POST   https://example.com/a
Content-Type:application/json
{"a":{{b}},
"c":1}
###
GET https://example.com/b
X:y
`;

const laidOut = `### One
POST https://example.com/a
Content-Type: application/json

{
  "a": {{b}},
  "c": 1
}

###
GET https://example.com/b
X: y
`;

hostTest('Format Document gives the canonical layout, and nothing to do afterwards', () =>
  check(async (document) => {
    await edit(document, 'vscode.executeFormatDocumentProvider', document.uri, options);
    assert.equal(document.getText(), laidOut);
    await edit(document, 'vscode.executeFormatDocumentProvider', document.uri, options);
    assert.equal(document.getText(), laidOut);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), text);
  }),
);

hostTest('Format Selection keeps to the lines of the selection', () =>
  check(async (document) => {
    const range = new vscode.Range(7, 0, 7, 3);
    await edit(document, 'vscode.executeFormatRangeProvider', document.uri, range, options);
    assert.equal(document.getText(), text.replace('X:y', 'X: y'));
  }),
);

hostTest('A line that is ended gets its spacing', () =>
  check(async (document) => {
    await edit(document, 'vscode.executeFormatOnTypeProvider', document.uri, new vscode.Position(1, 0), '\n', options);
    assert.equal(document.getText(), text.replace('###One', '### One'));
  }),
);

const options: vscode.FormattingOptions = { tabSize: 4, insertSpaces: false };

async function check(run: (document: vscode.TextDocument) => Promise<void>): Promise<void> {
  await withFiles('formatting', { 'a.http': text }, async (folder) =>
    run(await showFile(vscode.Uri.joinPath(folder, 'a.http'))),
  );
}

async function edit(document: vscode.TextDocument, command: string, ...words: readonly unknown[]): Promise<void> {
  const edits = (await vscode.commands.executeCommand<vscode.TextEdit[] | undefined>(command, ...words)) ?? [];
  const changes = new vscode.WorkspaceEdit();
  changes.set(document.uri, edits);
  await vscode.workspace.applyEdit(changes);
}
