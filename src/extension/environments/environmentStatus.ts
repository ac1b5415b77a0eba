import * as vscode from 'vscode';
import type { EnvironmentColor } from '../../core/environment/variable';
import { contextUri } from '../host';
import type { Host } from '../host';
import { atBoundary } from '../runCommand';

/** The environment of the request file in front, in the status bar, in the environment's colour; a click changes it. */
export function registerEnvironmentStatus(host: Host): void {
  const item = vscode.window.createStatusBarItem('identityHttp.environment', vscode.StatusBarAlignment.Left, 50);
  item.name = 'Identity HTTP Environment';
  item.command = 'identityHttp.selectEnvironment';
  const status = new EnvironmentStatus(host, item);
  const update = (): void => status.update();
  host.context.subscriptions.push(
    item,
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.window.onDidChangeVisibleTextEditors(update),
    vscode.workspace.onDidOpenTextDocument(update),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document === shownRequestFile()) update();
    }),
    host.environments.onDidChange(update),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('identityHttp.defaultEnvironment')) update();
    }),
  );
  update();
}

class EnvironmentStatus {
  readonly #host: Host;
  readonly #item: vscode.StatusBarItem;
  /** The last change wins over answers that come late. */
  #turn = 0;
  #isListening = false;

  constructor(host: Host, item: vscode.StatusBarItem) {
    this.#host = host;
    this.#item = item;
  }

  /** What was chosen is shown at once; what a file pins, and the colour, as soon as their code is loaded. */
  update(): void {
    const turn = ++this.#turn;
    const document = shownRequestFile();
    if (!document) {
      this.#item.hide();
      return;
    }
    this.#show(this.#host.environments.nameFor(contextUri(this.#host, document.uri)), false);
    this.#item.show();
    void atBoundary(this.#host, 'environment', () => this.#refine(document, turn));
  }

  async #refine(document: vscode.TextDocument, turn: number): Promise<void> {
    // Activation only registers.
    await new Promise((resolve) => setImmediate(resolve));
    const { environmentOf } = await import('./environmentOf');
    const variables = await this.#host.variables();
    if (!this.#isListening) {
      this.#isListening = true;
      this.#host.context.subscriptions.push(variables.onDidChange(() => this.update()));
    }
    const { name, isPinned } = await environmentOf(this.#host, document);
    const rules = name === undefined ? undefined : await variables.rulesOf(contextUri(this.#host, document.uri), name);
    if (turn !== this.#turn) return;
    this.#show(name, isPinned);
    const { background, foreground } = shades[rules?.color ?? 'none'];
    this.#item.backgroundColor = background === undefined ? undefined : new vscode.ThemeColor(background);
    this.#item.color = foreground === undefined ? undefined : new vscode.ThemeColor(foreground);
  }

  #show(name: string | undefined, isPinned: boolean): void {
    const shown = name === undefined ? 'No environment' : escapeIcons(name);
    this.#item.text = `${isPinned ? '$(pinned)' : '$(globe)'} ${shown}`;
    this.#item.tooltip = isPinned
      ? "This request file is pinned to its environment by '# @env' (Identity HTTP)"
      : 'Environment of this request file (Identity HTTP)';
    this.#item.accessibilityInformation = {
      label: `Environment: ${name ?? 'none'}${isPinned ? ', pinned by the file' : ''}`,
      role: 'button',
    };
  }
}

/** VS Code allows two backgrounds in its status bar, the loudest colours of a theme. */
const shades: Readonly<
  Record<EnvironmentColor | 'none', { readonly background?: string; readonly foreground?: string }>
> = {
  none: {},
  red: { background: 'statusBarItem.errorBackground' },
  orange: { background: 'statusBarItem.warningBackground' },
  yellow: { background: 'statusBarItem.warningBackground' },
  green: { foreground: 'charts.green' },
  blue: { foreground: 'charts.blue' },
  purple: { foreground: 'charts.purple' },
};

/** With a response view in front there is no active editor, but the request beside it is still what it is about. */
function shownRequestFile(): vscode.TextDocument | undefined {
  const document =
    vscode.window.activeTextEditor?.document ??
    vscode.window.visibleTextEditors.find((editor) => editor.document.languageId === 'http')?.document;
  return document?.languageId === 'http' ? document : undefined;
}

/** A name from a file must not become an icon: `$(x)` is text there. */
export function escapeIcons(text: string): string {
  return text.replaceAll('$(', '\\$(');
}
