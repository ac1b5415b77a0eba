import type { Node } from 'jsonc-parser';
import type { ProblemFix } from '../../text/problem';
import { parseHostEntry } from '../allowsHost';
import { findNearMisses } from '../findNearMisses';
import { membersOf, nodeSpan, type Report } from './parseJsonFile';
import { parseProxyAddress, proxySchemes } from '../proxyAddress';
import { readDuration } from '../readDuration';
import { jsonValueTemplate, type ValueContext } from './readEnvironmentValue';
import type { EnvironmentColor, EnvironmentRules, Variable } from '../variable';

/** What `$identityHttp` says: only members that are written there are given. */
export interface ReadRules {
  readonly rules: Partial<EnvironmentRules>;
  readonly verifiesCertificates: boolean | undefined;
}

/**
 * Reads `"$identityHttp": { "color", "confirm", "hosts", "verifyHostCertificate", "proxy", … }`. A rule that cannot be
 * read is a problem and counts as its strictest form, so that a typing error never lets anything through.
 */
export function readEnvironmentRules(node: Node, context: ValueContext): ReadRules {
  const { report } = context;
  if (node.type !== 'object') {
    const message =
      '\'$identityHttp\' should be an object of rules: { "confirm": ["DELETE"] }. Every request is asked about.';
    report('invalid-rule', 'error', nodeSpan(node), message);
    return { rules: { confirm: ['*'], hosts: [] }, verifiesCertificates: undefined };
  }
  const rules: MutableRules = {};
  let verifiesCertificates: boolean | undefined;
  for (const { key, nameSpan, value } of membersOf(node, report)) {
    switch (key) {
      case 'color':
        rules.color = readColor(value, report);
        break;
      case 'confirm':
        rules.confirm = readMethods(value, report);
        break;
      case 'hosts':
        rules.hosts = readHosts(value, report);
        break;
      case 'proxy':
        rules.proxy = readProxy(value, report);
        break;
      case 'proxyCredentials':
        rules.proxyCredentials = secretValue(key, value, context);
        break;
      case 'followRedirects':
        rules.followsRedirects = readSwitch(key, value, report, 'Redirects are not followed.');
        break;
      case 'cookies':
        rules.keepsCookies = readSwitch(key, value, report, 'Cookies are neither sent nor kept.');
        break;
      case 'autoEncoding':
        rules.encodesTarget = readSwitch(key, value, report, 'Addresses are sent as they are written.');
        break;
      case 'timeout':
        assign(rules, 'timeoutMilliseconds', readTime(key, value, report));
        break;
      case 'connectionTimeout':
        assign(rules, 'connectTimeoutMilliseconds', readTime(key, value, report));
        break;
      case 'httpVersion':
        assign(rules, 'httpVersion', readHttpVersion(value, report));
        break;
      case 'verifyHostCertificate':
        verifiesCertificates = readVerification(value, report);
        break;
      default: {
        const fixes = findNearMisses(key, RULE_NAMES).map((name) => replacement(name, nameSpan));
        const message = `There is no rule '${key}'. The rules are ${RULE_NAMES.join(', ')}.`;
        report('unknown-rule', 'error', nameSpan, message, fixes);
      }
    }
  }
  return { rules, verifiesCertificates };
}

function readColor(node: Node, report: Report): EnvironmentColor | undefined {
  const color = COLORS.find((candidate) => candidate === node.value);
  if (color) return color;
  const near = typeof node.value === 'string' ? findNearMisses(node.value, COLORS) : [];
  const fixes = near.map((name) => replacement(name, contentSpan(node)));
  report('invalid-rule', 'warning', nodeSpan(node), `'color' should be one of ${COLORS.join(', ')}.`, fixes);
  return undefined;
}

function readMethods(node: Node, report: Report): readonly string[] {
  if (node.type !== 'array') {
    const message =
      '\'confirm\' should be a list of methods: ["DELETE", "PUT"], or ["*"]. Every request is asked about.';
    report('invalid-rule', 'error', nodeSpan(node), message);
    return ['*'];
  }
  return (node.children ?? []).map((child) => {
    const method: unknown = child.value;
    if (typeof method === 'string' && /^(?:\*|[A-Za-z][A-Za-z0-9!#$%&'*+.^_`|~-]*)$/.test(method)) {
      hintAtMethod(child, method, report);
      return method.toUpperCase();
    }
    const message = 'This is no method, such as "DELETE" or "*" for every one. Every request is asked about.';
    report('invalid-rule', 'error', nodeSpan(child), message);
    return '*';
  });
}

/** `DELET` would confirm nothing, silently; a method of one's own is fine. */
function hintAtMethod(node: Node, method: string, report: Report): void {
  const upper = method.toUpperCase();
  if (upper === '*' || METHODS.includes(upper)) return;
  const near = findNearMisses(upper, METHODS);
  if (near.length === 0) return;
  const message = `'${method}' is not a usual method. Did you mean ${near.map((name) => `'${name}'`).join(' or ')}?`;
  report(
    'unknown-method',
    'warning',
    nodeSpan(node),
    message,
    near.map((name) => replacement(name, contentSpan(node))),
  );
}

function readHosts(node: Node, report: Report): readonly string[] {
  if (node.type !== 'array') {
    const message = '\'hosts\' should be a list: ["api.example.com"]. Every request with credentials is asked about.';
    report('invalid-rule', 'error', nodeSpan(node), message);
    return [];
  }
  return (node.children ?? []).flatMap((child) => {
    const entry: unknown = child.value;
    if (typeof entry === 'string' && parseHostEntry(entry)) return [entry.trim()];
    report('invalid-rule', 'error', nodeSpan(child), describeHost(entry), hostFixes(child, entry));
    return [];
  });
}

function describeHost(entry: unknown): string {
  if (typeof entry === 'string' && entry.includes('{{')) {
    return 'A host is written out: a placeholder could be given another value on the way. This entry allows nothing.';
  }
  return 'This is no host, such as "api.example.com", "*.example.com" or "http://localhost:8080". It allows nothing.';
}

/** A whole address was pasted: its origin was meant. */
function hostFixes(node: Node, entry: unknown): readonly ProblemFix[] {
  const origin = typeof entry === 'string' ? /^https?:\/\/[^/?#\s{}@]+(?=[/?#])/i.exec(entry.trim())?.[0] : undefined;
  return origin !== undefined && parseHostEntry(origin) ? [replacement(origin, contentSpan(node))] : [];
}

type MutableRules = { -readonly [Key in keyof EnvironmentRules]?: EnvironmentRules[Key] };

/** What could not be read is not there. */
function assign<Key extends keyof MutableRules>(
  rules: MutableRules,
  key: Key,
  value: MutableRules[Key] | undefined,
): void {
  if (value !== undefined) rules[key] = value;
}

function readProxy(node: Node, report: Report): string | undefined {
  const text: unknown = node.value;
  const address = typeof text === 'string' ? parseProxyAddress(text) : undefined;
  if (address !== undefined) return address;
  const message = `'proxy' should be an address such as "http://proxy.example.com:8080", without user, password and path, or "direct". It begins with one of ${proxySchemes.join(', ')}.`;
  report('invalid-rule', 'error', nodeSpan(node), message);
  return undefined;
}

/** A value like that of a variable, so that it can name a secret that is kept elsewhere. */
export function secretValue(name: string, node: Node, { text, origin, path }: ValueContext): Variable {
  return {
    name,
    value: jsonValueTemplate(node, text),
    secret: true,
    origin,
    ...(path !== '' && { source: { path, span: nodeSpan(node) } }),
  };
}

/** Anything but true is the strict one of two. */
function readSwitch(name: string, node: Node, report: Report, otherwise: string): boolean {
  if (typeof node.value === 'boolean') return node.value;
  report('invalid-rule', 'error', nodeSpan(node), `'${name}' should be true or false. ${otherwise}`);
  return false;
}

function readTime(name: string, node: Node, report: Report): number | undefined {
  const milliseconds = /^(?:string|number)$/.test(node.type) ? readDuration(String(node.value)) : undefined;
  if (milliseconds !== undefined) return milliseconds;
  const message = `'${name}' should be a number of seconds, or a text such as "500 ms" or "2 m".`;
  report('invalid-rule', 'error', nodeSpan(node), message);
  return undefined;
}

function readHttpVersion(node: Node, report: Report): '1.1' | '2' | undefined {
  const text = String(node.value);
  if (text === '1.1' || text === '2') return text;
  report('invalid-rule', 'error', nodeSpan(node), `'httpVersion' should be "1.1" or "2".`);
  return undefined;
}

function readVerification(node: Node, report: Report): boolean | undefined {
  if (typeof node.value === 'boolean') return node.value;
  const message = "'verifyHostCertificate' should be true or false. Certificates are verified.";
  report('invalid-rule', 'error', nodeSpan(node), message);
  return true;
}

function replacement(text: string, span: { readonly start: number; readonly end: number }): ProblemFix {
  return { kind: 'replace', title: `Change to '${text}'`, span, text };
}

/** What stands between the quotes. */
function contentSpan(node: Node): { readonly start: number; readonly end: number } {
  return { start: node.offset + 1, end: Math.max(node.offset + 1, node.offset + node.length - 1) };
}

const RULE_NAMES: readonly string[] = [
  'color',
  'confirm',
  'hosts',
  'verifyHostCertificate',
  'proxy',
  'proxyCredentials',
  'followRedirects',
  'cookies',
  'autoEncoding',
  'timeout',
  'connectionTimeout',
  'httpVersion',
];
const COLORS: readonly EnvironmentColor[] = ['red', 'orange', 'yellow', 'green', 'blue', 'purple'];
const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];
