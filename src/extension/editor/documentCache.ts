import * as vscode from 'vscode';
import { parseMarkdownRequests } from '../../core/language/parseMarkdownRequests';
import { applyEdits } from '../../core/syntax/applyEdits';
import type { RequestFile } from '../../core/syntax/nodes';
import { parseRequestFile } from '../../core/syntax/parseRequestFile';

/** One tree for each document version. After an edit only the touched blocks are parsed again. */
export class DocumentCache implements vscode.Disposable {
  readonly #files = new Map<string, CachedFile>();
  readonly #listeners: vscode.Disposable;

  constructor() {
    this.#listeners = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument((event) => this.#edit(event)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#files.delete(document.uri.toString())),
    );
  }

  /** The tree of the document as it is now; of a Markdown document, that of its fences. */
  fileOf(document: vscode.TextDocument): RequestFile {
    const key = document.uri.toString();
    const cached = this.#files.get(key);
    if (cached?.version === document.version) return cached.file;
    const text = document.getText();
    const file =
      document.languageId === 'markdown' ? parseMarkdownRequests(text, cached?.file) : parseRequestFile(text);
    this.#files.set(key, { version: document.version, file });
    return file;
  }

  dispose(): void {
    this.#listeners.dispose();
  }

  #edit({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const key = document.uri.toString();
    const cached = this.#files.get(key);
    // In Markdown an edit anywhere may open or close a fence: it is read again when somebody asks.
    if (!cached || cached.version === document.version || document.languageId === 'markdown') return;
    // Changes that were never told, as after another language was chosen, leave nothing to build on.
    if (cached.version !== document.version - 1) {
      this.#files.delete(key);
      return;
    }
    const edits = contentChanges.map((change) => ({
      start: change.rangeOffset,
      end: change.rangeOffset + change.rangeLength,
      text: change.text,
    }));
    this.#files.set(key, { version: document.version, file: applyEdits(cached.file, edits) });
  }
}

interface CachedFile {
  readonly version: number;
  readonly file: RequestFile;
}
