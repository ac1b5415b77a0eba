import type { FileBlocks } from '../syntax/overBlocks';
import type { Problem } from '../text/problem';
import { findFileNames } from './names/nameIndex';

/** Whether a text may be that of a file with captures, which is much quicker than to read it. */
export function mayCapture(text: string): boolean {
  return /@capture\b|\.set(?:EnvironmentVariable|GlobalVariable)?\s*\(/i.test(text);
}

/** Adds the names that requests of the file capture, with the file; the first file of a name stays. */
export function addCaptured(captured: Map<string, string>, file: FileBlocks, shownPath: string): void {
  for (const name of findFileNames(file).captures.keys()) if (!captured.has(name)) captured.set(name, shownPath);
}

/** Whether one of them is about a name that another file may capture. */
export function hasUndefinedName(problems: readonly Problem[]): boolean {
  return problems.some((problem) => undefinedName(problem) !== undefined);
}

/**
 * A name that a request of another file captures has its value once that one was sent, so that its use is no mistake.
 * `captured` are the files by the names they capture. What `own` captures is known better: it may have been renamed since.
 */
export function explainCaptured(
  problems: readonly Problem[],
  captured: ReadonlyMap<string, string>,
  own?: string,
): readonly Problem[] {
  return problems.map((problem) => {
    const name = undefinedName(problem);
    const path = name === undefined ? undefined : (captured.get(name) ?? captured.get(name.split(/[.[]/, 1)[0] ?? ''));
    if (name === undefined || path === undefined || path === own) return problem;
    const message = `'${name}' gets its value from the answer to a request in '${path}'. Send that one first.`;
    return { ...problem, code: 'request-not-sent', severity: 'information', message };
  });
}

function undefinedName({ code, fixes = [] }: Problem): string | undefined {
  if (code !== 'undefined-variable') return undefined;
  return fixes.find((fix) => fix.kind === 'define-variable')?.name;
}
