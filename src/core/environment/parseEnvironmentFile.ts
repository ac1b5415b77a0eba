import { parseTree, type Node, type ParseError } from 'jsonc-parser';
import type { Problem } from '../text/problem';
import type { Span } from '../text/span';
import { jsonDepth } from './jsonText';
import { readEnvironmentValue, type ValueContext } from './readEnvironmentValue';
import type { Variable } from './variable';

/** Whose values win: private (and the user's own) over public. */
export type EnvironmentFileKind = 'private' | 'user' | 'public';

/** What one environment file says. Spans are offsets into its text without the byte order mark. */
export interface EnvironmentFile {
  readonly path: string;
  readonly kind: EnvironmentFileKind;
  /** By name, `$shared` included, in the order of the file. */
  readonly sections: ReadonlyMap<string, EnvironmentSection>;
  readonly problems: readonly FileProblem[];
}

/** One environment as one file has it. */
export interface EnvironmentSection {
  readonly name: string;
  /** Where the name stands, quotes left out. */
  readonly nameSpan: Span;
  /** Members of objects and lists follow their whole: `cfg`, `cfg.host`, `cfg.list[0]`. */
  readonly variables: readonly Variable[];
  /** Names kept by a provider that cannot be read here, with a sentence that says so. */
  readonly unavailable: ReadonlyMap<string, string>;
  /** From `SSLConfiguration.verifyHostCertificate`; `undefined` when the file does not say. */
  readonly verifiesCertificates: boolean | undefined;
}

/** A problem in a file other than the one that is being edited. */
export interface FileProblem extends Problem {
  readonly path: string;
}

/** The section whose values all environments have. */
export const SHARED_SECTION = '$shared';

/** Reads `http-client.env.json` and its private and user companions: JSON with comments and trailing commas. */
export function parseEnvironmentFile(bytes: Uint8Array, path: string): EnvironmentFile {
  const kind = environmentFileKind(path);
  const problems: FileProblem[] = [];
  const sections = new Map<string, EnvironmentSection>();
  const report = (code: string, severity: Problem['severity'], span: Span, message: string): void => {
    if (problems.length < MOST_PROBLEMS) problems.push({ code, severity, span, message, path });
  };
  const text = decodeFile(bytes, path, report);
  if (text !== undefined && text.trim() !== '') {
    const root = parseJson(text, report);
    const context: ValueContext = { text, path, isPrivate: kind !== 'public', report };
    if (root) readSections(root, context, sections);
  }
  return { path, kind, sections, problems };
}

/** By the name of the file; every other name counts as public. */
export function environmentFileKind(path: string): EnvironmentFileKind {
  if (path.endsWith('.private.env.json')) return 'private';
  return path.endsWith('.env.json.user') ? 'user' : 'public';
}

type Report = ValueContext['report'];

function decodeFile(bytes: Uint8Array, path: string, report: Report): string | undefined {
  const refuse = (reason: string): undefined => {
    report('environment-file-unreadable', 'error', { start: 0, end: 0 }, `'${path}' is not read: ${reason}`);
  };
  if (bytes.length > LARGEST_FILE) return refuse('it is larger than 1 MB. Keep large values in files of their own.');
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return refuse('it is written in UTF-16. Save it as UTF-8.');
  }
  if (bytes.includes(0)) return refuse('it is not text. An environment file is JSON in UTF-8.');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse('it is not valid UTF-8. Save it as UTF-8.');
  }
}

function parseJson(text: string, report: Report): Node | undefined {
  // The package's parser calls itself for every level, and hostile nesting would exhaust the stack.
  if (jsonDepth(text, DEEPEST_NESTING) > DEEPEST_NESTING) {
    const message = `The file nests more than ${DEEPEST_NESTING} objects and lists into each other, so it is not read.`;
    report('environment-file-unreadable', 'error', { start: 0, end: 0 }, message);
    return undefined;
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  for (const error of errors) {
    const start = Math.min(error.offset, text.length);
    const span = { start, end: Math.min(start + error.length, text.length) };
    report('invalid-json', 'error', span, PARSE_ERRORS[error.error] ?? 'This is not JSON.');
  }
  if (root && root.type !== 'object') {
    const message =
      'An environment file is one object with a member for each environment: { "dev": { "name": "value" } }.';
    report('environment-not-an-object', 'error', nodeSpan(root), message);
    return undefined;
  }
  return root;
}

function readSections(root: Node, context: ValueContext, sections: Map<string, EnvironmentSection>): void {
  for (const { key, nameSpan, value } of membersOf(root, context)) {
    if (key === '') {
      context.report('environment-without-name', 'error', nameSpan, 'Give the environment a name.');
    } else if (value.type === 'object') {
      sections.set(key, readSection(key, nameSpan, value, context));
    } else if (key !== '$schema') {
      const message = `'${key}' should be an object with the variables of that environment: { "name": "value" }.`;
      context.report('environment-not-an-object', 'error', nodeSpan(value), message);
    }
  }
}

function readSection(name: string, nameSpan: Span, node: Node, context: ValueContext): EnvironmentSection {
  const variables: Variable[] = [];
  const unavailable = new Map<string, string>();
  let verifiesCertificates: boolean | undefined;
  for (const { key, value } of membersOf(node, context)) {
    if (key === 'SSLConfiguration') {
      verifiesCertificates = readCertificateRule(value, context);
    } else if (!RESERVED_NAMES.has(key)) {
      readEnvironmentValue({ name: key, node: value, variables, unavailable, secret: context.isPrivate }, context);
    }
  }
  return { name, nameSpan, variables, unavailable, verifiesCertificates };
}

function readCertificateRule(node: Node, context: ValueContext): boolean | undefined {
  const rule = membersOf(node, context).find((member) => member.key === 'verifyHostCertificate')?.value;
  if (!rule) return undefined;
  if (typeof rule.value === 'boolean') return rule.value;
  const message = "'verifyHostCertificate' should be true or false. Certificates are verified.";
  context.report('invalid-ssl-configuration', 'warning', nodeSpan(rule), message);
  return undefined;
}

interface Member {
  readonly key: string;
  readonly nameSpan: Span;
  readonly value: Node;
}

/** Of a repeated key the last one counts, as everywhere in JSON; the earlier ones are reported. */
function membersOf(node: Node, context: ValueContext): readonly Member[] {
  const members = new Map<string, Member>();
  for (const property of node.type === 'object' ? (node.children ?? []) : []) {
    const [name, value] = property.children ?? [];
    if (!name || !value) continue;
    const key = String(name.value);
    const nameSpan = { start: name.offset + 1, end: name.offset + name.length - 1 };
    const earlier = members.get(key);
    if (earlier) {
      const message = `'${key}' is given again further down, and the last one counts. Remove one of them.`;
      context.report('duplicate-key', 'warning', earlier.nameSpan, message);
      members.delete(key);
    }
    members.set(key, { key, nameSpan, value });
  }
  return [...members.values()];
}

function nodeSpan(node: Node): Span {
  return { start: node.offset, end: node.offset + node.length };
}

/** Settings of an environment, not variables of it. */
const RESERVED_NAMES: ReadonlySet<string> = new Set(['Security', 'SSLConfiguration', '$identityHttp']);

const LARGEST_FILE = 1_000_000;
const DEEPEST_NESTING = 32;
const MOST_PROBLEMS = 50;

/** By the number of the package's `ParseErrorCode`, whose names exist in its types only. */
const PARSE_ERRORS: Readonly<Record<number, string>> = {
  1: 'This is not a JSON value. Texts stand in double quotes.',
  2: 'This is not a JSON number. Put it in double quotes to use it as text.',
  3: 'Expected a name in double quotes.',
  4: 'Expected a value: a text in double quotes, a number, true, false, a list or an object.',
  5: 'Expected a colon between the name and its value.',
  6: 'Expected a comma between two members.',
  7: "Expected the closing '}' of the object.",
  8: "Expected the closing ']' of the list.",
  9: 'Expected the end of the file: everything belongs into one object.',
  10: 'Comments are not allowed here.',
  11: 'This comment has no end.',
  12: 'This text has no closing double quote on its line.',
  13: 'This number has no end.',
  14: 'A Unicode escape is \\u and four hexadecimal digits.',
  15: 'After a backslash only " \\ / b f n r t or u may follow.',
  16: 'This character cannot stand in JSON text. Write it as an escape.',
};
