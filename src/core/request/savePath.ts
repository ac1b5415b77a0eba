import { plainName } from '../environment/refuseSavePlace';

/** A path as it is written behind `>>`, without blanks and quotes around it. */
export function trimSavePath(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, '$2');
}

/**
 * Why no answer is saved at that path, as a sentence; `undefined` when nothing of its text speaks against it. Names that
 * one system alone refuses are refused everywhere, because what is saved is shared; only `:` and its like are not.
 */
export function refuseSavePath(path: string, isWindows: boolean): string | undefined {
  if (path === '') return "Write the path of a file behind '>>'.";
  const control = HIDDEN_CHARACTERS.exec(path);
  if (control) return 'The path has a line break or another character that cannot be seen. Take it out.';
  const names = path.replace(/^[A-Za-z]:(?=[\\/])/, isWindows ? '' : '$&').split(/[\\/]/);
  if (STEPS.has(names.at(-1) ?? '')) return `'${path}' is a folder. Write the name of a file behind it.`;
  if (names[0] === '~') return "'~' is not filled here. Write the folder, for example {{$env.HOME}}.";
  for (const name of names) {
    const reason = STEPS.has(name) ? undefined : refuseName(name, isWindows);
    if (reason !== undefined) return `The answer cannot be saved as '${path}': ${reason}`;
  }
  return undefined;
}

function refuseName(name: string, isWindows: boolean): string | undefined {
  // `GIT~1` is what Windows calls it besides.
  if (/^(?:\.git|git~\d+)[. ]*(?::.*)?$/iu.test(plainName(name))) return `nothing is written into '.git'.`;
  if (/[. ]$/.test(name)) return `'${name}' ends with a dot or a blank, which some systems leave off.`;
  if (DEVICES.test(name)) return `'${name}' is a device on Windows, and no file. Use another name.`;
  if (!isWindows) return undefined;
  if (SHORT_NAME.test(name)) return `Windows may take '${name}' for the short name of another file. Use another name.`;
  const forbidden = /[<>:"|?*]/.exec(name);
  return forbidden ? `no name has '${forbidden[0]}' in it on Windows.` : undefined;
}

/** `HTTP-C~1.JSO` */
const SHORT_NAME = /^[^. ]{1,6}~\d{1,6}(?:\.[^.]{0,3})?$/;

/** Empty between two slashes, and the names that are no file's. */
const STEPS: ReadonlySet<string> = new Set(['', '.', '..']);

const DEVICES =
  /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])[ ]*(?:[.:]|$)/i;

/** Controls, line separators, and what turns the direction of a text. */
const HIDDEN_CHARACTERS = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;
