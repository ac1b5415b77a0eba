import type { TextEdit } from '../../syntax/applyEdits';
import type { HeaderField, RequestBlock } from '../../syntax/nodes';
import { readJsonTokens, type JsonToken } from '../outline/jsonBodyTokens';

/**
 * Edits of the white space between the tokens of a JSON body, in block coordinates: indented by two, an object or
 * array on one line where its author wrote it so and it fits. No token is changed, moved, added or removed.
 */
export function formatJsonBody(block: RequestBlock, lineEnd: string): readonly TextEdit[] {
  const body = block.request?.body;
  const tokens = readFormattableJson(block);
  if (!body || !tokens) return [];
  const { text } = block;
  const edits: TextEdit[] = [];
  const layout = startLayout(text, tokens);
  const pushGap = (start: number, end: number, gap: string): void => {
    const written = text.slice(start, end);
    if (written.replace(anyLineEnd, '\n') === gap) return;
    // A line end that is there already is kept, whatever kind it is.
    const ownLineEnd = firstLineEnd.exec(written)?.[0] ?? lineEnd;
    edits.push({ start, end, text: gap.replaceAll('\n', ownLineEnd) });
  };
  let offset = body.span.start;
  tokens.forEach((token, index) => {
    pushGap(offset, token.span.start, index === 0 ? '' : gapBefore(layout, index));
    offset = token.span.end;
    enterOrLeave(layout, index);
  });
  pushGap(offset, body.span.end, '');
  return edits;
}

/**
 * The tokens of a body that may be laid out anew, or `undefined`: the media type has to be JSON and to be written out,
 * and no field may say that the octets of the body are signed or counted on in another way.
 */
export function readFormattableJson(block: RequestBlock): readonly JsonToken[] | undefined {
  const known = tokensOfBlock.get(block);
  if (known) return known.tokens;
  const headers = block.request?.headers ?? [];
  const isJson = headers.some(isContentType) && headers.every((field) => !isContentType(field) || isJsonType(field));
  const isPlain = block.nodes.every((node) => node.kind !== 'header-spread') && !headers.some(mayTieOctets);
  const tokens = isJson && isPlain ? readJsonTokens(block) : undefined;
  tokensOfBlock.set(block, { tokens });
  return tokens;
}

const tokensOfBlock = new WeakMap<RequestBlock, { readonly tokens: readonly JsonToken[] | undefined }>();

function isContentType({ name }: HeaderField): boolean {
  return name.text.toLowerCase() === 'content-type';
}

/** `application/json` or `…+json`; formats of one value a line have other names, and there line ends count. */
function isJsonType({ value }: HeaderField): boolean {
  const first = value.parts[0];
  if (first?.kind !== 'literal') return false;
  const mediaType = /^[^;\s]*/.exec(first.text)?.[0] ?? '';
  const isWhole = value.parts.length === 1 || mediaType.length < first.text.length;
  return isWhole && /^application\/(?:json|[^/]+\+json)$/i.test(mediaType);
}

/** A digest or a signature is over the octets; a field that a placeholder holds whole may be one. */
function mayTieOctets({ name, value }: HeaderField): boolean {
  if (name.text === '' || tiedName.test(name.text)) return true;
  if (!/^(?:proxy-)?authorization$/i.test(name.text)) return false;
  const first = value.parts[0];
  return first?.kind === 'literal' && tiedScheme.test(first.text);
}

const tiedName = /(?:^|-)(?:\w*digest|\w*signature|signed|\w*checksum|\w*hash|md5|sha\d*|hmac\w*|jws|mac)(?:-|$)/i;
const tiedScheme = /^(?:AWS|Signature|HMAC|Hawk|OAuth\b|Digest|SharedKey|MAC\b|GOOG|EG1|acs)/i;

/** How far the layout has come; positions are those that the tokens would have on one endless line. */
interface Layout {
  readonly tokens: readonly JsonToken[];
  readonly flat: readonly number[];
  /** For the index of an opening mark that of its closing one. */
  readonly closing: ReadonlyMap<number, number>;
  /** Line ends in the gaps before each token and all before it. */
  readonly lineEnds: readonly number[];
  readonly open: { readonly isBroken: boolean }[];
  /** Index of the first token of the line, and the blanks before it. */
  lineStart: number;
  indent: number;
}

function startLayout(text: string, tokens: readonly JsonToken[]): Layout {
  const flat: number[] = [];
  const lineEnds: number[] = [];
  const closing = new Map<number, number>();
  const open: number[] = [];
  let column = 0;
  let count = 0;
  tokens.forEach((token, index) => {
    const before = tokens[index - 1];
    if (before) {
      count += text.slice(before.span.end, token.span.start).match(anyLineEnd)?.length ?? 0;
      column += flatGap(before, token).length;
    }
    flat.push(column);
    lineEnds.push(count);
    column += token.span.end - token.span.start;
    if (isOpening(token)) open.push(index);
    else if (isClosing(token)) closing.set(open.pop() ?? 0, index);
  });
  return { tokens, flat, closing, lineEnds, open: [], lineStart: 0, indent: 0 };
}

/** What belongs before the token; notes where a new line starts. */
function gapBefore(layout: Layout, index: number): string {
  const { tokens, open, lineEnds } = layout;
  const before = tokens[index - 1];
  const token = tokens[index];
  if (!before || !token) return '';
  const isComment = before.kind === 'comment' || token.kind === 'comment';
  const startsLine =
    isComment || (open.at(-1)?.isBroken === true && (isOpening(before) || isClosing(token) || before.kind === ','));
  if (!startsLine || (isOpening(before) && isClosing(token))) return flatGap(before, token);
  layout.lineStart = index;
  layout.indent = 2 * (open.length - (isClosing(token) ? 1 : 0));
  const separates = !isOpening(before) && !isClosing(token) && (isComment || before.kind === ',');
  const hasBlankLine = separates && (lineEnds[index] ?? 0) - (lineEnds[index - 1] ?? 0) > 1;
  return (hasBlankLine ? '\n\n' : '\n') + ' '.repeat(layout.indent);
}

function enterOrLeave(layout: Layout, index: number): void {
  const token = layout.tokens[index];
  if (token === undefined) return;
  if (isOpening(token)) layout.open.push({ isBroken: isBroken(layout, index) });
  else if (isClosing(token)) layout.open.pop();
}

/** Broken over lines by its author, or too long for one. */
function isBroken({ tokens, flat, closing, lineEnds, lineStart, indent }: Layout, index: number): boolean {
  const close = closing.get(index) ?? index;
  if ((lineEnds[close] ?? 0) > (lineEnds[index] ?? 0)) return true;
  const comma = tokens[close + 1]?.kind === ',' ? 1 : 0;
  return indent + (flat[close] ?? 0) + 1 + comma - (flat[lineStart] ?? 0) > longestLine;
}

/** Between two tokens of one line. */
function flatGap(before: JsonToken, token: JsonToken): string {
  if (isOpening(before) && isClosing(token)) return '';
  return before.kind === '{' || token.kind === '}' || before.kind === ',' || before.kind === ':' ? ' ' : '';
}

function isOpening({ kind }: JsonToken): boolean {
  return kind === '{' || kind === '[';
}

function isClosing({ kind }: JsonToken): boolean {
  return kind === '}' || kind === ']';
}

const longestLine = 80;

const firstLineEnd = /\r\n|\n|\r/;
const anyLineEnd = /\r\n|\n|\r/g;
