import { isInsideFolder, resolvePath } from '../../environment/paths';
import type { Completion, CompletionEntry } from './completion';
import { insertText } from './completion';
import type { CursorPlace } from '../cursorPlace';

/** What lies in a folder. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
}

/**
 * What lies in the folder at an absolute path; nothing when there is no such folder, or when links lead from the path
 * out of `within`.
 */
export type DirectoryReader = (path: string, within: string) => Promise<readonly DirectoryEntry[]>;

/** Where a request file stands. */
export interface PathPlace {
  readonly folder: string;
  readonly workspaceFolder: string | undefined;
  /** Of the request file, which does not import itself; left out where it is not saved. */
  readonly path?: string;
}

/**
 * Names in the folder that is written so far, which is looked for beside the request file first and then in the
 * workspace folder. Nothing outside of the workspace folder is looked at, or of the file's own where there is none.
 */
export async function completePath(
  read: DirectoryReader,
  { of, written, span }: Extract<CursorPlace, { readonly kind: 'path' }>,
  { folder, workspaceFolder, path }: PathPlace,
): Promise<Completion | undefined> {
  if (/[{}"'#]/.test(written)) return undefined;
  const root = workspaceFolder ?? folder;
  const cut = Math.max(written.lastIndexOf('/'), written.lastIndexOf('\\')) + 1;
  const parent = written.slice(0, cut);
  const bases = /^\.{1,2}[\\/]/.test(written) ? [folder] : [folder, root];
  const places = [...new Set(bases.map((base) => resolvePath(base, parent === '' ? '.' : parent)))];
  const found = new Map<string, CompletionEntry>();
  for (const place of places) {
    if (!isInsideFolder(root, place)) continue;
    for (const entry of (await read(place, root)).slice(0, MOST_ENTRIES)) {
      const isItself = of === 'request-file' && resolvePath(place, entry.name) === path;
      if (!isItself && !found.has(entry.name) && isOffered(entry, of)) found.set(entry.name, toEntry(entry, parent));
    }
  }
  const entries = [...found.values()].sort(compareEntries);
  if (parent !== '') return { span, entries };
  const steps = isInsideFolder(root, resolvePath(folder, '..')) ? ['./', '../'] : ['./'];
  return { span, entries: [...steps.map(toStep), ...entries] };
}

/** A file that cannot be meant, or a name that would be read as something else, is left out. */
function isOffered({ name, kind }: DirectoryEntry, of: 'body' | 'request-file' | 'script' | 'folder'): boolean {
  if (/[{}\p{Cc}\u2028\u2029\\/]/u.test(name) || name.trim() !== name || name === '') return false;
  if (kind === 'folder') return name !== '.git' && name !== 'node_modules';
  if (of === 'folder') return false;
  if (of === 'request-file') return /\.(?:http|rest)$/i.test(name);
  return of !== 'script' || /\.(?:js|mjs|cjs|ts|lua)$/i.test(name);
}

function toEntry({ name, kind }: DirectoryEntry, parent: string): CompletionEntry {
  const lead = parent === '' ? './' : '';
  if (kind === 'file') return { kind, label: name, insert: insertText(lead + name) };
  return { kind, label: `${name}/`, insert: insertText(`${lead}${name}/`), goesOn: true };
}

/** Folders first, each kind by name. */
function compareEntries(one: CompletionEntry, other: CompletionEntry): number {
  if (one.kind !== other.kind) return one.kind === 'folder' ? -1 : 1;
  return one.label < other.label ? -1 : one.label > other.label ? 1 : 0;
}

/** The ways a path begins. */
function toStep(label: string): CompletionEntry {
  return { kind: 'folder', label, insert: insertText(label), goesOn: true };
}

const MOST_ENTRIES = 500;
