import * as vscode from 'vscode';
import {
  diffSemanticTokens,
  findSemanticTokens,
  findSemanticTokensWithin,
  type FileTokens,
} from '../core/language/findSemanticTokens';
import { toSpan } from './convert';
import type { Host } from './host';

/** Colours that only the parser knows; after an edit VS Code gets what changed. */
export class SemanticTokens {
  readonly #host: Host;
  /** What VS Code has of each open document. */
  readonly #given = new Map<string, GivenTokens>();
  #count = 0;

  constructor(host: Host) {
    this.#host = host;
    host.context.subscriptions.push(
      vscode.workspace.onDidCloseTextDocument((document) => this.#given.delete(document.uri.toString())),
    );
  }

  async provideTokens(document: vscode.TextDocument): Promise<vscode.SemanticTokens> {
    const { id, tokens } = await this.#keep(document);
    return new vscode.SemanticTokens(tokens.data, id);
  }

  async provideTokenEdits(
    document: vscode.TextDocument,
    previousId: string,
  ): Promise<vscode.SemanticTokens | vscode.SemanticTokensEdits> {
    const before = this.#given.get(document.uri.toString());
    const { id, tokens } = await this.#keep(document);
    if (before?.id !== previousId) return new vscode.SemanticTokens(tokens.data, id);
    const edit = diffSemanticTokens(before.tokens.data, tokens.data);
    const edits = edit ? [new vscode.SemanticTokensEdit(edit.start, edit.deleteCount, edit.data)] : [];
    return new vscode.SemanticTokensEdits(edits, id);
  }

  async provideTokensWithin(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.SemanticTokens> {
    const file = (await this.#host.documents()).fileOf(document);
    return new vscode.SemanticTokens(findSemanticTokensWithin(file, toSpan(document, range)));
  }

  async #keep(document: vscode.TextDocument): Promise<GivenTokens> {
    const key = document.uri.toString();
    const file = (await this.#host.documents()).fileOf(document);
    const kept = { id: String(++this.#count), tokens: findSemanticTokens(file, this.#given.get(key)?.tokens) };
    this.#given.set(key, kept);
    return kept;
  }
}

interface GivenTokens {
  readonly id: string;
  readonly tokens: FileTokens;
}
