import { dynamicVariableNames } from '../../environment/dynamic/dynamicVariables';
import type { NameKind } from './blockNames';

/** Which names have a meaning at the place of an expression. */
export interface KnownNames {
  readonly isVariable: (name: string) => boolean;
  readonly isRequest: (name: string) => boolean;
}

/** The name that an expression starts from, and where in the expression it stands. */
export interface ExpressionName {
  readonly kind: NameKind;
  readonly name: string;
  readonly start: number;
}

/**
 * `host` in `{{host}}`, `{{%host}}` and `{{$shared host}}`; `cfg` in `{{cfg.host}}`; `login` in
 * `{{login.response.body.$.id}}` and, where a request has that name, in `{{login.id}}`. The same order as a lookup:
 * a variable of exactly that name, a request, a member of a variable. `undefined` for what is no name of a file.
 */
export function readExpressionName(expression: string, known: KnownNames): ExpressionName | undefined {
  if (expression === '' || expression.length > LONGEST_EXPRESSION) return undefined;
  if (known.isVariable(expression)) return { kind: 'variable', name: expression, start: 0 };
  if (expression.startsWith('$')) return readDynamic(expression);
  if (expression.startsWith('%')) return readBehind(expression, known);
  const side = /^(.+?)\.(?:response|request)(?:\.[A-Za-z]|$)/s.exec(expression)?.[1];
  if (side !== undefined && (known.isRequest(side) || /^[\w$-]+$/.test(side))) {
    return { kind: 'request', name: side, start: 0 };
  }
  const whole = /^([\w-]+)Response\.(?:headers|statusCode|body|parsedBody)\b/.exec(expression)?.[1];
  if (whole !== undefined && known.isRequest(whole)) return { kind: 'request', name: whole, start: 0 };
  const prefixes = [...cutPrefixes(expression)];
  const request = prefixes.find(known.isRequest);
  if (request !== undefined) return { kind: 'request', name: request, start: 0 };
  const variable = prefixes.find(known.isVariable);
  if (variable !== undefined) return { kind: 'variable', name: variable, start: 0 };
  return /[\s()[\]+*=;?<>!&|,"'`]/.test(expression) ? undefined : { kind: 'variable', name: expression, start: 0 };
}

/** `$shared name` and `$dev name` name a variable; `$processEnv %name` one that holds the name to read. */
function readDynamic(expression: string): ExpressionName | undefined {
  const [, head = '', mark = '', name = ''] = /^(\$[A-Za-z][\w-]*[ \t]+)(%?)([^\s%"']+)$/.exec(expression) ?? [];
  if (name === '') return undefined;
  const keyword = head.trimEnd();
  const isReader = keyword === '$processEnv' || keyword === '$dotenv';
  if (isReader !== (mark === '%') || NAMELESS.has(keyword)) return undefined;
  return { kind: 'variable', name, start: head.length + mark.length };
}

function readBehind(expression: string, known: KnownNames): ExpressionName | undefined {
  const start = expression.length - expression.slice(1).trimStart().length;
  const inner = start === 0 ? undefined : readExpressionName(expression.slice(start), known);
  return inner && { ...inner, start: inner.start + start };
}

function* cutPrefixes(expression: string): Generator<string> {
  for (let cut = 1; cut < Math.min(expression.length, LONGEST_NAME); cut++) {
    if (expression[cut] === '.' || expression[cut] === '[') yield expression.slice(0, cut);
  }
}

/** Dynamic variables, whose arguments name no variable. */
const NAMELESS: ReadonlySet<string> = new Set(
  [...dynamicVariableNames, '$input', '$password', '$pick', '$prompt', '$oidcAccessToken', '$aadToken', '$aadV2Token']
    // These take the name of a variable behind a `%`.
    .filter((name) => name !== '$processEnv' && name !== '$dotenv'),
);
const LONGEST_EXPRESSION = 1000;
const LONGEST_NAME = 200;
