import * as vscode from 'vscode';
import type { FromWebview, ToWebview } from '../../src/core/view/protocol';
import { overlay } from './overlay';

/** The page of the response view, played by a test: it says what a person's clicks would, and hears what a page hears. */
export interface PageStandIn {
  readonly heard: readonly ToWebview[];
  readonly say: (message: FromWebview) => void;
  /** The first message from now on that is accepted. */
  readonly hears: (accepts: (message: ToWebview) => boolean) => Promise<ToWebview>;
}

/** Stands between the extension and every response view that is opened during `use`. The real page stays in place. */
export async function withPage(use: (page: PageStandIn) => Promise<void>): Promise<void> {
  const { createWebviewPanel } = vscode.window;
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const heard: ToWebview[] = [];
  const said = new vscode.EventEmitter<FromWebview>();
  const hearing = new vscode.EventEmitter<ToWebview>();
  const standIn = (webview: vscode.Webview): vscode.Webview =>
    overlay(webview, {
      onDidReceiveMessage: (listener: (message: unknown) => void) =>
        vscode.Disposable.from(webview.onDidReceiveMessage(listener), said.event(listener)),
      postMessage: (message: ToWebview) => {
        heard.push(message);
        hearing.fire(message);
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A webview's `postMessage` has no origin.
        return webview.postMessage(message);
      },
    });
  Object.assign(vscode.window, {
    createWebviewPanel: (...parts: Parameters<typeof createWebviewPanel>) => {
      const panel = createWebviewPanel(...parts);
      return overlay(panel, { webview: standIn(panel.webview) });
    },
  });
  try {
    await use({
      heard,
      say: (message) => said.fire(message),
      hears: (accepts) =>
        new Promise((resolve) => {
          const listener = hearing.event((message) => {
            if (!accepts(message)) return;
            listener.dispose();
            resolve(message);
          });
        }),
    });
  } finally {
    Object.assign(vscode.window, { createWebviewPanel });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  }
}
