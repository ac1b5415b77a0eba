import type { Directive } from '../syntax/nodes';
import { parsePattern, type Pattern } from './pattern';

/** `# @capture [secret] name = path [/pattern/[i]]`. */
export interface Capture {
  readonly name: string;
  /** Written in the directive; the value can be secret without it. */
  readonly secret: boolean;
  /** For `readExchangeValue`. */
  readonly path: string;
  /** Its first group, or the whole match, is the value. */
  readonly pattern: Pattern | undefined;
}

/** The capture, or a sentence that says what is wrong with it. */
export function parseCapture(directive: Directive): Capture | string {
  const text = directive.value?.text ?? '';
  if (text.length > LONGEST_CAPTURE) return `A capture has at most ${LONGEST_CAPTURE} characters.`;
  const match = /^(secret[ \t]+)?([^\s=]+)[ \t]*=[ \t]*(.+)$/.exec(text);
  const [, secret, name = '', source = ''] = match ?? [];
  if (!match) return "A capture is '# @capture name = response.body.$.id'.";
  // A path in XML has slashes of its own, and may end like a pattern with flags.
  const slash = /[ \t]\/(.+)\/[ \t]*$/.exec(source) ?? /(?<=^[^/]+)[ \t]\/(.+)\/([a-z]+)[ \t]*$/i.exec(source);
  const pattern = slash ? parsePattern(slash[1] ?? '', slash[2]) : undefined;
  if (typeof pattern === 'string') return pattern;
  const path = (slash ? source.slice(0, slash.index) : source).trim();
  return { name, secret: secret !== undefined, path: wholePath(path), pattern };
}

/** `body.$.id`, `headers.Location`, `status`, `$.id` and `//id` are short for the response's. */
function wholePath(path: string): string {
  if (/^(?:response|request)\./.test(path)) return path;
  return /^[$/(]/.test(path) ? `response.body.${path}` : `response.${path}`;
}

const LONGEST_CAPTURE = 1000;
