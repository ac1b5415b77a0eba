/**
 * Several environments active together have one name at every seam, `staging+eu`, the last one winning: sessions,
 * history and messages tell combinations apart without knowing of them. An environment that is itself called so goes
 * before the combination.
 */
export function joinEnvironmentNames(names: readonly string[]): string | undefined {
  const distinct = distinctNames(names);
  return distinct.length === 0 ? undefined : distinct.join(SEPARATOR);
}

/** The names in a combination, in their order; the name itself when it is none. Of a repeated name the last one counts. */
export function splitEnvironmentName(name: string): readonly string[] {
  const parts = distinctNames(name.split(SEPARATOR).map((part) => part.trim()));
  return parts.length === 0 ? [name] : parts;
}

/** Those of the environments active together that there still are: others can only be taken away. */
export function remainingParts(name: string | undefined, existing: readonly string[]): readonly string[] {
  if (name === undefined) return [];
  return existing.includes(name) ? [name] : splitEnvironmentName(name).filter((part) => existing.includes(part));
}

function distinctNames(names: readonly string[]): readonly string[] {
  const kept = names.filter((name) => name !== '');
  return kept.filter((name, index) => kept.lastIndexOf(name) === index);
}

const SEPARATOR = '+';
