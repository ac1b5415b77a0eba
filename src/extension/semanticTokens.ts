import * as vscode from 'vscode';
import { diffSemanticTokens, findSemanticTokens, findSemanticTokensWithin } from '../core/language/findSemanticTokens';
import { toSpan } from './convert';
import type { Host } from './host';

/** Colours that only the parser knows; after an edit VS Code gets what changed. */
export class SemanticTokens {
  readonly #host: Host;
  /** What VS Code has of each open document. */
  readonly #given = new Map<string, { readonly id: string; readonly data: Uint32Array }>();
  #count = 0;

  constructor(host: Host) {
    this.#host = host;
    host.context.subscriptions.push(
      vscode.workspace.onDidCloseTextDocument((document) => this.#given.delete(document.uri.toString())),
    );
  }

  async provideTokens(document: vscode.TextDocument): Promise<vscode.SemanticTokens> {
    const { id, data } = await this.#keep(document);
    return new vscode.SemanticTokens(data, id);
  }

  async provideTokenEdits(
    document: vscode.TextDocument,
    previousId: string,
  ): Promise<vscode.SemanticTokens | vscode.SemanticTokensEdits> {
    const before = this.#given.get(document.uri.toString());
    const { id, data } = await this.#keep(document);
    if (before?.id !== previousId) return new vscode.SemanticTokens(data, id);
    const edit = diffSemanticTokens(before.data, data);
    const edits = edit ? [new vscode.SemanticTokensEdit(edit.start, edit.deleteCount, edit.data)] : [];
    return new vscode.SemanticTokensEdits(edits, id);
  }

  async provideTokensWithin(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.SemanticTokens> {
    const file = (await this.#host.documents()).fileOf(document);
    return new vscode.SemanticTokens(findSemanticTokensWithin(file, toSpan(document, range)));
  }

  async #keep(document: vscode.TextDocument): Promise<{ readonly id: string; readonly data: Uint32Array }> {
    const data = findSemanticTokens((await this.#host.documents()).fileOf(document));
    const kept = { id: String(++this.#count), data };
    this.#given.set(document.uri.toString(), kept);
    return kept;
  }
}
