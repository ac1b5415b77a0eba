import { placeholderEnd } from '../../text/template';

/**
 * How far a JSON or XML body has come: read line by line, it tells where a comment cannot be data and where the body
 * is complete. Tolerant: it counts brackets and tags and knows no grammar.
 */
export interface BodyProgress {
  depth: number;
  /** Inside a string, a comment or another place where line starts mean nothing. */
  inside: string;
  hasValue: boolean;
  /** Something stands behind the complete value, so that it is not one after all. */
  isSpoiled: boolean;
}

/** Before the first line. */
export function startBodyProgress(): BodyProgress {
  return { depth: 0, inside: '', hasValue: false, isSpoiled: false };
}

/** True when a whole value was read and nothing else. */
export function isCompleteBody(progress: BodyProgress): boolean {
  return progress.hasValue && progress.depth === 0 && progress.inside === '' && !progress.isSpoiled;
}

/** Reads the characters of a line of JSON. A placeholder is a value, in a string or outside one. */
export function advanceJson(progress: BodyProgress, text: string, start: number, end: number): void {
  let offset = start;
  while (offset < end) {
    const unit = text.charCodeAt(offset);
    const placeholder = unit === OPENING_BRACE ? placeholderEnd(text, offset, end) : undefined;
    if (placeholder !== undefined) {
      if (progress.inside === '' && progress.depth === 0) closeValue(progress);
      offset = placeholder;
      continue;
    }
    offset++;
    if (progress.inside !== '') {
      if (unit === BACKSLASH) offset++;
      else if (unit === QUOTE) progress.inside = '';
      continue;
    }
    switch (unit) {
      case SPACE:
      case TAB:
        break;
      case QUOTE:
        if (progress.depth === 0) closeValue(progress);
        progress.inside = '"';
        break;
      case OPENING_BRACE:
      case OPENING_BRACKET:
        progress.depth++;
        break;
      case CLOSING_BRACE:
      case CLOSING_BRACKET:
        if (progress.depth === 0) progress.isSpoiled = true;
        else if (--progress.depth === 0) progress.hasValue = true;
        break;
      default:
        if (progress.depth === 0) progress.isSpoiled = true;
    }
  }
}

/** Reads the characters of a line of XML. */
export function advanceXml(progress: BodyProgress, text: string, start: number, end: number): void {
  let offset = start;
  while (offset < end) {
    if (progress.inside !== '') {
      offset = advanceInsideMarkup(progress, text, offset, end);
      continue;
    }
    const unit = text.charCodeAt(offset);
    if (unit !== LESS_THAN) {
      if (progress.depth === 0 && unit !== SPACE && unit !== TAB) progress.isSpoiled = true;
      offset++;
      continue;
    }
    const opening = markupOpenings.find((mark) => text.startsWith(mark.open, offset)) ?? tagOpening;
    progress.inside = opening.close;
    offset += opening.open.length;
    if (opening === closingTag && --progress.depth < 0) progress.isSpoiled = true;
    if (opening === tagOpening) {
      if (progress.depth === 0 && progress.hasValue) progress.isSpoiled = true;
      progress.depth++;
    }
    if (opening === closingTag && progress.depth === 0) progress.hasValue = true;
  }
}

/** Goes on to the mark that ends the piece of markup, past quoted values of a tag. */
function advanceInsideMarkup(progress: BodyProgress, text: string, start: number, end: number): number {
  const close = progress.inside;
  for (let offset = start; offset < end; offset++) {
    const unit = text.charCodeAt(offset);
    if (close.charCodeAt(0) === unit && text.startsWith(close, offset)) {
      progress.inside = close === '"' || close === "'" ? '>' : '';
      if (close === '>' && offset > start && text.charCodeAt(offset - 1) === SLASH) closeEmptyTag(progress);
      return offset + close.length;
    }
    if (close === '>' && (unit === QUOTE || unit === APOSTROPHE)) {
      progress.inside = unit === QUOTE ? '"' : "'";
      return offset + 1;
    }
  }
  return end;
}

function closeEmptyTag(progress: BodyProgress): void {
  progress.depth--;
  if (progress.depth === 0) progress.hasValue = true;
  if (progress.depth < 0) progress.isSpoiled = true;
}

/** A second value behind the first is no whole value any more. */
function closeValue(progress: BodyProgress): void {
  if (progress.hasValue) progress.isSpoiled = true;
  progress.hasValue = true;
}

interface MarkupOpening {
  readonly open: string;
  readonly close: string;
}

const tagOpening: MarkupOpening = { open: '<', close: '>' };
const closingTag: MarkupOpening = { open: '</', close: '>' };
const markupOpenings: readonly MarkupOpening[] = [
  { open: '<!--', close: '-->' },
  { open: '<![CDATA[', close: ']]>' },
  { open: '<?', close: '?>' },
  { open: '<!', close: '>' },
  closingTag,
];

const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;
const OPENING_BRACKET = 91;
const CLOSING_BRACKET = 93;
const BACKSLASH = 92;
const QUOTE = 34;
const APOSTROPHE = 39;
const LESS_THAN = 60;
const SLASH = 47;
const SPACE = 32;
const TAB = 9;
