/** The folder that holds `path`; `undefined` at `/`, `C:\` and `\\server\share`. */
export function parentFolder(path: string): string | undefined {
  const parts = splitPath(path);
  if (parts.names.length === 0) return undefined;
  return joinPath({ ...parts, names: parts.names.slice(0, -1) });
}

/** `relative` as seen from `folder`, or itself when absolute; `.` and `..` are gone. Either slash separates. */
export function resolvePath(folder: string, relative: string): string {
  const base = splitPath(folder);
  if (isAbsolutePath(relative, base.windows)) {
    const target = splitPath(relative);
    if (target.windows || !base.windows) return joinPath(target);
    // `\temp` on Windows starts at the root of the folder's own drive.
    return joinPath({ ...base, names: normalizeNames(relative.split(/[\\/]/)) });
  }
  return joinPath({ ...base, names: normalizeNames([...base.names, ...relative.split(/[\\/]/)]) });
}

/** True for the folder itself and for all below it; compares text, so symbolic links are the file reader's business. */
export function isInsideFolder(folder: string, path: string): boolean {
  const outer = splitPath(folder);
  const inner = splitPath(path);
  if (outer.windows !== inner.windows) return false;
  const same = (a: string, b: string | undefined): boolean =>
    outer.windows ? a.toLowerCase() === b?.toLowerCase() : a === b;
  return same(outer.root, inner.root) && outer.names.every((name, index) => same(name, inner.names[index]));
}

/** The way from a folder to what lies in it, with `/` between the names; the path itself where it lies elsewhere. */
export function pathWithin(folder: string, path: string): string {
  if (!isInsideFolder(folder, path)) return path;
  return splitPath(path).names.slice(splitPath(folder).names.length).join('/');
}

/** `out-1.json` for `out.json` and 1; the path itself for 0. */
export function numberedPath(path: string, count: number): string {
  if (count === 0) return path;
  const dot = path.lastIndexOf('.');
  const name = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  const ending = dot > name ? dot : path.length;
  return `${path.slice(0, ending)}-${count}${path.slice(ending)}`;
}

/** True for a path with a drive or a share, as Windows has them. */
export function isWindowsPath(path: string): boolean {
  return splitPath(path).windows;
}

interface PathParts {
  readonly windows: boolean;
  readonly root: string;
  readonly names: readonly string[];
}

function splitPath(path: string): PathParts {
  const windowsRoot = /^(?:[A-Za-z]:[\\/]|\\\\[^\\/]+[\\/][^\\/]+(?:[\\/]|$))/.exec(path)?.[0];
  if (windowsRoot === undefined) {
    return { windows: false, root: '/', names: normalizeNames(path.split('/')) };
  }
  const root = windowsRoot.replaceAll('/', '\\').replace(/\\?$/, '\\');
  return { windows: true, root, names: normalizeNames(path.slice(windowsRoot.length).split(/[\\/]/)) };
}

function joinPath(parts: PathParts): string {
  return parts.root + parts.names.join(parts.windows ? '\\' : '/');
}

function normalizeNames(names: readonly string[]): string[] {
  const kept: string[] = [];
  for (const name of names) {
    if (name === '..') kept.pop();
    else if (name !== '' && name !== '.') kept.push(name);
  }
  return kept;
}

function isAbsolutePath(path: string, windows: boolean): boolean {
  return path.startsWith('/') || (windows && (path.startsWith('\\') || /^[A-Za-z]:[\\/]/.test(path)));
}
