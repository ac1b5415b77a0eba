import * as vscode from 'vscode';
import { contextUri, type Host } from '../host';
import type { TrailEntry } from './responses';

/** Opens a file that an answer was saved to, in whatever editor it has. */
export async function openSaved(host: Host, { view, source }: TrailEntry, index: number): Promise<void> {
  const save = view.saves?.[index];
  if (save?.kind !== 'saved') return;
  const uri = (await host.variables()).uriOf(contextUri(host, vscode.Uri.parse(source.uri, true)), save.path);
  try {
    await vscode.workspace.fs.stat(uri);
  } catch {
    void vscode.window.showWarningMessage(`'${save.shown}' is not there any more. Send the request again.`);
    return;
  }
  await vscode.commands.executeCommand('vscode.open', uri, { viewColumn: vscode.ViewColumn.One });
}
