import * as vscode from 'vscode';
import type { TokenRecord } from '../../core/auth/token';
import { TokenKeeper, type TokenPlace } from '../../core/auth/tokenKeeper';
import type { Transport } from '../../core/exchange/exchange';
import { buildRedactor } from '../../core/exchange/redaction';
import type { TokenValue } from '../../core/session/tokens/authLayer';
import { chosenEnvironment } from '../../core/session/buildScope';
import type { TokenPorts } from '../../core/session/tokens/fetchTokens';
import { tokenNamesOf } from '../../core/session/tokens/httpyacAuth';
import { fetchTokenByHand, listTokens, type ListedToken, type TokenHome } from '../../core/session/tokens/tokenByHand';
import { authMeans } from '../../loopback/authMeans';
import { environmentOf } from '../environments/environmentOf';
import { FrontFileTracker } from '../frontFile';
import type { Host } from '../host';
import { contextUri } from '../host';
import { keepTokenRequest } from '../history/keepInHistory';
import { fileReader, valuePorts } from '../ports';
import { readTimeout, sendingDefaults } from '../sending/hostConnections';
import { sandboxName } from '../../core/environment/sandboxName';
import { folderIdentity } from '../secrets/secretValues';
import { atBoundary } from '../runCommand';
import { personPorts } from './signInPorts';
import type { FilePlace } from '../environments/variableSources';

/** The way to a server, with the cookies of that place and environment. */
export type TransportFor = (place: FilePlace, environmentName: string | undefined) => Transport;

/** The tokens of this window, and the environment they are shown for. */
export class Tokens implements vscode.Disposable {
  readonly keeper: TokenKeeper;
  readonly #host: Host;
  readonly #front = new FrontFileTracker();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor(host: Host) {
    this.#host = host;
    this.keeper = new TokenKeeper(host.context.secrets);
    this.keeper.onDidChange = () => this.#changed.fire();
  }

  /** What a send needs to have tokens of a folder. */
  portsOf(place: FilePlace): TokenPorts {
    return {
      keeper: this.keeper,
      folder: folderIdentity(place),
      ...authMeans,
      person: personPorts,
      later: (work) => void atBoundary(this.#host, 'token', work),
      onRequest: (exchange) => {
        const { request, outcome, milliseconds } = exchange;
        keepTokenRequest(this.#host, exchange, place.uri);
        const result = outcome.kind === 'response' ? String(outcome.status) : outcome.code;
        const url = buildRedactor(request.secrets).url(request.url);
        this.#host.log.info(`${request.method} ${url} → ${result} in ${Math.round(milliseconds)} ms (for a token)`);
      },
    };
  }

  /** The environment of the request file in front, else of the file in front, else of the first folder. */
  async home(): Promise<{ readonly home: TokenHome; readonly place: FilePlace }> {
    const variables = await this.#host.variables();
    const { document, uri: shown } = this.#front.now();
    const uri = shown && contextUri(this.#host, shown);
    const place = variables.placeOf(uri);
    const environmentName = document
      ? (await environmentOf(this.#host, document)).name
      : this.#host.environments.nameFor(uri);
    const written = environmentName === sandboxName ? undefined : environmentName;
    const environments = await variables.environmentsNow(place, written);
    const { folder, workspaceFolder } = place;
    return { home: { environments, environmentName, folder, workspaceFolder }, place };
  }

  /** What is kept in memory, for what shows a request without sending it. */
  held(place: FilePlace, { environments, environmentName }: Pick<TokenHome, 'environments' | 'environmentName'>) {
    const folder = folderIdentity(place);
    const names = tokenNamesOf(chosenEnvironment(environments, environmentName));
    const values = new Map<string, TokenValue>();
    for (const name of names) {
      const token = this.keeper.held({ folder, environmentName, name });
      if (token) values.set(name, { ...token, kind: 'token', hints: [] });
    }
    return values;
  }

  async list(): Promise<readonly ListedToken[]> {
    if (!vscode.workspace.isTrusted) return [];
    const { home, place } = await this.home();
    // Looking must not start it, and it gives its token itself.
    if (home.environmentName === sandboxName) return [];
    const { session } = await this.#host.variables();
    return listTokens(valuePorts(), session, { ...home, folder: folderIdentity(place), keeper: this.keeper });
  }

  async placeOf(name: string): Promise<TokenPlace> {
    const { home, place } = await this.home();
    return { folder: folderIdentity(place), environmentName: home.environmentName, name };
  }

  /** Gets it anew; a notification can stop it. Says why where that does not work. */
  async renew(name: string, transportFor: TransportFor): Promise<void> {
    const { ports, home, session } = await this.#means(transportFor);
    const result = await withStop(`Getting the token '${name}'`, (signal) =>
      fetchTokenByHand(ports, session, { ...home, name }, signal),
    );
    if (result.kind === 'failure') void vscode.window.showErrorMessage(result.message);
  }

  /** Ends a session at its server, and says where that does not work. */
  async logOut(name: string, token: TokenRecord, transportFor: TransportFor): Promise<void> {
    const { ports, home, session } = await this.#means(transportFor);
    const { logOut } = await import('../../core/session/tokens/logOut');
    const message = await withStop(`Logging out of '${name}'`, (signal) =>
      logOut(ports, session, { ...home, name, token }, signal),
    );
    if (message !== undefined) void vscode.window.showWarningMessage(`The token is forgotten. ${message}`);
  }

  async #means(transportFor: TransportFor) {
    const { home, place } = await this.home();
    const { session } = await this.#host.variables();
    const transport = transportFor(place, home.environmentName);
    const ports = { ...valuePorts(), transport, reader: fileReader(place.uri), tokens: this.portsOf(place) };
    const settings = vscode.workspace.getConfiguration('identityHttp', place.uri);
    const timeoutMilliseconds = readTimeout(settings.get<unknown>('timeout'));
    return {
      ports,
      session,
      home: { ...home, timeoutMilliseconds, defaults: sendingDefaults(this.#host, place.uri) },
    };
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/** Work that a notification tells of, and can stop. */
function withStop<Value>(title: string, work: (signal: AbortSignal) => Promise<Value>): Thenable<Value> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (_progress, stop) => {
    const controller = new AbortController();
    stop.onCancellationRequested(() => controller.abort());
    return work(controller.signal);
  });
}
