import type { Node } from 'jsonc-parser';
import { isEnvironmentName, plainSection, type EnvironmentSource } from '../environmentSource';
import { isSecretName } from '../secrets/isSecretName';
import { collectProblems, membersOf, nodeSpan, parseJsonFile, type JsonFile, type Report } from './parseJsonFile';
import { jsonValueTemplate } from './readEnvironmentValue';
import type { Variable } from '../variable';

/**
 * Reads an environment as Postman exports it, `*.postman_environment.json`, in place: only values that are switched
 * on, and those of the type `secret` are masked. The environment is called what its `name` says.
 */
export function parsePostmanEnvironment(bytes: Uint8Array, path: string): EnvironmentSource {
  const { problems, report } = collectProblems(path);
  const file = parseJsonFile(bytes, path, report);
  const section = file && readEnvironment(file, path, report);
  return { path, kind: 'postman', sections: new Map(section ? [[section.name, section]] : []), problems };
}

/** True for the files that are read as such. */
export function isPostmanEnvironmentName(name: string): boolean {
  return name.toLowerCase().endsWith(FILE_END);
}

function readEnvironment({ text, root }: JsonFile, path: string, report: Report) {
  if (!root) return undefined;
  // The file is not written by hand, so what else stands in it twice is nobody's mistake.
  const members = new Map(membersOf(root, () => {}).map((member) => [member.key, member.value]));
  const values = members.get('values');
  if (root.type !== 'object' || values?.type !== 'array') {
    const message = "This is no environment that Postman exported: it has no list 'values'.";
    report('environment-not-an-object', 'error', nodeSpan(root), message);
    return undefined;
  }
  const named = members.get('name');
  const written = typeof named?.value === 'string' ? named.value.trim() : '';
  const nameSpan = named?.type === 'string' ? contentSpan(named) : { start: 0, end: 0 };
  const name = isEnvironmentName(written) ? written : nameOfFile(path);
  if (name !== written) {
    const message = `The environment has no name that can be chosen, so it is called '${name}' after its file.`;
    report('environment-without-name', 'warning', nameSpan, message);
  }
  const variables = new Map<string, Variable>();
  for (const child of values.children ?? []) {
    const variable = readValue(child, { text, path, environment: name });
    // Of a repeated name the last one counts, as in Postman.
    if (variable) variables.set(variable.name, variable);
  }
  return plainSection(name, nameSpan, [...variables.values()]);
}

function readValue(
  node: Node,
  { text, path, environment }: { readonly text: string; readonly path: string; readonly environment: string },
): Variable | undefined {
  const members = new Map(membersOf(node, () => {}).map((member) => [member.key, member.value]));
  const name = members.get('key')?.value as unknown; // The package gives values untyped.
  const value = members.get('value');
  if (typeof name !== 'string' || name === '' || members.get('enabled')?.value === false || !value) return undefined;
  const secret = members.get('type')?.value === 'secret' || isSecretName(name);
  const template = jsonValueTemplate(value, text);
  return { name, value: template, secret, origin: 'postman', environment, source: { path, span: nodeSpan(value) } };
}

function contentSpan(node: Node): { readonly start: number; readonly end: number } {
  return { start: node.offset + 1, end: Math.max(node.offset + 1, node.offset + node.length - 1) };
}

function nameOfFile(path: string): string {
  const file = /[^\\/]*$/.exec(path)?.[0] ?? '';
  const name = isPostmanEnvironmentName(file) ? file.slice(0, -FILE_END.length) : file;
  return isEnvironmentName(name) ? name : 'Postman';
}

const FILE_END = '.postman_environment.json';
