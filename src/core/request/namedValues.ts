/** A value as it is written, under the name it stands for, and where it begins in the text. */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
  readonly at: number;
}

/** Elements that hold text alone, and attributes: `<wsse:Password Type="…">…</wsse:Password>` is `Password`. */
export function* readMarkupValues(text: string): Generator<NamedValue> {
  for (const match of text.matchAll(ELEMENT)) {
    const [whole, name = '', character = '', plain = ''] = match;
    const value = character === '' ? plain.trim() : character;
    if (value !== '') yield { name: localName(name), value, at: match.index + whole.lastIndexOf(value) };
  }
  for (const match of text.matchAll(ATTRIBUTE)) {
    const [whole, name = '', double = '', single = ''] = match;
    const value = double === '' ? single : double;
    yield { name: localName(name), value, at: match.index + whole.length - 1 - value.length };
  }
}

/** Parts of a `multipart/form-data` body whose content is one line, RFC 7578. */
export function* readPartValues(text: string): Generator<NamedValue> {
  for (const match of text.matchAll(PART)) {
    const [whole, name = '', value = ''] = match;
    yield { name, value, at: match.index + whole.length - value.length };
  }
}

/** Arguments and fields of inputs in a GraphQL document: `login(password: "…")`. */
export function* readArgumentValues(text: string): Generator<NamedValue> {
  for (const match of text.matchAll(ARGUMENT)) {
    const [whole, name = '', value = ''] = match;
    yield { name, value, at: match.index + whole.length - 1 - value.length };
  }
}

/** True for text that begins as XML or HTML does. */
export function isMarkup(text: string): boolean {
  return /^\s{0,1000}<[A-Za-z?!]/.test(text);
}

/** As a server that reads XML understands it. */
export function decodeMarkup(value: string): string {
  return value.replace(/&(lt|gt|quot|apos|amp);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

function localName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

// Every repetition has a bound, so that no text costs more than its length.
const ELEMENT =
  /<([A-Za-z_][\w.:-]{0,100})(?:\s[^<>]{0,500})?>(?:\s{0,100}<!\[CDATA\[([^\]<>]{1,5000})\]\]>\s{0,100}|([^<>]{1,5000}))<\//g;
const ATTRIBUTE = /\s([A-Za-z_][\w.:-]{0,100})\s{0,5}=\s{0,5}(?:"([^"<>]{1,5000})"|'([^'<>]{1,5000})')/g;
const PART =
  /\bname="([^"\r\n]{1,100})"(?![^\r\n]{0,300}filename)[^\r\n]{0,300}\r?\n(?:[^\r\n]{1,300}\r?\n){0,10}\r?\n([^\r\n]{1,5000})/gi;
const ARGUMENT = /\b([A-Za-z_]\w{0,100})\s{0,20}:\s{0,20}"((?:[^"\\\n]|\\.){1,5000})"/g;
