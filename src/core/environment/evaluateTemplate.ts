import type { Problem } from '../text/problem';
import { encodeFormData } from '../text/encodeFormData';
import type { Template, TemplatePart } from '../text/template';
import { lookupVariable } from './lookupVariable';
import { toValueProblem } from './toValueProblem';
import type { EvaluatedVariable, Variable, VariableRemark, VariableScope } from './variable';

/** The text of a template with the secret texts in it, or why it has none. Problems stand at placeholders. */
export type Evaluation =
  | {
      readonly kind: 'evaluated';
      readonly text: string;
      readonly secrets: readonly string[];
      /** Nothing that stops a send. */
      readonly problems: readonly Problem[];
    }
  | { readonly kind: 'unevaluated'; readonly problems: readonly Problem[] };

/** One part of a template, filled: callers that build structure take it from the literals only. */
export interface EvaluatedPart {
  readonly part: TemplatePart;
  readonly text: string;
}

/** An `Evaluation` whose parts are still apart. */
export type PartsEvaluation =
  | {
      readonly kind: 'evaluated';
      readonly parts: readonly EvaluatedPart[];
      readonly secrets: readonly string[];
      readonly problems: readonly Problem[];
    }
  | { readonly kind: 'unevaluated'; readonly problems: readonly Problem[] };

/**
 * One pass over the parts. A value that comes from a file may hold placeholders of its own, which are filled once; a
 * value from outside holds literals only, so nothing it contains is ever taken for a placeholder.
 */
export function evaluateTemplate(template: Template, scope: VariableScope): Evaluation {
  const evaluation = evaluateParts(template, scope);
  if (evaluation.kind === 'unevaluated') return evaluation;
  const text = evaluation.parts.map((part) => part.text).join('');
  return { kind: 'evaluated', text, secrets: evaluation.secrets, problems: evaluation.problems };
}

/**
 * As `evaluateTemplate`, for callers to whom it matters which characters were written and which were filled in. `user` is
 * the variable whose value the template is, if it is one.
 */
export function evaluateParts(template: Template, scope: VariableScope, user?: Variable): PartsEvaluation {
  const parts: EvaluatedPart[] = [];
  const problems: Problem[] = [];
  const secrets = new Set<string>();
  const known = scope.evaluated ?? new Map<Variable, EvaluatedVariable>();
  const users = user ? [user] : [];
  let length = 0;
  let failed = false;
  for (const part of template.parts) {
    if (part.kind === 'literal') {
      parts.push({ part, text: part.text });
      continue;
    }
    if (part.literal !== undefined && lookupVariable(scope, part.expression.text, user) === undefined) {
      parts.push({ part, text: part.literal });
      continue;
    }
    const value = evaluateExpression(part.expression.text, { scope, known, users });
    if (value.kind === 'failure') {
      failed = true;
      // Looking for similar names is slow where a text has nothing but mistakes.
      if (problems.length < MOST_SUGGESTIONS) problems.push(toValueProblem(value, part, scope));
      else problems.push({ code: value.code, severity: 'error', span: part.span, message: value.message });
      continue;
    }
    const text = part.encodes === undefined ? value.text : encodeFormData(value.text);
    length += text.length;
    if (length > LONGEST_TEXT) {
      const message = 'The values in this text add up to more than 64 million characters.';
      problems.push({ code: 'value-too-long', severity: 'error', span: part.span, message });
      return { kind: 'unevaluated', problems };
    }
    parts.push({ part, text });
    for (const secret of value.secrets) {
      secrets.add(secret);
      if (part.encodes !== undefined) secrets.add(encodeFormData(secret));
    }
    for (const remark of value.remarks) problems.push({ ...remark, span: part.span });
  }
  if (failed) return { kind: 'unevaluated', problems };
  return { kind: 'evaluated', parts, secrets: [...secrets], problems };
}

function fail(code: string, name: string, message: string): EvaluatedVariable {
  return { kind: 'failure', code, message, name };
}

/** The value of one variable, its own placeholders filled. */
export function evaluateVariable(variable: Variable, scope: VariableScope): EvaluatedVariable {
  return evaluateInWalk(variable, { scope, known: scope.evaluated ?? new Map(), users: [] });
}

/** `users` are the variables whose values led here, outermost first; `known` keeps the work linear. */
interface Walk {
  readonly scope: VariableScope;
  readonly known: Map<Variable, EvaluatedVariable>;
  readonly users: readonly Variable[];
}

function evaluateExpression(expression: string, walk: Walk): EvaluatedVariable {
  if (expression === '') {
    return fail(
      'empty-placeholder',
      '',
      'Write a variable name between the braces, or \\{\\{\\}\\} to send the braces.',
    );
  }
  const found = lookupVariable(walk.scope, expression, walk.users.at(-1));
  if (found === undefined) {
    if (expression.startsWith('%') && expression.length > 1) return evaluateEncoded(expression.slice(1).trim(), walk);
    return describeUndefined(expression, walk);
  }
  if (!('origin' in found)) return fail(found.code, expression, found.message);
  return evaluateInWalk(found, walk);
}

/** `{{%name}}` is the value with everything encoded that is not an unreserved character of RFC 3986. */
function evaluateEncoded(name: string, walk: Walk): EvaluatedVariable {
  const value = evaluateExpression(name, walk);
  if (value.kind === 'failure') return value;
  try {
    return { ...value, text: encodeURIComponent(value.text), secrets: value.secrets.flatMap(withEncoded) };
  } catch {
    return fail('invalid-text', name, `The value of '${name}' has half of a surrogate pair and cannot be encoded.`);
  }
}

function withEncoded(secret: string): string[] {
  const encoded = encodeURIComponent(secret);
  return encoded === secret ? [secret] : [secret, encoded];
}

function evaluateInWalk(variable: Variable, walk: Walk): EvaluatedVariable {
  const known = walk.known.get(variable);
  if (known) return known;
  const cycleStart = walk.users.indexOf(variable);
  if (cycleStart >= 0) {
    const cycle = [...walk.users.slice(cycleStart), variable].map((user) => user.name).join(' → ');
    return fail('cyclic-variable', variable.name, `The value of '${variable.name}' needs itself: ${cycle}.`);
  }
  if (walk.users.length >= DEEPEST_NESTING) {
    return fail('nested-too-deep', variable.name, `More than ${DEEPEST_NESTING} variables use each other in a row.`);
  }
  const value = fillVariable(variable, { ...walk, users: [...walk.users, variable] });
  walk.known.set(variable, value);
  return value;
}

function fillVariable(variable: Variable, walk: Walk): EvaluatedVariable {
  const pieces: string[] = [];
  const secrets = new Set<string>();
  const remarks: VariableRemark[] = variable.remark ? [variable.remark] : [];
  let length = 0;
  for (const part of variable.value.parts) {
    let piece: string;
    if (part.kind === 'literal') {
      piece = part.text;
    } else {
      const value = evaluateExpression(part.expression.text, walk);
      if (value.kind === 'failure') return value;
      piece = value.text;
      for (const secret of value.secrets) secrets.add(secret);
      remarks.push(...value.remarks);
    }
    pieces.push(piece);
    // Ten variables that each use the next one ten times would fill the memory.
    length += piece.length;
    if (length > LONGEST_VALUE) {
      return fail('value-too-long', variable.name, `The value of '${variable.name}' grows above 8 million characters.`);
    }
  }
  const text = pieces.join('');
  if (text === '') return describeEmpty(variable, walk.scope);
  if (variable.secret) secrets.add(text);
  return { kind: 'text', text, secrets: [...secrets], remarks };
}

function describeUndefined(expression: string, walk: Walk): EvaluatedVariable {
  const user = walk.users.at(-1);
  const needed = user ? ` The value of '${user.name}' needs it.` : '';
  if (expression.startsWith('$')) {
    const name = /^\$[\w.]+/.exec(expression)?.[0] ?? expression;
    return fail('unknown-dynamic-variable', expression, `There is no dynamic variable '${name}'.${needed}`);
  }
  if (/[()+*=;?<>!&|,"'`\s]/.test(expression) || SCRIPT_WORDS.test(expression)) {
    const message = `Expressions are not run: '${expression}' is not the name of a variable.${needed}`;
    return fail('expression-not-run', expression, message);
  }
  const { environmentName } = walk.scope;
  const capturing = describeCapturing(expression, walk.scope);
  const unread = capturing === '' ? walk.scope.describeUnread?.(expression) : undefined;
  if (unread !== undefined) return fail('value-not-run', expression, `${unread}${needed}`);
  const isChosen = environmentName !== undefined;
  const place = isChosen ? ` in environment '${environmentName}'.` : ', and no environment is chosen.';
  const advice = isChosen || !walk.scope.advice || capturing !== '' ? '' : ` ${walk.scope.advice.chooseEnvironment}`;
  const message = `'${expression}' is not defined${place}${capturing}${describeElsewhere(expression, walk.scope)}${advice}${needed}`;
  return fail('undefined-variable', expression, message);
}

/** An answer given just now may be empty on purpose; a value in a file that is empty was forgotten. */
function describeEmpty(variable: Variable, scope: VariableScope): EvaluatedVariable {
  if (variable.origin === 'prompt' || variable.origin === 'argument') {
    return { kind: 'text', text: '', secrets: [], remarks: [] };
  }
  if (variable.origin === 'secret') {
    const unset = `'${variable.name}' is kept in SecretStorage and not set yet.`;
    return fail('secret-not-set', variable.name, variable.unset ?? unset);
  }
  const message = `'${variable.name}' is empty ${describePlace(variable, scope)}.${describeElsewhere(variable.name, scope)} Give it a value.`;
  return fail('empty-variable', variable.name, message);
}

function describePlace(variable: Variable, scope: VariableScope): string {
  switch (variable.origin) {
    case 'file':
      return 'in this file';
    case 'capture':
    case 'exchange':
      return 'in the response it comes from';
    case 'dynamic':
      return 'where it is read from';
    case 'auth':
      return 'in the answer of the token endpoint';
    case 'import':
      return 'in the file it is imported from';
    case 'dotenv':
      if (variable.environment === undefined) return "in the '.env' file";
      break;
    case 'shared':
      return "in '$shared'";
    case 'prompt':
    case 'argument':
    case 'private':
    case 'environment':
    case 'setting':
    case 'postman':
    case 'sandbox':
    case 'secret':
  }
  const name = variable.environment ?? scope.environmentName;
  return name === undefined ? 'here' : `in environment '${name}'`;
}

function describeElsewhere(name: string, scope: VariableScope): string {
  const names = scope.findEnvironmentsDefining(name);
  if (names.length === 0) return '';
  const quoted = names.slice(0, 5).map((environment) => `'${environment}'`);
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return ` It has a value in ${quoted.join(', ')}${more}.`;
}

/** A value that an answer brings is missing because that answer is. */
function describeCapturing(name: string, scope: VariableScope): string {
  const request = scope.findCapturing?.(name);
  return request === undefined ? '' : ` The answer of '${request}' gives it: send that one first.`;
}

/** What only a script has: a constant, the process, the answer that came last. */
const SCRIPT_WORDS = /^(?:(?:true|false|null|undefined)$|process\.env\.|response\.|request\.)/;
const DEEPEST_NESTING = 64;
const LONGEST_VALUE = 8_000_000;
const LONGEST_TEXT = 64_000_000;
const MOST_SUGGESTIONS = 50;
