import { addProblem, type BlockParse } from '../blockParse';
import { addExact, addMeant, finishWord, startWord, touchWord } from './commandWord';
import { ansiEscape } from './ansiEscape';
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

/** Reads arguments from `start` on as a POSIX shell does, but runs and fills nothing. */
export function readShellWords(parse: BlockParse, start: number): CommandWords {
  const read = startRead(parse, start);
  while (read.offset < read.text.length && !isLineEnd(read.text, read.offset)) readUnquoted(read);
  closeWord(read);
  return { words: read.words, end: read.offset };
}

function readUnquoted(read: WordsRead): void {
  const { text, offset, word } = read;
  const unit = text.charCodeAt(offset);
  if (isBlankUnit(unit)) {
    closeWord(read);
    read.offset++;
    return;
  }
  switch (unit) {
    case SINGLE_QUOTE:
      return readSingleQuotes(read);
    case DOUBLE_QUOTE:
      return readDoubleQuotes(read);
    case BACKSLASH:
      return readEscape(read);
    case DOLLAR:
      return readDollar(read, true);
    case BACKTICK:
      return refuseSubstitution(read, '`');
    case HASH:
      // Only a mark that begins an argument is one of a comment.
      if (word.start === undefined) read.offset = lineContentEnd(text, offset);
      else addExact(word, offset, ++read.offset);
      return;
    case GREATER_THAN:
    case LESS_THAN:
      return readRedirection(read);
    case PIPE:
    case SEMICOLON:
    case AMPERSAND:
      return readOperator(read);
    default:
      return readCharacter(read);
  }
}

/** A placeholder where one stands, else one character. */
function readCharacter(read: WordsRead): void {
  if (!readPlaceholder(read, read.offset)) addExact(read.word, read.offset, ++read.offset);
}

function readEscape(read: WordsRead): void {
  const { text, offset, word } = read;
  const next = offset + 1;
  if (next >= text.length) {
    addExact(word, offset, ++read.offset);
  } else if (isLineEnd(text, next)) {
    read.offset = nextLineStart(text, next);
  } else {
    addMeant(word, { start: offset, end: offset + 2 }, text.charAt(next));
    read.offset = offset + 2;
  }
}

function readSingleQuotes(read: WordsRead): void {
  const { text, word } = read;
  const opening = read.offset;
  touchWord(word, opening, opening + 1);
  read.offset++;
  while (read.offset < text.length) {
    if (text.charCodeAt(read.offset) === SINGLE_QUOTE) {
      touchWord(word, opening, ++read.offset);
      return;
    }
    if (!readEscapedBraces(read)) readQuotedCharacter(read);
  }
  reportOpenQuote(read.parse, opening);
}

function readDoubleQuotes(read: WordsRead): void {
  const { text, word } = read;
  const opening = read.offset;
  touchWord(word, opening, opening + 1);
  read.offset++;
  while (read.offset < text.length) {
    const unit = text.charCodeAt(read.offset);
    if (unit === DOUBLE_QUOTE) {
      touchWord(word, opening, ++read.offset);
      return;
    }
    if (unit === DOLLAR) readDollar(read, false);
    else if (unit === BACKTICK) refuseSubstitution(read, '`');
    else if (unit !== BACKSLASH) readQuotedCharacter(read);
    else if (!readEscapedBraces(read)) {
      if (/["$`\\\r\n]/.test(text.charAt(read.offset + 1))) readEscape(read);
      else addExact(word, read.offset, ++read.offset);
    }
  }
  reportOpenQuote(read.parse, opening);
}

/** `$'…'`, whose escapes are those of C. */
function readAnsiQuotes(read: WordsRead): void {
  const { text, word } = read;
  const opening = read.offset;
  touchWord(word, opening, opening + 2);
  read.offset += 2;
  while (read.offset < text.length) {
    const unit = text.charCodeAt(read.offset);
    if (unit === SINGLE_QUOTE) {
      touchWord(word, opening, ++read.offset);
      return;
    }
    if (unit === BACKSLASH) {
      const escape = ansiEscape(text, read.offset);
      addMeant(word, { start: read.offset, end: escape.end }, escape.text);
      read.offset = escape.end;
    } else readQuotedCharacter(read);
  }
  reportOpenQuote(read.parse, opening + 1);
}

/** Line ends inside quotes are line feeds, whatever the file has. */
function readQuotedCharacter(read: WordsRead): void {
  const { text, offset, word } = read;
  if (text.charCodeAt(offset) !== CARRIAGE_RETURN) return readCharacter(read);
  read.offset = nextLineStart(text, offset);
  addMeant(word, { start: offset, end: read.offset }, '\n');
}

/** `\{\{` and `\}\}` mean braces here as they do everywhere in a request file. */
function readEscapedBraces(read: WordsRead): boolean {
  const { text, offset, word } = read;
  const braces = text.startsWith('\\{\\{', offset) ? '{{' : text.startsWith('\\}\\}', offset) ? '}}' : undefined;
  if (braces === undefined) return false;
  addMeant(word, { start: offset, end: offset + 4 }, braces);
  read.offset = offset + 4;
  return true;
}

/** `$NAME` and `${NAME}` are placeholders of that name; nothing else behind the sign is filled, and nothing is run. */
function readDollar(read: WordsRead, isOutside: boolean): void {
  const { text, offset, word, parse } = read;
  if (isOutside && text.charCodeAt(offset + 1) === SINGLE_QUOTE) return readAnsiQuotes(read);
  if (text.charCodeAt(offset + 1) === OPENING_PARENTHESIS) return refuseSubstitution(read, ')');
  if (readShellVariable(read, offset)) return;
  if (text.charCodeAt(offset + 1) === OPENING_BRACE && text.charCodeAt(offset + 2) !== OPENING_BRACE) {
    reportNotRun(
      parse,
      { start: offset, end: offset + 2 },
      'Only ‘${NAME}’ is filled here; a shell would work this out. Write a placeholder, as in ‘{{name}}’.',
    );
  }
  addExact(word, offset, ++read.offset);
}

/** `$(…)` and backticks: nothing in a file is ever run. */
function refuseSubstitution(read: WordsRead, close: string): void {
  const { text, offset, word, parse } = read;
  // A look at a few characters only: a long line may be full of them.
  const near = text.slice(offset + 1, offset + 200);
  const found = near.slice(0, lineContentEnd(near, 0)).indexOf(close);
  const end = found < 0 ? offset + 1 : offset + 2 + found;
  reportNotRun(
    parse,
    { start: offset, end },
    'A command inside a command is not run. Write its result, or a placeholder for it, as in ‘{{token}}’.',
  );
  addExact(word, offset, end);
  read.offset = end;
}

/** `> file`, `2>&1`, `< file`: the argument behind it belongs to the shell. */
function readRedirection(read: WordsRead): void {
  const { text, offset, parse } = read;
  const descriptor = finishWord(read.word);
  const [digits] = descriptor?.parts ?? [];
  const isDescriptor = digits?.kind === 'literal' && /^\d+$/.test(digits.text) && descriptor?.parts.length === 1;
  if (descriptor && !isDescriptor) read.words.push(descriptor);
  let end = offset;
  while (/[<>&|-]/.test(text.charAt(end)) && end < offset + 3) end++;
  read.offset = end;
  while (isBlankUnit(text.charCodeAt(read.offset))) read.offset++;
  read.word = startWord(text);
  while (read.offset < text.length && !/[\s<>|;&]/.test(text.charAt(read.offset))) readUnquoted(read);
  const start = isDescriptor && descriptor ? descriptor.span.start : offset;
  const isInput = text.charCodeAt(offset) === LESS_THAN;
  const span = { start, end: Math.max(end, read.offset) };
  if (isInput) {
    reportNotRun(
      parse,
      span,
      'Nothing is read through a shell here. Name the file in an option, as in ‘--data-binary @user.json’.',
    );
  } else {
    const message =
      'Nothing is written through a shell here: the answer is shown. Write ‘>> file’ below the command to keep it.';
    reportNotRun(parse, span, message, 'information');
  }
  read.word = startWord(text);
}

/** What follows a pipe is another program and is left out; what follows `;` or `&&` is another command. */
function readOperator(read: WordsRead): void {
  const { text, offset, word, parse } = read;
  const unit = text.charCodeAt(offset);
  const next = text.charCodeAt(offset + 1);
  const isDoubled = next === unit;
  const standsApart = offset + 1 >= text.length || isBlankUnit(next) || isLineEnd(text, offset + 1);
  if (unit !== PIPE && !isDoubled && !standsApart && word.start !== undefined) {
    addProblem(parse, 'information', {
      code: 'unquoted-character',
      span: { start: offset, end: offset + 1 },
      message: `‘${text.charAt(offset)}’ is sent as part of the argument. A shell would end the command here: put the argument in quotes.`,
    });
    addExact(word, offset, ++read.offset);
    return;
  }
  closeWord(read);
  const end = skipLogicalLine(text, offset);
  const stop = trimEnd(text, offset, end);
  const isLast = stop === offset + 1;
  const isOutput = unit === PIPE && !isDoubled;
  if (!isLast || isOutput) {
    const span = { start: offset, end: stop };
    if (isOutput) reportOutput(parse, span);
    else reportNotRun(parse, span, 'One block is one request. Put the second command below a line ‘###’.');
  }
  read.offset = end;
}

/** To the line end that no backslash takes along. */
function skipLogicalLine(text: string, start: number): number {
  let end = lineContentEnd(text, start);
  while (end < text.length && text.charCodeAt(end - 1) === BACKSLASH)
    end = lineContentEnd(text, nextLineStart(text, end));
  return end;
}

const CARRIAGE_RETURN = 13;
const DOUBLE_QUOTE = 34;
const HASH = 35;
const DOLLAR = 36;
const AMPERSAND = 38;
const SINGLE_QUOTE = 39;
const OPENING_PARENTHESIS = 40;
const SEMICOLON = 59;
const LESS_THAN = 60;
const GREATER_THAN = 62;
const BACKSLASH = 92;
const BACKTICK = 96;
const OPENING_BRACE = 123;
const PIPE = 124;
