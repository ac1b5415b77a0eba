import * as vscode from 'vscode';
import { formatFile, formatOnType, formatRange } from '../../core/language/edits/formatFile';
import type { RequestFile } from '../../core/syntax/nodes';
import { toSpan, toTextEdit } from '../convert';
import type { Host } from '../host';
import { LiveProblems } from '../problems/liveProblems';
import { toDocumentSymbols } from './toDocumentSymbols';
import { toFoldingRanges } from './toFoldingRanges';

/** Answers for VS Code about request files: asks the core, converts what it says. */
export class LanguageFeatures implements vscode.Disposable {
  readonly #host: Host;
  readonly #problems: LiveProblems;

  constructor(host: Host) {
    this.#host = host;
    this.#problems = new LiveProblems(host);
  }

  /** Begins to show the problems of a document; they follow its edits until it is closed. */
  async watch(document: vscode.TextDocument): Promise<void> {
    await this.#problems.watch(document);
  }

  async documentSymbols(document: vscode.TextDocument): Promise<vscode.DocumentSymbol[]> {
    return [...toDocumentSymbols(await this.#fileOf(document))];
  }

  async foldingRanges(document: vscode.TextDocument): Promise<vscode.FoldingRange[]> {
    const most = vscode.workspace.getConfiguration('editor', document).get<number>('foldingMaximumRegions', Infinity);
    return [...toFoldingRanges(await this.#fileOf(document), most)];
  }

  /** The whole document in the canonical layout; what is sent stays the same. */
  async formatDocument(document: vscode.TextDocument): Promise<vscode.TextEdit[]> {
    return formatFile(await this.#fileOf(document)).map((edit) => toTextEdit(document, edit));
  }

  /** The lines of the range in that layout. */
  async formatRange(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.TextEdit[]> {
    const span = toSpan(document, range);
    return formatRange(await this.#fileOf(document), span).map((edit) => toTextEdit(document, edit));
  }

  /** The line or the JSON value that the character before `position` ended. */
  async formatOnType(
    document: vscode.TextDocument,
    position: vscode.Position,
    typed: string,
  ): Promise<vscode.TextEdit[]> {
    const offset = document.offsetAt(position);
    return formatOnType(await this.#fileOf(document), offset, typed).map((edit) => toTextEdit(document, edit));
  }

  codeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    return this.#problems.codeActions(document, range);
  }

  dispose(): void {
    this.#problems.dispose();
  }

  async #fileOf(document: vscode.TextDocument): Promise<RequestFile> {
    return (await this.#host.documents()).fileOf(document);
  }
}
