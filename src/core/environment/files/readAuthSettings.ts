import type { Node } from 'jsonc-parser';
import type { ProblemFix } from '../../text/problem';
import { literalTemplate, templateLiteral } from '../../text/template';
import { authKeys, type AuthKey, type AuthMember, type AuthSettings, type AuthValue } from '../authSettings';
import { findNearMisses } from '../findNearMisses';
import { membersOf, nodeSpan, type JsonMember } from './parseJsonFile';
import { jsonValueTemplate, readEnvironmentValue, type ValueContext } from './readEnvironmentValue';
import type { Variable } from '../variable';

/** Reads `"Security": { "Auth": { "worker": { … } } }` of an environment. What is wrong in it is a problem in its place. */
export function readAuthSettings(node: Node, context: ValueContext): ReadonlyMap<string, AuthSettings> {
  const found = new Map<string, AuthSettings>();
  if (node.type !== 'object') {
    const message = '\'Security\' should be an object: { "Auth": { "name": { "Type": "OAuth2" } } }.';
    context.report('invalid-auth', 'error', nodeSpan(node), message);
    return found;
  }
  for (const { key, nameSpan, value } of membersOf(node, context.report)) {
    if (key === 'Auth') readAll(value, context, found);
    else {
      const message = `'${key}' is not read here: 'Security' has the member 'Auth' only.`;
      context.report('unknown-auth-key', 'warning', nameSpan, message, near(key, ['Auth'], nameSpan));
    }
  }
  return found;
}

function readAll(node: Node, context: ValueContext, found: Map<string, AuthSettings>): void {
  if (node.type !== 'object') {
    const message = "'Auth' should be an object with a member for each way to get a token.";
    context.report('invalid-auth', 'error', nodeSpan(node), message);
    return;
  }
  for (const { key, nameSpan, value } of membersOf(node, context.report)) {
    if (value.type !== 'object') {
      const message = `'${key}' should be an object: { "Type": "OAuth2", "Grant Type": "Client Credentials" }.`;
      context.report('invalid-auth', 'error', nodeSpan(value), message);
    } else if (!/^[^"'(){}\r\n]{1,200}$/.test(key)) {
      const message = 'A name for $auth.token has no quotes, brackets and braces, and at most 200 characters.';
      context.report('invalid-auth', 'error', nameSpan, message);
    } else {
      const place = context.path === '' ? undefined : { path: context.path, span: nameSpan };
      found.set(key, { name: key, place, members: readMembers(key, value, context) });
    }
  }
}

function readMembers(name: string, node: Node, context: ValueContext): ReadonlyMap<string, AuthMember> {
  const members = new Map<string, AuthMember>();
  for (const member of membersOf(node, context.report)) {
    const { key, nameSpan, value } = member;
    const known = authKeys.get(key);
    if (!known) {
      const [first] = findNearMisses(key, authKeys.keys());
      const meant = first === undefined ? '' : ` Did you mean '${first}'?`;
      const fixes = near(key, [...authKeys.keys()], nameSpan);
      context.report('unknown-auth-key', 'warning', nameSpan, `There is no key '${key}'.${meant}`, fixes);
      continue;
    }
    if (known.isIgnored) {
      const message = `'${key}' is read, and not acted on.`;
      context.report('auth-key-ignored', 'information', nameSpan, message);
      continue;
    }
    if (!checkForm(member, known, context)) continue;
    const place = context.path === '' ? undefined : { path: context.path, span: nodeSpan(value) };
    members.set(key, { value: readValue(`${name}: ${key}`, value, { key, context }), place });
  }
  return members;
}

interface Reading {
  readonly key: string;
  readonly context: ValueContext;
}

/** Names of members of `JWT` and of parameters are the author's; their values are texts or lists of texts. */
function readValue(name: string, node: Node, reading: Reading): AuthValue {
  const { context, key } = reading;
  const isProvider = node.type === 'object' && membersOf(node, () => undefined).some((one) => one.key === 'provider');
  if (node.type === 'array') {
    const items = (node.children ?? []).map((child, index) => readValue(`${name}[${index}]`, child, reading));
    return { kind: 'list', items };
  }
  if (node.type === 'object' && !isProvider && key !== 'Private Key') {
    const members = membersOf(node, context.report);
    return {
      kind: 'object',
      members: new Map(members.map((one) => [one.key, readValue(`${name}.${one.key}`, one.value, reading)])),
    };
  }
  if (isProvider) return readProvided(name, node, context);
  const secret = SECRET_KEYS.has(key);
  const source = context.path === '' ? {} : { source: { path: context.path, span: nodeSpan(node) } };
  const value = node.type === 'null' ? literalTemplate('') : jsonValueTemplate(node, context.text);
  const variable: Variable = { name, value, secret, origin: context.origin, ...source };
  const literal: unknown = node.value;
  const isLiteral = typeof literal === 'number' || typeof literal === 'boolean';
  return { kind: 'text', variable, ...(isLiteral && { literal }) };
}

/** `{ "provider": "…" }` is read as it is for variables. */
function readProvided(name: string, node: Node, context: ValueContext): AuthValue {
  const variables: Variable[] = [];
  const unavailable = new Map<string, string>();
  readEnvironmentValue({ name, node, variables, unavailable, secret: true }, context);
  const [variable] = variables;
  if (variable) return { kind: 'text', variable: { ...variable, secret: true } };
  return { kind: 'unavailable', message: unavailable.get(name) ?? `The value of '${name}' cannot be read.` };
}

/** False after a problem: the key is left out then. */
function checkForm({ key, value }: JsonMember, { form, choices }: AuthKey, { report, text }: ValueContext): boolean {
  const refuse = (message: string, fixes: readonly ProblemFix[] = []): false => {
    report('invalid-auth', 'error', nodeSpan(value), message, fixes);
    return false;
  };
  if (form === 'any') return true;
  if (value.type === 'object' && (form === 'key' || membersOf(value, report).some((one) => one.key === 'provider'))) {
    return true;
  }
  if (value.type === 'object' || value.type === 'array') return refuse(`'${key}' should be a text.`);
  const written = templateLiteral(jsonValueTemplate(value, text));
  // What a placeholder gives is looked at when the token is fetched.
  if (written === undefined || value.type === 'null') return true;
  switch (form) {
    case 'boolean':
      return /^(?:true|false)$/i.test(written) || refuse(`'${key}' should be true or false.`);
    case 'number':
      return /^\d{1,9}$/.test(written) || refuse(`'${key}' should be a number of seconds.`);
    case 'choice': {
      const names = choices ?? [];
      if (names.some((choice) => choice.toLowerCase() === written.toLowerCase())) return true;
      const span = { start: value.offset + 1, end: Math.max(value.offset + 1, value.offset + value.length - 1) };
      const fixes = value.type === 'string' ? near(written, names, span) : [];
      return refuse(`'${written}' is no value of '${key}'. It is one of ${names.join(', ')}.`, fixes);
    }
    default:
      return true;
  }
}

function near(name: string, names: readonly string[], span: { start: number; end: number }): readonly ProblemFix[] {
  return findNearMisses(name, names).map((text) => ({ kind: 'replace', title: `Change to '${text}'`, span, text }));
}

/** Their values are masked whatever file they stand in. */
const SECRET_KEYS: ReadonlySet<string> = new Set([
  'Client Secret',
  'Private Key',
  'Password',
  'Assertion',
  'Refresh Token',
  'Subject Token',
  'Actor Token',
  'Token',
  'ID Token',
]);
