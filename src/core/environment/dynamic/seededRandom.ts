import type { NewId, Random } from '../ports';

/** Chance that comes out the same each time. */
export interface SeededRandom {
  readonly random: Random;
  readonly newId: NewId;
}

/**
 * The same numbers and identifiers for the same seed, for runs that are to be repeated. They can be foretold, so they
 * are for made-up data and never for anything that has to be secret.
 */
export function seededRandom(seed: number): SeededRandom {
  // sfc32, filled from both halves of the seed; the first numbers still show the seed and are thrown away.
  let [a, b, c, counter] = [0x9e3779b9, seed | 0, Math.floor(seed / 2 ** 32) | 0, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 15; round++) next();
  return {
    random: () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53,
    newId: () => toUuid([next(), next(), next(), next()]),
  };
}

/** 128 bits as a UUID of version 4, RFC 9562 section 5.4. */
function toUuid(words: readonly number[]): string {
  const hex = words.map((word) => word.toString(16).padStart(8, '0')).join('');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
