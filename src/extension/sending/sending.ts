import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Exchange } from '../../core/exchange/exchange';
import type { SendContext } from '../../core/exchange/sendRequest';
import { buildRedactor } from '../../core/exchange/redaction';
import type { ResolvedRequest } from '../../core/request/resolvedRequest';
import { sendBlock } from '../../core/session/sendBlock';
import type { EarlierExchange, SendBlockInput } from '../../core/session/sendBlock';
import { blockAtOffset, placeBlock } from '../../core/syntax/blockAtOffset';
import type { RequestBlock } from '../../core/syntax/nodes';
import type { TrailStep } from '../../core/view/trail';
import { findRecordedBlock } from '../../core/history/findRecordedBlock';
import { describeBlockReference } from '../../core/language/blockReference';
import { describeExchange } from '../../core/view/describeExchange';
import { createTransport } from '../../transport/createTransport';
import type { NetworkTransport } from '../../transport/createTransport';
import { ActiveSends } from './activeSends';
import { answerSaver, confirmSave } from './answerSaver';
import { answerUnderWay } from './answerUnderWay';
import { askPrompt } from './askPrompt';
import { createClickGuard } from './clickGuard';
import { confirmSend } from './confirmSend';
import { statusNameOf } from '../editor/requestStatuses';
import { Cookies } from './cookies';
import { earlierSource } from './earlierSource';
import { environmentOf } from '../environments/environmentOf';
import { contextUri } from '../host';
import type { Host } from '../host';
import { followLink } from '../response/followLink';
import { hostConnections, megabytesOf, readTimeout, sendingDefaults } from './hostConnections';
import { keepInHistory } from '../history/keepInHistory';
import { keepingPorts } from './keepingPorts';
import { fileReader, valuePorts } from '../ports';
import { receiveFromView } from '../response/receiveFromView';
import { reportCaptures, reportUnresolved } from './reportProblems';
import { Responses } from '../response/responses';
import type { RequestSource, TrailEntry } from '../response/responses';
import { atBoundary } from '../runCommand';
import { findTarget, hasErrors, openDocument, refuseEnvironment, reportNoTarget } from './sendTarget';
import type { SendTarget } from './sendTarget';
import { maySend } from '../trust';

/** Sends blocks and follows links: carries values between the editor, the core and the response view. */
export class Sending implements vscode.Disposable {
  readonly responses: Responses;
  /** One for the window: its connections are reused. */
  readonly transport: NetworkTransport;
  readonly cookies: Cookies;
  readonly active = new ActiveSends();
  /** Not the clock of the day, which may be set back. */
  readonly #isSecondClick = createClickGuard(() => performance.now());
  readonly host: Host;

  constructor(host: Host) {
    this.host = host;
    this.cookies = new Cookies(host);
    this.transport = createTransport({
      connections: () => hostConnections(host),
      memoryBodyBytes: () => megabytesOf('memoryLimit'),
      maximumBodyBytes: () => megabytesOf('sizeLimit'),
    });
    this.responses = new Responses(host, (message) => {
      void atBoundary(host, message.type, () => receiveFromView(this, message));
    });
  }

  /** Loads what the first send needs, so that it need not wait for it. */
  async warmUp(): Promise<void> {
    await Promise.all([this.host.documents(), this.host.variables(), this.responses.warmUp()]);
    // The largest piece comes in a turn of its own, so that an editor's questions are answered in between.
    await new Promise((resolve) => setImmediate(resolve));
    await this.transport.prepare();
  }

  /**
   * The block at `blockStart` of the document at `uri`; without them the block under the cursor. `once` sends with
   * another environment than the chosen one.
   */
  async sendFromEditor(uri: unknown, blockStart: unknown, once?: OneSend): Promise<void> {
    // Only a button above a request says which one it stands above.
    const isClick = typeof blockStart === 'object' && blockStart !== null;
    if (!maySend() || (isClick && this.#isSecondClick([uri, blockStart]))) return;
    const target = await findTarget(this.host, uri, blockStart);
    if (!target || target === 'changed') {
      reportNoTarget(target);
      return;
    }
    const { document, offset } = target;
    const file = (await this.host.documents()).fileOf(document);
    const environmentName = once ? once.environmentName : (await environmentOf(this.host, document)).name;
    // A request that was opened by a link goes on from where the link was.
    const isComposed = this.host.origins.get(document.uri) !== undefined;
    const placed = blockAtOffset(file, offset);
    if (!hasErrors(document, placed)) this.responses.expect();
    try {
      await this.#send({ document, file, placed, environmentName }, isComposed ? 'visit' : 'begin');
    } finally {
      this.responses.endExpecting();
    }
  }

  /** Sends what is on screen once more: a block with fresh values, or the link that was followed. */
  async sendAgain(): Promise<void> {
    const entry = this.responses.current();
    if (!entry) {
      void vscode.window.showInformationMessage('There is no request to send again: send one first.');
      return;
    }
    await this.sendEntryAgain(entry);
  }

  /** A block that was found by other means than a cursor; its answer begins a new walk. */
  async sendTarget(target: SendTarget): Promise<void> {
    if (maySend()) await this.#send(target, 'begin');
  }

  cancel(): void {
    this.active.cancelAll();
  }

  /** Shows an answer, keeps it in the trail, and logs one line of it. */
  async record(exchange: Exchange, source: RequestSource, options: RecordOptions): Promise<void> {
    const view = await describeExchange(exchange, options.id ?? randomUUID());
    this.responses.show({ view, exchange, source, origin: options.origin }, options.step);
    keepInHistory(this.host, { exchange, view, source, origin: options.origin.kind });
    const { outcome } = view;
    const result = outcome.kind === 'response' ? `${outcome.status} ${outcome.statusText}`.trimEnd() : outcome.code;
    const line = `${view.request.method} ${view.request.url} → ${result} in ${Math.round(view.milliseconds)} ms`;
    this.host.log.info(view.environmentName === undefined ? line : `${line} (${view.environmentName})`);
  }

  /** Tells the view what is on its way, secrets masked. */
  announce(request: ResolvedRequest, { name = 'request', environmentName, environmentColor }: SendContext): void {
    const redactor = buildRedactor(request.secrets);
    this.responses.showSending({
      title: redactor.text(name),
      method: request.method,
      url: redactor.url(request.url),
      environmentName,
      environmentColor,
    });
  }

  dispose(): void {
    this.active.dispose();
    this.responses.dispose();
    void this.transport.close();
  }

  async #send(target: SendTarget, step: TrailStep): Promise<void> {
    const { document, file, placed, environmentName } = target;
    const reference = describeBlockReference(file, placed.index);
    const source: RequestSource = { uri: document.uri.toString(), block: reference, environmentName };
    const key = JSON.stringify([source.uri, reference.name ?? reference.title ?? placed.block.text]);
    await this.active.run(key, async (signal) => {
      const variables = await this.host.variables();
      const input = await this.inputOf(target);
      if (!input) return;
      const place = variables.placeOf(contextUri(this.host, document.uri));
      const announcement = { made: false };
      let nextStep = step;
      const underWay = answerUnderWay(randomUUID(), (view, exchange) => {
        this.responses.showUnderWay({ view, exchange, source, origin: { kind: 'block' } }, nextStep);
      });
      const ports = {
        ...valuePorts(),
        transport: this.cookies.transportFor(this.transport, place, environmentName),
        onProgress: underWay.tell,
        reader: fileReader(place.uri),
        saveFile: answerSaver(place.uri),
        confirmSave: this.active.asking(confirmSave),
        prompt: this.active.asking(askPrompt),
        confirm: this.active.asking(confirmSend),
        ...keepingPorts(this.host, place),
        tokens: (await this.host.tokens()).portsOf(place),
        onEarlier: async (earlier: EarlierExchange) => {
          const { uri, source: from } = earlierSource(document, earlier);
          await this.record(earlier.exchange, from, { step: nextStep, origin: { kind: 'block' } });
          nextStep = 'visit';
          this.#recordStatus(uri, earlier.block, earlier.exchange);
          variables.answered();
        },
        onSending: (request: ResolvedRequest, about: SendContext) => {
          announcement.made = true;
          this.announce(request, about);
        },
      };
      try {
        const result = await sendBlock(ports, variables.session, input, signal);
        underWay.end();
        if (result.kind === 'unresolved') {
          await reportUnresolved(document, { placed, problems: result.problems }, async (given) => {
            const found = await this.findSource(source);
            if (found) await this.#send({ ...found, environmentName, given }, step);
          });
        }
        if (result.kind !== 'sent') return;
        await this.record(result.exchange, source, { step: nextStep, origin: { kind: 'block' }, id: underWay.id });
        this.#recordStatus(document.uri, placed.block, result.exchange);
        variables.answered();
        reportCaptures(document, placed, result.problems);
      } finally {
        underWay.end();
        if (announcement.made) this.settle();
      }
    });
  }

  /** `undefined` when the chosen environment is gone: what all share may belong to another tenant. */
  async inputOf({ document, file, placed, environmentName, given }: SendTarget): Promise<SendBlockInput | undefined> {
    const uri = contextUri(this.host, document.uri);
    const variables = await this.host.variables();
    const place = variables.placeOf(uri);
    const environments = await variables.environmentsNow(place, environmentName);
    if (environmentName !== undefined && !environments.lookup(environmentName)) {
      refuseEnvironment(environmentName, document.uri);
      return undefined;
    }
    const settings = vscode.workspace.getConfiguration('identityHttp', uri);
    return {
      ...variables.sessionFileOf(document, environmentName),
      file,
      block: placed.block,
      environments,
      argumentValues: given,
      tokens: (await this.host.tokens()).held(place, { environments, environmentName }),
      imports: (await variables.importsOf(document)).imports,
      folder: place.folder,
      timeoutMilliseconds: readTimeout(settings.get<unknown>('timeout')),
      defaults: sendingDefaults(this.host, uri),
    };
  }

  /** After an answer the view goes quiet, unless another request is still on its way. */
  settle(): void {
    if (this.active.count <= 1) this.responses.showIdle();
  }

  #recordStatus(uri: vscode.Uri, block: RequestBlock, { request, outcome, environmentName }: Exchange): void {
    const name = statusNameOf(block);
    if (name === undefined) return;
    const { text } = buildRedactor(request.secrets);
    const status =
      outcome.kind === 'response' ? text(`${outcome.status} ${outcome.statusText}`.trimEnd()) : 'no answer';
    this.host.statuses.record(uri, environmentName, name, status);
  }

  /** In the environment the answer came from, whatever is chosen by now; a link goes out as it did. */
  async sendEntryAgain(entry: TrailEntry): Promise<void> {
    if (!maySend()) return;
    const { origin, source } = entry;
    if (origin.kind === 'block') {
      const found = await this.findSource(source);
      if (found) await this.#send({ ...found, environmentName: source.environmentName }, 'replace');
    } else if (origin.from) {
      await followLink(this, origin.from, origin.index, { step: 'replace' });
    } else {
      void vscode.window.showWarningMessage(
        'The answer with this link is not kept any more. Follow it from there again.',
      );
    }
  }

  /** The block an answer came from, as it is now; tells the person when it is gone. */
  async findSource(source: RequestSource): Promise<Omit<SendTarget, 'environmentName'> | undefined> {
    const found = await this.lookupSource(source);
    if (!found) {
      void vscode.window.showWarningMessage(
        'The request this came from is not there any more. Send one from an editor first.',
      );
    }
    return found;
  }

  /** As `findSource`, and says nothing. */
  async lookupSource(source: RequestSource): Promise<Omit<SendTarget, 'environmentName'> | undefined> {
    const document = await openDocument(source.uri);
    const file = document && (await this.host.documents()).fileOf(document);
    const index = file && findRecordedBlock(file, source.block);
    return document && file && index !== undefined ? { document, file, placed: placeBlock(file, index) } : undefined;
  }
}

/** What holds for one send only; `environmentName` is `undefined` for no environment. */
export interface OneSend {
  readonly environmentName: string | undefined;
}

/** Where an answer goes in the trail, and what it is the answer to. */
export interface RecordOptions {
  readonly step: TrailStep;
  readonly origin: TrailEntry['origin'];
  /** Of the views that were shown of it already. */
  readonly id?: string;
}
