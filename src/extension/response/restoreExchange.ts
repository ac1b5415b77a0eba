import * as vscode from 'vscode';
import type { Exchange, HttpResponse } from '../../core/exchange/exchange';
import { isSameOrigin } from '../../core/exchange/origin';
import type { ResolvedRequest } from '../../core/request/resolvedRequest';
import { resolveSilently } from '../../core/session/resolveInSession';
import type { ResponseOutcomeView } from '../../core/view/responseView';
import { contextUri } from '../host';
import { fileReader, valuePorts } from '../ports';
import type { TrailEntry } from './responses';
import type { Sending } from '../sending/sending';

/**
 * An answer that was kept over a reload, with the credentials that its request has now: they were never stored. Tells
 * the person when that cannot be done.
 */
export async function restoreExchange(sending: Sending, entry: TrailEntry): Promise<Exchange | undefined> {
  const { outcome } = entry.view;
  if (outcome.kind !== 'response') return undefined;
  const request = await resolveAgain(sending, entry);
  if (!request) return undefined;
  const url = entry.view.request.url;
  // Credentials of one tenant must not go to another only because the environment changed in between.
  if (!isSameOrigin(request.url, url)) {
    refuse('The environment leads to another server than this answer came from. Send the request again.');
    return undefined;
  }
  return {
    request,
    outcome: toResponse(outcome),
    redirects: [],
    url,
    name: entry.view.title,
    environmentName: entry.source.environmentName,
    startedAt: entry.view.startedAt,
    milliseconds: entry.view.milliseconds,
  };
}

async function resolveAgain(sending: Sending, entry: TrailEntry): Promise<ResolvedRequest | undefined> {
  const found = await sending.findSource(entry.source);
  const input = found && (await sending.inputOf({ ...found, environmentName: entry.source.environmentName }));
  if (!input) return undefined;
  const variables = await sending.host.variables();
  const reader = fileReader(variables.placeOf(contextUri(sending.host, found.document.uri)).uri);
  const resolution = await resolveSilently({ ...valuePorts(), reader }, variables.session, input);
  if (resolution.kind === 'resolved') return resolution.request;
  const why = resolution.problems.find(({ code }) => environmentCodes.has(code))?.message;
  refuse(
    why === undefined
      ? 'The credentials of this request are not known after the reload. Send the request again.'
      : `The link was not followed. ${why}`,
  );
  return undefined;
}

/** What is said of an environment is worth more than that something is missing. */
const environmentCodes: ReadonlySet<string> = new Set(['conflicting-environments', 'unknown-environment']);

function toResponse(outcome: ResponseOutcomeView): HttpResponse {
  const bytes = new TextEncoder().encode(outcome.body.raw ?? outcome.body.formatted);
  return {
    kind: 'response',
    status: outcome.status,
    statusText: outcome.statusText,
    httpVersion: outcome.httpVersion,
    headers: outcome.headers,
    body: {
      size: bytes.byteLength,
      wireSize: bytes.byteLength,
      incomplete: outcome.body.cut,
      read: async (start, end) => bytes.subarray(start, end),
    },
  };
}

function refuse(message: string): void {
  void vscode.window.showWarningMessage(message);
}
