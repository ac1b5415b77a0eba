import { parentFolder, resolvePath } from './paths';
import type { FileReader, ReadTextVariable } from './ports';

/** Which `.env` files count. */
export interface DotenvOptions {
  /** The search goes up to this folder, or to the top. */
  readonly root?: string | undefined;
  /** `.env.<name>` goes before `.env`. */
  readonly environmentName?: string | undefined;
}

/** The variables of the nearest `.env.<environment>` and the nearest `.env`, from `folder` upwards, for `$dotenv`. */
export async function loadDotenv(
  reader: FileReader,
  folder: string,
  { root, environmentName }: DotenvOptions = {},
): Promise<ReadTextVariable> {
  // A name with a slash in it would lead to a file somewhere else.
  const named =
    environmentName !== undefined && /^[\w-][\w.-]*$/.test(environmentName) ? [`.env.${environmentName}`] : [];
  const found = await Promise.all([...named, '.env'].map((name) => loadNearest(reader, folder, root, name)));
  return (name) => found.find((variables) => variables.has(name))?.get(name);
}

/**
 * `NAME=value` lines: `export` in front, quotes of three kinds, in which a value may go over several lines, `\n` and
 * its like inside double quotes, comments behind `#`. No value is ever run or filled with another.
 */
export function parseDotenv(text: string): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  const line =
    /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(?:'([^']*)'|"((?:[^"\\]|\\[^])*)"|`([^`]*)`|([^#\r\n]*))/gm;
  for (const [, name = '', single, double, back, bare] of text.matchAll(line)) {
    const expanded = double?.replace(/\\(n|r|t|"|\\)/g, (_, letter: string) => ESCAPES[letter] ?? letter);
    variables.set(name, single ?? expanded ?? back ?? bare?.trim() ?? '');
  }
  return variables;
}

async function loadNearest(
  reader: FileReader,
  folder: string,
  root: string | undefined,
  name: string,
): Promise<ReadonlyMap<string, string>> {
  const last = root === undefined ? undefined : resolvePath(root, '.');
  for (let at: string | undefined = resolvePath(folder, '.'); at !== undefined; at = parentFolder(at)) {
    const content = await reader(resolvePath(at, name));
    if (content instanceof Uint8Array && content.length <= LARGEST_FILE) {
      return parseDotenv(new TextDecoder().decode(content));
    }
    if (at === last) break;
  }
  return new Map();
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
const LARGEST_FILE = 1_000_000;
