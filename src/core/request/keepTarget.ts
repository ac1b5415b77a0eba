import type { Span } from '../text/span';
import { encodeUrlText } from './encodeUrlText';
import { report, type Findings } from './findings';

/**
 * A target that is to go out as it is written, and cannot: RFC 9112 section 3.2 has no place for some of its characters.
 * They are a problem, and are not encoded. `who` says so, for the sentence: «# @no-auto-encoding».
 */
export function refuseUnencoded(findings: Findings, text: string, { span, who }: { span: Span; who: string }): void {
  const kinds = [...new Set(Array.from(text.matchAll(unencoded), ([found]) => nameOf(found)))];
  if (kinds.length === 0) return;
  const what = kinds.length === 1 ? kinds[0] : `${kinds.slice(0, -1).join(', ')} and ${kinds.at(-1)}`;
  const message = `The target holds ${what}. No request target may, and ${who} keeps it from being encoded. Write it encoded, or let it be encoded.`;
  report(findings, 'unencoded-target', 'error', { span, message });
}

/** What `encodeUrlText` encodes, one by one; a `#` in a value would be left off with what follows. */
const unencoded = /%(?![0-9A-Fa-f]{2})|[^\x21-\x7e]|["<>\\^`{|}#]/gu;

/** Never a character that may be part of a secret, beyond those that are the mistake. */
function nameOf(character: string): string {
  if (character === ' ') return 'a blank (%20)';
  if (character === '%') return 'a % that opens no escape (%25)';
  if (/[^\x00-\x7f]/u.test(character)) return 'characters beyond ASCII';
  // A control character has no face, and printing it would change how the sentence looks.
  return /[\x00-\x1f\x7f]/.test(character)
    ? 'a control character'
    : `${character} (${character === '#' ? '%23' : encodeUrlText(character)})`;
}
