/** Why a file could not be written, and what to do, for a person. */
export function describeWriteError(error: unknown, path: string): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = Object.hasOwn(reasons, code) ? reasons[code] : undefined;
  if (reason !== undefined) return `'${path}' cannot be written: ${reason}`;
  return `'${path}' cannot be written (${code || 'unknown error'}). Check its permissions and those of its folder.`;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there. Check the permissions of its folder.',
  EPERM: 'this user may not write there. Check the permissions of its folder.',
  EROFS: 'the disk is read-only. Save on another one.',
  ENOSPC: 'the disk is full. Make room on it.',
  EDQUOT: 'there is no room left for this user on the disk. Make room on it.',
  EFBIG: 'it is larger than a file may be on that disk.',
  ENOENT: 'a link or a folder on the way leads nowhere.',
  EISDIR: 'it is a folder, not a file. Write another name.',
  ENOTDIR: 'a file is in the way where a folder should be. Write another path.',
  EEXIST: 'something is in the way. Write another path.',
  ENAMETOOLONG: 'its name is too long. Write a shorter one.',
  ELOOP: 'it is a link that leads to itself.',
  EBUSY: 'another program uses it. Close it there.',
};
