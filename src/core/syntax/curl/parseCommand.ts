import type { Placeholder, Template, TemplatePart } from '../../text/template';
import type { Span } from '../../text/span';
import { addPlainNode, type BlockParse, type Line } from '../blockParse';
import { startBodyHeaders } from '../body/bodyKind';
import type { CommandWord } from './commandWord';
import { nextLineStart, trimEnd } from '../lines';
import { parseCurl } from './parseCurl';
import { readShellWords } from './shellWords';
import { readPowerShellWords, readPromptWords } from './windowsWords';
import type { CommandWords } from './wordsRead';

/** A curl command, to the first line end that is neither quoted nor behind a continuation mark, as a request. */
export function parseCommand(parse: BlockParse, line: Line): void {
  const { text } = parse;
  const name = { start: line.first, end: line.first + (text.startsWith('.exe', line.first + 4) ? 8 : 4) };
  const { words, end } = readWords(parse, line, name.end);
  // An argument may end with a line end that is meant.
  const stop = line.first + text.slice(line.first, end).trimEnd().length;
  const span = { start: line.first, end: Math.max(stop, words.at(-1)?.span.end ?? stop) };
  parse.request = {
    kind: 'curl',
    start: span.start,
    end: span.end,
    bodyHeaders: startBodyHeaders('curl'),
    command: commandTemplate(text, span, words),
    ...parseCurl(parse, name, words),
  };
  addPlainNode(parse, 'request-line', nextLineStart(text, end));
}

/** The first line shows for which shell the command was copied: by the mark at its end, or by quotes behind `^`. */
function readWords(parse: BlockParse, line: Line, start: number): CommandWords {
  const { text } = parse;
  const last = text.charAt(trimEnd(text, line.first, line.end) - 1);
  const quote = text.slice(start, Math.min(line.end, start + LONGEST_LOOK)).indexOf('^"');
  const isPrompt = quote >= 0 && !text.slice(start, start + quote).includes("'");
  if (last === '^' || isPrompt) return readPromptWords(parse, start);
  return last === '`' ? readPowerShellWords(parse, start) : readShellWords(parse, start);
}

/** The whole command with every placeholder that was found in its arguments. */
function commandTemplate(text: string, span: Span, words: readonly CommandWord[]): Template {
  const parts: TemplatePart[] = [];
  let offset = span.start;
  const addLiteral = (end: number): void => {
    if (end > offset) parts.push({ kind: 'literal', span: { start: offset, end }, text: text.slice(offset, end) });
    offset = Math.max(offset, end);
  };
  for (const placeholder of words.flatMap(placeholdersOf)) {
    addLiteral(placeholder.span.start);
    parts.push(placeholder);
    offset = placeholder.span.end;
  }
  addLiteral(span.end);
  return { span, parts };
}

function placeholdersOf({ parts }: CommandWord): readonly Placeholder[] {
  return parts.filter((part) => part.kind === 'placeholder');
}

const LONGEST_LOOK = 4000;
