/** A value as it is written, under the name it stands for, and where it begins in the text. */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
  readonly at: number;
  /** As a server that reads it understands it, where that is something else. */
  readonly meant?: string;
}

/** Elements that hold text alone, and attributes: `<wsse:Password Type="…">…</wsse:Password>` is `Password`. */
export function* readMarkupValues(text: string): Generator<NamedValue> {
  for (const match of text.matchAll(ELEMENT)) {
    const [whole, name = '', character = '', plain = ''] = match;
    const value = character === '' ? plain.trim() : character;
    const meant = character === '' ? decodeMarkup(value) : value;
    if (value !== '') yield { name: localName(name), value, meant, at: match.index + whole.lastIndexOf(value) };
  }
  for (const match of text.matchAll(ATTRIBUTE)) {
    const [whole, name = '', double = '', single = ''] = match;
    const value = double === '' ? single : double;
    const at = match.index + whole.length - 1 - value.length;
    yield { name: localName(name), value, meant: decodeMarkup(value), at };
  }
}

/** Parts of a `multipart/form-data` body that are no files, RFC 7578. A key has several lines. */
export function* readPartValues(text: string): Generator<NamedValue> {
  const boundary = /^--[^\r\n]{1,200}/m.exec(text)?.[0].trimEnd();
  if (boundary === undefined) return;
  for (let at = text.indexOf(boundary), next = 0; at >= 0; at = next) {
    const end = text.indexOf(`\n${boundary}`, at + boundary.length);
    next = end < 0 ? -1 : end + 1;
    const part = text.slice(at, Math.min(end < 0 ? text.length : end, at + LONGEST_PART));
    const [head = ''] = PART_HEAD.exec(part) ?? [];
    const [, quoted, token] = PART_NAME.exec(head) ?? [];
    const value = part.slice(head.length).trimEnd();
    const name = quoted ?? token;
    if (name === undefined || value === '' || /\bfilename\*?=/i.test(head)) continue;
    yield { name, value, at: at + head.length, meant: value.replaceAll('\r\n', '\n') };
  }
}

/** Arguments and fields of inputs in a GraphQL document: `login(password: "…")`. */
export function* readArgumentValues(text: string): Generator<NamedValue> {
  for (const match of text.matchAll(ARGUMENT)) {
    const [whole, name = '', block = '', line = ''] = match;
    const [value, quotes] = block === '' ? [line, 1] : [block.trim(), 0];
    const at = match.index + (quotes === 0 ? whole.lastIndexOf(value) : whole.length - quotes - value.length);
    if (value !== '') yield { name, value, at, meant: quotes === 0 ? value : decodeString(value) };
  }
}

/** True for text that begins as XML or HTML does. */
export function isMarkup(text: string): boolean {
  return /^\s{0,1000}<[A-Za-z?!]/.test(text);
}

function decodeMarkup(value: string): string {
  return value.replace(REFERENCE, (whole, hexadecimal?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = hexadecimal === undefined ? Number(decimal) : parseInt(hexadecimal, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** Its escapes are those of JSON; of others the character is kept. */
function decodeString(value: string): string {
  return value.replace(/\\(?:u([0-9A-Fa-f]{4})|(.))/g, (_, code: string | undefined, unit = '') =>
    code === undefined ? (ESCAPES[String(unit)] ?? String(unit)) : String.fromCharCode(parseInt(code, 16)),
  );
}

function localName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const REFERENCE = /&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(lt|gt|quot|apos|amp));/g;

// Every repetition has a bound or stops where the next match may begin, so that no text costs more than its length.
const ELEMENT =
  /<([A-Za-z_][\w.:-]{0,100})(?:\s(?:[^<>"']|"[^"<]{0,500}"|'[^'<]{0,500}'){0,500})?>(?:\s{0,100}<!\[CDATA\[((?:(?!\]\]>|<!\[)[^]){1,5000})\]\]>\s{0,100}|([^<>]{1,5000}))<\//g;
const ATTRIBUTE = /\s([A-Za-z_][\w.:-]{0,100})\s{0,5}=\s{0,5}(?:"([^"<]{1,5000})"|'([^'<]{1,5000})')/g;
const PART_HEAD = /^[^\r\n]*\r?\n(?:[^\r\n]{1,1000}\r?\n){0,10}\r?\n/;
const PART_NAME = /\bname=(?:"([^"\r\n]{1,100})"|([^\s";,]{1,100}))/i;
const LONGEST_PART = 20_000;
const ARGUMENT =
  /\b([A-Za-z_]\w{0,100})\s{0,20}:\s{0,20}(?:"""((?:(?!""")[^]){1,5000})"""|"((?:[^"\\\n]|\\.){1,5000})")/g;
