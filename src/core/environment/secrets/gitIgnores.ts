import { matchesWildcards } from './isIgnoredByGit';

/**
 * Whether the lines of a `.gitignore` keep a file of that name out of git wherever it lies below. Patterns with a folder
 * in them are passed over: one line too many does no harm, one too few gives a secret away.
 */
export function gitIgnores(text: string, fileName: string): boolean {
  let ignored = false;
  for (const line of text.split(/\r?\n/)) {
    const pattern = line.replace(/(?<!\\)[ \t]+$/, '');
    if (pattern === '' || pattern.startsWith('#')) continue;
    const negated = pattern.startsWith('!');
    const glob = (negated ? pattern.slice(1) : pattern).replace(/^\*\*\//, '');
    // The last pattern that matches decides; what brings files back counts wherever it may apply.
    if (negated && matchesWildcards(glob.replace(/^.*\//, ''), fileName)) ignored = false;
    else if (!negated && !glob.includes('/') && matchesWildcards(glob, fileName)) ignored = true;
  }
  return ignored;
}

/** What to write behind the text so that the file is kept out of git; empty when it is already. */
export function gitIgnoreLine(text: string, fileName: string): string {
  if (gitIgnores(text, fileName)) return '';
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const before = text === '' || text.endsWith('\n') ? '' : lineEnd;
  return `${before}${fileName}${lineEnd}`;
}
