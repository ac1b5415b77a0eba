import { evaluateParts, type EvaluatedPart } from '../environment/evaluateTemplate';
import type { VariableScope } from '../environment/variable';
import type { Problem, ProblemSeverity } from '../text/problem';
import type { Span } from '../text/span';
import type { Template } from '../text/template';
import type { AuthenticationScheme } from './authentication';

/** What gathers while one request is resolved. */
export interface Findings {
  readonly scope: VariableScope;
  readonly problems: Problem[];
  readonly secrets: Set<string>;
  readonly notes: string[];
  /** From the `Authorization` field, when it names a scheme that is worked out while sending. */
  scheme?: AuthenticationScheme;
}

/** Adds a problem at `span`. */
export function report(
  findings: Findings,
  code: string,
  severity: ProblemSeverity,
  { span, message }: { readonly span: Span; readonly message: string },
): void {
  findings.problems.push({ code, severity, span, message });
}

/** The parts with their values, or `undefined` when one of them has none; the problems are added either way. */
export function fillParts(findings: Findings, template: Template): readonly EvaluatedPart[] | undefined {
  const evaluation = evaluateParts(template, findings.scope);
  findings.problems.push(...evaluation.problems);
  if (evaluation.kind === 'unevaluated') return undefined;
  for (const secret of evaluation.secrets) findings.secrets.add(secret);
  return evaluation.parts;
}

/**
 * As `fillParts`, for text that has to stay on one line: a value with a line break would add a header, a request line
 * or worse, so it is an error where it is used.
 */
export function fillLineParts(findings: Findings, template: Template): readonly EvaluatedPart[] | undefined {
  const parts = fillParts(findings, template);
  const broken = parts?.filter(({ text }) => /[\r\n\0]/.test(text)) ?? [];
  for (const { part } of broken) {
    const what = part.kind === 'placeholder' ? `The value of '${part.expression.text}'` : 'This text';
    const message = `${what} has a line break, which a request target and a header cannot hold. Use a value of one line.`;
    report(findings, 'line-break-in-value', 'error', { span: part.span, message });
  }
  return broken.length > 0 ? undefined : parts;
}

/** The values of the parts as one text. */
export function joinParts(parts: readonly EvaluatedPart[]): string {
  return parts.map((part) => part.text).join('');
}

/** True when something was found that stops a send. */
export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}
