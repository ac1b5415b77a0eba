import * as vscode from 'vscode';
import { defineVariable } from '../../core/environment/files/defineVariable';
import { SHARED_SECTION } from '../../core/environment/environmentSource';
import { isSecretName } from '../../core/environment/secrets/isSecretName';
import { environmentFileFor } from '../problems/defineVariable';
import { openGuarded, showConflict, writeGuarded } from './guardedFile';
import type { Host } from '../host';
import type { LoadedVariables } from './loadVariables';

/** Asks for a name and a value and writes them into an environment that is active, the one that wins first in the list. */
export async function addVariable(host: Host, loaded: LoadedVariables, knownName?: string): Promise<void> {
  const section = await pickSection(loaded);
  if (section === undefined) return;
  const name = knownName ?? (await askName(loaded, section));
  if (name === undefined) return;
  const secret = isSecretName(name);
  const place = loaded.place ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = place && (await environmentFileFor(host, place, { name, environmentName: section, secret }));
  if (!uri) {
    void vscode.window.showWarningMessage('There is no folder to keep an environment file in. Open a folder first.');
    return;
  }
  const where = vscode.workspace.asRelativePath(uri, false);
  const value = await vscode.window.showInputBox({
    title: `Value of ${name}`,
    prompt: `Written into ${where}, ${section}.${secret ? ' It is masked wherever it is shown.' : ''}`,
    password: secret,
    ignoreFocusOut: true,
  });
  if (value !== undefined) await write(uri, { environmentName: section, name, value, isStored: false });
}

async function write(uri: vscode.Uri, wanted: Required<Parameters<typeof defineVariable>[1]>): Promise<void> {
  const file = await openGuarded(uri);
  const plan = file.kind === 'conflict' ? file : defineVariable(file.text, wanted);
  if (plan.kind === 'unreadable') {
    const where = vscode.workspace.asRelativePath(uri, false);
    void vscode.window.showWarningMessage(
      `'${wanted.name}' was not added: '${where}' is not a JSON object of environments. Correct it first.`,
    );
    return;
  }
  const conflict = plan.kind === 'conflict' || file.kind === 'conflict' ? file : await writeGuarded(file, plan.edits);
  if (conflict?.kind === 'conflict' && (await showConflict(uri, conflict))) await write(uri, wanted);
}

/** Not the built-in one, into which nobody can write. */
async function pickSection({ description, environmentNames }: LoadedVariables): Promise<string | undefined> {
  const active = description.environments.filter(({ isBuiltIn, isUnknown }) => !isBuiltIn && !isUnknown);
  const first = active.map(({ name }) => name).toReversed();
  const others = environmentNames.filter((name) => !first.includes(name));
  const items = [
    ...first.map((name) => ({ label: name, description: 'active' })),
    ...others.map((name) => ({ label: name, description: '' })),
    { label: SHARED_SECTION, description: 'all environments' },
  ].map((item) => ({ ...item, name: item.label, label: item.label.replaceAll('$(', '\\$(') }));
  if (items.length === 1) return SHARED_SECTION;
  return (await vscode.window.showQuickPick(items, { placeHolder: 'The environment that the variable is added to' }))
    ?.name;
}

async function askName({ description }: LoadedVariables, section: string): Promise<string | undefined> {
  const taken = new Set(
    description.variables.flatMap(({ name, layers }) =>
      layers.some(({ environment, origin, writable }) => {
        return (
          writable === 'environment-file' && (environment ?? (origin === 'shared' ? SHARED_SECTION : '')) === section
        );
      })
        ? [name]
        : [],
    ),
  );
  return vscode.window.showInputBox({
    title: 'Name of the Variable',
    prompt: 'It stands for its value in requests as {{name}}.',
    ignoreFocusOut: true,
    validateInput: (name) => refuseName(name, taken),
  });
}

/** As renaming has it: what a placeholder can hold, and what is nothing else already. */
function refuseName(name: string, taken: ReadonlySet<string>): string | undefined {
  if (name === '') return 'Give the variable a name.';
  if (!/^[\p{L}\p{N}_][\p{L}\p{N}\p{M}_.-]*$/u.test(name) || name.length > 200) {
    return "Use letters, digits, '_', '-' and '.', beginning with a letter, a digit or '_'.";
  }
  return taken.has(name) ? `There is a '${name}' in this environment already. Edit that one.` : undefined;
}
