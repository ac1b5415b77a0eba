import * as vscode from 'vscode';
import type { SecretReference } from '../../core/environment/secrets/storedSecrets';
import { listVariables } from '../../core/environment/listVariables';
import { clearCaptures, listCaptures } from '../../core/session/captures/captures';
import { describeOrigin } from '../../core/language/hover/describeOrigin';
import type { DescribedCapture, DescribedLayer } from '../../core/language/names/describeVariables';
import { addVariable } from './addVariable';
import { deleteDefinition, editValue, sectionOf, showDefinition, type WritableLayer } from './editVariable';
import type { Host } from '../host';
import type { LoadedVariables } from './loadVariables';
import { renameVariable } from './renameVariable';
import { findTarget, pickTarget, type VariableTarget } from './variableTarget';
import type { VariablesNode } from './variableNodes';
import type { VariablesTree } from './variablesTree';

/** What can be done with a line of the Variables view, or with a variable chosen in a list when called without one. */
export class VariableActions {
  readonly #host: Host;
  readonly #tree: VariablesTree;
  readonly #chosen: () => VariablesNode | undefined;

  constructor(host: Host, tree: VariablesTree, chosen: () => VariablesNode | undefined) {
    this.#host = host;
    this.#tree = tree;
    this.#chosen = chosen;
  }

  async editVariable(node: unknown): Promise<void> {
    const target = await this.#target(node, 'The variable to edit', ({ layer }) => layer?.writable !== undefined);
    if (!target) return;
    // What stands in the file is only a reference.
    if (target.layer?.stored) return this.#setStored(target.layer.stored);
    const writable = await this.#writable(target);
    if (writable) await editValue(writable);
  }

  /** The value leaves its file for the system's keychain, and a reference takes its place. */
  async moveToSecretStorage(node: unknown): Promise<void> {
    const target = await this.#target(node, 'The secret to move to SecretStorage', ({ layer }) => {
      return layer?.secret === true && layer.writable === 'environment-file' && !layer.stored;
    });
    const writable = target && (await this.#writable(target));
    if (!writable) return;
    const { place } = await this.#tree.loaded();
    const { moveToStorage } = await import('../secrets/moveToStorage');
    const { layer, uri } = writable;
    const at = { section: sectionOf(layer), name: layer.name, uri };
    await moveToStorage(this.#host, (await this.#host.variables()).placeOf(place ?? uri), at);
  }

  async addVariable(): Promise<void> {
    await addVariable(this.#host, await this.#tree.loaded());
  }

  /** A capture is forgotten, a definition is taken out of its file. */
  async deleteVariable(node: unknown): Promise<void> {
    const target = await this.#target(node, 'The variable to delete', ({ layer, capture }) => {
      return capture !== undefined || layer?.writable !== undefined;
    });
    if (!target) return;
    if (target.capture && (target.layer === undefined || target.layer.origin === 'capture')) {
      await this.#forget(target.capture);
      return;
    }
    const writable = await this.#writable(target);
    if (!writable) return;
    const places = await this.#tree.placesOf(target.name);
    await deleteDefinition(writable, places.filter(({ isDefinition }) => !isDefinition).length);
  }

  async renameVariable(node: unknown): Promise<void> {
    const target = await this.#target(node, 'The variable to rename everywhere', ({ variable, capture }) => {
      return variable === undefined ? capture !== undefined : variable.memberOf === undefined;
    });
    if (target) await renameVariable(this.#host, target.name, await this.#tree.placesOf(target.name));
  }

  async goToVariable(node: unknown): Promise<void> {
    const target = await this.#target(node, 'The variable to go to', () => true);
    if (!target) return;
    const { layer, name } = target;
    if (layer?.place) {
      await showDefinition({ layer, uri: await this.#uriOf(layer.place.path) });
    } else if (layer?.setting !== undefined) {
      await vscode.commands.executeCommand('workbench.action.openSettings', `@id:${layer.setting}`);
    } else if (layer && layer.origin !== 'capture') {
      tell(`'${name}' comes from ${describeOrigin(layer.origin)}, which is no file.`);
    } else {
      const [place] = (await this.#tree.placesOf(name)).filter(({ isDefinition }) => isDefinition);
      if (!place) return tell(`'${name}' is defined in no file that counts here.`);
      await vscode.window.showTextDocument(place.location.uri, { selection: place.location.range });
    }
  }

  async copyVariableName(node: unknown): Promise<void> {
    const target = await this.#target(node, 'The variable whose name is copied', () => true);
    if (target) await copy(target.name, `Copied ${target.name}`);
  }

  async copyVariablePlaceholder(node: unknown): Promise<void> {
    const target = await this.#target(node, 'The variable whose placeholder is copied', () => true);
    if (target) await copy(`{{${target.name}}}`, `Copied {{${target.name}}}`);
  }

  /** A secret leaves the masked view only after a question. */
  async copyVariableValue(node: unknown): Promise<void> {
    const target = await this.#target(node, 'The variable whose value is copied', hasValue);
    const value = target && (await this.#valueOf(target));
    if (!target || !value) return;
    if (value.secret) {
      const detail = 'Other programs can read the clipboard, and some keep what was in it.';
      const message = `Copy the secret value of '${target.name}'?`;
      if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, 'Copy')) !== 'Copy') return;
    }
    await copy(value.text, `Copied the value of ${target.name}`);
  }

  /** Shows one value in a box that takes no other, and forgets it with the box. */
  async revealVariable(node: unknown): Promise<void> {
    const target = await this.#target(node, 'The variable whose value is shown', hasValue);
    const value = target && (await this.#valueOf(target));
    if (!target || !value) return;
    const { showSecret } = await import('../secrets/showSecret');
    await showSecret(`Value of ${target.name}`, value.text);
  }

  async promoteCapture(node: unknown): Promise<void> {
    const target = await this.#target(node, 'The captured value to save', ({ capture }) => capture !== undefined);
    if (!target) return;
    const { saveCapture } = await import('./saveCapture');
    await saveCapture(this.#host, target.name);
  }

  /** Forgets all captured values of the environment; the answers they came from stay. */
  async clearCaptures(): Promise<void> {
    await this.#forget(undefined);
  }

  async #forget(capture: DescribedCapture | undefined): Promise<void> {
    const { file } = await this.#tree.loaded();
    const sources = await this.#host.variables();
    clearCaptures(sources.session, file, capture?.name, capture?.path);
    sources.answered();
  }

  async #setStored(reference: SecretReference): Promise<void> {
    const { place } = await this.#tree.loaded();
    const { setSecret } = await import('../secrets/editSecrets');
    await setSecret(this.#host, { ...reference, ...(place && { uri: place.toString() }) });
  }

  /** The line that was clicked, else the one chosen in the view, else the answer to a question. */
  async #target(
    node: unknown,
    placeHolder: string,
    accepts: (target: VariableTarget) => boolean,
  ): Promise<VariableTarget | undefined> {
    const { description } = await this.#tree.loaded();
    if (node !== undefined) {
      const target = findTarget(description, node);
      if (!target) tell('This is not defined there any more. The Variables view shows what is defined now.');
      return target;
    }
    const chosen = findTarget(description, this.#chosen());
    return chosen ?? pickTarget(description, placeHolder, accepts);
  }

  /** Says why, and what else to do, where the definition cannot be written. */
  async #writable({ name, layer, capture }: VariableTarget): Promise<WritableLayer | undefined> {
    if (layer?.place && layer.writable) return { layer, uri: await this.#uriOf(layer.place.path) };
    const unread = capture ? describeOrigin('capture') : 'a place that cannot be read';
    const where = layer ? (layer.setting ?? describeOrigin(layer.origin)) : unread;
    const message = `'${name}' comes from ${where}, which is not written from here. A definition in an environment file may go before it.`;
    const define = 'Define in Environment File';
    const choices = layer?.place || layer?.setting !== undefined ? ['Go to Definition', define] : [define];
    const choice = await vscode.window.showInformationMessage(message, ...choices);
    if (choice === define) await addVariable(this.#host, await this.#tree.loaded(), name);
    else if (choice !== undefined) await this.goToVariable(layer);
    return undefined;
  }

  async #valueOf({ name, layer, capture }: VariableTarget): Promise<{ text: string; secret: boolean } | undefined> {
    const loaded = await this.#tree.loaded();
    const value = await this.#read(loaded, name, layer);
    if (value) return value;
    const { session } = await this.#host.variables();
    const captured = listCaptures(session, loaded.file).find((entry) => {
      return entry.name === name && entry.path === capture?.path;
    });
    if (captured) return captured;
    tell(`'${name}' has no value now.`);
    return undefined;
  }

  /** Values are read again for each use: nothing that is shown holds them. */
  async #read(
    { front, environmentName }: LoadedVariables,
    name: string,
    layer: DescribedLayer | undefined,
  ): Promise<{ text: string; secret: boolean } | undefined> {
    const { scope } = await (await this.#host.variables()).scopeOfPlace(front, environmentName);
    const definitions = listVariables(scope).find((variable) => variable.name === name)?.definitions ?? [];
    const wanted = definitions.find(
      ({ variable: { origin, environment, setting, source } }) =>
        origin === layer?.origin &&
        environment === layer.environment &&
        setting === layer.setting &&
        source?.path === layer.place?.path,
    );
    const value = wanted?.value;
    return value?.kind === 'text' ? { text: value.text, secret: wanted?.secret ?? true } : undefined;
  }

  async #uriOf(path: string): Promise<vscode.Uri> {
    const sources = await this.#host.variables();
    const { front, place } = await this.#tree.loaded();
    // An untitled request file has no path; its own definitions are in it.
    if (path === '' && front.document) return front.document.uri;
    if (front.document?.isUntitled === true && path === front.document.uri.path) return front.document.uri;
    return sources.uriOf(sources.placeOf(place).uri, path);
  }
}

function hasValue({ variable, capture }: VariableTarget): boolean {
  return capture !== undefined || variable?.shownValue !== undefined;
}

async function copy(text: string, message: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(message.replaceAll('$(', '\\$('), 3000);
}

function tell(message: string): void {
  void vscode.window.showInformationMessage(message);
}
