import type { Exchange, HttpResponse } from './exchange';
import { readableSize } from './bodyWindow';
import { decodeText, isJsonMediaType, mediaTypeOf } from './decodeText';
import { lookupHeader } from './headerFields';
import { buildJsonScanner, jsonStringValue } from './jsonTokens';
import type { Link } from './link';

/**
 * Links of an answer: `Location` first, then every entry of every HAL `_links` object in the order of the body, at any
 * depth; of a large body, those in its beginning. Spans count in the body's decoded text. One pass; anything that is not JSON has no links in its body.
 */
export async function findLinks(exchange: Exchange): Promise<readonly Link[]> {
  const response = exchange.outcome;
  if (response.kind === 'failure') return [];
  const location = findLocation(response);
  const mediaType = mediaTypeOf(response.headers);
  if (response.body.size === 0 || !mayBeJson(mediaType)) return location;
  const { text } = decodeText(await response.body.read(0, readableSize(response.body)), response.headers);
  return [...location, ...findBodyLinks(text)];
}

/** The `Location` field as a link, or none. */
export function findLocation(response: HttpResponse): readonly Link[] {
  const href = lookupHeader(response.headers, 'location');
  if (href === undefined || href === '') return [];
  return [{ rel: 'location', href, templated: false, source: 'location', resource: '', span: undefined }];
}

/** True when a body of that media type is worth reading as JSON. Some servers say text/plain, or nothing. */
export function mayBeJson(mediaType: string | undefined): boolean {
  return mediaType === undefined || mediaType === 'text/plain' || isJsonMediaType(mediaType);
}

/** The HAL links of a JSON text. Linear in its length whatever it holds; a text that breaks off gives what it has. */
export function findBodyLinks(text: string): readonly Link[] {
  // A key may be written with escapes, which is rare; most texts without links are told apart by this alone.
  if (!text.includes('_links') && !text.includes('\\u')) return [];
  const walk = new LinkWalk(text);
  const scanner = buildJsonScanner(text);
  for (let kind = scanner.next(); kind !== undefined; kind = scanner.next()) {
    switch (kind) {
      case 'open':
        walk.open(text.charCodeAt(scanner.start()) === OPENING_BRACE);
        break;
      case 'close':
        walk.close();
        break;
      case 'colon':
        walk.colon();
        break;
      case 'comma':
        walk.comma();
        break;
      case 'string':
        walk.string(scanner.start(), scanner.end(), scanner.closed());
        break;
      case 'word':
        walk.word(text.slice(scanner.start(), scanner.end()));
        break;
      case 'number':
      case 'blank':
      case 'unknown':
        break;
    }
  }
  walk.finish();
  return walk.links;
}

/** Deeper `_links` are not looked for: their JSON Pointers alone would outgrow the body. */
const deepestLink = 256;

/**
 * `links` is the value of `_links`, `relation` an array of link objects in it, `link` one link object. Inside a link
 * object nothing else is looked for.
 */
type FrameKind = 'object' | 'array' | 'links' | 'relation' | 'link';

interface Frame {
  readonly kind: FrameKind;
  /** The relation this frame stands for, in `relation` and `link`. */
  readonly rel: string;
  /** JSON Pointer of this value; of the resource that carries `_links` in the link frames. */
  readonly pointer: string;
  key: string | undefined;
  expectsKey: boolean;
  index: number;
  href: { readonly text: string; readonly start: number; readonly end: number } | undefined;
  templated: boolean;
}

/** The state of one walk; a class because it changes with every token. */
class LinkWalk {
  readonly links: Link[] = [];
  private readonly frames: Frame[] = [];
  /** Containers too deep to follow, still open. */
  private skipped = 0;

  constructor(private readonly text: string) {}

  open(isObject: boolean): void {
    const parent = this.frames.at(-1);
    if (this.skipped > 0 || this.frames.length >= deepestLink || (parent && parent.kind === 'link')) {
      this.skipped++;
      return;
    }
    this.frames.push(childFrame(parent, isObject));
  }

  close(): void {
    if (this.skipped > 0) {
      this.skipped--;
      return;
    }
    const frame = this.frames.pop();
    if (frame?.kind === 'link') this.emit(frame);
    // In a text whose commas are missing, what follows a value is a key all the same.
    const parent = this.frames.at(-1);
    if (parent) parent.expectsKey = true;
  }

  colon(): void {
    const frame = this.current();
    if (frame) frame.expectsKey = false;
  }

  comma(): void {
    const frame = this.current();
    if (!frame) return;
    frame.expectsKey = true;
    frame.key = undefined;
    frame.index++;
  }

  string(start: number, end: number, closed: boolean): void {
    const frame = this.current();
    if (!frame || frame.kind === 'array' || frame.kind === 'relation') return;
    if (frame.expectsKey) {
      frame.key = jsonStringValue(this.text.slice(start, end));
    } else if (closed && frame.kind === 'link' && frame.key === 'href') {
      frame.href = { text: jsonStringValue(this.text.slice(start, end)), start: start + 1, end: end - 1 };
    }
  }

  word(text: string): void {
    const frame = this.current();
    if (frame?.kind === 'link' && !frame.expectsKey && frame.key === 'templated') frame.templated = text === 'true';
  }

  /** The text ended: a link object that was not closed but has its href is a link all the same. */
  finish(): void {
    const frame = this.frames.at(-1);
    if (frame?.kind === 'link') this.emit(frame);
  }

  private current(): Frame | undefined {
    return this.skipped > 0 ? undefined : this.frames.at(-1);
  }

  private emit(frame: Frame): void {
    if (!frame.href) return;
    this.links.push({
      rel: frame.rel,
      href: frame.href.text,
      templated: frame.templated,
      source: 'body',
      resource: frame.pointer,
      span: { start: frame.href.start, end: frame.href.end },
    });
  }
}

function childFrame(parent: Frame | undefined, isObject: boolean): Frame {
  const kind = isObject ? 'object' : 'array';
  if (!parent) return buildFrame(kind, '', '');
  switch (parent.kind) {
    case 'links':
      return buildFrame(isObject ? 'link' : 'relation', parent.key ?? '', parent.pointer);
    case 'relation':
      return buildFrame(isObject ? 'link' : 'array', parent.rel, parent.pointer);
    case 'object':
      if (isObject && parent.key === '_links') return buildFrame('links', '', parent.pointer);
      return buildFrame(kind, '', `${parent.pointer}/${escapePointer(parent.key ?? '')}`);
    case 'array':
      return buildFrame(kind, '', `${parent.pointer}/${parent.index}`);
    case 'link':
      return buildFrame(kind, '', parent.pointer);
  }
}

function buildFrame(kind: FrameKind, rel: string, pointer: string): Frame {
  return { kind, rel, pointer, key: undefined, expectsKey: true, index: 0, href: undefined, templated: false };
}

/** RFC 6901 section 3. */
function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

const OPENING_BRACE = 0x7b;
