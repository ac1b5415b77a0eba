import { readableSize } from '../exchange/bodyWindow';
import { decodeText, mediaTypeOf } from '../exchange/decodeText';
import type { Exchange, HttpResponse, SavedAnswer } from '../exchange/exchange';
import { findBodyLinks, findLinks, findLocation, mayBeJson } from '../exchange/findLinks';
import type { Link } from '../exchange/link';
import { parseHttpUrl } from '../exchange/origin';
import { readRetryAdvice } from '../exchange/retryAfter';
import type { RetryAdvice } from '../exchange/retryAfter';
import { buildRedactor } from '../exchange/redaction';
import type { Redactor } from '../exchange/redaction';
import { bodySize } from '../request/requestBody';
import type { ResolvedRequest } from '../request/resolvedRequest';
import { describeBody, maximumShown } from './describeBody';
import { describeConnection } from './describeConnection';
import { describeLinks, maximumLinks } from './describeLinks';
import { largestPart } from './partUnderWay';
import type { PartUnderWay } from './partUnderWay';
import type { FailureOutcomeView, RequestView, ResponseOutcomeView, ResponseView } from './responseView';

/** Read beyond what is shown, so that a secret at the cut is seen whole and masked. */
const longestSecret = 65_536;

/** How an exchange is described. */
export interface DescribeOptions {
  /** Instead of the one that masks the request's own secrets; `noRedaction` shows all. */
  readonly redactor?: Redactor;
  /** The part that is shown of an answer of which more is coming. */
  readonly underWay?: PartUnderWay;
}

/** Everything a view shows of an exchange: decoded, laid out, masked, with its links. `id` is fresh for every call. */
export async function describeExchange(
  exchange: Exchange,
  id: string,
  options: DescribeOptions = {},
): Promise<ResponseView> {
  const redactor = options.redactor ?? buildRedactor(exchange.request.secrets);
  const notes = [...exchange.request.notes, ...connectionNotes(exchange)];
  const outcome = await describeOutcome(exchange, redactor, { notes, underWay: options.underWay });
  const { connection } = exchange.outcome;
  return {
    id,
    title: redactor.text(exchange.name ?? defaultTitle(exchange)),
    environmentName: exchange.environmentName,
    ...(exchange.environmentColor && { environmentColor: exchange.environmentColor }),
    startedAt: exchange.startedAt,
    milliseconds: exchange.milliseconds,
    request: describeRequest(exchange.request, redactor, exchange.outcome),
    outcome,
    redirects: exchange.redirects.map((hop) => ({
      status: hop.status,
      url: redactor.url(parseHttpUrl(hop.location, hop.url)?.href ?? hop.location),
    })),
    notes: notes.map((note) => redactor.text(note)),
    ...(connection && { connection: describeConnection(connection, redactor) }),
    ...(exchange.saves && { saves: exchange.saves.map((save) => describeSave(save, redactor)) }),
  };
}

/** A path that would have to be masked could not be opened, and none has a secret in it. */
function describeSave(save: SavedAnswer, redactor: Redactor): SavedAnswer {
  return save.kind === 'saved' ? save : { ...save, message: redactor.text(save.message) };
}

function defaultTitle({ request }: Exchange): string {
  return `${request.method} ${parseHttpUrl(request.url)?.pathname ?? request.url}`;
}

function connectionNotes({ request }: Exchange): readonly string[] {
  if (request.connectOrigin === undefined) return [];
  const host = parseHttpUrl(request.url)?.host ?? request.url;
  return [`The request for ${host} went to ${request.connectOrigin}, as the environment says.`];
}

/** What is sent, or would be: `outcome` is left out before there is one. */
export function describeRequest(
  request: ResolvedRequest,
  redactor: Redactor,
  outcome?: Exchange['outcome'],
): RequestView {
  const bytes = request.body?.bytes ?? new Uint8Array();
  const { body } = describeBody(
    { bytes, size: bodySize(request.body), headers: request.headers, spans: [] },
    hidePasswordValues(redactor, mediaTypeOf(request.headers)),
  );
  return {
    method: request.method,
    url: redactor.url(request.url),
    httpVersion: spokenVersion(request.httpVersion, outcome?.kind === 'response' ? outcome.httpVersion : undefined),
    headers: redactor.headers(request.headers),
    body: body.language === 'empty' ? undefined : (body.raw ?? body.formatted),
  };
}

/** `password.set` calls the password `value`, a name that elsewhere says nothing. */
function hidePasswordValues(redactor: Redactor, mediaType: string | undefined): Redactor {
  if (mediaType === undefined || !mediaType.includes('.password.')) return redactor;
  return { ...redactor, hidesMember: (name) => redactor.hidesMember(name === 'value' ? 'password' : name) };
}

function spokenVersion(asked: string | undefined, answered: string | undefined): string {
  if (answered === '2') return '2';
  return asked === '1.0' ? '1.0' : '1.1';
}

interface Gathering {
  readonly notes: string[];
  readonly underWay: PartUnderWay | undefined;
}

async function describeOutcome(
  exchange: Exchange,
  redactor: Redactor,
  gathering: Gathering,
): Promise<ResponseOutcomeView | FailureOutcomeView> {
  const { outcome } = exchange;
  switch (outcome.kind) {
    case 'failure':
      return {
        kind: 'failure',
        code: outcome.code,
        message: redactor.text(outcome.message),
        nextStep: redactor.text(outcome.nextStep),
        ...(outcome.refusedCertificateOf !== undefined && { refusedCertificateOf: outcome.refusedCertificateOf }),
      };
    case 'response':
      return describeResponse(exchange, outcome, redactor, gathering);
  }
}

async function describeResponse(
  exchange: Exchange,
  response: HttpResponse,
  redactor: Redactor,
  { notes, underWay }: Gathering,
): Promise<ResponseOutcomeView> {
  const { body, headers } = response;
  notes.push(...(response.notes ?? []));
  if (body.incomplete !== undefined) notes.push(body.incomplete);
  const bytes = underWay
    ? await body.read(underWay.from, Math.min(body.size, underWay.from + largestPart))
    : await body.read(0, Math.min(readableSize(body), maximumShown + longestSecret));
  // Of an answer under way nobody follows a link yet.
  const links = underWay ? [] : await linksOf(exchange, response, bytes);
  if (links.length > maximumLinks) notes.push(`The first ${maximumLinks} of ${links.length} links can be clicked.`);
  const bodySpans = links.flatMap((link) => (link.span ? [link.span] : []));
  const described = describeBody(
    { bytes, size: body.size, headers, spans: bodySpans, ...(underWay && { underWay }) },
    redactor,
  );
  notes.push(...described.notes);
  const retry = readRetryAdvice(exchange.request, response, exchange.startedAt + exchange.milliseconds);
  const isOffered = retry?.mayRepeat === true && retry.notBefore !== undefined;
  if (retry && !isOffered) notes.push(waitNote(exchange, retry));
  let next = 0;
  const spans = links.map((link) => (link.span ? described.spans[next++] : undefined));
  return {
    kind: 'response',
    status: response.status,
    statusText: redactor.text(response.statusText),
    httpVersion: response.httpVersion,
    headers: redactor.headers(headers),
    size: body.size,
    wireSize: body.wireSize,
    mediaType: mediaTypeOf(headers),
    body: described.body,
    ...(response.trailers && { trailers: redactor.headers(response.trailers) }),
    ...(isOffered && { retryNotBefore: retry.notBefore }),
    links: await describeLinks(exchange, { links, spans, redactor }),
  };
}

/** What may create something is sent again by a person alone. */
function waitNote({ request, startedAt, milliseconds }: Exchange, { notBefore }: RetryAdvice): string {
  if (notBefore === undefined) {
    return 'The server asks to wait, but for no time that could be waited for: its Retry-After is neither a number of seconds nor a date within a day. Send it again yourself when you think it right.';
  }
  const seconds = Math.ceil((notBefore - startedAt - milliseconds) / 1000);
  const wait = seconds > 120 ? `${Math.ceil(seconds / 60)} minutes` : `${seconds} s`;
  return `The server asks to wait ${wait}. Send this ${request.method} again yourself then: it is never repeated by the program.`;
}

/** The same links, in the same order, as `findLinks` gives, without reading a small body twice. */
function linksOf(exchange: Exchange, response: HttpResponse, bytes: Uint8Array): Promise<readonly Link[]> {
  if (bytes.byteLength < response.body.size) return findLinks(exchange);
  const found = mayBeJson(mediaTypeOf(response.headers)) ? findBodyLinks(decodeText(bytes, response.headers).text) : [];
  return Promise.resolve([...findLocation(response), ...found]);
}
