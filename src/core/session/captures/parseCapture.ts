import type { Directive } from '../../syntax/nodes';
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
  const found = findPattern(source);
  const pattern = found && parsePattern(found.source, found.flags);
  if (typeof pattern === 'string') return pattern;
  const path = source.slice(0, found?.start).trim();
  return { name, secret: secret !== undefined, path: wholePath(path), pattern };
}

/**
 * `/…/` or `/…/i` at the end of the source, behind a blank. A path may have blanks and slashes in quotes, and one in XML
 * goes on with a slash behind an operator.
 */
function findPattern(
  text: string,
): { readonly start: number; readonly source: string; readonly flags: string } | undefined {
  for (const { 0: mark, index: start } of text.matchAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[ \t](?=\/)/g)) {
    const path = text.slice(0, start).trim();
    if (mark.trim() !== '' || /(?:[|=<>+,([/]|\s(?:and|or|div|mod|[*-]))$/.test(path)) continue;
    const [, source = '', flags = ''] = /^\/(.+)\/([a-z]*)[ \t]*$/i.exec(text.slice(start + 1)) ?? [];
    // A step with a blank in front is unusual, and possible.
    const isStep = /^(?:(?:response\.)?body\.)?(?:asXml\.)?[/(]/.test(path) && /[^i]/.test(flags);
    if (source !== '' && !isStep) return { start, source, flags };
  }
  return undefined;
}

/** `body.$.id`, `headers.Location`, `status`, `$.id` and `//id` are short for the response's. */
function wholePath(path: string): string {
  if (/^(?:response|request)\./.test(path)) return path;
  return /^[$/(]/.test(path) ? `response.body.${path}` : `response.${path}`;
}

const LONGEST_CAPTURE = 1000;
