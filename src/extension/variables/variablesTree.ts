import * as vscode from 'vscode';
import type { DescribedVariable, VariablesDescription } from '../../core/language/names/describeVariables';
import type { FrontFileTracker } from '../frontFile';
import type { Host } from '../host';
import { lazy } from '../lazy';
import { loadVariables, type LoadedVariables } from './loadVariables';
import { atBoundary } from '../runCommand';
import { toTreeItem } from './variableItems';
import type { VariablesNode } from './variableNodes';

/** What the view needs of VS Code. */
export interface VariablesViewPort {
  readonly view: vscode.TreeView<VariablesNode>;
  readonly changed: vscode.EventEmitter<void>;
  readonly front: FrontFileTracker;
}

/** Fills the Variables view, and fills it anew when something it shows may be another. Hidden, it does nothing. */
export class VariablesTree implements vscode.Disposable {
  readonly #host: Host;
  readonly #port: VariablesViewPort;
  readonly #listeners: vscode.Disposable[];
  #loading: Promise<LoadedVariables> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #names = lazy(async () => new (await import('../editor/nameFeatures')).NameFeatures(this.#host));

  constructor(host: Host, port: VariablesViewPort) {
    this.#host = host;
    this.#port = port;
    const stale = (): void => this.#expire();
    this.#listeners = [
      vscode.window.onDidChangeActiveTextEditor(stale),
      vscode.window.onDidChangeVisibleTextEditors(stale),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.languageId === 'http') this.#expire(typingPause);
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('identityHttp.defaultEnvironment')) stale();
      }),
      vscode.workspace.onDidChangeWorkspaceFolders(stale),
      host.environments.onDidChange(stale),
      port.view.onDidChangeVisibility(({ visible }) => {
        if (visible && !this.#loading) this.#port.changed.fire();
      }),
    ];
    void atBoundary(host, 'variables', async () => {
      this.#listeners.push((await host.variables()).onDidChange(stale));
    });
  }

  item(node: VariablesNode): vscode.TreeItem {
    return toTreeItem(node);
  }

  async children(node: VariablesNode | undefined): Promise<VariablesNode[]> {
    if (node === undefined) return this.#roots(await this.loaded());
    const { description } = await this.loaded();
    switch (node.kind) {
      case 'group':
        if (node.group !== 'environments') return [...description[node.group]];
        return description.environments.length > 0
          ? [...description.environments]
          : [{ kind: 'note', id: 'none', text: 'No environment is chosen' }];
      case 'variable':
        return [
          ...node.members,
          ...node.layers.map((layer, index) => ({ ...layer, index })),
          ...(node.memberOf === undefined && node.layers.length > 0
            ? [{ kind: 'uses' as const, name: node.name }]
            : []),
          ...(node.layers.length === 0 && node.failure !== undefined
            ? [{ kind: 'note' as const, id: `kept:${node.name}`, text: node.failure }]
            : []),
        ];
      case 'uses':
        return this.#uses(node.name);
      default:
        return [];
    }
  }

  /** As it is shown now. */
  loaded(): Promise<LoadedVariables> {
    this.#loading ??= loadVariables(this.#host, this.#port.front.now()).catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }

  /** Places that mean the variable, definitions first. */
  async placesOf(
    name: string,
  ): ReturnType<InstanceType<typeof import('../editor/nameFeatures').NameFeatures>['placesOf']> {
    const { front, place, description } = await this.loaded();
    const sources = await this.#host.variables();
    const home = sources.placeOf(place);
    // Without a request file it is looked for from the file that defines it, or from the folder.
    const file = findLayers(description, name).find(({ writable }) => writable !== undefined)?.place?.path;
    const start = front.document?.uri ?? sources.uriOf(home.uri, file ?? `${home.folder}/requests.http`);
    const source = new vscode.CancellationTokenSource();
    try {
      const places = await (await this.#names()).placesOf(start, name, source.token);
      return places.toSorted((one, other) => Number(other.isDefinition) - Number(one.isDefinition));
    } finally {
      source.dispose();
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const listener of this.#listeners) listener.dispose();
  }

  /** An empty list of roots makes VS Code show what the view says when it has nothing. */
  #roots({ description, environmentNames, front, place }: LoadedVariables): VariablesNode[] {
    const { environments, variables, captures } = description;
    const { view } = this.#port;
    const shown = front.document?.uri ?? place;
    view.description = shown === undefined ? '' : (/[^/]*$/.exec(shown.path)?.[0] ?? '');
    const isEmpty =
      environments.length === 0 && environmentNames.length === 0 && variables.length === 0 && captures.length === 0;
    if (isEmpty) return [];
    return [
      { kind: 'group', group: 'environments', count: environments.length },
      { kind: 'group', group: 'variables', count: variables.length },
      ...(captures.length > 0 ? [{ kind: 'group', group: 'captures', count: captures.length } as const] : []),
    ];
  }

  async #uses(name: string): Promise<VariablesNode[]> {
    const uses = (await this.placesOf(name)).filter(({ isDefinition }) => !isDefinition);
    if (uses.length === 0) return [{ kind: 'note', id: `unused:${name}`, text: 'No request uses it' }];
    const shown = uses.slice(0, mostUses);
    const more = uses.length - shown.length;
    return [
      ...shown.map(({ location, title }, index) => ({
        kind: 'use' as const,
        id: `use:${name}:${index}`,
        location,
        title,
      })),
      ...(more > 0 ? [{ kind: 'note' as const, id: `more:${name}`, text: `and ${more} more places` }] : []),
    ];
  }

  /** While somebody types, the wait begins anew with every key. */
  #expire(wait = gatheringTime): void {
    this.#loading = undefined;
    if (!this.#port.view.visible) return;
    if (wait !== typingPause && this.#timer) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#port.changed.fire();
    }, wait);
  }
}

function findLayers({ variables }: VariablesDescription, name: string): DescribedVariable['layers'] {
  return variables.find((variable) => variable.name === name)?.layers ?? [];
}

/** Changes come in groups: a send is an answer, captures and an editor that moves. */
const gatheringTime = 100;
const typingPause = 300;
const mostUses = 200;
