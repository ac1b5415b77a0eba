import { vendorAliases } from './vendorAliases';

/**
 * As `findNearMisses`, with the names in front that the documentation of an API uses for the same thing:
 * `environmentID` for `envID`. At most three.
 */
export function findMeantNames(name: string, candidates: readonly string[]): readonly string[] {
  const folded = foldName(name);
  const meant = new Set<string>();
  for (const group of vendorAliases) {
    if (!group.some((alias) => foldName(alias) === folded)) continue;
    const aliases = new Set(group.map(foldName));
    for (const candidate of candidates)
      if (candidate !== name && aliases.has(foldName(candidate))) meant.add(candidate);
  }
  for (const candidate of findNearMisses(name, candidates)) meant.add(candidate);
  return [...meant].slice(0, 3);
}

/** Names a person may have meant by `name`, nearest first: other case, or up to two typing errors. At most three. */
export function findNearMisses(name: string, candidates: Iterable<string>): readonly string[] {
  if (name.length > LONGEST_NAME) return [];
  const folded = foldName(name);
  const allowed = folded.length <= 3 ? 1 : 2;
  const found: { readonly candidate: string; readonly distance: number }[] = [];
  for (const candidate of new Set(candidates)) {
    if (candidate === name || Math.abs(candidate.length - name.length) > allowed + 1) continue;
    const distance = editDistance(folded, foldName(candidate), allowed);
    if (distance <= allowed) found.push({ candidate, distance });
  }
  return found
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
    .map((entry) => entry.candidate);
}

/** `env_id`, `env-id` and `envID` are the same spelling. */
function foldName(name: string): string {
  return name.toLowerCase().replace(/[-_]/g, '');
}

/** Insertions, deletions, replacements and swapped neighbours; any number above `limit` means «more than that». */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? limit + 1;
}

const LONGEST_NAME = 100;
