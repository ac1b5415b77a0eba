import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import * as vscode from 'vscode';
import { EnvironmentChoice } from '../../src/extension/environments/environmentChoice';
import { hostTest } from './harness';
import type { IdentityHttpApi } from '../../src/extension/extension';
import { showFile, withDefaultEnvironment, withFiles } from './workspaceFiles';

hostTest('Each folder remembers its own environment, and no environment is a choice too', async () => {
  const stored = new Map<string, unknown>();
  const choice = new EnvironmentChoice(memento(stored));
  const inside = vscode.Uri.joinPath(vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/'), 'a.http');
  const outside = vscode.Uri.joinPath(vscode.Uri.file(tmpdir()), 'elsewhere', 'a.http');
  await withDefaultEnvironment('dev', async () => {
    assert.equal(choice.nameFor(inside), 'dev');
    await choice.choose(inside, 'Sandbox');
    assert.equal(choice.nameFor(inside), 'Sandbox');
    assert.equal(choice.nameFor(outside), 'dev');
    await choice.choose(outside, undefined);
    assert.equal(choice.nameFor(outside), undefined);
    assert.equal(choice.nameFor(inside), 'Sandbox');
    assert.equal(new EnvironmentChoice(memento(stored)).nameFor(inside), 'Sandbox', 'a new window remembers it');
  });
});

hostTest('“Send with…” puts one environment on top of the current one, for this send only', async () => {
  // Two of them: a second click on the same one would be a double click.
  const text = 'GET {{host}}/{{region}}\n\n###\nGET {{host}}/{{region}}/again\n';
  const files = {
    'a.http': text,
    'http-client.env.json': JSON.stringify({
      tenant: { host: 'http://127.0.0.1:1', region: 'com' },
      eu: { region: 'eu' },
    }),
  };
  await withDefaultEnvironment('tenant', () =>
    withFiles('sendWith', files, async (folder) => {
      const document = await showFile(vscode.Uri.joinPath(folder, 'a.http'));
      const extension = vscode.extensions.getExtension<IdentityHttpApi>('identity-http.identity-http');
      const send = async (label: string, isOnTop: boolean, at: number): Promise<string> => {
        await withPick(label, isOnTop, () =>
          vscode.commands.executeCommand('identityHttp.sendWith', document.uri.toString(), at),
        );
        const view = await (await extension?.activate())?.lastResponse();
        return `${view?.environmentName ?? ''} ${view?.request.url ?? ''}`;
      };
      assert.equal(await send('eu', true, 0), 'tenant+eu http://127.0.0.1:1/eu');
      const second = await send('tenant', false, text.lastIndexOf('GET'));
      assert.equal(second, 'tenant http://127.0.0.1:1/com/again', 'the choice stayed what it was');
    }),
  );
});

/** Takes the item of that label from the next list, or presses the button in it. */
async function withPick(label: string, isOnTop: boolean, use: () => Thenable<unknown>): Promise<void> {
  const { createQuickPick } = vscode.window;
  Object.assign(vscode.window, {
    createQuickPick: () => {
      const accepted = new vscode.EventEmitter<void>();
      const pressed = new vscode.EventEmitter<{ item: vscode.QuickPickItem; button: vscode.QuickInputButton }>();
      const pick = {
        items: [] as readonly vscode.QuickPickItem[],
        selectedItems: [] as readonly vscode.QuickPickItem[],
        onDidAccept: accepted.event,
        onDidTriggerItemButton: pressed.event,
        onDidHide: () => new vscode.Disposable(() => undefined),
        hide: () => undefined,
        show: () => {
          const item = pick.items.find((one) => one.label === label);
          assert.ok(item, `'${label}' is offered`);
          const [button] = item.buttons ?? [];
          if (isOnTop && button) pressed.fire({ item, button });
          pick.selectedItems = [item];
          accepted.fire();
        },
      };
      return pick;
    },
  });
  try {
    await use();
  } finally {
    Object.assign(vscode.window, { createQuickPick });
  }
}

function memento(stored: Map<string, unknown>): vscode.Memento {
  return {
    keys: () => [...stored.keys()],
    get: <Value>(key: string, otherwise?: Value) => (stored.has(key) ? stored.get(key) : otherwise) as Value, // As VS Code's own.
    update: async (key, value) => {
      stored.set(key, value);
    },
  };
}
