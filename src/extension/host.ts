import * as vscode from 'vscode';
import type { DocumentCache } from './editor/documentCache';
import { DocumentOrigins } from './sending/documentOrigins';
import { EnvironmentChoice } from './environments/environmentChoice';
import type { History } from './history/history';
import { lazy } from './lazy';
import { Log } from './log';
import { PendingWork } from './pendingWork';
import { RequestStatuses } from './editor/requestStatuses';
import { SandboxHost } from './environments/sandboxHost';
import type { Tokens } from './tokens/tokens';
import type { VariableSources } from './environments/variableSources';

/** What one window shares: cheap to make at activation; everything heavy is a chunk behind a function. */
export interface Host {
  readonly context: vscode.ExtensionContext;
  readonly log: Log;
  readonly environments: EnvironmentChoice;
  readonly statuses: RequestStatuses;
  readonly sandbox: SandboxHost;
  readonly origins: DocumentOrigins;
  readonly documents: () => Promise<DocumentCache>;
  readonly variables: () => Promise<VariableSources>;
  readonly tokens: () => Promise<Tokens>;
  /** True when something asked for tokens already, so that looking at them loads nothing. */
  readonly hasTokens: () => boolean;
  readonly onDidUseTokens: vscode.Event<void>;
  readonly history: () => Promise<History>;
  /** The end of the window waits for it. */
  readonly pending: PendingWork;
}

/** Whatever it registers ends with the window. */
export function createHost(context: vscode.ExtensionContext): Host {
  const log = new Log();
  const usedTokens = new vscode.EventEmitter<void>();
  let hasTokens = false;
  const host: Host = {
    context,
    log,
    environments: new EnvironmentChoice(context.workspaceState),
    statuses: new RequestStatuses(),
    sandbox: new SandboxHost(log),
    origins: new DocumentOrigins(context.workspaceState),
    documents: lazy(async () => {
      const { DocumentCache } = await import('./editor/documentCache');
      const documents = new DocumentCache();
      context.subscriptions.push(documents);
      return documents;
    }),
    variables: lazy(async () => {
      const { VariableSources } = await import('./environments/variableSources');
      const variables = new VariableSources(host);
      context.subscriptions.push(variables);
      return variables;
    }),
    tokens: lazy(async () => {
      const { Tokens } = await import('./tokens/tokens');
      const tokens = new Tokens(host);
      context.subscriptions.push(tokens);
      hasTokens = true;
      usedTokens.fire();
      return tokens;
    }),
    pending: new PendingWork(),
    hasTokens: () => hasTokens,
    onDidUseTokens: usedTokens.event,
    history: lazy(async () => {
      const { History } = await import('./history/history');
      const history = new History(context);
      context.subscriptions.push(history);
      return history;
    }),
  };
  context.subscriptions.push(usedTokens, log, host.environments, host.statuses, host.sandbox);
  return host;
}

/** The place that decides on folder, environment and relative paths. */
export function contextUri(host: Host, uri: vscode.Uri): vscode.Uri {
  return host.origins.get(uri) ?? uri;
}
