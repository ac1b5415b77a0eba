import { parseDotenv } from './parseDotenv';
import { splitEnvironmentName } from '../environmentNames';
import { parentFolder, resolvePath } from '../paths';
import type { FileReader, ReadTextVariable } from '../ports';

/** Which `.env` files count. */
export interface DotenvOptions {
  /** The search goes up to this folder, or to the top. */
  readonly root?: string | undefined;
  /** `.env.<name>` goes before `.env`; of several environments the last one first. */
  readonly environmentName?: string | undefined;
}

/** The variables of the nearest `.env.<environment>` and the nearest `.env`, from `folder` upwards, for `$dotenv`. */
export async function loadDotenv(
  reader: FileReader,
  folder: string,
  { root, environmentName }: DotenvOptions = {},
): Promise<ReadTextVariable> {
  // A name with a slash in it would lead to a file somewhere else.
  const names = (environmentName === undefined ? [] : splitEnvironmentName(environmentName)).filter((name) =>
    /^[\w-][\w.-]*$/.test(name),
  );
  const files = [...names.toReversed().map((name) => `.env.${name}`), '.env'];
  const found = await Promise.all(files.map((name) => loadNearest(reader, folder, root, name)));
  return (name) => found.find((variables) => variables.has(name))?.get(name);
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

const LARGEST_FILE = 1_000_000;
