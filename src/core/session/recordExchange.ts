import { isSecretName } from '../environment/secrets/isSecretName';
import type { Exchange } from '../exchange/exchange';
import { buildRedactor, shortestInside } from '../exchange/redaction';
import { directiveKey, type RequestBlock } from '../syntax/nodes';
import { readScriptCaptures } from '../syntax/script/readScriptCaptures';
import type { Problem } from '../text/problem';
import type { Span } from '../text/span';
import { literalTemplate } from '../text/template';
import { readExchangeText, type ExchangeText } from './captures/exchangeText';
import { parseCapture, type Capture } from './captures/parseCapture';
import { matchPattern } from './captures/pattern';
import { readExchangeValue } from './captures/readExchangeValue';
import {
  environmentSession,
  fileSession,
  type EnvironmentSession,
  type FileSession,
  type Session,
  type SessionFile,
} from './session';

/** Keeps what `# @capture secret` found in a place that is made for secrets, beyond the session. */
export type KeepSecret = (environmentName: string | undefined, name: string, value: string) => Promise<void>;

/** What came of sending a block of a file in an environment. */
export interface RecordInput extends SessionFile {
  readonly block: RequestBlock;
  readonly exchange: Exchange;
  readonly keepSecret?: KeepSecret | undefined;
}

/**
 * Keeps the exchange of a named block for `{{name.response…}}` and stores its captures. The problems stand at captures
 * that found nothing, whose names keep the value they had. A cancelled send leaves the answer before it in its place.
 */
export async function recordExchange(session: Session, input: RecordInput): Promise<readonly Problem[]> {
  const { block, exchange } = input;
  const own = fileSession(session, input);
  const { outcome } = exchange;
  const wasCancelled = outcome.kind === 'failure' ? outcome.code === 'aborted' : outcome.wasCancelled === true;
  if (block.name && !(wasCancelled && own.exchanges.has(block.name.text))) own.exchanges.set(block.name.text, exchange);
  keepSecretsKnown(environmentSession(session, input), exchange);
  const captures = findCaptures(block);
  // A part of an answer is none to take values from.
  if (captures.length === 0 || (wasCancelled && outcome.kind === 'response')) return [];
  const source = await readExchangeText(exchange);
  const { text: redact } = buildRedactor(exchange.request.secrets);
  const problems: Problem[] = [];
  for (const { capture, span, severity } of captures) {
    const message = typeof capture === 'string' ? capture : await storeCapture(own, source, capture, input);
    if (message !== undefined) problems.push({ code: 'capture-failed', severity, span, message: redact(message) });
  }
  return problems;
}

/**
 * The exchange with the values that its block captures as secrets among its own: where the answer says one a second
 * time, it is masked there too.
 */
export async function withCapturedSecrets(exchange: Exchange, block: RequestBlock): Promise<Exchange> {
  const captures = findCaptures(block).flatMap(({ capture }) => (typeof capture === 'string' ? [] : [capture]));
  if (captures.length === 0 || exchange.outcome.kind === 'failure') return exchange;
  const source = await readExchangeText(exchange);
  const found = captures.flatMap((capture) => {
    const value = readCapture(source, capture);
    return typeof value !== 'string' && isSecretCapture(capture, value) ? [value.text] : [];
  });
  if (found.length === 0) return exchange;
  const { request } = exchange;
  return { ...exchange, request: { ...request, secrets: [...new Set([...request.secrets, ...found])] } };
}

function isSecretCapture({ name, secret }: Capture, value: { readonly secret: boolean }): boolean {
  return secret || value.secret || isSecretName(name);
}

/** Bounded, because tokens come and go. */
function keepSecretsKnown({ secrets }: EnvironmentSession, { request }: Exchange): void {
  for (const secret of request.secrets) {
    if (secret.length < shortestInside) continue;
    secrets.delete(secret);
    secrets.add(secret);
  }
  for (const oldest of secrets) {
    if (secrets.size <= MOST_SECRETS) break;
    secrets.delete(oldest);
  }
}

const MOST_SECRETS = 500;

interface PlacedCapture {
  /** Or the sentence that says what is wrong with it. */
  readonly capture: Capture | string;
  readonly span: Span;
  readonly severity: 'error' | 'warning';
}

/** Directives first, then what scripts assign; a script that finds nothing says nothing where it runs, so it only warns. */
function findCaptures(block: RequestBlock): readonly PlacedCapture[] {
  const found: PlacedCapture[] = [];
  for (const directive of block.directives) {
    if (directiveKey(directive.name.text) !== 'capture') continue;
    found.push({ capture: parseCapture(directive), span: directive.span, severity: 'error' });
  }
  for (const node of block.nodes) {
    if (node.kind !== 'script' || node.phase !== 'after-response' || !node.code) continue;
    for (const { name, path, span } of readScriptCaptures(block.text, node.code).captures) {
      found.push({ capture: { name, path, secret: false, pattern: undefined }, span, severity: 'warning' });
    }
  }
  return found;
}

/** A sentence when nothing was stored, or not everywhere it should be. */
async function storeCapture(
  own: FileSession,
  source: ExchangeText,
  capture: Capture,
  { environmentName, keepSecret }: RecordInput,
): Promise<string | undefined> {
  const { name } = capture;
  const value = readCapture(source, capture);
  if (typeof value === 'string') return value;
  const { exchange } = source;
  own.captures.set(name, {
    name,
    value: literalTemplate(value.text),
    secret: isSecretCapture(capture, value),
    origin: 'capture',
    captured: { requestName: exchange.name, path: own.path, time: exchange.startedAt },
  });
  if (!capture.secret || !keepSecret) return undefined;
  try {
    await keepSecret(environmentName, name, value.text);
    return undefined;
  } catch {
    return `'${name}' was captured for this session, but it could not be put into the secret storage.`;
  }
}

/** The value, or the sentence that says what the response has instead. */
function readCapture(
  source: ExchangeText,
  { name, path, pattern }: Capture,
): { readonly text: string; readonly secret: boolean } | string {
  const { outcome } = source.exchange;
  if (outcome.kind === 'failure') return `'${name}' was not captured: there is no response.`;
  if (outcome.status >= 400 && path.startsWith('response.') && path !== 'response.status') {
    // An error body has an id too, and it is not the id of what was asked for.
    const status = `${outcome.status} ${outcome.statusText}`.trimEnd();
    return `'${name}' was not captured: the response is an error, ${status}.`;
  }
  const value = readExchangeValue(source, path);
  if (value.kind === 'lookup-failure') return `'${name}' was not captured. ${value.message}`;
  const text = pattern ? matchPattern(pattern, value.text) : value.text;
  if (text === undefined) {
    const shown = value.secret ? 'The value' : `The value '${shorten(shownText(value.text))}'`;
    return `'${name}' was not captured. ${shown} of ${path} does not match the pattern.`;
  }
  if (text === '') return `'${name}' was not captured: ${path} is empty.`;
  return { text, secret: value.secret };
}

/** A URL may carry a code or a token that nobody knew of before. */
function shownText(text: string): string {
  return /[?&=]/.test(text) ? buildRedactor([]).url(text) : text;
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
