import * as vscode from 'vscode';
import type { PersonPorts, RedirectListener, RedirectWish, SignInQuestion } from '../../core/auth/authPorts';
import { RedirectCallbacks } from '../../core/auth/redirectCallbacks';
import { listenForRedirect } from '../../loopback/listenForRedirect';

/** A person at this window: the browser is theirs, wherever the extension runs. */
export const personPorts: PersonPorts = {
  openUrl: async (url) => vscode.env.openExternal(vscode.Uri.parse(url, true)),
  listen,
  ask,
  showWaiting,
  showDeviceCode: ({ name, userCode, verificationUri, completeUri, opensCompleteUri }) => {
    let isOpen = true;
    const message = `Sign in for the token '${name}': type the code ${userCode} at ${verificationUri}.`;
    void vscode.window.showInformationMessage(message, 'Copy Code and Open', 'Copy Code').then(async (choice) => {
      if (!choice || !isOpen) return;
      await vscode.env.clipboard.writeText(userCode);
      const url = opensCompleteUri ? (completeUri ?? verificationUri) : verificationUri;
      if (choice === 'Copy Code and Open') await vscode.env.openExternal(vscode.Uri.parse(url, true));
    });
    const status = vscode.window.setStatusBarMessage(`$(key) Code ${userCode.replaceAll('$(', '\\$(')}`);
    return {
      close: () => {
        isOpen = false;
        status.dispose();
      },
    };
  },
};

function showWaiting({ name, stop }: { readonly name: string; readonly stop: () => void }): {
  readonly close: () => void;
} {
  let close: (() => void) | undefined;
  const title = `Waiting for you to sign in for the token '${name}' in the browser.`;
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  void vscode.window.withProgress(options, (_progress, cancelled) => {
    cancelled.onCancellationRequested(stop);
    return new Promise<void>((resolve) => (close = resolve));
  });
  return { close: () => close?.() };
}

/** The box goes away with the send that asked. */
async function ask(asked: SignInQuestion, signal: AbortSignal): Promise<string | undefined> {
  const { title, question, secret, initial, choices } = asked;
  const source = new vscode.CancellationTokenSource();
  const stop = (): void => source.cancel();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) return undefined;
    if (!choices) {
      const value = initial === undefined ? {} : { value: initial };
      const options = { title, prompt: question, password: secret, ignoreFocusOut: true, ...value };
      return await vscode.window.showInputBox(options, source.token);
    }
    // An icon is written with `$(…)`; a choice from a server is a text.
    const items = choices.map((choice) => ({
      label: choice.replaceAll('$(', '\\$('),
      description: choice === initial ? 'default' : '',
      choice,
    }));
    const options = { title, placeHolder: question, ignoreFocusOut: true };
    return (await vscode.window.showQuickPick(items, options, source.token))?.choice;
  } finally {
    signal.removeEventListener('abort', stop);
    source.dispose();
  }
}

async function listen(wish: RedirectWish): ReturnType<PersonPorts['listen']> {
  const { redirectUrl } = wish;
  if (redirectUrl?.startsWith(`${vscode.env.uriScheme}:`)) return listenForUri(redirectUrl, wish.state);
  const listener = await listenForRedirect(wish);
  // Where the editor runs elsewhere, the browser's way back leads through a port that is forwarded.
  if (listener.kind === 'failure' || redirectUrl !== undefined || vscode.env.remoteName === undefined) return listener;
  const outside = await vscode.env.asExternalUri(vscode.Uri.parse(listener.redirectUrl, true));
  return { ...listener, redirectUrl: outside.toString(true) };
}

/** The editor itself is the way back: `vscode://identity-http.identity-http/callback`. */
function listenForUri(redirectUrl: string, state: string): RedirectListener {
  const { parameters, close } = callbacks.wait(state);
  // An extension may have one handler, and has none while nobody waits.
  handler ??= vscode.window.registerUriHandler({ handleUri: ({ query }) => callbacks.take(query) });
  return {
    kind: 'listener',
    redirectUrl,
    parameters,
    close: () => {
      close();
      if (!callbacks.isEmpty) return;
      handler?.dispose();
      handler = undefined;
    },
  };
}

const callbacks = new RedirectCallbacks();
let handler: vscode.Disposable | undefined;
