import type { EvaluatedPart } from '../environment/evaluateTemplate';
import { isSecretName } from '../environment/secrets/isSecretName';
import type { Template } from '../text/template';
import { encodeOctets } from './encodeUrlText';
import { fillParts, type Findings } from './findings';

/**
 * The content of an `application/x-www-form-urlencoded` body, whose lines the parser has joined. Only characters that
 * such a body cannot hold are encoded. A value that fills a field is data: its `&`, `+` and `#` are encoded too, so that
 * it cannot add a field. `%xx` stays as it is everywhere.
 */
export function fillFormBody(findings: Findings, content: Template): string | undefined {
  const parts = fillParts(findings, content);
  if (!parts) return undefined;
  let encodedValue = false;
  let body = '';
  for (const { part, text } of parts) {
    const field = part.kind === 'placeholder' && isInsideField(body);
    const encoded = field ? encodeValue(text) : encodeFormText(text);
    encodedValue ||= field && encoded !== text;
    body += encoded;
  }
  if (encodedValue) findings.notes.push('Characters of values in the form body were percent-encoded.');
  addSecretFields(findings, body);
  return body;
}

/** As `fillFormBody`, for data of a command: what is written is sent octet for octet, values inside fields are encoded. */
export function joinCommandForm(findings: Findings, parts: readonly EvaluatedPart[]): string {
  let body = '';
  for (const { part, text } of parts) {
    const isValue = part.kind === 'placeholder' && part.encodes === undefined && isInsideField(body);
    body += isValue ? encodeValue(text) : text;
  }
  addSecretFields(findings, body);
  return body;
}

/** Behind `name=`, where a value can only be one; a whole form may come from a value at the start of a field. */
function isInsideField(body: string): boolean {
  return body.lastIndexOf('=') > body.lastIndexOf('&');
}

function encodeValue(text: string): string {
  return encodeFormText(text).replace(/[&+#]/g, encodeOctets);
}

function encodeFormText(text: string): string {
  return text.replace(/%(?![0-9A-Fa-f]{2})|[^\x21-\x7e]|["<>\\^`{|}]/gu, encodeOctets);
}

/** `client_secret=…` written in the clear is masked when shown. */
function addSecretFields(findings: Findings, body: string): void {
  for (const field of body.split('&')) {
    const [name = '', value = ''] = splitOnce(field);
    if (value === '' || !isSecretName(name)) continue;
    findings.secrets.add(value);
    const plain = decodeFormValue(value);
    if (plain !== undefined) findings.secrets.add(plain);
  }
}

function splitOnce(field: string): readonly [string, string] {
  const equals = field.indexOf('=');
  return equals < 0 ? [field, ''] : [field.slice(0, equals), field.slice(equals + 1)];
}

function decodeFormValue(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
