import * as vscode from 'vscode';

/**
 * Untitled documents that were made for a request file: they use its folder and its environment. VS Code keeps such a
 * document over a reload, so what it was made for is kept with it.
 */
export class DocumentOrigins {
  readonly #memento: vscode.Memento;
  #known: Map<string, vscode.Uri> | undefined;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  get(document: vscode.Uri): vscode.Uri | undefined {
    return document.scheme === 'untitled' ? this.#read().get(document.toString()) : undefined;
  }

  set(document: vscode.Uri, origin: vscode.Uri): void {
    const known = this.#read();
    known.delete(document.toString());
    known.set(document.toString(), origin);
    this.#write(known);
  }

  /** The document is closed, and its name may be given to another one. */
  delete(document: vscode.Uri): void {
    const known = this.#read();
    if (known.delete(document.toString())) this.#write(known);
  }

  #read(): Map<string, vscode.Uri> {
    if (this.#known) return this.#known;
    const stored = this.#memento.get<unknown>(storageKey);
    const entries = Array.isArray(stored) ? stored.filter(isEntry) : [];
    this.#known = new Map(entries.map(([document, origin]) => [document, vscode.Uri.parse(origin)]));
    return this.#known;
  }

  #write(known: ReadonlyMap<string, vscode.Uri>): void {
    const entries = Array.from(known, ([document, origin]) => [document, origin.toString()]).slice(-mostKept);
    void this.#memento.update(storageKey, entries.length === 0 ? undefined : entries);
  }
}

function isEntry(value: unknown): value is readonly [string, string] {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
}

const storageKey = 'documentOrigins';
const mostKept = 50;
