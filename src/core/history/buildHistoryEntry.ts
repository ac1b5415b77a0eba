import { mediaTypeOf } from '../exchange/decodeText';
import type { Exchange } from '../exchange/exchange';
import { buildRedactor } from '../exchange/redaction';
import type { Redactor } from '../exchange/redaction';
import { bodySize } from '../request/requestBody';
import { bodyLanguage } from '../view/bodyLanguage';
import { formatSize } from '../view/describeBody';
import type { ResponseOutcomeView, ResponseView } from '../view/responseView';
import { carriesTokens } from './carriesTokens';
import type { HistoryEntry, HistorySource, RecordedBody } from './historyEntry';

/** What an entry is made from; `view` is the one that was shown of the exchange, masked already. */
export interface HistoryInput {
  readonly exchange: Exchange;
  readonly view: ResponseView;
  readonly source: HistorySource;
  readonly origin: HistoryEntry['origin'];
}

/** Characters of one body that are recorded. */
export const largestRecordedBody = 262_144;

/**
 * What the history keeps of an exchange. Every text goes through the redactor once more, whatever other code put into
 * the view, and the bodies of an exchange that is about tokens are left out: the request's and the answer's.
 */
export function buildHistoryEntry({ exchange, view, source, origin }: HistoryInput): HistoryEntry {
  const redactor = buildRedactor(secretsOf(exchange));
  const withheld = origin === 'token' || carriesTokens(exchange, view);
  const requestBody = withheld ? withheldOf(view.request.body) : requestBodyOf(exchange, view);
  const responseBody = withheld ? withheldOf(shownBody(view)) : responseBodyOf(view);
  const limited = limitView(view, requestBody, responseBody);
  const recorded = maskTexts(limited, redactor);
  return {
    id: view.id,
    view: placesMoved(limited, recorded) ? withoutPlaces(recorded) : recorded,
    source: maskSource(source, redactor),
    origin,
    requestBody,
    responseBody,
  };
}

/** A signature or a cookie may have been added while it was sent. */
function secretsOf({ request, outcome }: Exchange): readonly string[] {
  const sent = outcome.kind === 'response' ? outcome.sentRequest : undefined;
  return sent ? [...request.secrets, ...sent.secrets] : request.secrets;
}

function withheldOf(body: string | undefined): RecordedBody {
  return body === undefined || body === '' ? 'none' : 'withheld';
}

function shownBody({ outcome }: ResponseView): string | undefined {
  return outcome.kind === 'response' ? outcome.body.formatted : undefined;
}

function requestBodyOf({ request }: Exchange, view: ResponseView): RecordedBody {
  const shown = view.request.body;
  if (shown === undefined || !request.body) return 'none';
  const mediaType = mediaTypeOf(request.headers);
  const head = new TextDecoder().decode(request.body.bytes.subarray(0, 4096));
  if (bodyLanguage(mediaType, head) === 'binary') return 'binary';
  const isWhole = request.body.bytes.byteLength === bodySize(request.body) && shown.length <= largestRecordedBody;
  return isWhole ? 'whole' : 'part';
}

function responseBodyOf({ outcome }: ResponseView): RecordedBody {
  if (outcome.kind === 'failure' || outcome.body.language === 'empty') return 'none';
  const { language, formatted, raw, cut } = outcome.body;
  if (language === 'binary') return 'binary';
  const longest = Math.max(formatted.length, raw?.length ?? 0);
  return cut === undefined && longest <= largestRecordedBody ? 'whole' : 'part';
}

function limitView(view: ResponseView, requestBody: RecordedBody, responseBody: RecordedBody): ResponseView {
  const { request, outcome } = view;
  const notes = [...view.notes];
  if (requestBody === 'withheld' || responseBody === 'withheld') notes.push(withheldNote);
  if (requestBody === 'part') notes.push('Only the beginning of the request’s body was recorded.');
  const body = requestBody === 'withheld' ? undefined : request.body?.slice(0, largestRecordedBody);
  return {
    ...view,
    notes,
    request: { ...request, body },
    outcome: outcome.kind === 'failure' ? outcome : limitOutcome(outcome, responseBody),
  };
}

const withheldNote = 'The bodies were not recorded: those of a token endpoint never are.';

function limitOutcome(outcome: ResponseOutcomeView, recorded: RecordedBody): ResponseOutcomeView {
  if (recorded === 'withheld') {
    const body = { language: 'text', formatted: '', raw: undefined, cut: withheldNote } as const;
    return { ...outcome, body, links: outcome.links.filter(({ source }) => source === 'location') };
  }
  const { body } = outcome;
  const links = outcome.links.slice(0, mostLinks);
  if (recorded !== 'part') return { ...outcome, links };
  const formatted = body.formatted.slice(0, largestRecordedBody);
  const raw = body.raw?.slice(0, largestRecordedBody);
  return {
    ...outcome,
    body: { ...body, formatted, raw, cut: `Only the beginning of the ${formatSize(outcome.size)} was recorded.` },
    // The index of a link counts in all of them, so only the last ones may be left out.
    links: links.map((link) => (link.span && link.span.end > formatted.length ? { ...link, span: undefined } : link)),
  };
}

/** Their places are kept with each, so that many make a large entry. */
const mostLinks = 2000;

function maskSource({ uri, block, environmentName }: HistorySource, redactor: Redactor): HistorySource {
  const [method = '', ...target] = block.requestLine.split(' ');
  return {
    uri: redactor.text(uri),
    block: {
      name: block.name === undefined ? undefined : redactor.value(block.name),
      title: block.title === undefined ? undefined : redactor.value(block.title),
      requestLine: block.requestLine === '' ? '' : `${method} ${redactor.url(target.join(' '))}`,
      index: block.index,
    },
    environmentName: environmentName === undefined ? undefined : redactor.text(environmentName),
  };
}

/** A new view with every text masked, also of members that this code does not know. */
function maskTexts<Value>(value: Value, redactor: Redactor): Value {
  const walk = (part: unknown): unknown => {
    if (typeof part === 'string') return redactor.text(part);
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(
      Object.entries(part).map(([name, member]: [string, unknown]) => [
        name,
        ownWords.has(name) ? member : walk(member),
      ]),
    );
  };
  return walk(value) as Value; // Only texts were changed, and those by texts.
}

/** Members that hold words of this program's own: a secret that is one of them must not change what a view is. */
const ownWords: ReadonlySet<string> = new Set(['id', 'kind', 'code', 'language', 'source', 'effect']);

function placesMoved(before: ResponseView, after: ResponseView): boolean {
  return shownBody(before) !== shownBody(after);
}

function withoutPlaces(view: ResponseView): ResponseView {
  if (view.outcome.kind === 'failure') return view;
  const links = view.outcome.links.map((link) => ({ ...link, span: undefined }));
  return { ...view, outcome: { ...view.outcome, links } };
}
