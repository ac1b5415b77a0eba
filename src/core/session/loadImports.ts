import { isInsideFolder, parentFolder, pathWithin, resolvePath } from '../environment/paths';
import type { FileReader } from '../environment/ports';
import { readFileImports } from '../syntax/blockImports';
import type { RequestFile } from '../syntax/nodes';
import { parseRequestFile } from '../syntax/parseRequestFile';
import type { Problem } from '../text/problem';
import { shiftSpan, type Span } from '../text/span';
import { templateLiteral, type Template } from '../text/template';

/** A request file that another one imports: its names and variables count there, and nothing in it is sent. */
export interface ImportedFile {
  readonly path: string;
  readonly file: RequestFile;
}

/** Where a request file stands. */
export interface ImportPlace {
  readonly file: RequestFile;
  /** Of the request file itself; left out when it is not saved. */
  readonly path?: string | undefined;
  readonly folder: string;
  readonly workspaceFolder?: string | undefined;
}

export interface LoadedImports {
  /** Each file once, the one that counts first: later imports before earlier ones, a file before what it imports. */
  readonly imports: readonly ImportedFile[];
  /** In the coordinates of the importing document; those deeper down stand at the import that led there. */
  readonly problems: readonly Problem[];
  /** Every path that was looked at, for hosts that watch files. */
  readonly paths: readonly string[];
  /** A path has a placeholder, so that there may be names that nobody knows of. */
  readonly hasVariablePath: boolean;
}

/**
 * Reads what `import x.http` names, and what that imports in turn. Only files inside the workspace folder are read, or
 * inside the request file's own folder where there is none; nobody has to be trusted for it.
 */
export async function loadImports(reader: FileReader, place: ImportPlace): Promise<LoadedImports> {
  const root = place.workspaceFolder ?? place.folder;
  const walk: Walk = {
    reader,
    root,
    files: new Map(),
    imports: new Map(),
    problems: [],
    paths: new Set(),
    hasVariablePath: false,
  };
  const users = place.path === undefined ? [] : [resolvePath(place.folder, place.path)];
  await loadOf(walk, { file: place.file, folder: place.folder, users, span: undefined });
  const imports = Array.from(walk.imports, ([path, file]) => ({ path, file }));
  const problems = walk.problems.toSorted((a, b) => a.span.start - b.span.start);
  return { imports, problems, paths: [...walk.paths], hasVariablePath: walk.hasVariablePath };
}

interface Walk {
  readonly reader: FileReader;
  readonly root: string;
  /** By path, so that a file that is imported twice is read once. */
  readonly files: Map<string, RequestFile | string>;
  /** What was imported so far, by path. */
  readonly imports: Map<string, RequestFile>;
  readonly problems: Problem[];
  readonly paths: Set<string>;
  hasVariablePath: boolean;
}

interface Importer {
  readonly file: RequestFile;
  readonly folder: string;
  /** Paths that led here, outermost first. */
  readonly users: readonly string[];
  /** The import in the document itself, once the walk is below it. */
  readonly span: Span | undefined;
}

/** From the last import to the first, so that of two with the same name the later one counts. */
async function loadOf(walk: Walk, importer: Importer): Promise<void> {
  for (const { path, span } of findImports(importer.file).toReversed()) {
    await loadOne(walk, importer, { path, span: importer.span ?? span });
  }
}

async function loadOne(
  walk: Walk,
  importer: Importer,
  { path: template, span }: { readonly path: Template; readonly span: Span },
): Promise<void> {
  const refuse = (code: string, message: string): void => {
    if (walk.problems.length < MOST_PROBLEMS) walk.problems.push({ code, severity: 'warning', span, message });
  };
  const written = templateLiteral(template);
  if (written === undefined) {
    walk.hasVariablePath = true;
    refuse('import-not-read', 'The path of an import is written out, without placeholders.');
    return;
  }
  const path = await findFile(walk, importer, written);
  if (typeof path === 'object') {
    refuse('import-not-read', path.message);
    return;
  }
  const cycle = importer.users.indexOf(path);
  if (cycle >= 0) {
    const names = [...importer.users.slice(cycle), path].map((user) => `'${pathWithin(walk.root, user)}'`).join(' → ');
    refuse('cyclic-import', `The files import each other: ${names}. The last one is not read again.`);
    return;
  }
  const file = walk.files.get(path);
  if (walk.imports.has(path) || file === undefined || typeof file === 'string') return;
  if (importer.users.length >= DEEPEST_IMPORT || walk.imports.size >= MOST_IMPORTS) {
    const limits = `${DEEPEST_IMPORT} files in a row or ${MOST_IMPORTS} in all`;
    refuse('import-not-read', `'${written}' is not imported: more than ${limits} would be.`);
    return;
  }
  walk.imports.set(path, file);
  await loadOf(walk, { file, folder: parentFolder(path) ?? walk.root, users: [...importer.users, path], span });
}

/** The importing file's folder comes first, then the workspace folder. The path that was read, or why there is none. */
async function findFile(
  walk: Walk,
  importer: Importer,
  written: string,
): Promise<string | { readonly message: string }> {
  const places = [...new Set([importer.folder, walk.root].map((folder) => resolvePath(folder, written)))];
  const inside = places.filter((place) => isInsideFolder(walk.root, place));
  if (inside.length === 0) return { message: `'${written}' lies outside '${walk.root}', so it is not imported.` };
  for (const path of inside) {
    const known = walk.files.get(path) ?? (await readFile(walk, path));
    if (known === undefined) continue;
    return typeof known === 'string' ? { message: known } : path;
  }
  const missing = inside.map((path) => `'${pathWithin(walk.root, path)}'`).join(' and no file ');
  return { message: `There is no file ${missing} to import. Correct the path, or create the file.` };
}

async function readFile(walk: Walk, path: string): Promise<RequestFile | string | undefined> {
  walk.paths.add(path);
  const content = await walk.reader(path, walk.root);
  if (content === undefined) return undefined;
  const file = content instanceof Uint8Array ? parseFile(content, path) : content.message;
  walk.files.set(path, file);
  return file;
}

function parseFile(bytes: Uint8Array, path: string): RequestFile | string {
  if (bytes.length > LARGEST_FILE) return `'${path}' is larger than 5 MB, so it is not imported.`;
  if (bytes.includes(0)) return `'${path}' is no text in UTF-8, so it is not imported.`;
  return parseRequestFile(new TextDecoder().decode(bytes));
}

function findImports(file: RequestFile): readonly { readonly path: Template; readonly span: Span }[] {
  const found: { readonly path: Template; readonly span: Span }[] = [];
  for (const [index, paths] of readFileImports(file).entries()) {
    for (const path of paths ?? []) found.push({ path, span: shiftSpan(path.span, file.starts[index] ?? 0) });
  }
  return found;
}

const DEEPEST_IMPORT = 16;
const MOST_IMPORTS = 200;
const MOST_PROBLEMS = 50;
const LARGEST_FILE = 5_000_000;
