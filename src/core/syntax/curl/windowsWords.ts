import { addProblem, type BlockParse } from '../blockParse';
import { addExact, addMeant, touchWord } from './commandWord';
import { isBlankUnit, lineContentEnd, nextLineStart, trimEnd } from '../lines';
import {
  closeWord,
  isLineEnd,
  readPlaceholder,
  readShellVariable,
  reportNotRun,
  reportOpenQuote,
  reportOutput,
  startRead,
  type CommandWords,
  type WordsRead,
} from './wordsRead';

/** Reads arguments as the command prompt of Windows does: `^` escapes, and `"` quotes with `\"` inside. */
export function readPromptWords(parse: BlockParse, start: number): CommandWords {
  const read: PromptRead = { ...startRead(parse, start), quote: undefined, isPromptQuoted: false };
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

interface QuotedRead extends WordsRead {
  /** Where the quote that is open stands, for the program. */
  quote: number | undefined;
}

/** The prompt and the program look at quotes separately: `^"` is one for the program only. */
interface PromptRead extends QuotedRead {
  isPromptQuoted: boolean;
}

function finishRead(read: QuotedRead): CommandWords {
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
  if (readPlaceholder(read, unit.at)) return;
  if (unit.isEscaped) addMeant(read.word, { start: unit.start, end: unit.end }, lineFeed(character));
  else addExact(read.word, unit.at, unit.end);
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
  const read: QuotedRead = { ...startRead(parse, start), quote: undefined };
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

function readQuote(read: QuotedRead, mark: string): void {
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
  if (readShellVariable(read, isEnvironment ? offset + 4 : offset)) return;
  if (/[({]/.test(text.charAt(offset + 1)) && !text.startsWith('{{', offset + 1)) {
    reportNotRun(
      parse,
      { start: offset, end: offset + 2 },
      'Nothing is run or worked out here. Write its result, or a placeholder for it, as in ‘{{token}}’.',
    );
  }
  addExact(word, offset, ++read.offset);
}

function readCharacter(read: WordsRead, character: string): void {
  const { text, offset, word, parse } = read;
  if (character === '\\' && text.charAt(offset + 1) === '"') reportAmbiguousQuote(parse, offset);
  if (readPlaceholder(read, offset)) return;
  if (isLineEnd(text, offset)) {
    read.offset = nextLineStart(text, offset);
    addMeant(word, { start: offset, end: read.offset }, '\n');
  } else addExact(word, offset, ++read.offset);
}

/** What stands behind an operator is another program's. */
function refuseRest(parse: BlockParse, start: number): number {
  const { text } = parse;
  const end = lineContentEnd(text, start);
  const isOutput = /^(?:\|(?!\|)|>)/.test(text.slice(start, start + 2));
  const span = { start, end: trimEnd(text, start, end) };
  const message = 'One block is one request, and nothing else is run. Remove this, or put the character in quotes.';
  if (isOutput) reportOutput(parse, span);
  else reportNotRun(parse, span, message);
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
