import { parentFolder, resolvePath } from '../paths';
import type { FileReader } from '../ports';

/**
 * Whether the `.gitignore` files from the repository's top down to the file's folder, and `.git/info/exclude`, leave the
 * file out, or one of the folders it lies in: the last rule that fits decides, the nearest file last (gitignore(5)).
 * `undefined` outside of a repository. What is tracked already stays so whatever they say, and the rules of a person
 * (`core.excludesFile`) are not known here.
 */
export async function isIgnoredByGit(read: FileReader, path: string): Promise<boolean | undefined> {
  const places = await placesInRepository(read, path);
  const root = places && parentFolder(places[0] ?? '');
  if (!places || root === undefined) return undefined;
  const rules: PlacedRule[] = [];
  const add = async (folder: string, file: string): Promise<void> => {
    const depth = places.findIndex((place) => parentFolder(place) === folder);
    for (const rule of await readRules(read, resolvePath(folder, file))) rules.push({ rule, depth });
  };
  await add(root, '.git/info/exclude');
  const names = places.map((place) => lastName(place));
  for (const [index, place] of places.entries()) {
    await add(parentFolder(place) ?? root, '.gitignore');
    const isFolder = place !== path;
    const last = rules.findLast(
      ({ rule, depth }) => (isFolder || !rule.foldersOnly) && fits(rule, names.slice(depth, index + 1)),
    );
    // What lies in a folder that is left out cannot be taken in again.
    if (last && !last.rule.negated) return true;
  }
  return false;
}

/** `*`, `?`, `[a-z]` and `\` as in a `.gitignore`, for one name. A wrong way is left at once: it costs no more than the product of both lengths. */
export function matchesWildcards(glob: string, name: string): boolean {
  return matchUnits(parseUnits(glob), name);
}

interface Rule {
  readonly negated: boolean;
  readonly foldersOnly: boolean;
  /** Fits the whole way from its file's folder; others the last name alone. */
  readonly anchored: boolean;
  readonly names: readonly (readonly Unit[] | '**')[];
}

interface PlacedRule {
  readonly rule: Rule;
  /** How many names of the way lie above its file. */
  readonly depth: number;
}

/** What fits one character, or a run of any. */
type Unit = '*' | ((character: string) => boolean);

/** The folders from the first below the repository's top down to the file, and the file. */
async function placesInRepository(read: FileReader, path: string): Promise<readonly string[] | undefined> {
  const places: string[] = [];
  for (let place: string | undefined = path; place !== undefined && places.length < DEEPEST;) {
    const folder = parentFolder(place);
    if (folder === undefined || folder === place) return undefined;
    places.unshift(place);
    // In a worktree or a submodule `.git` is a file.
    const isTop =
      (await read(resolvePath(folder, '.git/HEAD'))) instanceof Uint8Array ||
      (await read(resolvePath(folder, '.git'))) instanceof Uint8Array;
    if (isTop) return places;
    place = folder;
  }
  return undefined;
}

async function readRules(read: FileReader, path: string): Promise<readonly Rule[]> {
  const bytes = await read(path);
  if (!(bytes instanceof Uint8Array) || bytes.length > LARGEST) return [];
  return new TextDecoder()
    .decode(bytes)
    .split(/\r?\n/)
    .slice(0, MOST_RULES)
    .map(parseRule)
    .filter((rule) => rule !== undefined);
}

function parseRule(line: string): Rule | undefined {
  let end = line.length;
  while (end > 0 && line[end - 1] === ' ' && line[end - 2] !== '\\') end--;
  const text = line.slice(0, end);
  if (text === '' || text.startsWith('#') || text.length > LONGEST) return undefined;
  const negated = text.startsWith('!');
  const foldersOnly = text.endsWith('/');
  const body = text.slice(negated ? 1 : 0, foldersOnly ? -1 : undefined);
  const parts = (body.startsWith('/') ? body.slice(1) : body).split('/');
  const names = parts.map((part) => (part === '**' ? part : parseUnits(part)));
  return { negated, foldersOnly, anchored: body.includes('/'), names };
}

function fits({ anchored, names }: Rule, way: readonly string[]): boolean {
  const [only] = names;
  if (!anchored) return only === '**' || (only !== undefined && matchUnits(only, way.at(-1) ?? ''));
  let [at, place, runAt, runPlace] = [0, 0, -1, 0];
  while (place < way.length) {
    const name = names[at];
    if (name === '**') {
      // At the end it is whatever lies in there, not the folder itself.
      if (at === names.length - 1) return true;
      runAt = at++;
      runPlace = place;
    } else if (name !== undefined && matchUnits(name, way[place] ?? '')) {
      at++;
      place++;
    } else if (runAt >= 0) {
      at = runAt + 1;
      place = ++runPlace;
    } else return false;
  }
  return at === names.length;
}

/** After a wrong way only the last run of any characters is made longer. */
function matchUnits(units: readonly Unit[], name: string): boolean {
  let [at, place, runAt, runPlace] = [0, 0, -1, 0];
  while (place < name.length) {
    const unit = units[at];
    if (unit === '*') {
      runAt = at++;
      runPlace = place;
    } else if (unit !== undefined && unit(name[place] ?? '')) {
      at++;
      place++;
    } else if (runAt >= 0) {
      at = runAt + 1;
      place = ++runPlace;
    } else return false;
  }
  while (units[at] === '*') at++;
  return at === units.length;
}

function parseUnits(glob: string): readonly Unit[] {
  const units: Unit[] = [];
  for (let at = 0; at < glob.length; at++) {
    const sign = glob[at] ?? '';
    if (sign === '*') {
      if (units.at(-1) !== '*') units.push('*');
    } else if (sign === '?') units.push(() => true);
    else if (sign === '[') {
      const range = readRange(glob, at);
      units.push(range?.unit ?? isSign(sign));
      at = range?.end ?? at;
    } else if (sign === '\\' && at + 1 < glob.length) units.push(isSign(glob[++at] ?? ''));
    else units.push(isSign(sign));
  }
  return units;
}

function isSign(sign: string): Unit {
  return (character) => character === sign;
}

/** `[a-z]`, `[!a-z]`; `end` is where its bracket closes. */
function readRange(glob: string, start: number): { readonly unit: Unit; readonly end: number } | undefined {
  const negated = glob[start + 1] === '!' || glob[start + 1] === '^';
  const first = start + (negated ? 2 : 1);
  // A bracket at the beginning is one of the signs.
  const end = glob.indexOf(']', first + 1);
  if (end < 0 || end - start > LONGEST_RANGE) return undefined;
  const signs = glob.slice(first, end);
  const unit: Unit = (character) => {
    let found = false;
    for (let at = 0; at < signs.length; at++) {
      const [low = '', dash, high] = [signs[at], signs[at + 1], signs[at + 2]];
      if (dash === '-' && high !== undefined) {
        found ||= low <= character && character <= high;
        at += 2;
      } else found ||= low === character;
    }
    return found !== negated;
  };
  return { unit, end };
}

function lastName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

const DEEPEST = 100;
const LARGEST = 1_000_000;
const MOST_RULES = 10_000;
/** No name of a file is longer. */
const LONGEST = 1000;
const LONGEST_RANGE = 100;
