import { HOST_VARIABLE, needsHostVariable } from '../../request/hostVariable';
import type { NameAtOffset } from './findNameAt';
import { isDefinition } from './findDefinitions';
import {
  findEnvironmentOccurrences,
  findFileNames,
  findFileOccurrences,
  importChain,
  knownNamesOf,
  type NameIndex,
  type NameOccurrence,
} from './nameIndex';
import { findSymbol, type MeantName, type NameSymbol } from './nameSymbol';
import type { Span } from '../../text/span';

/** One replacement in one file. */
export interface NameEdit {
  readonly path: string;
  readonly span: Span;
  readonly text: string;
}

/** Why a name stays what it is, as a sentence for a person. */
export interface RenameRefusal {
  readonly kind: 'refused';
  readonly message: string;
}

/** Whether what the cursor is at can be renamed, and which characters would be. */
export function prepareRename(
  index: NameIndex,
  { path, offset, found }: { readonly path: string; readonly offset: number; readonly found: NameAtOffset | undefined },
): { readonly kind: 'renameable'; readonly span: Span; readonly name: string } | RenameRefusal {
  if (!found) return refuse('Put the cursor on the name of a variable or of a request.');
  if (found.kind === 'other') return refuse(describeOther(found.expression));
  const { occurrence } = found;
  const { name, span, kind } = occurrence;
  if (offset < span.start || offset > span.end) {
    return refuse(`This is a place inside '${name}'. Put the cursor on '${name}' itself to rename it.`);
  }
  const symbol = findSymbol(index, { kind, name, path });
  const refusal = refuseSymbol(index, symbol);
  return refusal ?? { kind: 'renameable', span, name };
}

/** The edits that give the name another one everywhere, in no particular order, or why there are none. */
export function renameName(
  index: NameIndex,
  meant: MeantName,
  newName: string,
): { readonly kind: 'renamed'; readonly edits: readonly NameEdit[] } | RenameRefusal {
  const symbol = findSymbol(index, meant);
  const refusal =
    refuseSymbol(index, symbol) ??
    refuseNewName(symbol, newName) ??
    refuseCollision(index, symbol, newName) ??
    (newName === symbol.name ? undefined : refuseHost(index, symbol));
  if (refusal) return refusal;
  if (newName === meant.name) return { kind: 'renamed', edits: [] };
  const edits = [...allOccurrences(symbol)].map(([path, { span }]) => ({ path, span, text: newName }));
  return { kind: 'renamed', edits };
}

function* allOccurrences({ requestFiles, environmentFiles }: NameSymbol): Generator<readonly [string, NameOccurrence]> {
  for (const files of [requestFiles, environmentFiles]) {
    for (const [path, occurrences] of files) for (const occurrence of occurrences) yield [path, occurrence];
  }
}

function refuseSymbol(index: NameIndex, symbol: NameSymbol): RenameRefusal | undefined {
  const { name, kind } = symbol;
  const owner = kind === 'variable' && !isDeclaredOnly(symbol) ? index.elsewhere.get(name) : undefined;
  if (owner !== undefined) {
    return refuse(
      `'${name}' has a value in ${owner}, where it cannot be renamed. Rename it there by hand, or define it in an environment file.`,
    );
  }
  if ([...allOccurrences(symbol)].some(([, occurrence]) => isDefinition(occurrence))) return undefined;
  const what = kind === 'request' ? 'No request is called' : 'No variable is called';
  return refuse(`${what} '${name}' in the files that count here. Define it before you rename it.`);
}

/** A variable of request files alone: what has the same name outside of them is another one. */
function isDeclaredOnly(symbol: NameSymbol): boolean {
  const forms = new Set([...allOccurrences(symbol)].map(([, { form }]) => form));
  return forms.has('declaration') && !forms.has('environment') && !forms.has('capture') && !forms.has('script');
}

function describeOther(expression: string): string {
  if (/^\$(?:processEnv|env|dotenv)\b/.test(expression)) {
    return `'${expression}' is a variable of the process or of a .env file, which is not renamed here.`;
  }
  if (expression.startsWith('$')) return `'${expression}' is a dynamic variable. Its name belongs to the language.`;
  return `'${expression}' is not the name of a variable or of a request.`;
}

function refuseNewName(symbol: NameSymbol, newName: string): RenameRefusal | undefined {
  if (symbol.kind === 'request') {
    if (/^[\w$-]+$/.test(newName)) return undefined;
    return refuse(`'${newName}' is not a name for a request. Use letters, digits, '_' and '-'.`);
  }
  if (!/^[\p{L}\p{N}_][\p{L}\p{N}\p{M}_.-]*$/u.test(newName) || newName.length > LONGEST_NAME) {
    return refuse(
      `'${newName}' is not a name for a variable. Use letters, digits, '_', '-' and '.', beginning with a letter, a digit or '_'.`,
    );
  }
  if (/\.(?:response|request)(?:\.|$)/.test(newName)) {
    return refuse(
      `'${newName}' would be read as a place in the answer of a request. Choose a name without '.response' and '.request'.`,
    );
  }
  const all = [...allOccurrences(symbol)].map(([, occurrence]) => occurrence);
  if (newName === 'secret' && all.some(({ form }) => form === 'prompt' || form === 'capture')) {
    return refuse("'secret' marks a prompt or a capture as secret, so it cannot be the name of one.");
  }
  if (/[^\w.-]/.test(newName) && all.some(({ spelling }) => spelling === 'encoded')) {
    return refuse(
      `'${newName}' cannot be written as %7B%7B…%7D%7D, as '${symbol.name}' is in a request. Use letters from A to Z, digits, '_', '-' and '.'.`,
    );
  }
  if (!/^[A-Za-z_]\w*$/.test(newName) && all.some(({ spelling }) => spelling === 'shell')) {
    return refuse(
      `'${newName}' cannot stand behind a dollar sign, as '${symbol.name}' does in a curl command. Use letters from A to Z, digits and '_', or write {{${symbol.name}}} there first.`,
    );
  }
  return undefined;
}

/** In every file that changes, the new name must not mean anything yet. */
function refuseCollision(index: NameIndex, symbol: NameSymbol, newName: string): RenameRefusal | undefined {
  if (newName === symbol.name) return undefined;
  const taken = (path: string): RenameRefusal =>
    refuse(`'${newName}' is a name already in '${fileName(path)}'. Choose another one.`);
  for (const path of symbol.requestFiles.keys()) {
    for (const { path: at, file } of importChain(index, path)) {
      const { variables, captures, prompts, requests } = findFileNames(file);
      if ([variables, captures, prompts, requests].some((names) => names.has(newName))) return taken(at);
    }
    if (usesName(index, path, newName))
      return refuse(
        `'${newName}' is used in '${fileName(path)}' already, and would mean this one. Choose another name.`,
      );
    if (symbol.kind === 'request') continue;
    for (const environment of index.files.get(path)?.environments ?? [])
      if (hasKey(index, environment, newName)) return taken(environment);
  }
  for (const path of symbol.environmentFiles.keys()) if (hasKey(index, path, newName)) return taken(path);
  const owner = symbol.kind === 'variable' ? index.elsewhere.get(newName) : undefined;
  return owner === undefined ? undefined : refuse(`'${newName}' is a name already in ${owner}. Choose another one.`);
}

/** A target such as `/users` means the variable without naming it. */
function refuseHost(
  index: NameIndex,
  { kind, name, requestFiles, environmentFiles }: NameSymbol,
): RenameRefusal | undefined {
  if (kind !== 'variable' || name !== HOST_VARIABLE) return undefined;
  for (const { path, file, environments } of index.files.values()) {
    if (!requestFiles.has(path) && !environments.some((at) => environmentFiles.has(at))) continue;
    if (!file.blocks.some(({ request }) => request && needsHostVariable(request))) continue;
    return refuse(
      `A request in '${fileName(path)}' begins with '/' and takes its host from '${name}'. Write {{${name}}} before it first.`,
    );
  }
  return undefined;
}

function usesName(index: NameIndex, path: string, name: string): boolean {
  const file = index.files.get(path)?.file;
  if (!file) return false;
  const known = knownNamesOf(index, path);
  return (['variable', 'request'] as const).some((kind) => findFileOccurrences(file, known, { kind, name }).length > 0);
}

function hasKey(index: NameIndex, path: string, name: string): boolean {
  const names = index.environments.get(path);
  return names !== undefined && findEnvironmentOccurrences(names).some((occurrence) => occurrence.name === name);
}

function fileName(path: string): string {
  return /[^\\/]*$/.exec(path)?.[0] ?? path;
}

function refuse(message: string): RenameRefusal {
  return { kind: 'refused', message };
}

const LONGEST_NAME = 200;
