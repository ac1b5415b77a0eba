import { lookupVariable } from '../environment/lookupVariable';
import type { EvaluatedPart } from '../environment/evaluateTemplate';
import type { Placeholder } from '../text/template';
import type { VariableScope } from '../environment/variable';
import type { Problem } from '../text/problem';

/**
 * A value that fills a gap of the path and makes another path of it: a segment `..` leads out of the one that is
 * written, and a `?` ends it. It is sent as it stands, because it may be meant. The value that opens a target is the
 * address itself, and may have a query.
 */
export function findPathValueProblems(parts: readonly EvaluatedPart[], scope: VariableScope): readonly Problem[] {
  const problems: Problem[] = [];
  const warn = ({ expression, span }: Placeholder, what: string, isEncodable: boolean): void => {
    const name = expression.text;
    const advice = isEncodable ? `Write {{%${name}}} to send it as a part of the path.` : 'Check where it comes from.';
    const message = `The value of '${name}' ${what}, so the request goes to another path than the one that is written. ${advice}`;
    const fix = { kind: 'replace', title: `Encode it: {{%${name}}}`, span: expression.span, text: `%${name}` } as const;
    problems.push({ code: 'value-changes-path', severity: 'warning', span, message, fixes: isEncodable ? [fix] : [] });
  };
  const path = readPath(parts);
  const dots = findDotSegments(path.text);
  let next = 0;
  for (const { part, start, end, isFirst } of path.values) {
    while ((dots[next]?.end ?? Infinity) <= start) next++;
    const segment = dots[next];
    const dot = segment && segment.start < end ? segment : undefined;
    const isQuery = !isFirst && path.text.slice(start, end).includes('?');
    if (dot && !isWritten(scope, part, (text) => text.includes('.'))) {
      warn(part, `makes the segment '${path.text.slice(dot.start, dot.end)}'`, false);
    } else if (isQuery && !isWritten(scope, part, (text) => text.includes('?'))) {
      warn(part, "has a '?' in it", !part.expression.text.startsWith('%'));
    }
  }
  return problems;
}

interface PathText {
  readonly text: string;
  readonly values: readonly {
    readonly part: Placeholder;
    readonly start: number;
    readonly end: number;
    readonly isFirst: boolean;
  }[];
}

/** Up to the query that is written, or that the address brings along. */
function readPath(parts: readonly EvaluatedPart[]): PathText {
  const pieces: string[] = [];
  const values: PathText['values'][number][] = [];
  let length = 0;
  for (const [index, { part, text }] of parts.entries()) {
    const isFirst = index === 0;
    const isStructure = part.kind === 'literal' || isFirst;
    const query = isStructure ? text.search(/[?#]/) : -1;
    const piece = query < 0 ? text : text.slice(0, query);
    if (part.kind === 'placeholder') values.push({ part, start: length, end: length + piece.length, isFirst });
    pieces.push(piece);
    length += piece.length;
    if (query >= 0) break;
  }
  return { text: pieces.join(''), values };
}

/** Also in the forms that servers take for them. */
function findDotSegments(path: string): readonly { readonly start: number; readonly end: number }[] {
  return Array.from(path.matchAll(/(?<=[/\\])(?:\.|%2e){1,2}(?=[/\\?]|$)/gi), ({ index, 0: text }) => ({
    start: index,
    end: index + text.length,
  }));
}

/** What the person wrote into the request file is the path that is written. */
function isWritten(scope: VariableScope, part: Placeholder, holds: (text: string) => boolean): boolean {
  const variable = lookupVariable(scope, part.expression.text);
  if (!variable || !('origin' in variable) || (variable.origin !== 'file' && variable.origin !== 'import'))
    return false;
  return variable.value.parts.some((piece) => piece.kind === 'literal' && holds(piece.text));
}
