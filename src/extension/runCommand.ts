import * as vscode from 'vscode';
import type { Host } from './host';

/**
 * Registers a command of this extension. Failures end here, once: the log gets the place, the person one line. What
 * comes as arguments may come from anywhere, so `run` has to look at it.
 */
export function registerCommand(
  host: Host,
  id: string,
  run: (...values: readonly unknown[]) => Promise<void> | void,
): void {
  host.context.subscriptions.push(
    vscode.commands.registerCommand(`identityHttp.${id}`, (...values: readonly unknown[]) =>
      atBoundary(host, id, async () => run(...values)),
    ),
  );
}

/** For everything else that VS Code calls: events and messages. Never rejects. */
export async function atBoundary(host: Host, what: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    host.log.failure(what, error);
    const message = `Identity HTTP could not finish because of a mistake of its own. The log says where.`;
    void vscode.window.showErrorMessage(message, 'Show Log').then((choice) => {
      if (choice === 'Show Log') host.log.show();
    });
  }
}
