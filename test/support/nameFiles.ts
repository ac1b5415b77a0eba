import type { FileReader } from '../../src/core/environment/ports';
import { findNameAt, type NameAtOffset } from '../../src/core/language/names/findNameAt';
import { loadNameIndex } from '../../src/core/language/names/loadNameIndex';
import type { NameIndex } from '../../src/core/language/names/nameIndex';
import { cursor } from './cursor';

/** Files by their path below `/w`, one of them with `$0` in it. */
export type MarkedFiles = Readonly<Record<string, string>>;

/** What stands at the cursor, with everything that was read to know. */
export interface NamedPlace {
  readonly index: NameIndex;
  readonly path: string;
  readonly offset: number;
  readonly found: NameAtOffset | undefined;
  /** Without the mark, by whole path. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Reads the files as a host would that has none of them open. */
export async function placeName(marked: MarkedFiles, elsewhere?: ReadonlyMap<string, string>): Promise<NamedPlace> {
  const texts = new Map(Object.entries(marked).map(([name, text]) => [`/w/${name}`, text.replace('$0', '')]));
  const [name, text] = Object.entries(marked).find(([, content]) => content.includes('$0')) ?? ['', '$0'];
  const { offset } = cursor(text);
  const path = `/w/${name}`;
  const reader: FileReader = async (at) => {
    const content = texts.get(at);
    return content === undefined ? undefined : new TextEncoder().encode(content);
  };
  const findRequestFiles = async (folder: string) =>
    [...texts.keys()].filter((at) => at.startsWith(`${folder}/`) && /\.(?:http|rest)$/.test(at));
  const ports = { reader, findRequestFiles, openFile: () => undefined };
  // An unknown name is looked for too: every file then counts that could have it.
  const first = await loadNameIndex(ports, { path, workspaceFolder: '/w', elsewhere }, new AbortController().signal);
  const at = first && findNameAt(first, path, offset);
  const everywhere = at?.kind === 'name' ? { text: at.occurrence.name } : undefined;
  const search = { path, workspaceFolder: '/w', everywhere, elsewhere };
  const index = await loadNameIndex(ports, search, new AbortController().signal);
  if (!index) throw new Error('Nobody gave the signal.');
  return { index, path, offset, found: findNameAt(index, path, offset), texts };
}
