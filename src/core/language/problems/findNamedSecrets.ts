import { isSecretName } from '../../environment/secrets/isSecretName';
import type { HeaderField, RequestBlock, RequestMessage } from '../../syntax/nodes';
import type { Span } from '../../text/span';
import type { Template } from '../../text/template';
import {
  isMarkup,
  readArgumentValues,
  readMarkupValues,
  readPartValues,
  type NamedValue,
} from '../../request/namedValues';
import { GAP, readWrittenText } from '../edits/writtenText';

/** A value that is written out under a name that says it is secret. Block coordinates. */
export interface NamedSecret {
  readonly name: string;
  readonly span: Span;
  /** False where a placeholder in its place would not mean the same: the value is escaped or encoded. */
  readonly isPlain: boolean;
}

/**
 * Fields (`X-OpenAM-Password`), cookies, parameters of the address and of forms, members of a JSON body, elements of an
 * XML one, parts of a multipart one, arguments of GraphQL, and the passwords in a curl command, of which nothing comes
 * from a placeholder.
 */
export function findNamedSecrets({ text, request }: RequestBlock): readonly NamedSecret[] {
  if (!request) return [];
  const source = request.kind === 'curl' ? undefined : text;
  const found: NamedSecret[] = [];
  const look = (template: Template, read: (written: string) => Iterable<NamedValue>): void => {
    const written = readWrittenText(template, source);
    for (const { name, value, at } of read(written.text)) {
      if (value.length < SHORTEST_SECRET || value.includes(GAP) || isExample(value, name)) continue;
      const span = written.spanOf(at, at + value.length);
      const isPlain = text.slice(span.start, span.end) === value && !/[\\%\n]|&#?\w+;/.test(value);
      found.push({ name, span, isPlain });
    }
  };
  look(request.target, readParameters);
  for (const field of request.headers) look(field.value, (value) => readField(field, value));
  for (const part of request.body?.parts ?? [])
    if (part.kind === 'text') look(part.content, (content) => readContent(content, request));
  const { credentials, form = [] } = request.curl ?? {};
  if (credentials) look(credentials, readPassword);
  for (const { name, content } of form) {
    const field = readWrittenText(name).text;
    if (content.kind === 'text') look(content.content, (value) => (isSecretName(field) ? [whole(field, value)] : []));
  }
  if (request.command) look(request.command, readRefusedOptions);
  return found;
}

/** `<token>`, `YOUR_TOKEN`, `xxxxxxxx`, `...`, `password`: what documentation writes where a secret belongs. */
export function isExample(text: string, name = ''): boolean {
  return (
    /^[<[(].*[>\])]$/.test(text) ||
    /^(.)\1+$/.test(text) ||
    /\.\.\.|…|\byour?[-_ ]|[-_ ]here\b|example|placeholder/i.test(text) ||
    (name !== '' && text.toLowerCase() === name.toLowerCase())
  );
}

function whole(name: string, value: string): NamedValue {
  return { name, value: value.trim(), at: value.length - value.trimStart().length };
}

/** Of `Authorization` something else is known: see `findSecrets`. */
function readField({ name: { text: name } }: HeaderField, value: string): Iterable<NamedValue> {
  if (/^(?:proxy-)?authorization$/i.test(name)) return [];
  if (/^cookie$/i.test(name)) return readPairs(value, COOKIE);
  return isSecretName(name) ? [whole(name, value)] : [];
}

function* readPassword(credentials: string): Generator<NamedValue> {
  const at = credentials.indexOf(':') + 1;
  if (at > 0) yield { name: 'password', value: credentials.slice(at), at };
}

function readParameters(target: string): Iterable<NamedValue> {
  return target.includes('=') ? readPairs(target, PARAMETER) : [];
}

function* readContent(content: string, { kind, headers }: RequestMessage): Generator<NamedValue> {
  if (isMultipart(headers)) yield* readSecrets(readPartValues(content));
  else if (isMarkup(content)) yield* readSecrets(readMarkupValues(content));
  else if (/^\s*[\w.~+%[\]-]{1,100}\s*=/.test(content)) yield* readPairs(content, FORM_FIELD);
  else {
    yield* readMembers(content);
    // Of its variables, which are JSON, the members were read.
    if (kind === 'graphql') yield* readSecrets(readArgumentValues(content));
  }
}

function* readSecrets(values: Iterable<NamedValue>): Generator<NamedValue> {
  for (const found of values) if (isSecretName(found.name)) yield found;
}

function isMultipart(headers: readonly HeaderField[]): boolean {
  return headers.some(({ name, value }) => {
    const [first] = value.parts;
    return /^content-type$/i.test(name.text) && first?.kind === 'literal' && /^multipart\//i.test(first.text);
  });
}

/** What a command says to a proxy or of a key is not sent, and stands in the file all the same. */
function* readRefusedOptions(command: string): Generator<NamedValue> {
  for (const match of command.matchAll(REFUSED_OPTION)) {
    const [option, pair, alone] = match;
    const value = pair ?? alone ?? '';
    yield { name: 'password', value, at: match.index + option.length - value.length };
  }
}

function* readPairs(text: string, pattern: RegExp): Generator<NamedValue> {
  for (const match of text.matchAll(pattern)) {
    const [pair, name = '', value = ''] = match;
    if (isSecretName(name)) yield { name, value, at: match.index + pair.length - value.length };
  }
}

/** `"password": "…"`, `"password": { "value": "…" }`, and the value of a patch of `/password`. */
function* readMembers(json: string): Generator<NamedValue> {
  let patched: string | undefined;
  for (const match of json.matchAll(MEMBER)) {
    const [member, name = '', value = ''] = match;
    if (name === 'field' || name === 'path') patched = value.split(/[/:.]/).at(-1) ?? '';
    const meant = name === 'value' && patched !== undefined ? patched : name;
    if (name === 'value') patched = undefined;
    // The value ends before the quote that closes it.
    if (isSecretName(meant)) yield { name: meant, value, at: match.index + member.length - 1 - value.length };
  }
}

/** What is shorter is a kind of token, or a value of a test. */
export const SHORTEST_SECRET = 6;

const REFUSED_OPTION =
  /(?<=\s)(?:(?:--proxy-user|-U|--cert|-E|--proxy-cert)(?:[ \t]{1,20}|=)["']?[^\s"':]{1,200}:([^\s"']{1,500})|(?:--pass|--proxy-pass|--tlspassword|--proxy-tlspassword)(?:[ \t]{1,20}|=)["']?([^\s"']{1,500}))/g;
const PARAMETER = /[?&]([\w.-]{1,100})=([^&#\s]*)/g;
const COOKIE = /(?:^|;)[ \t]*([^\s=;]{1,100})=([^;\s]*)/g;
const FORM_FIELD = /(?:^|[&\n])[ \t]*([\w.-]{1,100})[ \t]*=[ \t]*([^&\s]*)/g;
const MEMBER =
  /"([^"\\\n]{1,100})"\s{0,20}:\s{0,20}(?:\{\s{0,50}"value"\s{0,20}:\s{0,20})?"((?:[^"\\\n]|\\.){0,5000})"/g;
