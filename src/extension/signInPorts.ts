import * as vscode from 'vscode';
import type { PersonPorts, RedirectListener, RedirectWish } from '../core/auth/authPorts';
import { listenForRedirect } from '../loopback/listenForRedirect';

/** A person at this window: the browser is theirs, wherever the extension runs. */
export const personPorts: PersonPorts = {
  openUrl: async (url) => vscode.env.openExternal(vscode.Uri.parse(url, true)),
  listen,
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
  let settle: ((parameters: URLSearchParams | undefined) => void) | undefined;
  const parameters = new Promise<URLSearchParams | undefined>((resolve) => (settle = resolve));
  const handler = vscode.window.registerUriHandler({
    handleUri: ({ query }) => {
      const found = new URLSearchParams(query);
      if (found.get('state') !== state) return;
      settle?.(found);
      handler.dispose();
    },
  });
  const close = (): void => {
    settle?.(undefined);
    handler.dispose();
  };
  return { kind: 'listener', redirectUrl, parameters, close };
}
