import type { ProblemSeverity } from '../../text/problem';
import type { Span } from '../../text/span';
import type { Placeholder } from '../../text/template';
import { addProblem, type BlockParse } from '../blockParse';
import { addPlaceholder, finishWord, placeholderAt, startWord, type CommandWord, type WordDraft } from './commandWord';
import { hintAtShellVariable, shellPlaceholder } from './shellVariable';

/** The arguments of a command, and where it ends: before a line end, or at the end of the text. */
export interface CommandWords {
  readonly words: readonly CommandWord[];
  readonly end: number;
}

/** Arguments while they are read, whatever the shell. */
export interface WordsRead {
  readonly parse: BlockParse;
  readonly text: string;
  readonly words: CommandWord[];
  offset: number;
  word: WordDraft;
}

/** Nothing is read yet. */
export function startRead(parse: BlockParse, offset: number): WordsRead {
  const { text } = parse;
  return { parse, text, words: [], offset, word: startWord(text) };
}

/** The argument ends here, if there is one. */
export function closeWord(read: WordsRead): void {
  const word = finishWord(read.word);
  if (word) read.words.push(word);
  read.word = startWord(read.text);
}

/** Takes `{{name}}` at `offset`; false when none stands there. */
export function readPlaceholder(read: WordsRead, offset: number): boolean {
  return takePlaceholder(read, read.text.charAt(offset) === '{' ? placeholderAt(read.text, offset) : undefined);
}

/** Takes `$NAME` or `${NAME}`; a shell may write its own word between the sign and the name, which ends at `nameOffset`. */
export function readShellVariable(read: WordsRead, nameOffset: number): boolean {
  const found = shellPlaceholder(read.text, nameOffset);
  const placeholder = found && { ...found, span: { start: read.offset, end: found.span.end } };
  if (placeholder) hintAtShellVariable(read.parse, placeholder);
  return takePlaceholder(read, placeholder);
}

function takePlaceholder(read: WordsRead, placeholder: Placeholder | undefined): boolean {
  if (!placeholder) return false;
  addPlaceholder(read.word, placeholder);
  read.offset = placeholder.span.end;
  return true;
}

/** What only a shell could do: nothing in a file is ever run. */
export function reportNotRun(
  parse: BlockParse,
  span: Span,
  message: string,
  severity: ProblemSeverity = 'error',
): void {
  addProblem(parse, severity, { code: 'shell-not-run', span, message });
}

/** What is done with the answer is left out. */
export function reportOutput(parse: BlockParse, span: Span): void {
  reportNotRun(parse, span, 'This is not run: the answer is shown as it comes.', 'information');
}

/** An argument that has no end takes all that follows. */
export function reportOpenQuote(parse: BlockParse, offset: number): void {
  addProblem(parse, 'error', {
    code: 'unclosed-quote',
    span: { start: offset, end: offset + 1 },
    message: `This quote has no end: write ‘${parse.text.charAt(offset)}’ behind the argument.`,
  });
}

/** True at a carriage return and at a line feed. */
export function isLineEnd(text: string, offset: number): boolean {
  const unit = text.charCodeAt(offset);
  return unit === 10 || unit === 13;
}
