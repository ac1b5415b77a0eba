import * as vscode from 'vscode';
import { completePlaceholder } from '../core/language/completePlaceholder';
import { describeLenses } from '../core/language/describeLenses';
import { describePlaceholder } from '../core/language/describePlaceholder';
import { describeSymbols } from '../core/language/describeSymbols';
import { findFoldingSpans } from '../core/language/findFoldingSpans';
import { formatFile, formatOnType, formatRange } from '../core/language/formatFile';
import { placeholderAtOffset } from '../core/language/placeholderAtOffset';
import { blockAtOffset } from '../core/syntax/blockAtOffset';
import type { RequestFile } from '../core/syntax/nodes';
import { shiftSpan } from '../core/text/span';
import { toDocumentSymbol, toFoldingRange, toLinePlace, toRange, toRangeInLine, toSpan, toTextEdit } from './convert';
import { contextUri } from './host';
import type { Host } from './host';
import { LiveProblems } from './liveProblems';
import { toCompletionItem, toHoverText } from './variableText';

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

  async codeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const settings = vscode.workspace.getConfiguration('identityHttp', document.uri);
    if (settings.get<boolean>('codeLens') === false) return [];
    const uri = document.uri.toString();
    const place = contextUri(this.#host, document.uri);
    const environmentName = this.#host.environments.nameFor(place);
    return describeLenses(await this.#fileOf(document)).flatMap(({ span, blockStart, name }) => {
      const range = toRange(document, span);
      const lenses = [
        new vscode.CodeLens(range, { title: '▷ Send', command: 'identityHttp.send', arguments: [uri, blockStart] }),
        new vscode.CodeLens(range, {
          title: environmentName ?? 'No environment',
          tooltip: 'Choose another environment',
          command: 'identityHttp.selectEnvironment',
          arguments: [uri],
        }),
      ];
      const status = name === undefined ? undefined : this.#host.statuses.statusOf(document.uri, environmentName, name);
      if (status !== undefined) {
        lenses.push(
          new vscode.CodeLens(range, {
            title: status,
            tooltip: 'Last answer in this environment',
            command: 'identityHttp.showResponse',
          }),
        );
      }
      return lenses;
    });
  }

  async documentSymbols(document: vscode.TextDocument): Promise<vscode.DocumentSymbol[]> {
    return describeSymbols(await this.#fileOf(document)).map((symbol) => toDocumentSymbol(document, symbol));
  }

  async foldingRanges(document: vscode.TextDocument): Promise<vscode.FoldingRange[]> {
    return findFoldingSpans(await this.#fileOf(document)).map((folding) => toFoldingRange(document, folding));
  }

  async hover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const offset = document.offsetAt(position);
    const placed = blockAtOffset(await this.#fileOf(document), offset);
    const placeholder = placeholderAtOffset(placed.block, offset - placed.start);
    if (!placeholder || placeholder.expression.text === '') return undefined;
    const scope = await (await this.#host.variables()).scopeAt(document, placed.index);
    const text = toHoverText(describePlaceholder(placeholder.expression.text, scope));
    return new vscode.Hover(text, toRange(document, shiftSpan(placeholder.span, placed.start)));
  }

  async completions(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionItem[] | undefined> {
    const { line, column } = toLinePlace(document, position);
    if (!line.slice(0, column).includes('{{')) return undefined;
    const placed = blockAtOffset(await this.#fileOf(document), document.offsetAt(position));
    const scope = await (await this.#host.variables()).scopeAt(document, placed.index);
    const completion = completePlaceholder(line, column, scope);
    if (!completion) return undefined;
    const range = toRangeInLine(position.line, completion.span);
    return completion.items.map((item, index) => toCompletionItem(item, { range, suffix: completion.suffix, index }));
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
