import { decodeText, mediaTypeOf } from '../exchange/decodeText';
import type { Redactor } from '../exchange/redaction';
import type { HeaderPair } from '../request/resolvedRequest';
import type { Span } from '../text/span';
import { bodyLanguage } from './bodyLanguage';
import { formatJson } from './formatJson';
import { formatMarkup } from './formatMarkup';
import { hexDump } from './hexDump';
import { hideMarkupSecrets } from './hideMarkupSecrets';
import type { BodyView } from './responseView';

/** A body to show: its beginning, and how much there is. */
export interface BodyInput {
  readonly bytes: Uint8Array;
  /** Octets of the whole body. */
  readonly size: number;
  readonly headers: readonly HeaderPair[];
  /** Links in the decoded text, in order. */
  readonly spans: readonly Span[];
  /** Given while more is coming; `language` where it is known from what came before. */
  readonly underWay?: { readonly language: BodyView['language'] | undefined };
}

/** A body as shown, with the spans found again in `formatted`. */
export interface DescribedBody {
  readonly body: BodyView;
  readonly spans: readonly (Span | undefined)[];
  readonly notes: readonly string[];
}

/** Characters of one body that a view gets; more would stall any editor. */
export const maximumShown = 8_000_000;

/** Lays a body out for reading and masks it. Nothing in it is ever taken for anything but text. */
export function describeBody(input: BodyInput, redactor: Redactor): DescribedBody {
  const decoded = decodeText(input.bytes, input.headers);
  const { charset } = decoded;
  const text = input.underWay ? withoutOpenEnd(decoded.text, redactor) : decoded.text;
  const damaged = decoded.damaged && (input.underWay === undefined || text.includes('\uFFFD'));
  const mediaType = mediaTypeOf(input.headers);
  const language = input.underWay?.language ?? bodyLanguage(mediaType, text);
  const isWhole = input.bytes.byteLength === input.size;
  const notes =
    damaged && language !== 'binary' ? [`Some octets of the body are not ${charset}; � stands for them.`] : [];
  switch (language) {
    case 'empty':
      return { body: { language, formatted: '', raw: undefined, cut: undefined }, spans: noSpans(input), notes };
    case 'binary':
      return { body: describeBinary(input, mediaType, redactor), spans: noSpans(input), notes };
    case 'json': {
      const described = describeJson(text, input, redactor, isWhole);
      return { ...described, notes };
    }
    case 'xml':
    case 'html':
    case 'text': {
      const named = language === 'text' ? text : hideMarkupSecrets(text, redactor);
      const masked = maskText(named, mediaType, redactor);
      const formatted = language === 'text' ? masked : formatMarkup(masked, language);
      return { body: fit(language, formatted, masked, isWhole, input.size), spans: noSpans(input), notes };
    }
  }
}

/** Of a text that goes on, what stays as it is: neither a character nor a secret is cut by its end. */
function withoutOpenEnd(text: string, redactor: Redactor): string {
  const whole = text.replace(/\uFFFD{1,3}$/, '');
  return whole.slice(0, whole.length - redactor.beginsAtEnd(whole));
}

function describeJson(
  text: string,
  input: BodyInput,
  redactor: Redactor,
  isWhole: boolean,
): Pick<DescribedBody, 'body' | 'spans'> {
  const layout = { redactor, spans: input.spans, maximumLength: maximumShown };
  const result = formatJson(text, layout);
  // A secret that stands across tokens is not seen token by token, so such a text is masked before it is laid out.
  const holdsSecret = (one: string): boolean => redactor.finds(one) || (result.isDamaged && redactor.text(one) !== one);
  const isLeaking = holdsSecret(result.raw) || holdsSecret(result.formatted);
  if (isLeaking) {
    const safe = formatJson(redactor.text(text), { ...layout, spans: [] });
    const [formatted, raw] = [redactor.text(safe.formatted), redactor.text(safe.raw)];
    return { body: fit('json', formatted, raw, isWhole && !safe.isCut, input.size), spans: noSpans(input) };
  }
  return { body: fit('json', result.formatted, result.raw, isWhole && !result.isCut, input.size), spans: result.spans };
}

/** A form is masked by the names in it, other text by what it holds. */
function maskText(text: string, mediaType: string | undefined, redactor: Redactor): string {
  return redactor.text(mediaType === 'application/x-www-form-urlencoded' ? redactor.form(text) : text);
}

function fit(language: BodyView['language'], formatted: string, raw: string, isWhole: boolean, size: number): BodyView {
  const cut = isWhole && formatted.length <= maximumShown ? undefined : cutSentence(size);
  const shown = formatted.slice(0, maximumShown);
  const rawShown = raw.slice(0, maximumShown);
  return { language, formatted: shown, raw: rawShown === shown ? undefined : rawShown, cut };
}

function cutSentence(size: number): string {
  return `Only the beginning of the ${formatSize(size)} is shown. Save the body to see all of it.`;
}

function describeBinary(input: BodyInput, mediaType: string | undefined, redactor: Redactor): BodyView {
  const head = input.bytes.subarray(0, 512);
  const what = `${formatSize(input.size)} of ${mediaType ?? 'an unnamed media type'}, which is not text.`;
  const characters = [...head].map((octet) => String.fromCharCode(octet)).join('');
  const dump = redactor.text(characters) === characters ? `\n\n${hexDump(head)}` : ' Its beginning holds a secret.';
  return { language: 'binary', formatted: what + dump, raw: undefined, cut: undefined };
}

function noSpans(input: BodyInput): readonly undefined[] {
  return input.spans.map(() => undefined);
}

/** «1.5 MB», in powers of ten as everywhere in the view. */
export function formatSize(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
