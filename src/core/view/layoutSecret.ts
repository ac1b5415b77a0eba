import { noRedaction } from '../exchange/redaction';
import { formatJson } from './formatJson';

/**
 * The value as lines for a dialog, or `undefined` where one line shows it: a key over several lines as it is, one that is
 * JSON with a line for each member.
 */
export function layoutSecret(text: string): string | undefined {
  const layout = { redactor: noRedaction, spans: [], maximumLength: MOST_CHARACTERS };
  const json = /^\s*[[{]/.test(text) && isParsable(text) ? formatJson(text, layout) : undefined;
  const laidOut = json?.formatted ?? text.replace(/\r\n?/g, '\n').trimEnd();
  if (!laidOut.includes('\n')) return undefined;
  const lines = laidOut.slice(0, MOST_CHARACTERS).split('\n');
  const isCut = json?.isCut === true || lines.length > MOST_LINES || laidOut.length > MOST_CHARACTERS;
  const shown = lines.slice(0, MOST_LINES).join('\n');
  return isCut ? `${shown}\n\nThe value goes on, and a dialog has no room for the rest.` : shown;
}

function isParsable(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** More than an RSA key of 8192 bits has. */
const MOST_LINES = 120;
const MOST_CHARACTERS = 10_000;
