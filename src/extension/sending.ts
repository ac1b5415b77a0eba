import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Exchange } from '../core/exchange/exchange';
import { buildRedactor } from '../core/exchange/redaction';
import type { ResolvedRequest } from '../core/request/resolvedRequest';
import { sendBlock } from '../core/session/sendBlock';
import { blockAtOffset, placeBlock } from '../core/syntax/blockAtOffset';
import type { PlacedBlock } from '../core/syntax/blockAtOffset';
import { describeBlockReference, findReferencedBlock } from '../core/language/blockReference';
import { describeExchange } from '../core/view/describeExchange';
import type { FromWebview } from '../core/view/protocol';
import { createTransport } from '../transport/createTransport';
import { ActiveSends } from './activeSends';
import { toOffset } from './convert';
import { contextUri } from './host';
import type { Host } from './host';
import { followLink } from './followLink';
import { fileReader, pathOf, valuePorts } from './ports';
import { reportCaptures, reportUnresolved } from './reportProblems';
import { copyFromView, openAsDocument, saveBody } from './responseActions';
import { Responses } from './responses';
import type { RequestSource, TrailEntry, TrailStep } from './responses';
import { atBoundary } from './runCommand';
import { maySend } from './trust';

/** Sends blocks and follows links: carries values between the editor, the core and the response view. */
export class Sending implements vscode.Disposable {
  readonly responses: Responses;
  /** One for the window: its connections are reused. */
  readonly transport = createTransport();
  readonly active = new ActiveSends();
  readonly host: Host;

  constructor(host: Host) {
    this.host = host;
    this.responses = new Responses(host, (message) => {
      void atBoundary(host, message.type, () => this.#receive(message));
    });
  }

  /** Loads what the first send needs, so that it need not wait for it. */
  async warmUp(): Promise<void> {
    await Promise.all([this.transport.prepare(), this.host.documents(), this.host.variables()]);
  }

  /** The block at `blockStart` of the document at `uri`; without them the block under the cursor. */
  async sendFromEditor(uri: unknown, blockStart: unknown): Promise<void> {
    if (!maySend()) return;
    const target = await findTarget(uri, blockStart);
    if (!target) {
      void vscode.window.showInformationMessage('Open a request file and put the cursor into a request to send it.');
      return;
    }
    const file = (await this.host.documents()).fileOf(target.document);
    // A request that was opened by a link goes on from where the link was.
    const isComposed = this.host.origins.has(target.document.uri.toString());
    await this.#send(target.document, blockAtOffset(file, target.offset), isComposed ? 'visit' : 'begin');
  }

  /** Sends what is on screen once more: a block with fresh values, or the link that was followed. */
  async sendAgain(): Promise<void> {
    const entry = this.responses.current();
    if (!entry) {
      void vscode.window.showInformationMessage('There is no request to send again: send one first.');
      return;
    }
    await this.#sendEntryAgain(entry);
  }

  cancel(): void {
    this.active.cancelAll();
  }

  /** Shows an answer, keeps it in the trail, and logs one line of it. */
  async record(exchange: Exchange, source: RequestSource, options: RecordOptions): Promise<void> {
    const view = await describeExchange(exchange, randomUUID());
    this.responses.show({ view, exchange, source, followed: options.followed }, options.step);
    const { outcome } = view;
    const result = outcome.kind === 'response' ? `${outcome.status} ${outcome.statusText}`.trimEnd() : outcome.code;
    const line = `${view.request.method} ${view.request.url} → ${result} in ${Math.round(view.milliseconds)} ms`;
    this.host.log.info(view.environmentName === undefined ? line : `${line} (${view.environmentName})`);
  }

  /** Tells the view what is on its way, secrets masked. */
  announce(request: ResolvedRequest, title: string): void {
    const redactor = buildRedactor(request.secrets);
    this.responses.showSending({
      title: redactor.text(title),
      method: request.method,
      url: redactor.url(request.url),
    });
  }

  dispose(): void {
    this.active.dispose();
    this.responses.dispose();
    void this.transport.close();
  }

  async #send(document: vscode.TextDocument, placed: PlacedBlock, step: TrailStep): Promise<void> {
    const { host } = this;
    const file = (await host.documents()).fileOf(document);
    const uri = contextUri(host, document.uri);
    const environmentName = host.environments.nameFor(uri);
    const reference = describeBlockReference(file, placed.index);
    const source: RequestSource = { uri: document.uri.toString(), block: reference, environmentName };
    const key = JSON.stringify([source.uri, reference.name ?? reference.title ?? placed.block.text]);
    await this.active.run(key, async (signal) => {
      const variables = await host.variables();
      const place = variables.placeOf(uri);
      const settings = vscode.workspace.getConfiguration('identityHttp', uri);
      const input = {
        file,
        block: placed.block,
        environments: await variables.environmentsNow(place, environmentName),
        environmentName,
        path: pathOf(document.uri),
        folder: place.folder,
        workspaceFolder: place.workspaceFolder,
        timeoutMilliseconds: readTimeout(settings.get<unknown>('timeout')),
      };
      let announced = false;
      const ports = {
        ...valuePorts(),
        transport: this.transport,
        reader: fileReader(place.uri),
        prompt: askPerson,
        onSending: (request: ResolvedRequest) => {
          announced = true;
          this.announce(request, titleOf(placed));
        },
      };
      try {
        const result = await sendBlock(ports, variables.session, input, signal);
        switch (result.kind) {
          case 'unresolved':
            await reportUnresolved(document, placed, result.problems);
            return;
          case 'cancelled':
            return;
          case 'sent':
            await this.record(result.exchange, source, { step, followed: undefined });
            this.#recordStatus(document, placed, result.exchange);
            reportCaptures(document, placed, result.problems);
        }
      } finally {
        if (announced) this.settle();
      }
    });
  }

  /** After an answer the view goes quiet, unless another request is still on its way. */
  settle(): void {
    if (this.active.count <= 1) this.responses.showIdle();
  }

  #recordStatus(document: vscode.TextDocument, placed: PlacedBlock, { outcome, environmentName }: Exchange): void {
    const name = placed.block.name?.text;
    if (name === undefined) return;
    const status = outcome.kind === 'response' ? `${outcome.status} ${outcome.statusText}`.trimEnd() : 'no answer';
    this.host.statuses.record(document.uri, environmentName, name, status);
  }

  async #sendEntryAgain(entry: TrailEntry): Promise<void> {
    if (!maySend()) return;
    if (entry.followed) {
      await followLink(this, entry.followed.from, entry.followed.index, { step: 'replace' });
      return;
    }
    const placed = await this.findSource(entry.source);
    if (!placed) return;
    await this.#send(placed.document, placed.placed, 'replace');
  }

  /** The block an answer came from, as it is now; tells the person when it is gone. */
  async findSource(
    source: RequestSource,
  ): Promise<{ readonly document: vscode.TextDocument; readonly placed: PlacedBlock } | undefined> {
    const document = await openDocument(source.uri);
    const file = document && (await this.host.documents()).fileOf(document);
    const index = file && findReferencedBlock(file, source.block);
    if (!document || !file || index === undefined) {
      void vscode.window.showWarningMessage(
        'The request this came from is not there any more. Send one from an editor first.',
      );
      return undefined;
    }
    return { document, placed: placeBlock(file, index) };
  }

  async #receive(message: FromWebview): Promise<void> {
    switch (message.type) {
      case 'ready':
        return;
      case 'cancel':
        this.cancel();
        return;
      case 'goTo':
        this.responses.goTo(message.index);
        return;
      case 'followLink':
      case 'copy':
      case 'openAsDocument':
      case 'saveBody':
      case 'sendAgain': {
        const entry = this.responses.entryOf(message.viewId);
        if (entry) await this.#act(message, entry);
        else void vscode.window.showWarningMessage('This response is not kept any more. Send the request again.');
      }
    }
  }

  async #act(message: Extract<FromWebview, { readonly viewId: string }>, entry: TrailEntry): Promise<void> {
    switch (message.type) {
      case 'followLink':
        await followLink(this, entry, message.index, { step: 'visit' });
        return;
      case 'copy':
        await copyFromView(entry.view, message.what);
        return;
      case 'openAsDocument':
        await openAsDocument(entry.view);
        return;
      case 'saveBody':
        await saveBody(this.host, entry);
        return;
      case 'sendAgain':
        await this.#sendEntryAgain(entry);
    }
  }
}

/** Where an answer goes in the trail, and the link it was behind. */
export interface RecordOptions {
  readonly step: TrailStep;
  readonly followed: TrailEntry['followed'];
}

/** Milliseconds of a setting in seconds; what is no number is the default of the transport. */
export function readTimeout(seconds: unknown): number | undefined {
  return typeof seconds === 'number' && seconds >= 0 ? Math.round(seconds * 1000) : undefined;
}

async function findTarget(
  uri: unknown,
  blockStart: unknown,
): Promise<{ readonly document: vscode.TextDocument; readonly offset: number } | undefined> {
  if (typeof uri === 'string' && typeof blockStart === 'number') {
    const document = await openDocument(uri);
    return document?.languageId === 'http' ? { document, offset: blockStart } : undefined;
  }
  // The button in a title bar hands over the document, not a block.
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors.find(isRequestEditor);
  if (!editor || !isRequestEditor(editor)) return undefined;
  return { document: editor.document, offset: toOffset(editor.document, editor.selection.active) };
}

function isRequestEditor(editor: vscode.TextEditor): boolean {
  return editor.document.languageId === 'http';
}

async function openDocument(uri: string): Promise<vscode.TextDocument | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri);
  if (open) return open;
  try {
    return await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  } catch {
    return undefined;
  }
}

async function askPerson(question: string, secret: boolean): Promise<string | undefined> {
  return vscode.window.showInputBox({ prompt: question, password: secret, ignoreFocusOut: true });
}

function titleOf({ block }: PlacedBlock): string {
  return block.name?.text ?? block.title?.text ?? 'request';
}
