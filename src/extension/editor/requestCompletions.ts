import * as vscode from 'vscode';
import type { EnvironmentSet } from '../../core/environment/environmentSet';
import { loadPingOneActions } from '../../core/identity/catalogues';
import {
  completeCapturePath,
  completeDirective,
  completeDirectiveValue,
} from '../../core/language/complete/completeDirective';
import { completePath } from '../../core/language/complete/completePath';
import { completePlaceholder, type EnvironmentFacts } from '../../core/language/complete/completePlaceholder';
import {
  completeHeaderName,
  completeHeaderValue,
  completeMethod,
} from '../../core/language/complete/completeRequestLines';
import type { Completion } from '../../core/language/complete/completion';
import { cursorPlaceAt, type CursorPlace } from '../../core/language/cursorPlace';
import { findRequestNames } from '../../core/language/names/findRequestNames';
import { findVendorMediaTypes, type MediaType } from '../../core/language/complete/mediaTypes';
import { isRequestText } from '../../core/language/parseMarkdownRequests';
import { blockAtOffset, type PlacedBlock } from '../../core/syntax/blockAtOffset';
import type { RequestFile } from '../../core/syntax/nodes';
import { directoryReader } from '../environments/directoryReader';
import { contextUri, type Host } from '../host';
import { lazy } from '../lazy';
import { pathOf } from '../ports';
import { toCompletionList } from './proseText';
import { readRecordedResponses } from './recordedResponses';

/** What can be written at a position; `trigger` is the character that asked, if it was one. */
export async function provideCompletions(
  host: Host,
  document: vscode.TextDocument,
  position: vscode.Position,
  trigger: string | undefined,
): Promise<vscode.CompletionList | undefined> {
  const file = (await host.documents()).fileOf(document);
  const offset = document.offsetAt(position);
  if (!isRequestText(file, offset)) return undefined;
  const placed = blockAtOffset(file, offset);
  const place = cursorPlaceAt(placed.block, offset - placed.start);
  if (!place || !isAsked(place, trigger)) return undefined;
  const completion = await complete(place, { host, document, file, placed });
  return completion && toCompletionList(completion, position.line);
}

/** A blank or a mark is typed for many reasons: only where something belongs behind it is it a question. */
function isAsked(place: CursorPlace, trigger: string | undefined): boolean {
  switch (trigger) {
    case ' ':
      return ASKED_BY_BLANK.has(place.kind);
    case '{':
    case '$':
      return place.kind === 'placeholder';
    case '@':
      return place.kind === 'directive';
    case ':':
      return place.kind === 'header-value';
    default:
      return true;
  }
}

const ASKED_BY_BLANK: ReadonlySet<CursorPlace['kind']> = new Set([
  'header-value',
  'path',
  'directive-value',
  'capture-path',
]);

interface CompletionContext {
  readonly host: Host;
  readonly document: vscode.TextDocument;
  readonly file: RequestFile;
  readonly placed: PlacedBlock;
}

async function complete(place: CursorPlace, context: CompletionContext): Promise<Completion | undefined> {
  switch (place.kind) {
    case 'method':
      return completeMethod(place, context.placed.block);
    case 'header-name':
      return completeHeaderName(place, context.placed.block);
    case 'header-value':
      return completeHeaderValue(place, await vendorMediaTypes());
    case 'directive':
      return completeDirective(place);
    case 'directive-value': {
      const { environments } = await environmentsOf(context);
      return completeDirectiveValue(place, {
        environmentNames: environments.names,
        requestNames: findRequestNames(context.file),
      });
    }
    case 'capture-path': {
      const { name } = context.placed.block;
      return completeCapturePath(place, name && (await responsesOf(context)).get(name.text));
    }
    case 'path': {
      const { host, document } = context;
      const uri = contextUri(host, document.uri);
      const filePlace = (await host.variables()).placeOf(uri);
      return completePath(directoryReader(filePlace.uri), place, { ...filePlace, path: pathOf(uri) });
    }
    case 'placeholder':
      return completeExpression(place, context);
  }
}

async function completeExpression(
  place: Extract<CursorPlace, { readonly kind: 'placeholder' }>,
  context: CompletionContext,
): Promise<Completion | undefined> {
  const { host, document, file, placed } = context;
  const variables = await host.variables();
  const { environments } = await environmentsOf(context);
  const responses = await responsesOf(context);
  return completePlaceholder(place, {
    scope: await variables.scopeAt(document, placed.index),
    requestNames: [...new Set([...findRequestNames(file), ...responses.keys()])],
    lookupResponse: (name) => responses.get(name),
    environments: environmentFacts(environments),
  });
}

/** What was answered last, by the name of the request. */
async function responsesOf(context: CompletionContext) {
  const { host, document, file } = context;
  const variables = await host.variables();
  const { environmentName } = await environmentsOf(context);
  return readRecordedResponses(variables.session, {
    ...variables.sessionFileOf(document, environmentName),
    file,
    imports: (await variables.importsOf(document)).imports,
  });
}

async function environmentsOf({ host, document }: CompletionContext) {
  return (await host.variables()).environmentsOf(document);
}

/** The media types of PingOne's actions, read once. */
export const vendorMediaTypes: () => Promise<readonly MediaType[]> = lazy(async () =>
  findVendorMediaTypes(await loadPingOneActions()),
);

const factsOfSets = new WeakMap<EnvironmentSet, readonly EnvironmentFacts[]>();

/** Names are looked up for each variable that is offered, so each environment is read once. */
function environmentFacts(set: EnvironmentSet): readonly EnvironmentFacts[] {
  const known = factsOfSets.get(set);
  if (known) return known;
  const facts = set.names.map((name) => {
    const defined = new Set(set.lookup(name)?.variables.map((variable) => variable.name));
    return { name, defines: (variableName: string) => defined.has(variableName) };
  });
  factsOfSets.set(set, facts);
  return facts;
}
