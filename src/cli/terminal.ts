/** Where a command writes: lines of text that are safe to show, and the colours the reader can see. */
export interface Terminal {
  /** Text for the reader; the caller escapes what came from outside. */
  readonly print: (text: string) => void;
  /** Text beside the result: problems and failures. */
  readonly printError: (text: string) => void;
  readonly style: Style;
  /** True once nobody reads the output any more, as after `| head`. */
  readonly isClosed: () => boolean;
}

/** Each member wraps a text in a colour, or leaves it as it is where colours are off. */
export interface Style {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly name: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly strong: (text: string) => string;
}

/** The process's own output. A reader that went away ends printing, and is no error. */
export function openTerminal(process: NodeJS.Process): Terminal {
  let closed = false;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // On Windows a reader that went away shows as EOF.
      if (error.code !== 'EPIPE' && error.code !== 'EOF' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
      if (stream === process.stdout) closed = true;
    });
  }
  return {
    print: (text) => {
      if (!closed) process.stdout.write(text);
    },
    printError: (text) => {
      process.stderr.write(text);
    },
    style: chooseStyle(process.stdout.isTTY === true, process.env),
    isClosed: () => closed,
  };
}

/** Colours only for a person: on a terminal that knows them, and not against https://no-color.org. */
export function chooseStyle(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): Style {
  const coloured = isTerminal && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
  return {
    good: paint('32'),
    bad: paint('31'),
    name: paint('36'),
    dim: paint('2'),
    strong: paint('1'),
  };

  function paint(code: string): (text: string) => string {
    return (text) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);
  }
}

/**
 * Text from outside, for one line of a terminal: every character that could move the cursor, change colours, end the
 * line or turn the reading direction is written as `\u001b`. Everything else stays as it is.
 */
export function escapeLine(text: string): string {
  return text.replace(unsafeCharacters, escapeCharacter);
}

/** As `escapeLine`, for text of several lines: line ends stay, and CRLF becomes LF. */
export function escapeLines(text: string): string {
  return text.split(/\r?\n/).map(escapeLine).join('\n');
}

/** JSON that is safe on a terminal too: the same value, the unsafe characters in it as `\u…`. */
export function escapeJson(json: string): string {
  return json.replace(unsafeCharacters, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** C0 but the tab, DEL, C1, line separators, and the characters that turn or hide text. */
const unsafeCharacters =
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
