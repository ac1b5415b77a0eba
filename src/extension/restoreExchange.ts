import * as vscode from 'vscode';
import type { Exchange, HttpResponse } from '../core/exchange/exchange';
import { isSameOrigin } from '../core/exchange/origin';
import { resolveRequest } from '../core/request/resolveRequest';
import type { ResolvedRequest } from '../core/request/resolvedRequest';
import { buildScope, chosenEnvironment } from '../core/session/buildScope';
import type { ResponseOutcomeView } from '../core/view/responseView';
import { contextUri } from './host';
import { fileReader, pathOf, valuePorts } from './ports';
import type { TrailEntry } from './responses';
import type { Sending } from './sending';

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
  if (!found) return undefined;
  const { document, placed } = found;
  const { environmentName } = entry.source;
  const variables = await sending.host.variables();
  const place = variables.placeOf(contextUri(sending.host, document.uri));
  const environments = await variables.environmentsNow(place, environmentName);
  const file = (await sending.host.documents()).fileOf(document);
  const input = { file, block: placed.block, environments, environmentName, path: pathOf(document.uri) };
  const scope = await buildScope(valuePorts(), variables.session, input);
  const resolution = await resolveRequest(
    { reader: fileReader(place.uri) },
    {
      block: placed.block,
      scope,
      environment: chosenEnvironment(environments, environmentName),
      folder: place.folder,
      workspaceFolder: place.workspaceFolder,
    },
  );
  if (resolution.kind === 'resolved') return resolution.request;
  refuse('The credentials of this request are not known after the reload. Send the request again.');
  return undefined;
}

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
