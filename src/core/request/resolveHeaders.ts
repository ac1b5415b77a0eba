import type { EvaluatedPart } from '../environment/evaluateTemplate';
import { isSecretName } from '../environment/secrets/isSecretName';
import type { HeaderField, RequestBlock } from '../syntax/nodes';
import { encodeCredentials } from './encodeCredentials';
import { fillLineParts, joinParts, report, type Findings } from './findings';
import { httpyacAuthorization } from './httpyacAuthorization';
import { addCookieValues } from './literalSecrets';
import type { HeaderPair } from './resolvedRequest';

/** A field that goes on the wire, with where it was written. */
export interface ResolvedHeader {
  readonly pair: HeaderPair;
  readonly field: HeaderField;
}

/** The fields in their order, case and repeats; what the connection decides is left out with a reason. */
export function resolveHeaders(
  findings: Findings,
  fields: readonly HeaderField[],
  block: RequestBlock,
): readonly ResolvedHeader[] {
  return fields.flatMap((field) => {
    const pair = resolveHeader(findings, field, block);
    return pair ? [{ pair, field }] : [];
  });
}

function resolveHeader(findings: Findings, field: HeaderField, block: RequestBlock): HeaderPair | undefined {
  const { name } = field;
  const left = name.text === '' ? undefined : leaveOut(findings, field, block);
  if (left) return undefined;
  const token = isAuthorization(name.text) ? httpyacAuthorization(field.value, findings.scope) : undefined;
  const parts = fillLineParts(findings, token ?? field.value);
  if (!parts || takeScheme(findings, field, parts)) return undefined;
  const pair =
    name.text === '' ? splitWholeField(findings, field, joinParts(parts)) : nameWithValue(findings, field, parts);
  if (!pair || !isSendable(findings, field, pair)) return undefined;
  if (name.text === '' && DECIDED_HERE.has(pair[0].toLowerCase())) {
    noteLeftOut(findings, field, pair[0], block);
    return undefined;
  }
  // Of credentials the scheme is left readable, and the rest was marked with them.
  if (!isAuthorization(pair[0]) && isSecretName(pair[0]) && pair[1] !== '') findings.secrets.add(pair[1]);
  if (/^cookie2?$/i.test(pair[0])) addCookieValues(findings, pair[1]);
  return pair;
}

/** True when the field is not sent, whatever its value is: `Content-Length: ...` as documentation writes it is one. */
function leaveOut(findings: Findings, field: HeaderField, block: RequestBlock): boolean {
  const key = field.name.text.toLowerCase();
  if (key === 'upgrade') {
    const message = "'Upgrade' changes to another protocol, which is not done here. Remove the header.";
    report(findings, 'refused-header', 'error', { span: field.span, message });
    return true;
  }
  if (!DECIDED_HERE.has(key)) return false;
  noteLeftOut(findings, field, field.name.text, block);
  return true;
}

function noteLeftOut(findings: Findings, field: HeaderField, name: string, block: RequestBlock): void {
  // The whole line has to go: the empty line it would leave behind ends the headers.
  const line = block.nodes.find((node) => node.kind === 'header' && node.header.span.start === field.span.start)?.span;
  const message = `${name} was left out: ${DECIDED_HERE.get(name.toLowerCase()) ?? 'the connection decides it.'}`;
  findings.problems.push({
    code: 'header-left-out',
    severity: 'hint',
    span: field.span,
    message,
    fixes: line ? [{ kind: 'replace', title: 'Remove the header', span: line, text: '' }] : [],
  });
  findings.notes.push(message);
}

/** A line that is one placeholder holds a whole `Name: value`. */
function splitWholeField(findings: Findings, field: HeaderField, text: string): HeaderPair | undefined {
  const match = /^\s*([^\s:]+)\s*:(.*)$/.exec(text);
  if (match) return [match[1] ?? '', trimBlanks(match[2] ?? '')];
  const message = 'A line that is only a placeholder has to hold a whole header, a name, a colon and a value.';
  report(findings, 'no-header-in-value', 'error', { span: field.span, message });
  return undefined;
}

/** True when the field names a scheme that is worked out while sending, so that there is nothing to send yet. */
function takeScheme(findings: Findings, { name, value }: HeaderField, parts: readonly EvaluatedPart[]): boolean {
  if (!isAuthorization(name.text)) return false;
  const credentials = encodeCredentials(parts);
  if (credentials.kind !== 'scheme') return false;
  const refuse = (message: string): true => {
    report(findings, 'unsupported-authorization', 'error', { span: value.span, message });
    return true;
  };
  if (name.text.toLowerCase() !== 'authorization')
    return refuse('For a proxy only Basic and finished values are sent.');
  if (findings.scheme) return refuse('There is one scheme for a request. Remove one of the Authorization fields.');
  findings.scheme = credentials.scheme;
  for (const secret of credentials.secrets) findings.secrets.add(secret);
  return true;
}

function nameWithValue(
  findings: Findings,
  field: HeaderField,
  parts: readonly EvaluatedPart[],
): HeaderPair | undefined {
  const name = field.name.text;
  if (!isAuthorization(name)) return [name, trimBlanks(joinParts(parts))];
  const credentials = encodeCredentials(parts);
  if (credentials.kind === 'refused') {
    report(findings, credentials.code, 'error', { span: field.value.span, message: credentials.message });
    return undefined;
  }
  if (credentials.kind === 'scheme') return undefined;
  for (const secret of credentials.secrets) findings.secrets.add(secret);
  if (credentials.encoded) findings.notes.push(`${name}: user and password were encoded as Basic credentials.`);
  return [name, credentials.value];
}

/** RFC 9110 sections 5.1 and 5.5. Characters above ASCII are sent as UTF-8. */
function isSendable(findings: Findings, field: HeaderField, [name, value]: HeaderPair): boolean {
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
    const message = `'${name}' is no header name. A name has letters, digits and !#$%&'*+-.^_\`|~ only.`;
    report(findings, 'invalid-header-name', 'error', { span: field.name.span, message });
    return false;
  }
  const control = /[\x00-\x08\x0a-\x1f\x7f]/.exec(value)?.[0];
  if (control !== undefined) {
    const code = control.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase();
    const message = `The value of ${name} has the control character U+00${code}, which a header cannot hold.`;
    report(findings, 'invalid-header-value', 'error', { span: field.value.span, message });
    return false;
  }
  if (/[^\x00-\x7f]/.test(value)) {
    const message = `${name} has characters above ASCII. They are sent as UTF-8, which not every server expects.`;
    report(findings, 'header-not-ascii', 'hint', { span: field.value.span, message });
  }
  return true;
}

function isAuthorization(name: string): boolean {
  return /^(?:proxy-)?authorization$/i.test(name);
}

function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text[start])) start++;
  while (end > start && isBlank(text[end - 1])) end--;
  return text.slice(start, end);
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}

/** Fields that are no author's to give, and why. */
const DECIDED_HERE: ReadonlyMap<string, string> = new Map([
  ['content-length', 'the length of the body is counted when it is sent.'],
  ['transfer-encoding', 'the whole body is known, so it is sent with its length.'],
  ['expect', 'the body is sent at once, without waiting for 100 Continue.'],
  ['connection', 'the connection is looked after when the request is sent.'],
  ['keep-alive', 'the connection is looked after when the request is sent.'],
  ['proxy-connection', 'the connection is looked after when the request is sent.'],
  ['http2-settings', 'it belongs to an upgrade, which is not done here.'],
  ['trailer', 'no trailer fields are sent.'],
]);
