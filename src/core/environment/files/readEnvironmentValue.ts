import type { Node } from 'jsonc-parser';
import type { Span } from '../../text/span';
import type { Template } from '../../text/template';
import { isSecretName } from '../secrets/isSecretName';
import { stringTemplate, valueTemplate, type NamedPart } from './jsonTemplate';
import { memberName } from './memberName';
import { membersOf, nodeSpan, type Report } from './parseJsonFile';
import { SECRET_STORAGE_PROVIDER } from '../secrets/storedSecrets';
import type { Variable, VariableOrigin, VariableRemark } from '../variable';

/** The text that is being read, and where its problems go. */
export interface ValueContext {
  readonly text: string;
  /** Empty for a setting, which has no place in a file. */
  readonly path: string;
  readonly origin: VariableOrigin;
  readonly isPrivate: boolean;
  readonly environment?: string;
  /** The name of the section, `$shared` among them. */
  readonly section: string;
  readonly setting?: string;
  /** Somebody read the numbers before: one that is too large for it is another number now. */
  readonly roundsNumbers?: boolean;
  readonly report: Report;
}

/** One member of an environment, or of a value in it. */
export interface EnvironmentValue {
  readonly name: string;
  readonly node: Node;
  readonly variables: Variable[];
  readonly unavailable: Map<string, string>;
  readonly secret: boolean;
  readonly memberOf?: string;
  /** Takes the places inside of an outer value whose values are kept elsewhere: what stands there is none of them. */
  readonly kept?: NamedPart[];
}

/**
 * Adds the variable and, for an object or a list, one for each member below it, so that `{{cfg.host}}` and
 * `{{list[0]}}` are names like any other and their placeholders are filled apart. True when one of them is secret.
 */
export function readEnvironmentValue(value: EnvironmentValue, context: ValueContext): boolean {
  const { name, node, variables } = value;
  const provider = providerOf(node);
  if (provider !== undefined) {
    value.kept?.push({ span: nodeSpan(node), name });
    if (provider !== SECRET_STORAGE_PROVIDER) {
      refuseProvider(value, provider, context);
      return false;
    }
    const stored = { environment: context.section, name };
    variables.push({ ...placed(value, context), value: EMPTY, secret: true, origin: 'secret', stored });
    return true;
  }
  const index = variables.length;
  let secret = value.secret || isSecretName(name);
  const kept: NamedPart[] = [];
  const inner = { variables, unavailable: value.unavailable, secret, memberOf: value.memberOf ?? name, kept };
  if (node.type === 'object') {
    for (const member of membersOf(node, context.report)) {
      const inside = { ...inner, name: memberName(name, member.key), node: member.value };
      const memberSecret = readEnvironmentValue(inside, context);
      secret ||= memberSecret;
    }
  } else if (node.type === 'array') {
    (node.children ?? []).forEach((child, position) => {
      const itemSecret = readEnvironmentValue({ ...inner, name: `${name}[${position}]`, node: child }, context);
      secret ||= itemSecret;
    });
  }
  value.kept?.push(...kept);
  const template = jsonValueTemplate(node, context.text, kept);
  const remark = context.roundsNumbers && isRounded(node) ? { remark: describeRounded(name, context) } : {};
  const variable: Variable = { ...placed(value, context), value: template, secret, origin: context.origin, ...remark };
  variables.splice(index, 0, variable);
  return secret;
}

/** Whether the number may have been another one where it was written; smaller ones are exact. */
function isRounded({ type, value }: Node): boolean {
  return type === 'number' && typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;
}

function describeRounded(name: string, { setting = '' }: ValueContext): VariableRemark {
  const message = `The number '${name}' in the setting '${setting}' is larger than the editor can read, and its last digits may be others. Write it as a text, in quotes.`;
  return { code: 'number-rounded', severity: 'warning', message };
}

/** What a variable has because of the place it stands in. */
function placed({ name, node, memberOf }: EnvironmentValue, context: ValueContext) {
  return {
    name,
    ...(context.path !== '' && { source: { path: context.path, span: nodeSpan(node) } }),
    ...(context.environment !== undefined && { environment: context.environment }),
    ...(context.setting !== undefined && { setting: context.setting }),
    ...(memberOf !== undefined && { memberOf }),
  };
}

/** The value of a node as a template: numbers keep the digits they are written with, and `null` is «no value yet». */
export function jsonValueTemplate(node: Node, text: string, kept: readonly NamedPart[] = []): Template {
  const span = { start: node.offset, end: node.offset + node.length };
  switch (node.type) {
    case 'string':
      return stringTemplate(text, { start: span.start + 1, end: Math.max(span.start + 1, closingQuote(text, span)) });
    case 'null':
      return { span, parts: [] };
    default:
      return valueTemplate(text, span, kept);
  }
}

/** A text that was never closed has no quote at its end. */
function closingQuote(text: string, span: Span): number {
  return span.end - span.start > 1 && text[span.end - 1] === '"' ? span.end - 1 : span.end;
}

/** Visual Studio keeps a value elsewhere with `{ "provider": "AzureKeyVault", … }`. */
function providerOf(node: Node): string | undefined {
  if (node.type !== 'object') return undefined;
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    if (key?.value === 'provider' && value?.type === 'string') return String(value.value);
  }
  return undefined;
}

function refuseProvider({ name, node, unavailable }: EnvironmentValue, provider: string, context: ValueContext): void {
  const message = `The value of '${name}' is kept by '${provider}', which cannot be read here. Give it a value in 'http-client.private.env.json', or write { "provider": "SecretStorage" } to be asked for it once.`;
  unavailable.set(name, message);
  context.report('unsupported-provider', 'warning', nodeSpan(node), message);
}

/** Until the secret storage is read. */
const EMPTY: Template = { span: { start: 0, end: 0 }, parts: [] };
