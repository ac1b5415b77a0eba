import * as vscode from 'vscode';

/** What is read out of files on disk, each of them once for each change. */
export class FileReadings<Value> {
  readonly #read: (text: string, uri: vscode.Uri) => Value;
  readonly #known = new Map<string, Reading<Value>>();

  constructor(read: (text: string, uri: vscode.Uri) => Value) {
    this.#read = read;
  }

  /** `undefined` for what is too large, was removed in between, or may not be read. */
  async of(uri: vscode.Uri): Promise<Value | undefined> {
    const key = uri.toString();
    try {
      const { mtime, size } = await vscode.workspace.fs.stat(uri);
      const known = this.#known.get(key);
      if (known?.mtime === mtime && known.size === size) return known.value;
      if (size > largestFile) return undefined;
      const value = this.#read(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)), uri);
      this.#known.set(key, { mtime, size, value });
      return value;
    } catch {
      this.#known.delete(key);
      return undefined;
    }
  }
}

interface Reading<Value> {
  readonly mtime: number;
  readonly size: number;
  readonly value: Value;
}

/** As many files as are looked through at once. */
export const mostFiles = 2000;
const largestFile = 5_000_000;
