import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hostTest } from './harness';
import { showFile, withDefaultEnvironment, withFiles } from './workspaceFiles';

const text = "POST {{host}}/users?a={{id}}\nAuthorization: Bearer {{token}}\n\nit's\n";
const files = {
  'a.http': text,
  'http-client.env.json': '{ "dev": { "host": "https://example.com", "id": "1" } }',
  'http-client.private.env.json': '{ "dev": { "token": "canary-token" } }',
};

hostTest('A request is copied as a cURL command, with its secrets only where that is asked for', async () => {
  await withDefaultEnvironment('dev', () =>
    withFiles('copy-as', files, async (folder) => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      const masked = await copyAs(document, 0);
      assert.match(
        masked,
        /^curl \\\n {2}--request 'POST' \\\n {2}--http1\.1 \\\n {2}--url 'https:\/\/example\.com\/users\?a=1' \\\n/,
      );
      assert.match(masked, /--header 'Authorization: Bearer ••••••'/);
      assert.match(masked, /--data-binary 'it'\\''s'\n$/);
      assert.match(await copyAs(document, 1), /--header 'Authorization: Bearer canary-token'/);
      const request = await copyAs(document, 2);
      assert.match(request, /^POST https:\/\/example\.com\/users\?a=1 HTTP\/1\.1\n/);
      assert.doesNotMatch(request, /canary/);
      assert.equal(await copyAs(document, 3), 'https://example.com/users?a=1');
    }),
  );
});

/** Runs the command; the row with that index is taken as a person would. */
async function copyAs(document: vscode.TextDocument, row: number): Promise<string> {
  const { showQuickPick } = vscode.window;
  const pick = async (items: readonly vscode.QuickPickItem[]): Promise<vscode.QuickPickItem | undefined> => items[row];
  assert.ok(Reflect.set(vscode.window, 'showQuickPick', pick));
  try {
    await vscode.env.clipboard.writeText('');
    await vscode.commands.executeCommand('identityHttp.copyAs', document.uri.toString(), 0);
    return await vscode.env.clipboard.readText();
  } finally {
    Reflect.set(vscode.window, 'showQuickPick', showQuickPick);
  }
}
