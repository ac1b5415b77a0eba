import * as vscode from 'vscode';

/** What views beside the editor are about: a request file, else the place of the file that is in front. */
export interface FrontFile {
  readonly document: vscode.TextDocument | undefined;
  /** `undefined` stands for the first folder of the workspace. */
  readonly uri: vscode.Uri | undefined;
}

/** Keeps the request file that was in front last for as long as it is open: looking at an answer does not change it. */
export class FrontFileTracker {
  #last: vscode.TextDocument | undefined;

  now(): FrontFile {
    const active = vscode.window.activeTextEditor?.document;
    const shown = [active, ...vscode.window.visibleTextEditors.map(({ document }) => document), this.#last];
    const document = shown.find((candidate) => candidate?.languageId === 'http' && !candidate.isClosed);
    this.#last = document;
    if (document) return { document, uri: document.uri };
    const isInWorkspace = active !== undefined && vscode.workspace.getWorkspaceFolder(active.uri) !== undefined;
    return { document: undefined, uri: isInWorkspace ? active.uri : undefined };
  }
}
