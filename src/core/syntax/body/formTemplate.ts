import type { Span } from '../../text/span';
import { parseTemplate, type Literal, type Template, type TemplatePart } from '../../text/template';

/**
 * A form body as it is meant: written over several lines it is joined at `&`, and the blanks round `&` and round the
 * first `=` of a pair are left out. A line end that no `&` touches stays.
 */
export function parseFormTemplate(text: string, span: Span): Template {
  const template = parseTemplate(text, span, { percentEncodedBraces: true });
  const state: FormState = { after: undefined, isInName: true };
  const parts: TemplatePart[] = [];
  for (const part of template.parts) {
    const joined = part.kind === 'literal' ? joinPairs(part, state) : part;
    if (part.kind === 'placeholder') state.after = undefined;
    if (joined.kind === 'placeholder' || joined.text !== '') parts.push(joined);
  }
  return { span, parts };
}

interface FormState {
  /** The separator that was read last, when nothing but blanks followed it. */
  after: '&' | '=' | undefined;
  isInName: boolean;
}

function joinPairs(literal: Literal, state: FormState): Literal {
  const { text } = literal;
  let joined = '';
  let kept = 0;
  let offset = 0;
  while (offset < text.length) {
    const blanks = offset;
    let hasLineEnd = false;
    for (; offset < text.length && isBlankUnit(text.charCodeAt(offset)); offset++) {
      if (isLineEndUnit(text.charCodeAt(offset))) hasLineEnd = true;
    }
    const unit = text.charCodeAt(offset);
    const isDropped =
      state.after === '&' ||
      unit === AMPERSAND ||
      (!hasLineEnd && (state.after === '=' || (unit === EQUALS_SIGN && state.isInName)));
    if (isDropped && offset > blanks) {
      joined += text.slice(kept, blanks);
      kept = offset;
    }
    if (offset >= text.length) break;
    state.after = undefined;
    if (unit === AMPERSAND) {
      state.after = '&';
      state.isInName = true;
    } else if (unit === EQUALS_SIGN && state.isInName) {
      state.after = '=';
      state.isInName = false;
    }
    offset++;
  }
  return kept === 0 ? literal : { ...literal, text: joined + text.slice(kept) };
}

/** Space, tab, LF and CR. */
function isBlankUnit(unit: number): boolean {
  return unit === 32 || unit === 9 || isLineEndUnit(unit);
}

function isLineEndUnit(unit: number): boolean {
  return unit === 10 || unit === 13;
}

const AMPERSAND = 38;
const EQUALS_SIGN = 61;
