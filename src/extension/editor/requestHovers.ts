import * as vscode from 'vscode';
import { buildRedactor } from '../../core/exchange/redaction';
import { hoverPlaceAt, type HoverPlace } from '../../core/language/hover/describeHover';
import {
  describePlaceholderText,
  describeRequestText,
  describeSaveText,
  describeTargetText,
  describeTerm,
  describeUncaptured,
} from '../../core/language/hover/describeHoverText';
import { describePlaceholder } from '../../core/language/hover/describePlaceholder';
import { describeTarget, type ShownTarget } from '../../core/language/hover/describeTarget';
import { isRequestText } from '../../core/language/parseMarkdownRequests';
import type { Prose } from '../../core/language/hover/prose';
import { findSaves } from '../../core/request/resolveSaves';
import { blockAtOffset, type PlacedBlock } from '../../core/syntax/blockAtOffset';
import { shiftSpan, type Span } from '../../core/text/span';
import { toRange } from '../convert';
import { environmentOf } from '../environments/environmentOf';
import { contextUri, type Host } from '../host';
import { toMarkdown } from './proseText';
import { vendorMediaTypes } from './requestCompletions';
import type { HiddenPlaceholder } from './revealPlaceholder';

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
  const texts = await describe(place, { host, document, placed });
  return texts.length === 0
    ? undefined
    : new vscode.Hover(texts, toRange(document, shiftSpan(place.span, placed.start)));
}

interface HoverContext {
  readonly host: Host;
  readonly document: vscode.TextDocument;
  readonly placed: PlacedBlock;
}

type PlaceholderPlace = Extract<HoverPlace, { readonly kind: 'placeholder' }>;

async function describe(place: HoverPlace, context: HoverContext): Promise<vscode.MarkdownString[]> {
  if (place.kind === 'placeholder') return describeValue(place, context);
  const prose = await describeMeaning(place, context);
  return prose ? [toMarkdown(prose)] : [];
}

async function describeMeaning(
  place: Exclude<HoverPlace, PlaceholderPlace>,
  context: HoverContext,
): Promise<Prose | undefined> {
  switch (place.kind) {
    case 'method':
    case 'directive':
      return describeTerm(place);
    case 'header':
      return describeTerm(place, await vendorMediaTypes());
    case 'request':
      return describeRequest(place.name, context);
    case 'target':
      return describeTargetOf(context);
    case 'save':
      return describeSave(place.span, context);
  }
}

/** The value, a way to see it where it is a secret, and in a target where the request goes. */
async function describeValue(place: PlaceholderPlace, context: HoverContext): Promise<vscode.MarkdownString[]> {
  const { host, document, placed } = context;
  const scope = await (await host.variables()).scopeAt(document, placed.index);
  const description = describePlaceholder(place.expression, scope);
  if (place.isCaptured && !description.definition) return [toMarkdown(describeUncaptured(place.expression))];
  const target = place.isInTarget ? await resolveShownTarget(host, document, placed) : undefined;
  // VS Code shows what is marked at a place above what is said of it.
  if (description.definition === undefined && isMarked(context, place.span)) return [];
  return [
    toMarkdown(describePlaceholderText(description, showPath)),
    ...(description.isHidden ? [revealLink(context, place)] : []),
    // Why there is no address is told at the name that has no value.
    ...(target?.kind === 'url' ? [toMarkdown(describeTargetText(target))] : []),
  ];
}

function isMarked({ document, placed }: HoverContext, span: Span): boolean {
  const range = toRange(document, shiftSpan(span, placed.start));
  return vscode.languages.getDiagnostics(document.uri).some(({ severity, range: at }) => {
    return severity === vscode.DiagnosticSeverity.Error && at.intersection(range)?.isEmpty === false;
  });
}

/** Trusted for this one command; nothing of a file is in its text, and in its address everything is escaped. */
function revealLink({ document, placed }: HoverContext, { span, expression }: PlaceholderPlace): vscode.MarkdownString {
  const asked: HiddenPlaceholder = { uri: document.uri.toString(), offset: placed.start + span.start, expression };
  const argument = encodeURIComponent(JSON.stringify([asked])).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
  const link = new vscode.MarkdownString(`[Reveal Value…](command:identityHttp.revealPlaceholder?${argument})`);
  link.isTrusted = { enabledCommands: ['identityHttp.revealPlaceholder'] };
  return link;
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

async function describeSave(span: Span, context: HoverContext): Promise<Prose | undefined> {
  if (isMarked(context, span)) return undefined;
  const { host, document, placed } = context;
  const variables = await host.variables();
  const scope = await variables.scopeAt(document, placed.index);
  const { folder, workspaceFolder } = variables.placeOf(contextUri(host, document.uri));
  return describeSaveText(findSaves(placed.block, scope, { folder, workspaceFolder }), span);
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
