import { addProblem, type BlockParse } from './blockParse';
import {
  addExact,
  addMeant,
  addPlaceholder,
  finishWord,
  placeholderAt,
  startWord,
  touchWord,
  type CommandWord,
  type WordDraft,
} from './commandWord';
import { isBlankUnit, lineContentEnd, nextLineStart, trimEnd } from './lines';
import { hintAtShellVariable, shellPlaceholder } from './shellVariable';
import { reportOpenQuote, type CommandWords } from './shellWords';

/** Reads arguments as the command prompt of Windows does: `^` escapes, and `"` quotes with `\"` inside. */
export function readPromptWords(parse: BlockParse, start: number): CommandWords {
  const read: PromptRead = { ...startRead(parse, start), isPromptQuoted: false };
  const { text } = read;
  for (let unit = promptUnit(read, start); unit !== undefined; unit = promptUnit(read, read.offset)) {
    read.offset = unit.end;
    if (unit.kind === 'continuation') continue;
    const character = text.charAt(unit.at);
    if (!unit.isEscaped && !read.isPromptQuoted && /[&|<>]/.test(character)) {
      read.offset = refuseRest(parse, unit.at);
      break;
    }
    if (character === '"') readPromptQuote(read, unit);
    else if (character === '\\') readBackslashes(read, unit);
    else if (read.quote === undefined && isBlankUnit(text.charCodeAt(unit.at))) closeWord(read);
    else readPromptCharacter(read, unit, character);
  }
  return finishRead(read);
}

/** Arguments while they are read. */
interface WordsRead {
  readonly parse: BlockParse;
  readonly text: string;
  readonly words: CommandWord[];
  offset: number;
  word: WordDraft;
  /** The quote that is open, for the program. */
  quote: number | undefined;
}

/** The prompt and the program look at quotes separately: `^"` is one for the program only. */
interface PromptRead extends WordsRead {
  isPromptQuoted: boolean;
}

function startRead(parse: BlockParse, offset: number): WordsRead {
  const { text } = parse;
  return { parse, text, words: [], offset, word: startWord(text), quote: undefined };
}

function closeWord(read: WordsRead): void {
  const finished = finishWord(read.word);
  if (finished) read.words.push(finished);
  read.word = startWord(read.text);
}

function finishRead(read: WordsRead): CommandWords {
  closeWord(read);
  if (read.quote !== undefined) reportOpenQuote(read.parse, read.quote);
  return { words: read.words, end: read.offset };
}

/** A quote opens or closes; two of them inside quotes are one that is meant. */
function readPromptQuote(read: PromptRead, unit: PromptUnit): void {
  if (!unit.isEscaped) read.isPromptQuoted = !read.isPromptQuoted;
  const second = promptUnit(read, unit.end);
  if (read.quote !== undefined && second?.kind === 'character' && read.text.charAt(second.at) === '"') {
    addMeant(read.word, { start: unit.start, end: second.end }, '"');
    if (!second.isEscaped) read.isPromptQuoted = !read.isPromptQuoted;
    read.offset = second.end;
    return;
  }
  touchWord(read.word, unit.start, unit.end);
  read.quote = read.quote === undefined ? unit.at : undefined;
}

function readPromptCharacter(read: PromptRead, unit: PromptUnit, character: string): void {
  const { word, text } = read;
  const placeholder = character === '{' ? placeholderAt(text, unit.at) : undefined;
  if (placeholder) {
    addPlaceholder(word, placeholder);
    read.offset = placeholder.span.end;
  } else if (unit.isEscaped) addMeant(word, { start: unit.start, end: unit.end }, lineFeed(character));
  else addExact(word, unit.at, unit.end);
}

interface PromptUnit {
  readonly kind: 'character' | 'continuation';
  /** With the `^` before it. */
  readonly start: number;
  readonly at: number;
  readonly end: number;
  readonly isEscaped: boolean;
}

/** One character as the prompt hands it on; `undefined` at the end of the command. */
function promptUnit({ text, isPromptQuoted }: PromptRead, offset: number): PromptUnit | undefined {
  if (offset >= text.length || isLineEnd(text, offset)) return undefined;
  const plain = { kind: 'character', start: offset, at: offset, end: offset + 1, isEscaped: false } as const;
  if (isPromptQuoted || text.charAt(offset) !== '^') return plain;
  const next = offset + 1;
  if (next >= text.length) return { ...plain, kind: 'continuation' };
  if (!isLineEnd(text, next)) return { ...plain, at: next, end: next + 1, isEscaped: true };
  // Behind a continued line the next character is taken as it is, be it a line end: that is how one is written.
  const behind = nextLineStart(text, next);
  if (behind >= text.length || !isLineEnd(text, behind)) return { ...plain, kind: 'continuation', end: behind };
  return { ...plain, at: behind, end: nextLineStart(text, behind), isEscaped: true };
}

/** Backslashes are themselves unless a quote follows; then two are one, and an odd one escapes the quote. */
function readBackslashes(read: PromptRead, first: PromptUnit): void {
  const { text, word } = read;
  let count = 1;
  let end = first.end;
  let unit = promptUnit(read, end);
  while (unit?.kind === 'character' && text.charAt(unit.at) === '\\') {
    count++;
    end = unit.end;
    unit = promptUnit(read, end);
  }
  let meant = '\\'.repeat(count);
  if (unit?.kind === 'character' && text.charAt(unit.at) === '"') {
    meant = '\\'.repeat(count >> 1) + (count % 2 === 0 ? '' : '"');
    if (count % 2 === 1) {
      end = unit.end;
      if (!unit.isEscaped) read.isPromptQuoted = !read.isPromptQuoted;
    }
  }
  addMeant(word, { start: first.start, end }, meant);
  read.offset = end;
}

/** Reads arguments as PowerShell does: a backtick escapes, and quotes are doubled inside themselves. */
export function readPowerShellWords(parse: BlockParse, start: number): CommandWords {
  const read = startRead(parse, start);
  const { text } = read;
  while (read.offset < text.length && (read.quote !== undefined || !isLineEnd(text, read.offset))) {
    const character = text.charAt(read.offset);
    const mark = read.quote === undefined ? '' : text.charAt(read.quote);
    if (mark === '' && /[;|&<>]/.test(character)) {
      read.offset = refuseRest(parse, read.offset);
      break;
    }
    if (character === '`' && mark !== "'" && read.offset + 1 < text.length) readBacktick(read);
    else if (mark === '' ? character === '"' || character === "'" : character === mark) readQuote(read, mark);
    else if (mark === '' && isBlankUnit(text.charCodeAt(read.offset))) {
      closeWord(read);
      read.offset++;
    } else if (character === '$' && mark !== "'") readDollar(read);
    else readCharacter(read, character);
  }
  return finishRead(read);
}

/** An escape, or a line that goes on. */
function readBacktick(read: WordsRead): void {
  const { text, offset, word } = read;
  if (isLineEnd(text, offset + 1)) {
    read.offset = nextLineStart(text, offset + 1);
    return;
  }
  const next = text.charAt(offset + 1);
  addMeant(word, { start: offset, end: offset + 2 }, POWERSHELL_ESCAPES.get(next) ?? next);
  read.offset = offset + 2;
}

function readQuote(read: WordsRead, mark: string): void {
  const { text, offset, word } = read;
  if (mark !== '' && text.charAt(offset + 1) === mark) {
    addMeant(word, { start: offset, end: offset + 2 }, mark);
    read.offset = offset + 2;
    return;
  }
  touchWord(word, offset, offset + 1);
  read.quote = read.quote === undefined ? offset : undefined;
  read.offset++;
}

/** `$name`, `${name}` and `$env:NAME` are placeholders. */
function readDollar(read: WordsRead): void {
  const { text, offset, word, parse } = read;
  const isEnvironment = text.slice(offset, offset + 5).toLowerCase() === '$env:';
  const found = shellPlaceholder(text, isEnvironment ? offset + 4 : offset);
  if (found) {
    const placeholder = { ...found, span: { start: offset, end: found.span.end } };
    hintAtShellVariable(parse, placeholder);
    addPlaceholder(word, placeholder);
    read.offset = placeholder.span.end;
    return;
  }
  if (/[({]/.test(text.charAt(offset + 1)) && !text.startsWith('{{', offset + 1)) {
    addProblem(parse, 'error', {
      code: 'shell-not-run',
      span: { start: offset, end: offset + 2 },
      message: 'Nothing is run or worked out here. Write its result, or a placeholder for it, as in ‘{{token}}’.',
    });
  }
  addExact(word, offset, ++read.offset);
}

function readCharacter(read: WordsRead, character: string): void {
  const { text, offset, word, parse } = read;
  if (character === '\\' && text.charAt(offset + 1) === '"') reportAmbiguousQuote(parse, offset);
  const placeholder = character === '{' ? placeholderAt(text, offset) : undefined;
  if (placeholder) {
    addPlaceholder(word, placeholder);
    read.offset = placeholder.span.end;
  } else if (isLineEnd(text, offset)) {
    read.offset = nextLineStart(text, offset);
    addMeant(word, { start: offset, end: read.offset }, '\n');
  } else addExact(word, offset, ++read.offset);
}

/** What stands behind an operator is another program's. */
function refuseRest(parse: BlockParse, start: number): number {
  const { text } = parse;
  const end = lineContentEnd(text, start);
  const isOutput = /^(?:\|(?!\|)|>)/.test(text.slice(start, start + 2));
  addProblem(parse, isOutput ? 'information' : 'error', {
    code: 'shell-not-run',
    span: { start, end: trimEnd(text, start, end) },
    message: isOutput
      ? 'This is not run: the answer is shown as it comes.'
      : 'One block is one request, and nothing else is run. Remove this, or put the character in quotes.',
  });
  return end;
}

function reportAmbiguousQuote(parse: BlockParse, offset: number): void {
  addProblem(parse, 'error', {
    code: 'ambiguous-quote',
    span: { start: offset, end: offset + 2 },
    message:
      'Versions of PowerShell disagree on what ‘\\"’ means. Put the body into a file: --data-binary "@user.json".',
  });
}

function isLineEnd(text: string, offset: number): boolean {
  const unit = text.charCodeAt(offset);
  return unit === 10 || unit === 13;
}

function lineFeed(character: string): string {
  return character === '\r' ? '\n' : character;
}

const POWERSHELL_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['e', '\x1b'],
  ['f', '\f'],
  ['v', '\v'],
]);
