import type { Span } from '../../text/span';
import { placeholderEnd, type Placeholder, type Template, type TemplatePart } from '../../text/template';

/**
 * One argument of a command, its quotes and escapes taken away: the parts are what the program gets. Their spans are
 * exact, so that an argument can be cut at any character of a literal.
 */
export type CommandWord = Template;

/** An argument while it is read, character by character. */
export interface WordDraft {
  readonly text: string;
  readonly parts: TemplatePart[];
  start: number | undefined;
  end: number;
  /** A stretch that stands in the document as it is meant; it ends at `end`. */
  run: number | undefined;
}

/** No argument yet: it begins with the first thing that is added. */
export function startWord(text: string): WordDraft {
  return { text, parts: [], start: undefined, end: 0, run: undefined };
}

/** Characters that are meant as they stand. */
export function addExact(word: WordDraft, start: number, end: number): void {
  word.start ??= start;
  if (word.run === undefined || word.end !== start) {
    flushRun(word);
    word.run = start;
  }
  word.end = end;
}

/** Characters that stand for other ones: escapes, line ends. */
export function addMeant(word: WordDraft, span: Span, text: string): void {
  touchWord(word, span.start, span.start);
  flushRun(word);
  word.end = span.end;
  const last = word.parts.at(-1);
  if (text === '') return;
  // Escapes in a row are one part: a long text of them would be as many objects.
  if (
    last?.kind === 'literal' &&
    last.span.end === span.start &&
    last.text.length !== last.span.end - last.span.start
  ) {
    word.parts[word.parts.length - 1] = {
      kind: 'literal',
      span: { start: last.span.start, end: span.end },
      text: last.text + text,
    };
  } else word.parts.push({ kind: 'literal', span, text });
}

/** A gap that a value fills. */
export function addPlaceholder(word: WordDraft, placeholder: Placeholder): void {
  touchWord(word, placeholder.span.start, placeholder.span.start);
  flushRun(word);
  word.parts.push(placeholder);
  word.end = placeholder.span.end;
}

/** A quote makes an argument even when nothing stands in it. */
export function touchWord(word: WordDraft, start: number, end: number): void {
  word.start ??= start;
  if (end > word.end) {
    flushRun(word);
    word.end = end;
  }
}

/** The argument, or `undefined` when nothing was added. */
export function finishWord(word: WordDraft): CommandWord | undefined {
  flushRun(word);
  return word.start === undefined ? undefined : { span: { start: word.start, end: word.end }, parts: word.parts };
}

/** `{{name}}` at `offset`, or `undefined`. */
export function placeholderAt(text: string, offset: number): Placeholder | undefined {
  const end = placeholderEnd(text, offset, text.length);
  if (end === undefined) return undefined;
  let first = offset + 2;
  let last = end - 2;
  while (first < last && isBlank(text.charCodeAt(first))) first++;
  while (last > first && isBlank(text.charCodeAt(last - 1))) last--;
  const span = { start: first, end: last };
  return { kind: 'placeholder', span: { start: offset, end }, expression: { span, text: text.slice(first, last) } };
}

/** The characters of the first literal, up to the first placeholder or escape. */
export function leadingText(word: Template): string {
  const [first] = word.parts;
  return first?.kind === 'literal' ? first.text : '';
}

/** The argument without its first `count` characters, which stand in literals. */
export function cutStart(word: Template, count: number): Template {
  return cutAt(word, count)[1];
}

/** The argument before and behind the first `mark` that was written and not filled in; `undefined` without one. */
export function splitWord(word: Template, mark: RegExp): readonly [Template, Template] | undefined {
  let offset = 0;
  for (const part of word.parts) {
    if (part.kind === 'placeholder') {
      offset++;
      continue;
    }
    const found = mark.exec(part.text);
    if (found) return [cutAt(word, offset + found.index)[0], cutAt(word, offset + found.index + found[0].length)[1]];
    offset += part.text.length;
  }
  return undefined;
}

/** Cuts behind `count` units; a placeholder counts as one. */
export function cutAt(word: Template, count: number): readonly [Template, Template] {
  const before: TemplatePart[] = [];
  const behind: TemplatePart[] = [];
  let left = count;
  for (const part of word.parts) {
    const size = part.kind === 'placeholder' ? 1 : part.text.length;
    if (left >= size) before.push(part);
    else if (left <= 0 || part.kind === 'placeholder') behind.push(part);
    else {
      const isExact = part.span.end - part.span.start === size;
      const middle = part.span.start + left;
      const first = isExact ? { start: part.span.start, end: middle } : part.span;
      const second = isExact ? { start: middle, end: part.span.end } : part.span;
      before.push({ kind: 'literal', span: first, text: part.text.slice(0, left) });
      behind.push({ kind: 'literal', span: second, text: part.text.slice(left) });
    }
    left -= size;
  }
  return [coverParts(before, word.span.start), coverParts(behind, word.span.end)];
}

/** Arguments one behind the other as one template. */
export function joinWords(words: readonly Template[], at: number): Template {
  return coverParts(
    words.flatMap(({ parts }) => parts),
    at,
  );
}

/** A text that stands for something that is written otherwise at `span`. */
export function standFor(span: Span, text: string): Template {
  return { span, parts: text === '' ? [] : [{ kind: 'literal', span, text }] };
}

function coverParts(parts: readonly TemplatePart[], at: number): Template {
  let start = at;
  let end = at;
  parts.forEach(({ span }, index) => {
    start = index === 0 ? span.start : Math.min(start, span.start);
    end = index === 0 ? span.end : Math.max(end, span.end);
  });
  return { span: { start, end }, parts };
}

function flushRun(word: WordDraft): void {
  if (word.run === undefined) return;
  const span = { start: word.run, end: word.end };
  if (span.end > span.start) word.parts.push({ kind: 'literal', span, text: word.text.slice(span.start, span.end) });
  word.run = undefined;
}

function isBlank(unit: number): boolean {
  return unit === 32 || unit === 9;
}
