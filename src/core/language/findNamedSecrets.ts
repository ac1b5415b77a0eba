import { isSecretName } from '../environment/isSecretName';
import type { HeaderField, RequestBlock } from '../syntax/nodes';
import type { Span } from '../text/span';
import type { Template } from '../text/template';
import { GAP, readWrittenText } from './writtenText';

/** A value that is written out under a name that says it is secret. Block coordinates. */
export interface NamedSecret {
  readonly name: string;
  readonly span: Span;
  /** False where a placeholder in its place would not mean the same: the value is escaped or encoded. */
  readonly isPlain: boolean;
}

/**
 * Fields (`X-OpenAM-Password`), cookies, parameters of the address and of forms, members of a JSON body, and the
 * password of `curl -u`, of which nothing comes from a placeholder.
 */
export function findNamedSecrets({ text, request }: RequestBlock): readonly NamedSecret[] {
  if (!request) return [];
  const source = request.kind === 'curl' ? undefined : text;
  const found: NamedSecret[] = [];
  const look = (template: Template, read: (written: string) => Iterable<Found>): void => {
    const written = readWrittenText(template, source);
    for (const { name, value, at } of read(written.text)) {
      if (value.length < SHORTEST_SECRET || value.includes(GAP) || isExample(value, name)) continue;
      const span = written.spanOf(at, at + value.length);
      const isPlain = text.slice(span.start, span.end) === value && !/[\\%]/.test(value);
      found.push({ name, span, isPlain });
    }
  };
  look(request.target, readParameters);
  for (const field of request.headers) look(field.value, (value) => readField(field, value));
  for (const part of request.body?.parts ?? []) if (part.kind === 'text') look(part.content, readContent);
  const { credentials, form = [] } = request.curl ?? {};
  if (credentials) look(credentials, readPassword);
  for (const { name, content } of form) {
    const field = readWrittenText(name).text;
    if (content.kind === 'text') look(content.content, (value) => (isSecretName(field) ? [whole(field, value)] : []));
  }
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

/** A value as it is meant, and where it begins in the text. */
interface Found {
  readonly name: string;
  readonly value: string;
  readonly at: number;
}

function whole(name: string, value: string): Found {
  return { name, value: value.trim(), at: value.length - value.trimStart().length };
}

/** Of `Authorization` something else is known: see `findSecrets`. */
function readField({ name: { text: name } }: HeaderField, value: string): Iterable<Found> {
  if (/^(?:proxy-)?authorization$/i.test(name)) return [];
  if (/^cookie$/i.test(name)) return readPairs(value, COOKIE);
  return isSecretName(name) ? [whole(name, value)] : [];
}

function* readPassword(credentials: string): Generator<Found> {
  const at = credentials.indexOf(':') + 1;
  if (at > 0) yield { name: 'password', value: credentials.slice(at), at };
}

function readParameters(target: string): Iterable<Found> {
  return target.includes('=') ? readPairs(target, PARAMETER) : [];
}

function* readContent(content: string): Generator<Found> {
  if (/^\s*[\w.~+%[\]-]{1,100}\s*=/.test(content)) yield* readPairs(content, FORM_FIELD);
  else yield* readMembers(content);
}

function* readPairs(text: string, pattern: RegExp): Generator<Found> {
  for (const match of text.matchAll(pattern)) {
    const [pair, name = '', value = ''] = match;
    if (isSecretName(name)) yield { name, value, at: match.index + pair.length - value.length };
  }
}

/** `"password": "…"`, `"password": { "value": "…" }`, and the value of a patch of `/password`. */
function* readMembers(json: string): Generator<Found> {
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

const PARAMETER = /[?&]([\w.-]{1,100})=([^&#\s]*)/g;
const COOKIE = /(?:^|;)[ \t]*([^\s=;]{1,100})=([^;\s]*)/g;
const FORM_FIELD = /(?:^|[&\n])[ \t]*([\w.-]{1,100})[ \t]*=[ \t]*([^&\s]*)/g;
const MEMBER =
  /"([^"\\\n]{1,100})"\s{0,20}:\s{0,20}(?:\{\s{0,50}"value"\s{0,20}:\s{0,20})?"((?:[^"\\\n]|\\.){0,5000})"/g;
