import { evaluateParts, evaluateTemplate } from '../../environment/evaluateTemplate';
import { lookupVariable } from '../../environment/lookupVariable';
import type { Variable, VariableScope } from '../../environment/variable';
import { findPathValueProblems } from '../../request/findPathValueProblems';
import { findSaves } from '../../request/resolveSaves';
import { findSpreadProblems } from '../../request/spreadHeaders';
import { toDocument } from '../../syntax/fileProblems';
import { findRedirections } from '../../syntax/findRedirections';
import { findTemplates } from '../../syntax/findTemplates';
import type { RequestBlock } from '../../syntax/nodes';
import type { Problem } from '../../text/problem';
import { shiftSpan } from '../../text/span';
import { literalTemplate, type Placeholder } from '../../text/template';
import type { SomeNames } from '../names/nameIndex';

/**
 * Placeholders of a block that would stop its send, in block coordinates. Those that may still get their value, from
 * an answer or a question, are no problem while one writes: `captured` are the names that a request of the file or of
 * its imports captures when it is sent. Where `mayBeElsewhere`, an import was not read that other tools would read, and
 * an unknown request is no alarm.
 */
export function findVariableProblems(
  block: RequestBlock,
  scope: VariableScope,
  captured: SomeNames,
  mayBeElsewhere = false,
): readonly Problem[] {
  const problems: Problem[] = [];
  const later = withCaptured(scope, captured);
  for (const template of findTemplates(block)) {
    for (const part of template.parts) {
      if (part.kind === 'literal') continue;
      for (const problem of problemsOf(part, later)) {
        const found = toDocument(problem, part.span.start);
        const isDoubtful = mayBeElsewhere && found.code === 'unknown-request';
        problems.push(isDoubtful ? { ...found, severity: 'information' } : found);
      }
    }
  }
  for (const problem of findSpreadProblems(block, scope)) problems.push({ ...problem, severity: 'information' });
  // Where the file lies makes no difference to what is wrong with a path by itself.
  const saves = findRedirections(block).length > 0 ? findSaves(block, scope, { folder: '/' }).problems : [];
  return [...problems, ...saves, ...findTargetProblems(block, scope)];
}

/** What is sent as it stands, and may not be meant: a person should see it before. */
function findTargetProblems({ request }: RequestBlock, scope: VariableScope): readonly Problem[] {
  if (request?.kind !== 'http' && request?.kind !== 'graphql') return [];
  const placeholders = request.target.parts.filter((part) => part.kind === 'placeholder');
  const values = placeholders.map(({ expression }) => lookupVariable(scope, expression.text));
  // Evaluating looks for what an unknown name was meant to be, which is dear.
  if (values.length === 0 || !values.every((value) => value && 'origin' in value)) return [];
  const evaluation = evaluateParts(request.target, scope);
  return evaluation.kind === 'evaluated' ? findPathValueProblems(evaluation.parts, scope) : [];
}

/** `user` of `user.name`, `list` of `list[0]`. */
function variableName(expression: string): string {
  return /^[^.[]*/.exec(expression)?.[0] ?? expression;
}

/** The scope as it will be when the captures have their values, which values of other variables may hold. */
function withCaptured(scope: VariableScope, captured: SomeNames): VariableScope {
  const known = laterScopes.get(scope);
  if (known?.captured === captured) return known.later;
  const value = literalTemplate('?');
  const lookup = (expression: string): Variable | undefined =>
    captured.has(variableName(expression)) ? { name: expression, value, secret: false, origin: 'capture' } : undefined;
  const layers = [{ origin: 'capture' as const, names: [], lookup }, ...scope.layers];
  // What is evaluated with a value that stands in for another is kept apart.
  const later = { ...scope, layers, evaluated: new Map() };
  laterScopes.set(scope, { captured, later });
  return later;
}

const laterScopes = new WeakMap<VariableScope, { readonly captured: SomeNames; readonly later: VariableScope }>();

/** In one scope the same placeholder has the same problems, and looking for what was meant is dear. */
const known = new WeakMap<VariableScope, Map<string, readonly Problem[]>>();

/** In the coordinates of the placeholder itself. */
function problemsOf(placeholder: Placeholder, scope: VariableScope): readonly Problem[] {
  const inScope = known.get(scope) ?? new Map<string, readonly Problem[]>();
  known.set(scope, inScope);
  const { start, end } = placeholder.span;
  const lead = placeholder.expression.span.start - start;
  const key = `${lead} ${end - start} ${placeholder.expression.text}`;
  const found = inScope.get(key);
  if (found) return found;
  const span = { start: 0, end: end - start };
  const expression = { ...placeholder.expression, span: shiftSpan(placeholder.expression.span, -start) };
  const { problems } = evaluateTemplate({ span, parts: [{ kind: 'placeholder', span, expression }] }, scope);
  const live = problems.filter(({ code }) => LIVE_CODES.has(code) || NOT_RUN_CODES.has(code)).map(withoutAlarm);
  inScope.set(key, live);
  return live;
}

/** What another tool would fill stops the send of this request, and is no mistake in the file. */
function withoutAlarm(problem: Problem): Problem {
  return NOT_RUN_CODES.has(problem.code) ? { ...problem, severity: 'information' } : problem;
}

const NOT_RUN_CODES: ReadonlySet<string> = new Set([
  'value-not-run',
  'unsupported-dynamic-variable',
  'expression-not-run',
]);

/** A request that was not sent yet, or a variable of the process, is nobody's mistake in the file. */
const LIVE_CODES: ReadonlySet<string> = new Set([
  'undefined-variable',
  'empty-variable',
  'empty-placeholder',
  'cyclic-variable',
  'unknown-dynamic-variable',
  'invalid-argument',
  'unknown-auth',
  'unknown-request',
]);
