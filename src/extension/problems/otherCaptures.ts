import * as vscode from 'vscode';
import { addCaptured, explainCaptured, hasUndefinedName, mayCapture } from '../../core/language/captureElsewhere';
import { parseRequestFile } from '../../core/syntax/parseRequestFile';
import type { Problem } from '../../core/text/problem';
import { editorReader, pathOf } from '../ports';

/** What the request files of a workspace folder capture, looked up where a name has no value and kept until one changes. */
export class OtherCaptures implements vscode.Disposable {
  readonly #folders = new Map<string, Promise<ReadonlyMap<string, string>>>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #watcher = vscode.workspace.createFileSystemWatcher(requestFiles);

  constructor() {
    const forget = (): void => {
      if (this.#folders.size === 0) return;
      this.#folders.clear();
      this.#changed.fire();
    };
    this.#watcher.onDidChange(forget);
    this.#watcher.onDidCreate(forget);
    this.#watcher.onDidDelete(forget);
  }

  /** The problems of a document without alarm about names that another file captures. */
  async explain(uri: vscode.Uri, problems: readonly Problem[]): Promise<readonly Problem[]> {
    const folder = hasUndefinedName(problems) ? vscode.workspace.getWorkspaceFolder(uri) : undefined;
    if (!folder) return problems;
    const key = folder.uri.toString();
    const captured = this.#folders.get(key) ?? readFolder(folder);
    this.#folders.set(key, captured);
    // What could not be read is read anew the next time.
    captured.catch(() => this.#folders.delete(key));
    return explainCaptured(problems, await captured, vscode.workspace.asRelativePath(uri, false));
  }

  dispose(): void {
    this.#watcher.dispose();
    this.#changed.dispose();
  }
}

async function readFolder(folder: vscode.WorkspaceFolder): Promise<ReadonlyMap<string, string>> {
  const captured = new Map<string, string>();
  const uris = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, requestFiles), undefined, mostFiles);
  const read = editorReader(folder.uri);
  for (const uri of uris.toSorted((one, other) => (one.path < other.path ? -1 : 1))) {
    const bytes = await read(pathOf(uri), pathOf(folder.uri));
    const text = bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : '';
    if (mayCapture(text)) addCaptured(captured, parseRequestFile(text), vscode.workspace.asRelativePath(uri, false));
  }
  return captured;
}

const requestFiles = '**/*.{http,rest}';
const mostFiles = 2000;
