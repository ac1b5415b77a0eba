import { findNearMisses } from '../../environment/findNearMisses';
import { isSecretName } from '../../environment/secrets/isSecretName';
import { readJsonPath } from '../../environment/answers/readJsonPath';
import type { LookupFailure } from '../../environment/variable';
import { credentialHeaders } from '../../exchange/headerFields';
import { buildRedactor } from '../../exchange/redaction';
import type { HeaderPair } from '../../request/resolvedRequest';
import { LARGEST_BODY, type BodyText, type ExchangeText } from './exchangeText';

/** A value out of an exchange, or what is there instead. */
export type ExchangeValue = { readonly kind: 'value'; readonly text: string; readonly secret: boolean } | LookupFailure;

/**
 * `response.body.$.id`, `response.body.*`, `response.headers.Location`, `response.status`, and the same of `request`,
 * which has `method` and `url` too. A body path without `$` is read as one with it; in XML it is an XPath, `//id`.
 */
export function readExchangeValue(source: ExchangeText, path: string): ExchangeValue {
  const value = readPlace(source, path);
  if (value.kind === 'lookup-failure') {
    // It names what is there instead, and why there is nothing.
    return { ...value, message: buildRedactor(source.exchange.request.secrets).text(value.message) };
  }
  if (value.secret) return value;
  // A server may echo what it was sent, and a URL may carry a token.
  const { secrets } = source.exchange.request;
  return { ...value, secret: secrets.some((secret) => secret.length > 3 && value.text.includes(secret)) };
}

function readPlace(source: ExchangeText, path: string): ExchangeValue {
  const [, side = '', member = '', rest = ''] = /^(response|request)\.([A-Za-z]+)(.*)$/s.exec(path) ?? [];
  const { request, outcome } = source.exchange;
  if (side === 'response' && outcome.kind === 'failure') {
    return failure('no-response', `The last send brought no response: ${outcome.message}`);
  }
  const headers = side === 'request' || outcome.kind === 'failure' ? request.headers : outcome.headers;
  switch (member) {
    case 'headers':
    case 'header':
      return readHeader(headers, rest, side);
    case 'body':
      return readBody(side === 'request' ? source.requestBody : source.responseBody, rest, source, side);
    case 'status':
      return rest === '' && side === 'response' && outcome.kind === 'response'
        ? plain(String(outcome.status))
        : unknownPath(path);
    case 'url':
    case 'method':
      return rest === '' && side === 'request' ? plain(request[member]) : unknownPath(path);
    default:
      return unknownPath(path);
  }
}

/** The sentence about a path that no exchange can have, whatever is in it. */
export function describeImpossiblePath(path: string): string | undefined {
  const [, side = '', member = '', rest = ''] = /^(response|request)\.([A-Za-z]+)(.*)$/s.exec(path) ?? [];
  const own = side === 'response' ? ['status'] : ['url', 'method'];
  const isHeader = member === 'header' || member === 'headers';
  if (side === '' || !(member === 'body' || isHeader || own.includes(member))) return unknownPath(path).message;
  if (isHeader) return headerName(rest) === undefined ? unknownPath(path).message : undefined;
  if (member !== 'body') return rest === '' ? undefined : unknownPath(path).message;
  const inBody = rest.replace(/^\.(?:asJson\.)?/, '');
  // What else it may be depends on what the body is.
  if (!/^[$[]/.test(inBody)) return undefined;
  const result = readJsonPath({ text: '{}', root: {} }, inBody.startsWith('$') ? inBody : `$${inBody}`);
  return result.kind === 'invalid-path' ? result.message : undefined;
}

function readHeader(headers: readonly HeaderPair[], rest: string, side: string): ExchangeValue {
  const name = headerName(rest);
  if (name === undefined) return unknownPath(`${side}.headers${rest}`);
  const key = name.toLowerCase();
  const found = headers.find(([candidate]) => candidate.toLowerCase() === key);
  if (found) return { kind: 'value', text: found[1], secret: credentialHeaders.has(key) || isSecretName(name) };
  const names = [...new Set(headers.map(([candidate]) => candidate))];
  const has = names.length === 0 ? 'It has no headers.' : `It has: ${names.slice(0, MOST_NAMES).join(', ')}.`;
  return failure('header-not-found', `The ${side} has no header '${name}'. ${has}${suggest(name, names)}`);
}

function headerName(rest: string): string | undefined {
  return /^\.(.+)$|^\[(?:'([^']+)'|"([^"]+)")\]$/
    .exec(rest)
    ?.slice(1)
    .find((text) => text !== undefined);
}

function readBody(body: BodyText | undefined, rest: string, source: ExchangeText, side: string): ExchangeValue {
  if (!body) {
    return failure(
      'body-too-large',
      `The ${side} body is larger than ${LARGEST_BODY / 1_000_000} MB, too large to look into.`,
    );
  }
  const path = rest.startsWith('.') ? rest.slice(1) : rest;
  if (path === '' || path === '*') {
    return { kind: 'value', text: body.text, secret: holdsSecret(body.text) };
  }
  const { language, path: inBody } = chooseLanguage(path, body);
  if (language === 'xpath') return readXmlBody(body, inBody, `The ${side} body${describeStatus(source, side)}`);
  const json = body.json();
  if (!json) return failure('body-not-json', describeBody(body, source, side));
  const jsonPath = inBody.startsWith('$') ? inBody : inBody.startsWith('[') ? `$${inBody}` : `$.${inBody}`;
  const result = readJsonPath(json, jsonPath);
  if (result.kind === 'invalid-path') return failure('invalid-path', result.message);
  if (result.kind === 'nothing') {
    const has =
      result.members.length === 0 ? 'There is nothing at that place.' : `It has: ${result.members.join(', ')}.`;
    return failure(
      'path-not-found',
      `The ${side} body${describeStatus(source, side)} has nothing at '${jsonPath}'. ${has}${suggest(result.missing ?? '', result.members)}`,
    );
  }
  const named = isSecretName(result.lastKey ?? '');
  const structured = typeof result.value === 'object' && result.value !== null;
  return { kind: 'value', text: result.text, secret: named || (structured && holdsSecret(result.text)) };
}

interface BodyPath {
  readonly language: 'jsonpath' | 'xpath';
  readonly path: string;
}

/** `asJson.` and `asXml.` in front decide; without them it is how the path begins, and what the body is. */
function chooseLanguage(path: string, { text, xml }: BodyText): BodyPath {
  const [, forced, rest = ''] = /^as(Json|Xml)\.(.+)$/s.exec(path) ?? [];
  if (forced !== undefined) return { language: forced === 'Xml' ? 'xpath' : 'jsonpath', path: rest };
  if (/^[/(]/.test(path)) return { language: 'xpath', path };
  const isPage = /^[\s\uFEFF]*<(?:!doctype\s+)?html\b/i.test(text);
  return { language: xml && !isPage && !/^[$[]/.test(path) ? 'xpath' : 'jsonpath', path };
}

function readXmlBody({ text, xml }: BodyText, path: string, where: string): ExchangeValue {
  if (text.trim() === '') return failure('body-not-xml', `${where} is empty.`);
  const result = xml?.find(path) ?? { kind: 'fault', fault: 'is not XML' };
  switch (result.kind) {
    case 'fault':
      return failure('body-not-xml', `${where} ${result.fault}.`);
    case 'invalid-path':
      return failure('invalid-path', result.message);
    case 'nothing': {
      const { names, missing = '' } = result;
      const has = names.length === 0 ? '' : ` It has: ${names.join(', ')}.`;
      return failure('path-not-found', `${where} has nothing at '${path}'.${has}${suggest(missing, names)}`);
    }
    case 'value':
      return { kind: 'value', text: result.text, secret: result.isSecret };
  }
}

function suggest(name: string, names: readonly string[]): string {
  const near = findNearMisses(name, names).map((candidate) => `'${candidate}'`);
  return near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
}

/** JSON or XML that has a token or a password in it is one secret as a whole. */
function holdsSecret(text: string): boolean {
  for (const match of text.matchAll(/"([\w.-]{2,64})"\s*:\s*"/g)) {
    if (isSecretName(match[1] ?? '')) return true;
  }
  if (!/^[\s\uFEFF]*</.test(text)) return false;
  for (const match of text.matchAll(/<(?:[\w.-]{1,64}:)?([\w.-]{2,64})[\s>]|\s([\w.-]{2,64})=["']/g)) {
    if (isSecretName(match[1] ?? match[2] ?? '')) return true;
  }
  return false;
}

function describeBody(body: BodyText, source: ExchangeText, side: string): string {
  const where = `The ${side} body${describeStatus(source, side)}`;
  if (body.text === '') return `${where} is empty.`;
  return body.xml ? `${where} is not JSON. For XML write an XPath such as //id.` : `${where} is not JSON.`;
}

function describeStatus({ exchange: { outcome } }: ExchangeText, side: string): string {
  return side === 'response' && outcome.kind === 'response' ? ` (status ${outcome.status})` : '';
}

function unknownPath(path: string): LookupFailure {
  const message = `'${path}' is no place in an exchange. Write response.body.$.id, response.headers.Location or response.status.`;
  return failure('invalid-path', message);
}

function plain(text: string): ExchangeValue {
  return { kind: 'value', text, secret: false };
}

function failure(code: string, message: string): LookupFailure {
  return { kind: 'lookup-failure', code, message };
}

const MOST_NAMES = 20;
