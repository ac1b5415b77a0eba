import * as vscode from 'vscode';
import { matchSymbols } from '../../core/language/names/matchSymbols';
import type { RequestFile } from '../../core/syntax/nodes';
import { parseRequestFile } from '../../core/syntax/parseRequestFile';
import { buildLineIndex, positionAtOffset, type LineIndex } from '../../core/text/lineIndex';
import type { Span } from '../../core/text/span';
import { toSymbolKind } from '../convert';
import { FileReadings, mostFiles } from '../environments/fileReadings';
import type { Host } from '../host';

/** The requests and variables of every request file of the workspace. Files are read once for each change. */
export class WorkspaceSymbols {
  readonly #host: Host;
  readonly #files = new FileReadings((text): ReadFile => ({
    file: parseRequestFile(text),
    lines: buildLineIndex(text),
  }));

  constructor(host: Host) {
    this.#host = host;
  }

  async find(query: string, token: vscode.CancellationToken): Promise<vscode.SymbolInformation[]> {
    const found: vscode.SymbolInformation[] = [];
    const uris = await vscode.workspace.findFiles('**/*.{http,rest}', '**/node_modules/**', mostFiles, token);
    for (const uri of uris) {
      if (token.isCancellationRequested || found.length >= mostSymbols) break;
      const read = await this.#read(uri);
      if (!read) continue;
      for (const { symbol, container } of matchSymbols(read.file, query, mostSymbols - found.length)) {
        const location = new vscode.Location(uri, toRange(read.lines, symbol.selectionSpan));
        found.push(new vscode.SymbolInformation(symbol.label, toSymbolKind(symbol.kind), container, location));
      }
      // A keystroke need not wait for the whole workspace.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return found;
  }

  async #read(uri: vscode.Uri): Promise<ReadFile | undefined> {
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    if (!open) return this.#files.of(uri);
    return { file: (await this.#host.documents()).fileOf(open), lines: buildLineIndex(open.getText()) };
  }
}

interface ReadFile {
  readonly file: RequestFile;
  readonly lines: LineIndex;
}

function toRange(lines: LineIndex, { start, end }: Span): vscode.Range {
  const from = positionAtOffset(lines, start);
  const to = positionAtOffset(lines, end);
  return new vscode.Range(from.line, from.character, to.line, to.character);
}

const mostSymbols = 1000;
