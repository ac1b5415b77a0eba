import type * as vscode from 'vscode';

/** What `check` finds, now or after one of the events that may bring it. The harness ends a wait that is too long. */
export function until<Value>(event: vscode.Event<unknown>, check: () => Value | undefined): Promise<Value> {
  return new Promise((resolve, reject) => {
    const listener = event(() => settle());
    settle();

    function settle(): void {
      try {
        const value = check();
        if (value === undefined) return;
        listener.dispose();
        resolve(value);
      } catch (error) {
        listener.dispose();
        reject(error);
      }
    }
  });
}
