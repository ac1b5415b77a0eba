import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { DocumentOrigins } from '../../src/extension/sending/documentOrigins';
import { hostTest } from './harness';

hostTest('What an untitled document was made for is known after a reload, until the document is closed', async () => {
  const memento = memory();
  const document = vscode.Uri.parse('untitled:Untitled-1');
  const origin = vscode.Uri.file('/desk/second/a.http');
  new DocumentOrigins(memento).set(document, origin);
  const reloaded = new DocumentOrigins(memento);
  assert.equal(reloaded.get(document)?.toString(), origin.toString());
  assert.equal(reloaded.get(vscode.Uri.file('/desk/first/a.http')), undefined);
  reloaded.delete(document);
  assert.equal(reloaded.get(document), undefined);
  assert.equal(new DocumentOrigins(memento).get(document), undefined);
  assert.deepEqual(memento.keys(), []);
});

hostTest('What is no list of documents is taken for none, and the oldest go', async () => {
  const memento = memory();
  for (const stored of [undefined, 'x', [1], [['a']], [['a', 1]], { a: 'b' }]) {
    await memento.update('documentOrigins', stored);
    assert.equal(new DocumentOrigins(memento).get(vscode.Uri.parse('untitled:a')), undefined);
  }
  const origins = new DocumentOrigins(memento);
  for (let count = 0; count < 60; count++) origins.set(vscode.Uri.parse(`untitled:${count}`), vscode.Uri.file('/a'));
  const reloaded = new DocumentOrigins(memento);
  assert.equal(reloaded.get(vscode.Uri.parse('untitled:9')), undefined);
  assert.ok(reloaded.get(vscode.Uri.parse('untitled:10')));
});

function memory(): vscode.Memento {
  const stored = new Map<string, unknown>();
  return {
    keys: () => [...stored.keys()],
    get: <Value>(key: string, otherwise?: Value) => (stored.has(key) ? stored.get(key) : otherwise) as Value, // As VS Code's own.
    update: async (key: string, value: unknown) => {
      if (value === undefined) stored.delete(key);
      else stored.set(key, value);
    },
  };
}
