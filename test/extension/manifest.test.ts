import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { hostTest } from './harness';

hostTest('Restricted Mode and virtual workspaces are limited, and say how', async () => {
  const { capabilities } = manifest();
  assert.equal(capabilities.untrustedWorkspaces.supported, 'limited');
  assert.match(capabilities.untrustedWorkspaces.description, /nothing is sent/);
  assert.ok(capabilities.untrustedWorkspaces.restrictedConfigurations.includes('identityHttp.defaultEnvironment'));
  assert.equal(capabilities.virtualWorkspaces.supported, 'limited');
});

hostTest('It runs where the files are, and is woken by files that may hold requests and by its view only', async () => {
  const { extensionKind, activationEvents } = manifest();
  assert.deepEqual(extensionKind, ['workspace']);
  assert.deepEqual(activationEvents, ['onLanguage:markdown', 'onWebviewPanel:identityHttp.response']);
});

hostTest('Every command has a category, and every command in a menu or keybinding is contributed', async () => {
  const { contributes } = manifest();
  const names = new Set(contributes.commands.map(({ command }) => command));
  for (const { command, category } of contributes.commands) assert.equal(category, 'Identity HTTP', command);
  const used = [...Object.values(contributes.menus).flat(), ...contributes.keybindings].map(({ command }) => command);
  assert.deepEqual(
    used.filter((command) => !names.has(command)),
    [],
  );
});

interface Manifest {
  readonly extensionKind: readonly string[];
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: unknown;
      readonly description: string;
      readonly restrictedConfigurations: readonly string[];
    };
    readonly virtualWorkspaces: { readonly supported: unknown };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly keybindings: readonly { readonly command: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
  };
}

function manifest(): Manifest {
  return vscode.extensions.getExtension('identity-http.identity-http')?.packageJSON as Manifest; // VS Code gives it untyped.
}
