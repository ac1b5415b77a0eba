import * as vscode from 'vscode';
import { buildRedactor } from '../core/exchange/redaction';
import { hoverPlaceAt, type HoverPlace } from '../core/language/describeHover';
import {
  describePlaceholderText,
  describeRequestText,
  describeTargetText,
  describeTerm,
} from '../core/language/describeHoverText';
import { describePlaceholder } from '../core/language/describePlaceholder';
import { describeTarget, type ShownTarget } from '../core/language/describeTarget';
import { isRequestText } from '../core/language/parseMarkdownRequests';
import type { Prose } from '../core/language/prose';
import { blockAtOffset, type PlacedBlock } from '../core/syntax/blockAtOffset';
import { shiftSpan } from '../core/text/span';
import { toRange } from './convert';
import { environmentOf } from './environmentOf';
import type { Host } from './host';
import { toMarkdown } from './proseText';
import { vendorMediaTypes } from './requestCompletions';

/** What there is to say about the thing at a position. */
export async function provideHover(
  host: Host,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Hover | undefined> {
  const offset = document.offsetAt(position);
  const file = (await host.documents()).fileOf(document);
  if (!isRequestText(file, offset)) return undefined;
  const placed = blockAtOffset(file, offset);
  const place = hoverPlaceAt(placed.block, offset - placed.start);
  if (!place) return undefined;
  const prose = await describe(place, { host, document, placed });
  const texts = prose.filter((one) => one !== undefined).map(toMarkdown);
  return texts.length === 0
    ? undefined
    : new vscode.Hover(texts, toRange(document, shiftSpan(place.span, placed.start)));
}

interface HoverContext {
  readonly host: Host;
  readonly document: vscode.TextDocument;
  readonly placed: PlacedBlock;
}

async function describe(place: HoverPlace, context: HoverContext): Promise<readonly (Prose | undefined)[]> {
  switch (place.kind) {
    case 'method':
    case 'directive':
      return [describeTerm(place)];
    case 'header':
      return [describeTerm(place, await vendorMediaTypes())];
    case 'request':
      return [await describeRequest(place.name, context)];
    case 'target':
      return [await describeTargetOf(context)];
    case 'placeholder': {
      const { host, document, placed } = context;
      const scope = await (await host.variables()).scopeAt(document, placed.index);
      const text = describePlaceholderText(describePlaceholder(place.expression, scope), showPath);
      return place.isInTarget ? [text, await describeTargetOf(context)] : [text];
    }
  }
}

function showPath(path: string): string {
  return vscode.workspace.asRelativePath(path, false);
}

async function describeRequest(name: string, { host, document }: HoverContext): Promise<Prose> {
  const { name: environmentName } = await environmentOf(host, document);
  return describeRequestText(name, host.statuses.statusOf(document.uri, environmentName, name), environmentName);
}

async function describeTargetOf({ host, document, placed }: HoverContext): Promise<Prose | undefined> {
  const target = await resolveShownTarget(host, document, placed);
  return target && describeTargetText(target);
}

/** The address a block would be sent to now, secrets masked; `undefined` for what is not sent. */
export async function resolveShownTarget(
  host: Host,
  document: vscode.TextDocument,
  { block, index }: Pick<PlacedBlock, 'block' | 'index'>,
): Promise<ShownTarget | undefined> {
  const { request } = block;
  if (!request || (request.kind !== 'http' && request.kind !== 'graphql')) return undefined;
  const scope = await (await host.variables()).scopeAt(document, index);
  return describeTarget(request, scope, (url, secrets) => buildRedactor(secrets).url(url));
}
