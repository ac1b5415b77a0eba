import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { TrailStep } from '../../core/view/trail';
import type { Exchange } from '../../core/exchange/exchange';
import { findLinks } from '../../core/exchange/findLinks';
import type { Link } from '../../core/exchange/link';
import { mask } from '../../core/exchange/redaction';
import { linkEffect, linkTarget, requestForLink, templateNames } from '../../core/exchange/requestForLink';
import { sendRequest } from '../../core/exchange/sendRequest';
import { chosenEnvironment } from '../../core/session/buildScope';
import { confirmationFor } from '../../core/session/confirmationFor';
import { describeUnknown } from '../../core/environment/unknownEnvironment';
import { actionOfLink } from '../../core/view/describeLinks';
import { answerUnderWay } from '../sending/answerUnderWay';
import { composeRequest } from './composeRequest';
import { confirmSend } from '../sending/confirmSend';
import { contextUri } from '../host';
import { readTimeout, sendingDefaults } from '../sending/hostConnections';
import { restoreExchange } from './restoreExchange';
import type { TrailEntry } from './responses';
import type { Sending } from '../sending/sending';
import { maySend } from '../trust';

/**
 * What a click on a link does. The view says only which one: the link itself is taken from the exchange, and the
 * request is a GET with credentials for its own origin alone. Actions open a request and send nothing.
 */
export async function followLink(
  sending: Sending,
  entry: TrailEntry,
  index: number,
  { step }: { readonly step: TrailStep },
): Promise<void> {
  if (!maySend()) return;
  const exchange = entry.exchange ?? (await restoreExchange(sending, entry));
  const link = exchange && (await findLinks(exchange))[index];
  if (!exchange || !link) return;
  // What is kept over a reload is masked: dots instead of a value would go out and mean something else.
  if (!entry.exchange && link.href.includes(mask)) {
    void vscode.window.showWarningMessage(
      `The address of '${link.rel}' holds a secret, which is not kept over a reload. Send the request again.`,
    );
    return;
  }
  const action = await actionOfLink(exchange, link);
  if (action && linkEffect(exchange, link) !== 'none') {
    await composeRequest(sending, { entry, exchange, link, action });
    return;
  }
  const values = link.templated ? await askTemplateValues(link) : {};
  if (!values) return;
  const effect = linkEffect(exchange, link, values);
  if (effect === 'none') {
    const message = `'${link.href.slice(0, 200)}' is no address of a web server, so it is not followed.`;
    void vscode.window.showWarningMessage(message);
    return;
  }
  if (effect === 'ask' && !(await mayLeave(exchange, link, values))) return;
  const key = JSON.stringify([entry.view.id, index]);
  await sending.active.run(key, (signal) => sendLink(sending, { entry, exchange, link, index, values, step }, signal));
}

interface LinkWalk {
  readonly entry: TrailEntry;
  readonly exchange: Exchange;
  readonly link: Link;
  readonly index: number;
  readonly values: Readonly<Record<string, string>>;
  readonly step: TrailStep;
}

async function sendLink(sending: Sending, walk: LinkWalk, signal: AbortSignal): Promise<void> {
  const { entry, exchange, link, values } = walk;
  const { environmentName } = entry.source;
  const variables = await sending.host.variables();
  const place = variables.placeOf(contextUri(sending.host, vscode.Uri.parse(entry.source.uri, true)));
  const environments = await variables.environmentsNow(place, environmentName);
  // Its rules are gone with it: what it wanted to be asked about would go out unasked.
  if (environmentName !== undefined && !environments.lookup(environmentName)) {
    void vscode.window.showErrorMessage(`Nothing was sent. ${describeUnknown(environments, environmentName)}`);
    return;
  }
  const environment = chosenEnvironment(environments, environmentName);
  const defaults = sendingDefaults(sending.host, place.uri);
  const request = requestForLink(exchange, link, { values, environment, defaults });
  if (!request) return;
  const confirmation = confirmationFor(request, environment);
  if (confirmation.kind === 'confirm' && !(await sending.active.asking(confirmSend)(confirmation))) return;
  const settings = vscode.workspace.getConfiguration('identityHttp', place.uri);
  const timeoutMilliseconds = request.timeoutMilliseconds ?? readTimeout(settings.get<unknown>('timeout'));
  const about = { name: link.rel, environmentName, environmentColor: environment.rules?.color };
  sending.announce(request, about);
  try {
    const transport = sending.cookies.transportFor(sending.transport, place, environmentName);
    const underWay = answerUnderWay(randomUUID(), (view, soFar) => {
      const origin = { kind: 'link', from: entry, index: walk.index } as const;
      sending.responses.showUnderWay({ view, exchange: soFar, source: entry.source, origin }, walk.step);
    });
    const ports = { transport, clock: Date.now, onProgress: underWay.tell };
    const answer = await sendRequest(ports, { ...request, timeoutMilliseconds }, about, signal);
    underWay.end();
    await sending.record(answer, entry.source, {
      id: underWay.id,
      step: walk.step,
      origin: { kind: 'link', from: entry, index: walk.index },
    });
    void vscode.commands.executeCommand('setContext', 'identityHttp.followedLink', true);
  } finally {
    sending.settle();
  }
}

/** `undefined` when the person turned away; a name left empty is left out of the address. */
async function askTemplateValues(link: Link): Promise<Readonly<Record<string, string>> | undefined> {
  const names = templateNames(link.href);
  const values: Record<string, string> = Object.create(null) as Record<string, string>; // A name may be `__proto__`.
  for (const [index, name] of names.entries()) {
    const value = await vscode.window.showInputBox({
      title: `Follow '${link.rel}' (${index + 1} of ${names.length})`,
      prompt: `Value of '${name}'; leave it empty to leave it out`,
      ignoreFocusOut: true,
    });
    if (value === undefined) return undefined;
    if (value !== '') values[name] = value;
  }
  return values;
}

async function mayLeave(exchange: Exchange, link: Link, values: Readonly<Record<string, string>>): Promise<boolean> {
  const target = linkTarget(exchange, link, values);
  if (!target) return false;
  const choice = await vscode.window.showWarningMessage(
    `Follow the link to ${target.origin}?`,
    {
      modal: true,
      detail: `It leads away from ${new URL(exchange.url).origin}. The request goes without credentials.`,
    },
    'Follow',
  );
  return choice === 'Follow';
}
