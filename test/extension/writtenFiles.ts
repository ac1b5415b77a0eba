import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';

/**
 * Every file that VS Code wrote: logs, states and storages of the user-data folder that is this run's alone, beside the
 * workspace on a desktop, and where the server edition keeps its own.
 */
export async function readWritten(): Promise<Record<string, Uint8Array>> {
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const server = process.env['IDENTITY_HTTP_HOST_DATA'];
  const written: Record<string, Uint8Array> = {};
  for (const place of [dirname(workspace), ...(server === undefined ? [] : [server])]) {
    for (const entry of await readdir(place, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      // The files of the test have the secret themselves.
      if (!entry.isFile() || path.startsWith(workspace)) continue;
      const bytes = await readFile(path).catch(() => undefined);
      if (bytes && bytes.length < 20_000_000) written[path] = bytes;
    }
  }
  assert.ok(Object.keys(written).length > 0, 'the editor writes something beside the workspace');
  return written;
}
