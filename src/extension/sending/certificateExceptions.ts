import * as vscode from 'vscode';
import type { TrailEntry } from '../response/responses';

/**
 * Servers whose certificate is not verified, as `host:port`. They are kept outside of every workspace, so that no file
 * that somebody sends can hold one.
 */
export function readExceptions(memento: vscode.Memento): readonly string[] {
  const stored = memento.get<unknown>(exceptionsKey);
  return Array.isArray(stored) ? stored.filter((entry): entry is string => typeof entry === 'string') : [];
}

/** Asks before anything is allowed. True when the request is to be sent once more. */
export async function allowHost(memento: vscode.Memento, { view }: TrailEntry): Promise<boolean> {
  const host = view.outcome.kind === 'failure' ? view.outcome.refusedCertificateOf : undefined;
  if (host === undefined) return false;
  const choice = await vscode.window.showWarningMessage(
    `Send to ${host} without verifying who answers?`,
    {
      modal: true,
      detail:
        'Anybody on the way could then read and change what is sent, passwords and tokens too. Allow only a server of your own, such as one for development. It holds for this host in every workspace, is said on each answer, and ends with "Identity HTTP: Certificate Exceptions…".',
    },
    'Allow This Host',
  );
  if (choice === undefined) return false;
  await memento.update(exceptionsKey, [...new Set([...readExceptions(memento), host])]);
  return true;
}

/** Shows the exceptions and takes back what the person chooses. */
export async function manageExceptions(memento: vscode.Memento): Promise<void> {
  const exceptions = readExceptions(memento);
  if (exceptions.length === 0) {
    void vscode.window.showInformationMessage('There are no exceptions: every certificate is verified.');
    return;
  }
  const chosen = await vscode.window.showQuickPick([...exceptions], {
    title: 'Certificate Exceptions',
    placeHolder: 'Hosts whose certificate is to be verified again',
    canPickMany: true,
  });
  if (!chosen || chosen.length === 0) return;
  const kept = readExceptions(memento).filter((host) => !chosen.includes(host));
  await memento.update(exceptionsKey, kept);
  const what = chosen.length === 1 ? `The certificate of ${chosen[0]} is` : `${chosen.length} certificates are`;
  void vscode.window.showInformationMessage(`${what} verified again.`);
}

const exceptionsKey = 'certificateExceptions';
