import { parseEnvironmentFile, SHARED_SECTION } from './parseEnvironmentFile';
import type { EnvironmentFile, EnvironmentSection, FileProblem } from './parseEnvironmentFile';
import { parentFolder, resolvePath } from './paths';
import type { FileReader } from './ports';
import type { Environment, Variable } from './variable';

/** The environments that hold for one folder. */
export interface EnvironmentSet {
  /** In the order of the files, public ones first; `$shared` is none of them. */
  readonly names: readonly string[];
  /** `undefined` for a name that no file has. */
  readonly lookup: (name: string) => Environment | undefined;
  /** What holds when no environment is chosen; its name is empty. */
  readonly shared: Environment;
  readonly problems: readonly FileProblem[];
  /** The files that were read, or would have been but for a problem. */
  readonly files: readonly EnvironmentFile[];
}

/**
 * Of each kind of environment file the nearest one counts, from `folder` upwards to `root` (or to the top). The kinds
 * are looked for apart, so a private file may lie in another folder than the public one.
 */
export async function loadEnvironments(
  reader: FileReader,
  folder: string,
  options: { readonly root?: string | undefined } = {},
): Promise<EnvironmentSet> {
  const folders = foldersUpwards(folder, options.root);
  const found = await Promise.all(FILE_NAMES.map((name) => loadNearest(reader, folders, name)));
  return buildEnvironmentSet(found.filter((file) => file !== undefined));
}

/** `files` in the order of precedence, the first one winning. */
export function buildEnvironmentSet(files: readonly EnvironmentFile[]): EnvironmentSet {
  const names = new Set<string>();
  for (const file of files.toReversed()) {
    for (const name of file.sections.keys()) if (!name.startsWith('$')) names.add(name);
  }
  const shared = sectionsOf(files, SHARED_SECTION);
  const environments = new Map<string, Environment>();
  for (const name of names) environments.set(name, buildEnvironment(name, sectionsOf(files, name), shared));
  return {
    names: [...names],
    lookup: (name) => environments.get(name),
    shared: buildEnvironment('', [], shared),
    problems: files.flatMap((file) => file.problems),
    files,
  };
}

/**
 * The set with `environment` in it, with the values of `$shared` underneath. It takes the place of one of that name in
 * the files: a mixture of both could send the values of one to the hosts of the other. A problem then says so.
 */
export function withEnvironment(set: EnvironmentSet, environment: Environment): EnvironmentSet {
  const whole = { ...environment, variables: [...environment.variables, ...set.shared.variables] };
  const hidden = set.files.flatMap((file): FileProblem[] => {
    const section = file.sections.get(environment.name);
    if (!section) return [];
    const message = `The built-in environment '${environment.name}' is used instead of this one. Give this one another name.`;
    return [{ code: 'hidden-environment', severity: 'warning', span: section.nameSpan, message, path: file.path }];
  });
  return {
    ...set,
    names: [...set.names.filter((name) => name !== environment.name), environment.name],
    lookup: (name) => (name === environment.name ? whole : set.lookup(name)),
    problems: [...set.problems, ...hidden],
  };
}

/** Highest precedence first. */
const FILE_NAMES = ['http-client.private.env.json', 'http-client.env.json.user', 'http-client.env.json'];

function foldersUpwards(folder: string, root: string | undefined): readonly string[] {
  const last = root === undefined ? undefined : resolvePath(root, '.');
  const folders: string[] = [];
  for (let at: string | undefined = resolvePath(folder, '.'); at !== undefined; at = parentFolder(at)) {
    folders.push(at);
    if (at === last) break;
  }
  return folders;
}

async function loadNearest(
  reader: FileReader,
  folders: readonly string[],
  name: string,
): Promise<EnvironmentFile | undefined> {
  for (const folder of folders) {
    const path = resolvePath(folder, name);
    const content = await reader(path);
    if (content === undefined) continue;
    if (content instanceof Uint8Array) return parseEnvironmentFile(content, path);
    const file = parseEnvironmentFile(new Uint8Array(), path);
    const span = { start: 0, end: 0 };
    const { message } = content;
    return { ...file, problems: [{ code: 'environment-file-unreadable', severity: 'error', span, message, path }] };
  }
  return undefined;
}

function sectionsOf(files: readonly EnvironmentFile[], name: string): readonly EnvironmentSection[] {
  return files.map((file) => file.sections.get(name)).filter((section) => section !== undefined);
}

function buildEnvironment(
  name: string,
  own: readonly EnvironmentSection[],
  shared: readonly EnvironmentSection[],
): Environment {
  const ofShared = shared.flatMap((section) => section.variables);
  const variables = [...own.flatMap((section) => section.variables), ...ofShared.map(asShared)];
  const defined = new Set(variables.map((variable) => variable.name));
  const sections = [...own, ...shared];
  const unavailable = new Map<string, string>();
  for (const section of sections) {
    for (const [key, message] of section.unavailable) {
      if (!defined.has(key) && !unavailable.has(key)) unavailable.set(key, message);
    }
  }
  const rule = sections.find((section) => section.verifiesCertificates !== undefined)?.verifiesCertificates;
  return { name, variables, hostOrigins: new Map(), verifiesCertificates: rule ?? true, unavailable };
}

function asShared(variable: Variable): Variable {
  return { ...variable, origin: 'shared' };
}
