import { findEnvironmentNames, type EnvironmentNames } from '../../environment/files/findEnvironmentNames';
import { isInsideFolder, parentFolder, resolvePath } from '../../environment/paths';
import type { FileReader } from '../../environment/ports';
import { HOST_VARIABLE } from '../../request/hostVariable';
import { readFileImports } from '../../syntax/blockImports';
import type { RequestFile } from '../../syntax/nodes';
import { parseRequestFile } from '../../syntax/parseRequestFile';
import { templateLiteral } from '../../text/template';
import type { IndexedFile, NameIndex } from './nameIndex';

/** What a search for names needs from outside. */
export interface NamePorts {
  /** What is typed into an open file counts before it is saved. */
  readonly reader: FileReader;
  /** The paths of the request files below a folder, at most `limit` of them. */
  readonly findRequestFiles: (folder: string, limit: number, signal: AbortSignal) => Promise<readonly string[]>;
  /** The tree of a file that is open. */
  readonly openFile: (path: string) => RequestFile | undefined;
}

/** Where a search starts. */
export interface NameSearch {
  /** A request file or an environment file. */
  readonly path: string;
  /** Nothing outside of it is read; without it nothing outside the file's own folder. */
  readonly workspaceFolder: string | undefined;
  /** Looks into the other files of the folder for this text; without it only what the file itself depends on is read. */
  readonly everywhere?: { readonly text: string } | undefined;
  /** Names with a value that is in no file: see `NameIndex`. */
  readonly elsewhere?: ReadonlyMap<string, string> | undefined;
}

/**
 * Reads what gives names their meaning: the file, what it imports, the environment files that count for it and, where
 * it is asked for, every request file below the folder of the outermost one. `undefined` after the signal.
 */
export async function loadNameIndex(
  ports: NamePorts,
  search: NameSearch,
  signal: AbortSignal,
): Promise<NameIndex | undefined> {
  const folder = parentFolder(search.path) ?? '/';
  const walk: Walk = {
    ports,
    signal,
    root: search.workspaceFolder ?? folder,
    files: new Map(),
    environments: new Map(),
    texts: new Map(),
  };
  const isEnvironment = ENVIRONMENT_FILES.some((name) => search.path.endsWith(name));
  if (isEnvironment) await readEnvironment(walk, search.path);
  else await addFile(walk, search.path);
  if (search.everywhere) {
    const own = [...walk.environments].flatMap(([path, names]) => (names ? [parentFolder(path) ?? folder] : []));
    const top = own.reduce((one, other) => (other.length < one.length ? other : one), folder);
    // What looks like a name as a whole may be a member of what another file captures.
    const text = /^[^.[]+/.exec(search.everywhere.text)?.[0] ?? search.everywhere.text;
    for (const path of await ports.findRequestFiles(top, MOST_FILES, signal)) {
      if (signal.aborted) return undefined;
      await addFile(walk, path, text);
    }
  }
  if (signal.aborted) return undefined;
  const environments = new Map<string, EnvironmentNames>();
  for (const [path, names] of walk.environments) if (names) environments.set(path, names);
  return { files: walk.files, environments, elsewhere: search.elsewhere ?? new Map() };
}

interface Walk {
  readonly ports: NamePorts;
  readonly signal: AbortSignal;
  readonly root: string;
  readonly files: Map<string, IndexedFile>;
  /** `undefined` for a path at which there is no file. */
  readonly environments: Map<string, EnvironmentNames | undefined>;
  /** Trees of files that were read, or `undefined` for what cannot be. */
  readonly texts: Map<string, RequestFile | undefined>;
}

/** With `text`, a file that has neither that text nor an import is passed over unread. */
async function addFile(walk: Walk, path: string, text?: string): Promise<void> {
  // The list grows while it is walked: an import leads to the next file.
  const pending = [path];
  for (const at of pending) {
    if (walk.files.has(at) || walk.files.size >= MOST_FILES || walk.signal.aborted) continue;
    const file = await readFile(walk, at, at === path ? text : undefined);
    if (!file) continue;
    const folder = parentFolder(at) ?? walk.root;
    const imports = await findImports(walk, file, folder);
    walk.files.set(at, { path: at, file, imports, environments: await findEnvironments(walk, folder) });
    pending.push(...imports);
  }
}

async function readFile(walk: Walk, path: string, text?: string): Promise<RequestFile | undefined> {
  if (walk.texts.has(path)) return walk.texts.get(path);
  const open = walk.ports.openFile(path);
  const content = open ? undefined : await walk.ports.reader(path, walk.root);
  if (!open && !(content instanceof Uint8Array && content.length <= LARGEST_FILE)) return undefined;
  const source = content instanceof Uint8Array ? new TextDecoder().decode(content) : '';
  if (!open && text !== undefined && !mayMean(source, text)) return undefined;
  const file = open ?? parseRequestFile(source);
  walk.texts.set(path, file);
  return file;
}

/** An import leads to other files, and a target such as `/users` means a name that is not in the text. */
function mayMean(source: string, name: string): boolean {
  return source.includes(name) || name === HOST_VARIABLE || /^\s*(?:(?:#+|\/{2,})\s*@)?import\s/im.test(source);
}

/** Later imports count before earlier ones, as `loadImports` has it. */
async function findImports(walk: Walk, file: RequestFile, folder: string): Promise<readonly string[]> {
  const imports: string[] = [];
  for (const paths of readFileImports(file)) {
    for (const template of paths ?? []) {
      const written = templateLiteral(template)?.trim();
      if (written === undefined || written === '') continue;
      for (const path of [resolvePath(folder, written), resolvePath(walk.root, written)]) {
        if (!isInsideFolder(walk.root, path) || !(await readFile(walk, path))) continue;
        imports.push(path);
        break;
      }
    }
  }
  return imports.toReversed();
}

/** Of each kind the nearest one, from the folder upwards. */
async function findEnvironments(walk: Walk, folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of ENVIRONMENT_FILES) {
    for (
      let at: string | undefined = folder;
      at !== undefined && isInsideFolder(walk.root, at);
      at = parentFolder(at)
    ) {
      const path = resolvePath(at, name);
      if (!(await readEnvironment(walk, path))) continue;
      found.push(path);
      break;
    }
  }
  return found;
}

async function readEnvironment(walk: Walk, path: string): Promise<EnvironmentNames | undefined> {
  if (walk.environments.has(path)) return walk.environments.get(path);
  const content = await walk.ports.reader(path, walk.root);
  const names = content instanceof Uint8Array ? findEnvironmentNames(content, path) : undefined;
  walk.environments.set(path, names);
  return names;
}

/** Highest precedence first. */
const ENVIRONMENT_FILES: readonly string[] = [
  'http-client.private.env.json',
  'http-client.env.json.user',
  'http-client.env.json',
];
const MOST_FILES = 2000;
const LARGEST_FILE = 5_000_000;
