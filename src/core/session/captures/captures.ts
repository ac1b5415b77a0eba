import type { CaptureSource, Variable } from '../../environment/variable';
import { templateLiteral } from '../../text/template';
import {
  environmentSession,
  fileSession,
  type FileSession,
  type Session,
  type SessionFile,
  type SessionPlace,
} from '../session';

/** One captured value, for a list of them. */
export interface ListedCapture {
  readonly name: string;
  /** Of the request file that captured it; empty when that is not saved. */
  readonly path: string;
  /** Not masked: whoever shows it masks it where `secret` says so. */
  readonly text: string;
  readonly secret: boolean;
  /** `undefined` for a value that was put there by other means than an answer. */
  readonly source: CaptureSource | undefined;
}

/**
 * The captures of an environment, those of the file itself first and the others from the newest to the oldest: the
 * first of a name is the one that counts in that file.
 */
export function listCaptures(session: Session, file: SessionFile): readonly ListedCapture[] {
  const own = fileSession(session, file);
  const others = capturesOfOthers(session, file, [own]);
  return [
    ...Array.from(own.captures.values(), (variable) => toListed(variable, own.path)),
    ...others.map(({ variable, path }) => toListed(variable, path)),
  ];
}

/** What other files of the environment captured than those given, the newest first. */
export function capturesOfOthers(
  session: Session,
  place: SessionPlace,
  known: readonly FileSession[],
): readonly { readonly variable: Variable; readonly path: string }[] {
  const others = [...environmentSession(session, place).files.values()].filter((file) => !known.includes(file));
  return others
    .flatMap(({ path, captures }) => Array.from(captures.values(), (variable) => ({ variable, path })))
    .toSorted((a, b) => (b.variable.captured?.time ?? 0) - (a.variable.captured?.time ?? 0));
}

/**
 * Forgets one capture of an environment, in the file of that path or in all of them, or everything that was captured.
 * The answers they came from stay.
 */
export function clearCaptures(session: Session, place: SessionPlace, name?: string, path?: string): void {
  const { files } = environmentSession(session, place);
  const chosen = path === undefined ? [...files.values()] : [fileSession(session, { ...place, path })];
  for (const { captures } of chosen) {
    if (name === undefined) captures.clear();
    else captures.delete(name);
  }
}

function toListed(variable: Variable, path: string): ListedCapture {
  const { name, secret, captured } = variable;
  return { name, path, text: templateLiteral(variable.value) ?? '', secret, source: captured };
}
