import { mediaTypeOf } from '../exchange/decodeText';
import { noRedaction, type Redactor } from '../exchange/redaction';
import type { HeaderPair } from '../request/resolvedRequest';
import { bodyLanguage } from './bodyLanguage';
import { formatJson } from './formatJson';

/** The whole text of a body, decoded already, as it came but for the secrets in it. */
export function maskBodyText(text: string, headers: readonly HeaderPair[], redactor: Redactor): string {
  if (redactor === noRedaction) return text;
  const mediaType = mediaTypeOf(headers);
  if (mediaType === 'application/x-www-form-urlencoded') return redactor.text(redactor.form(text));
  // What says nothing of being JSON may be it all the same.
  if (bodyLanguage(mediaType, text) !== 'json' && !/^\s*[[{]/.test(text)) return redactor.text(text);
  // Masked by its members first, then as a text: a secret may stand across two tokens.
  return redactor.text(formatJson(text, { redactor, spans: [], maximumLength: Number.POSITIVE_INFINITY }).raw);
}
