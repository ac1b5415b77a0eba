import * as vscode from 'vscode';
import type { Host } from '../host';

/** Shows the section of the packaged documentation that explains a problem. */
export async function explainProblem(host: Host, code: unknown): Promise<void> {
  if (typeof code !== 'string' || !/^[a-z-]+$/.test(code)) return;
  const page = vscode.Uri.joinPath(host.context.extensionUri, 'docs', 'problems.md');
  await vscode.commands.executeCommand('markdown.showPreview', page.with({ fragment: code }));
}
