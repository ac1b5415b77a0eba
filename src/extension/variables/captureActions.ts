import * as vscode from 'vscode';
import { parseCapture } from '../../core/session/captures/parseCapture';
import { blockAtOffset } from '../../core/syntax/blockAtOffset';
import { directiveKey } from '../../core/syntax/nodes';
import { toOffset } from '../convert';
import type { Host } from '../host';

/** At a `# @capture`: what it captured last goes to the environment file. */
export async function findCaptureActions(
  host: Host,
  document: vscode.TextDocument,
  range: vscode.Range,
): Promise<vscode.CodeAction[]> {
  const offset = toOffset(document, range.start);
  const { block, start } = blockAtOffset((await host.documents()).fileOf(document), offset);
  return block.directives
    .filter(({ name, span }) => {
      const isHere = span.start <= offset - start && offset - start <= span.end;
      return isHere && directiveKey(name.text) === 'capture';
    })
    .flatMap((directive) => {
      const capture = parseCapture(directive);
      if (typeof capture === 'string') return [];
      const title = `Save '${capture.name}' to Environment File`;
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.Refactor);
      action.command = { title, command: 'identityHttp.saveCapture', arguments: [capture.name] };
      return [action];
    });
}
