import type { EvaluatedPart } from '../environment/evaluateTemplate';
import type { Findings } from './findings';

/**
 * The parts of a JSON text as one. A value between quotes is data: where it would end the string, or break it, it is
 * escaped, so that a value from an answer cannot add a member. What is fit to stand there, `\"` included, stays as it
 * is; so does what stands outside of quotes, which was put there to be structure.
 */
export function joinJsonParts(findings: Pick<Findings, 'notes'>, parts: readonly EvaluatedPart[]): string {
  let isInside = false;
  return parts
    .map(({ part, text }) => {
      if (part.kind === 'literal') {
        isInside = endsInside(text, isInside);
        return text;
      }
      if (!isInside || fitsIntoString.test(text)) return text;
      findings.notes.push(`Quotes or line breaks in the value of '${part.expression.text}' were escaped for JSON.`);
      return JSON.stringify(text).slice(1, -1);
    })
    .join('');
}

/** True when the text is to be taken for JSON: by its media type, or by its beginning where nothing says more. */
export function isJsonText(mediaType: string | undefined, parts: readonly EvaluatedPart[]): boolean {
  if (mediaType !== undefined && mediaType !== 'text/plain') return /[/+]json$/.test(mediaType);
  const [first] = parts;
  return first?.part.kind === 'literal' && /^\s*[[{]/.test(first.text);
}

/** A string ends with its line, so that a quote in a comment confuses no more than that. */
function endsInside(text: string, isInside: boolean): boolean {
  let inside = isInside;
  for (let offset = 0; offset < text.length; offset++) {
    const unit = text[offset];
    if (unit === '\n') inside = false;
    else if (unit === '"') inside = !inside;
    else if (unit === '\\' && inside) offset++;
  }
  return inside;
}

/** Nothing that ends a JSON string and no broken escape, RFC 8259 section 7. */
const fitsIntoString = /^(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*$/;
