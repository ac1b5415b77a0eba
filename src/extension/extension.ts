import * as vscode from 'vscode';
import type { ResponseView } from '../core/view/responseView';
import { registerEditing } from './editor/registerEditing';
import { registerEnvironmentStatus } from './environments/environmentStatus';
import { registerHistoryView } from './history/historyView';
import { createHost } from './host';
import type { Host } from './host';
import { lazy } from './lazy';
import { registerLanguage } from './editor/registerLanguage';
import { registerNames } from './editor/registerNames';
import { registerRewrites } from './editor/registerRewrites';
import { registerTokens } from './tokens/registerTokens';
import { atBoundary, registerCommand } from './runCommand';
import type { Sending } from './sending/sending';
import { registerUnusedKeys } from './problems/registerUnusedKeys';
import { registerVariablesView } from './variables/variablesView';

/** What other extensions, and the tests, may ask. It holds no secret. */
export interface IdentityHttpApi {
  /** The answer on screen, as the response view shows it. */
  readonly lastResponse: () => Promise<ResponseView | undefined>;
  /** What fills the History view, secrets masked. */
  readonly history: vscode.TreeDataProvider<unknown>;
  /** What fills the Variables view, secrets masked. */
  readonly variables: vscode.TreeDataProvider<unknown>;
  /** What fills the Tokens view; no token is in it. */
  readonly tokens: vscode.TreeDataProvider<unknown>;
  /** Resolves when the history holds what was answered; the end of the window waits for the same. */
  readonly recorded: () => Promise<void>;
}

let ended: (() => Promise<void>) | undefined;

/** The window closes when what was answered stands in the history. */
export async function deactivate(): Promise<void> {
  await ended?.();
}

/** Registers and returns: what a first use needs is loaded by that use. */
export function activate(context: vscode.ExtensionContext): IdentityHttpApi {
  const host = createHost(context);
  const recorded = () => host.pending.settle();
  ended = recorded;
  const sending = lazy(async () => {
    const { Sending } = await import('./sending/sending');
    const made = new Sending(host);
    context.subscriptions.push(made);
    return made;
  });
  registerLanguage(host);
  registerEditing(host);
  registerNames(host);
  registerRewrites(host);
  registerUnusedKeys(host);
  registerEnvironmentStatus(host);
  const variables = registerVariablesView(host);
  const tokens = registerTokens(host, sending);
  const history = registerHistoryView(host, sending);
  registerCommands(host, sending);
  context.subscriptions.push(
    vscode.window.registerWebviewPanelSerializer('identityHttp.response', {
      deserializeWebviewPanel: (panel) =>
        atBoundary(host, 'restore', async () => (await sending()).responses.restore(panel)),
    }),
  );
  warmUpWhenIdle(host, sending);
  return { lastResponse: async () => (await sending()).responses.shownView(), history, variables, tokens, recorded };
}

function registerCommands(host: Host, sending: () => Promise<Sending>): void {
  registerCommand(host, 'send', async (uri, blockStart) => (await sending()).sendFromEditor(uri, blockStart));
  registerCommand(host, 'sendWith', async (uri, blockStart) => {
    const { sendWith } = await import('./sending/sendWith');
    await sendWith(await sending(), uri, blockStart);
  });
  registerCommand(host, 'explainLink', async (reason) => (await import('./editor/requestLinks')).explainLink(reason));
  registerCommand(host, 'copyAs', async (uri, blockStart) => {
    const { copyAs } = await import('./editor/copyAs');
    await copyAs(await sending(), uri, blockStart);
  });
  registerCommand(host, 'sendAgain', async () => (await sending()).sendAgain());
  registerCommand(host, 'showCookies', async () => (await sending()).cookies.show());
  registerCommand(host, 'clearCookies', async () => (await sending()).cookies.clear());
  registerCommand(host, 'cancel', async () => (await sending()).cancel());
  registerCommand(host, 'showResponse', async () => (await sending()).responses.focus());
  registerCommand(host, 'startSandbox', () => host.sandbox.startByCommand());
  registerCommand(host, 'stopSandbox', () => host.sandbox.stopByCommand());
  registerCommand(host, 'selectEnvironment', async (uri) => {
    const { selectEnvironment } = await import('./environments/selectEnvironment');
    await selectEnvironment(host, uri);
  });
  registerCommand(host, 'defineVariable', async (request) => {
    const { defineVariable } = await import('./problems/defineVariable');
    await defineVariable(host, request);
  });
  registerCommand(host, 'moveSecret', async (request) =>
    (await import('./secrets/moveSecret')).moveSecret(host, request),
  );
  registerCommand(host, 'ignoreFile', async (request) => (await import('./problems/ignoreFile')).ignoreFile(request));
  registerCommand(host, 'explainProblem', async (code) =>
    (await import('./problems/explainProblem')).explainProblem(host, code),
  );
  registerCommand(host, 'revealPlaceholder', async (asked) =>
    (await import('./editor/revealPlaceholder')).revealPlaceholder(host, asked),
  );
  registerCommand(host, 'saveCapture', async (name) =>
    (await import('./variables/saveCapture')).saveCapture(host, name),
  );
  registerCommand(host, 'setSecret', async (of) => (await import('./secrets/editSecrets')).setSecret(host, of));
  registerCommand(host, 'removeSecret', async (of) => (await import('./secrets/editSecrets')).removeSecret(host, of));
  registerCommand(host, 'openExample', async () => (await import('./editor/openExample')).openExample(host));
  registerCommand(host, 'openWalkthrough', async () => {
    const walkthrough = `${host.context.extension.id}#firstRequest`;
    await vscode.commands.executeCommand('workbench.action.openWalkthrough', walkthrough, false);
  });
  registerCommand(host, 'certificateExceptions', async () => {
    const { manageExceptions } = await import('./sending/certificateExceptions');
    await manageExceptions(host.context.globalState);
  });
  registerCommand(host, 'showLog', () => host.log.show());
}

/** The first send should not wait for its code. Nothing of this happens before a request file was looked at a while. */
function warmUpWhenIdle(host: Host, sending: () => Promise<Sending>): void {
  let timer: NodeJS.Timeout | undefined;
  const consider = (editors: readonly vscode.TextEditor[]): void => {
    if (timer || !editors.some((editor) => editor.document.languageId === 'http')) return;
    timer = setTimeout(() => {
      void atBoundary(host, 'warm up', async () => (await sending()).warmUp());
    }, warmUpDelay);
  };
  host.context.subscriptions.push(vscode.window.onDidChangeVisibleTextEditors(consider), {
    dispose: () => clearTimeout(timer),
  });
  consider(vscode.window.visibleTextEditors);
}

/** Milliseconds: behind the first colours, before a hand has found the button. */
const warmUpDelay = 100;
