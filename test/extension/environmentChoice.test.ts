import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import * as vscode from 'vscode';
import { EnvironmentChoice } from '../../src/extension/environmentChoice';
import { hostTest } from './harness';
import { withDefaultEnvironment } from './workspaceFiles';

hostTest('Each folder remembers its own environment, and no environment is a choice too', async () => {
  const stored = new Map<string, unknown>();
  const choice = new EnvironmentChoice(memento(stored));
  const inside = vscode.Uri.joinPath(vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/'), 'a.http');
  const outside = vscode.Uri.joinPath(vscode.Uri.file(tmpdir()), 'elsewhere', 'a.http');
  await withDefaultEnvironment('dev', async () => {
    assert.equal(choice.nameFor(inside), 'dev');
    await choice.choose(inside, 'Sandbox');
    assert.equal(choice.nameFor(inside), 'Sandbox');
    assert.equal(choice.nameFor(outside), 'dev');
    await choice.choose(outside, undefined);
    assert.equal(choice.nameFor(outside), undefined);
    assert.equal(choice.nameFor(inside), 'Sandbox');
    assert.equal(new EnvironmentChoice(memento(stored)).nameFor(inside), 'Sandbox', 'a new window remembers it');
  });
});

function memento(stored: Map<string, unknown>): vscode.Memento {
  return {
    keys: () => [...stored.keys()],
    get: <Value>(key: string, otherwise?: Value) => (stored.has(key) ? stored.get(key) : otherwise) as Value, // As VS Code's own.
    update: async (key, value) => {
      stored.set(key, value);
    },
  };
}
