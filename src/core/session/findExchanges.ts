import type { Exchange } from '../exchange/exchange';
import type { RequestFile } from '../syntax/nodes';
import { requestNames } from './buildExchangeLayer';
import type { ImportedFile } from './loadImports';
import { fileSession, type FileSession, type Session, type SessionFile } from './session';

/** A request file with what it imports, and the environment it is looked at in. */
export interface ExchangesInput extends SessionFile {
  readonly file: RequestFile;
  readonly imports?: readonly ImportedFile[] | undefined;
}

/**
 * The last exchanges that a file may speak of, by request name: its own and those of its imports. The first file that
 * has a request of a name is the one that is meant, sent or not; answers of requests that are not written any more come
 * last.
 */
export function findExchanges(session: Session, input: ExchangesInput): ReadonlyMap<string, Exchange> {
  const sessions = findFileSessions(session, input);
  // Asked for every block that is looked at: the names of a long file need not be gone through for nothing.
  if (sessions.every(({ exchanges }) => exchanges.size === 0)) return new Map();
  const found = new Map<string, Exchange | undefined>();
  const keep = (name: string, exchange: Exchange | undefined): void => {
    if (!found.has(name)) found.set(name, exchange);
  };
  for (const [index, file] of [input.file, ...(input.imports ?? []).map((entry) => entry.file)].entries()) {
    for (const name of requestNames([file])) keep(name, sessions[index]?.exchanges.get(name));
  }
  for (const { exchanges } of sessions) for (const [name, exchange] of exchanges) keep(name, exchange);
  return new Map(Array.from(found).flatMap(([name, exchange]) => (exchange ? [[name, exchange] as const] : [])));
}

/** What the file's own requests brought, then those of its imports, in their order. */
export function findFileSessions(
  session: Session,
  input: Omit<ExchangesInput, 'file'>,
): readonly [FileSession, ...FileSession[]] {
  const { environmentName, workspaceFolder, imports = [] } = input;
  return [
    fileSession(session, input),
    ...imports.map(({ path }) => fileSession(session, { environmentName, workspaceFolder, path })),
  ];
}
