import { buildEnvironmentSet, type EnvironmentSet } from '../environmentSet';
import type { EnvironmentSource } from '../environmentSource';
import { keepLastGood, type LastGoodFiles } from './lastGoodFiles';
import { dotenvEnvironmentName, parseDotenvFile } from './parseDotenv';
import { parseEnvironmentFile } from './parseEnvironmentFile';
import { isPostmanEnvironmentName, parsePostmanEnvironment } from './parsePostmanEnvironment';
import { parentFolder, resolvePath } from '../paths';
import type { FileReader, FolderLister } from '../ports';
import { readEnvironmentSettings, type EnvironmentSetting } from './readEnvironmentSettings';

/** What environments are read from, besides the folder's own files. */
export interface LoadEnvironmentsOptions {
  /** Files are looked for up to this folder, or to the top. */
  readonly root?: string | undefined;
  /** `.env` files and those of Postman are looked for up to this folder; left out, it is `root`. */
  readonly workspaceFolder?: string | undefined;
  /** Finds `.env.<name>`, `<name>.env` and the files of Postman; without it they are not read. */
  readonly listFolder?: FolderLister | undefined;
  /** In the order of `environmentSettingNames`. */
  readonly settings?: readonly EnvironmentSetting[] | undefined;
  /** Settings that were read from a file already; they count behind `settings`. */
  readonly settingSources?: readonly EnvironmentSource[] | undefined;
  /** Kept by a host that loads again and again. */
  readonly lastGood?: LastGoodFiles | undefined;
}

/**
 * Of each kind of file the nearest one counts, from `folder` upwards. The kinds are looked for apart, so a private file
 * may lie in another folder than the public one.
 */
export async function loadEnvironments(
  reader: FileReader,
  folder: string,
  options: LoadEnvironmentsOptions = {},
): Promise<EnvironmentSet> {
  const load: Load = { reader, lastGood: options.lastGood };
  const folders = foldersUpwards(folder, options.root);
  const near = foldersUpwards(folder, options.workspaceFolder ?? options.root);
  const [json, listings, dotenv] = await Promise.all([
    Promise.all(FILE_NAMES.map((name) => loadNearest(load, folders, { name, parse: parseEnvironmentFile }))),
    listFolders(options.listFolder, near),
    loadNearest(load, near, { name: '.env', parse: (bytes, path) => parseDotenvFile(bytes, path, undefined) }),
  ]);
  const [named, postman] = await Promise.all([loadNamedDotenv(load, listings), loadPostman(load, listings)]);
  const settings = [...readEnvironmentSettings(options.settings ?? []), ...(options.settingSources ?? [])];
  const sources = [...json, ...settings, ...named, ...postman, dotenv];
  const set = buildEnvironmentSet(sources.filter((source) => source !== undefined));
  const unreadConfiguration = listings.flatMap(({ names }) => names.filter(isUnreadConfiguration))[0];
  return unreadConfiguration === undefined ? set : { ...set, unreadConfiguration };
}

/** Highest precedence first. */
const FILE_NAMES = ['http-client.private.env.json', 'http-client.env.json.user', 'http-client.env.json'];

/** True for a file that environments may come from, by its path: for hosts that watch files. */
export function isEnvironmentPath(path: string): boolean {
  const name = /[^\\/]*$/.exec(path)?.[0] ?? '';
  return (
    FILE_NAMES.includes(name) ||
    name === '.env' ||
    dotenvEnvironmentName(name) !== undefined ||
    isPostmanEnvironmentName(name) ||
    isUnreadConfiguration(name)
  );
}

/** httpYac's, which may hold environments: as code that is never run, or in a form that is not read. */
function isUnreadConfiguration(name: string): boolean {
  return /^(?:\.httpyac\.(?:[cm]?js|json)|httpyac\.config\.(?:[cm]?js|json))$/.test(name);
}

/** True for an environment file proper, by its path: files of other tools are read and never written. */
export function isWritableEnvironmentPath(path: string): boolean {
  return FILE_NAMES.includes(/[^\\/]*$/.exec(path)?.[0] ?? '');
}

interface Load {
  readonly reader: FileReader;
  readonly lastGood: LastGoodFiles | undefined;
}

interface FileKind {
  readonly name: string;
  readonly parse: (bytes: Uint8Array, path: string) => EnvironmentSource;
}

/** The names in one folder, nearest folder first. */
interface Listing {
  readonly folder: string;
  readonly names: readonly string[];
}

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
  load: Load,
  folders: readonly string[],
  kind: FileKind,
): Promise<EnvironmentSource | undefined> {
  for (const folder of folders) {
    const source = await loadFile(load, resolvePath(folder, kind.name), kind.parse);
    if (source) return source;
  }
  return undefined;
}

/** `undefined` when there is no such file. */
async function loadFile(
  { reader, lastGood }: Load,
  path: string,
  parse: FileKind['parse'],
): Promise<EnvironmentSource | undefined> {
  const content = await reader(path);
  if (content === undefined) {
    lastGood?.delete(path);
    return undefined;
  }
  if (content instanceof Uint8Array) return keepLastGood(lastGood, parse(content, path), content.length);
  const source = parse(new Uint8Array(), path);
  // A folder called `.env` is what Python keeps its packages in.
  const severity = source.kind === 'dotenv' && content.isFolder === true ? 'information' : 'error';
  const problem = { code: 'environment-file-unreadable', severity, span: { start: 0, end: 0 }, path } as const;
  return keepLastGood(lastGood, { ...source, problems: [{ ...problem, message: content.message }] }, 0);
}

async function listFolders(
  listFolder: FolderLister | undefined,
  folders: readonly string[],
): Promise<readonly Listing[]> {
  if (!listFolder) return [];
  const list = async (folder: string): Promise<Listing> => ({
    folder,
    names: (await listFolder(folder)).filter(isPlainName).toSorted(),
  });
  const found = await Promise.all(
    folders.map(async (folder) => {
      const own = await list(folder);
      const below = own.names.filter((name) => ENVIRONMENT_FOLDERS.has(name.toLowerCase()));
      return [own, ...(await Promise.all(below.map((name) => list(resolvePath(folder, name)))))];
    }),
  );
  return found.flat();
}

/** Of each file name the nearest one; `.env.<name>` goes before `<name>.env`. */
async function loadNamedDotenv(load: Load, listings: readonly Listing[]): Promise<readonly EnvironmentSource[]> {
  const places = new Map<string, { readonly path: string; readonly environment: string }>();
  for (const { folder, names } of listings) {
    for (const name of names) {
      const environment = dotenvEnvironmentName(name);
      if (environment === undefined || places.has(name) || places.size >= MOST_FILES) continue;
      places.set(name, { path: resolvePath(folder, name), environment });
    }
  }
  const ordered = [...places].toSorted(([one], [other]) => Number(other.startsWith('.')) - Number(one.startsWith('.')));
  const loaded = await Promise.all(
    ordered.map(([, { path, environment }]) =>
      loadFile(load, path, (bytes, at) => parseDotenvFile(bytes, at, environment)),
    ),
  );
  return loaded.filter((source) => source !== undefined);
}

/** Nearest folder first. */
async function loadPostman(load: Load, listings: readonly Listing[]): Promise<readonly EnvironmentSource[]> {
  const paths = listings.flatMap(({ folder, names }) =>
    names.filter(isPostmanEnvironmentName).map((name) => resolvePath(folder, name)),
  );
  const loaded = await Promise.all(
    [...new Set(paths)].slice(0, MOST_FILES).map((path) => loadFile(load, path, parsePostmanEnvironment)),
  );
  return loaded.filter((source) => source !== undefined);
}

/** What a folder says of its own content is not trusted to be a name. */
function isPlainName(name: string): boolean {
  return !/[\\/]/.test(name) && name !== '.' && name !== '..';
}

/** Folders beside a request file in which exported environments are kept. */
const ENVIRONMENT_FOLDERS: ReadonlySet<string> = new Set(['env', 'environment', 'environments', 'postman']);
const MOST_FILES = 100;
