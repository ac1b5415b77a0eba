import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hostTest } from './harness';

const extensionId = 'identity-http.identity-http';

hostTest('The extension activates and answers for every command it contributes', async () => {
  const extension = vscode.extensions.getExtension(extensionId);
  assert.ok(extension, `${extensionId} is not installed`);
  await extension.activate();
  assert.equal(extension.isActive, true);

  const contributed = contributedCommands(extension.packageJSON);
  assert.ok(contributed.includes('identityHttp.send'));
  const registered = new Set(await vscode.commands.getCommands(true));
  const missing = contributed.filter((command) => !registered.has(command));
  assert.deepEqual(missing, []);
});

hostTest('Files ending in .http and .rest are of the language http', async () => {
  for (const name of ['language.http', 'language.rest']) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(`untitled:${name}`));
    assert.equal(document.languageId, 'http', name);
  }
});

function contributedCommands(packageJson: unknown): string[] {
  const { contributes } = packageJson as { contributes: { commands: { command: string }[] } }; // VS Code gives it untyped.
  return contributes.commands.map(({ command }) => command);
}
