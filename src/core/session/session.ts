import type { Variable } from '../environment/variable';
import type { Exchange } from '../exchange/exchange';

/**
 * The only value that changes: one for a window, or one for a run of the command line. Exchanges, captures and answers
 * belong to an environment, so that a value of one tenant never reaches another.
 */
export interface Session {
  readonly environments: Map<string, EnvironmentSession>;
}

/** Which environment is meant: two workspace folders may each have a `dev`, and these are two environments. */
export interface SessionPlace {
  /** `undefined` is no environment. */
  readonly environmentName: string | undefined;
  readonly workspaceFolder?: string | undefined;
}

/** Which request file of an environment is meant. */
export interface SessionFile extends SessionPlace {
  /** Of the request file; left out when it is not saved. */
  readonly path?: string | undefined;
  /** Path of the request file that a document was made for: it goes on with that one's answers and captures. */
  readonly madeFor?: string | undefined;
}

export interface EnvironmentSession {
  /** What the requests of each file brought. */
  readonly files: Map<string, FileSession>;
  /** Last answers to prompts: what is offered the next time. A secret one is here only when it is asked for once. */
  readonly answers: Map<string, string>;
  /** What was secret in the requests so far: a later answer may repeat it. The latest last. */
  readonly secrets: Set<string>;
}

/** Names are a file's own: the `create` of another file is another request. */
export interface FileSession {
  /** Empty for a document that is not saved. */
  readonly path: string;
  /** Last exchange of each named request, by name. */
  readonly exchanges: Map<string, Exchange>;
  /** Values from `# @capture` and from assignments of scripts, by name. */
  readonly captures: Map<string, Variable>;
}

/** An empty session, as at the start of a window or a run. */
export function createSession(): Session {
  return { environments: new Map() };
}

/** The part of the session that belongs to one environment, or to none being chosen; it is made when there is none. */
export function environmentSession(session: Session, place: SessionPlace): EnvironmentSession {
  const { environmentName, workspaceFolder } = place;
  const key = JSON.stringify([pathKey(workspaceFolder ?? ''), environmentName ?? null]);
  const known = session.environments.get(key);
  if (known) return known;
  const fresh: EnvironmentSession = { files: new Map(), answers: new Map(), secrets: new Set() };
  session.environments.set(key, fresh);
  return fresh;
}

/** The part of it that one request file brought; it is made when there is none. */
export function fileSession(session: Session, file: SessionFile): FileSession {
  const { files } = environmentSession(session, file);
  const path = file.madeFor ?? file.path ?? '';
  const key = pathKey(path);
  const known = files.get(key);
  if (known) return known;
  const fresh: FileSession = { path, exchanges: new Map(), captures: new Map() };
  files.set(key, fresh);
  return fresh;
}

/** Windows writes one path in several ways. */
function pathKey(path: string): string {
  return /^(?:[A-Za-z]:[\\/]|\\\\)/.test(path) ? path.replaceAll('/', '\\').toLowerCase() : path;
}
