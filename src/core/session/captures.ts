import { templateLiteral } from '../text/template';
import { environmentSession, type CaptureSource, type Session } from './session';

/** One captured value, for a list of them. */
export interface ListedCapture {
  readonly name: string;
  /** Not masked: whoever shows it masks it where `secret` says so. */
  readonly text: string;
  readonly secret: boolean;
  /** `undefined` for a value that was put there by other means than an answer. */
  readonly source: CaptureSource | undefined;
}

/** The captures of an environment, in the order in which their names were first captured. */
export function listCaptures(session: Session, environmentName: string | undefined): readonly ListedCapture[] {
  return Array.from(environmentSession(session, environmentName).captures.values(), (variable) => ({
    name: variable.name,
    text: templateLiteral(variable.value) ?? '',
    secret: variable.secret,
    source: variable.captured,
  }));
}

/** Forgets one capture of an environment, or all of them; the answers they came from stay. */
export function clearCaptures(session: Session, environmentName: string | undefined, name?: string): void {
  const { captures } = environmentSession(session, environmentName);
  if (name === undefined) captures.clear();
  else captures.delete(name);
}
