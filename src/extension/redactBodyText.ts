import { isJsonMediaType, mediaTypeOf } from '../core/exchange/decodeText';
import type { Exchange } from '../core/exchange/exchange';
import { buildRedactor } from '../core/exchange/redaction';
import { formatJson } from '../core/view/formatJson';

/** The whole text of a response's body with every secret masked, as it came otherwise. */
export function redactBodyText(exchange: Exchange, text: string): string {
  const redactor = buildRedactor(exchange.request.secrets);
  const mediaType = exchange.outcome.kind === 'response' ? mediaTypeOf(exchange.outcome.headers) : undefined;
  if (mediaType === 'application/x-www-form-urlencoded') return redactor.text(redactor.form(text));
  if (!isJsonMediaType(mediaType) && !/^\s*[[{]/.test(text)) return redactor.text(text);
  const { raw } = formatJson(text, { redactor, spans: [], maximumLength: Number.POSITIVE_INFINITY });
  return redactor.text(raw);
}
