import { randomUUID } from 'node:crypto';
import { seededRandom } from '../core/environment/dynamic/seededRandom';
import type { SendBlockPorts } from '../core/session/sendBlock';

/**
 * What `--seed` makes the same in every run: drawn values only. The identifiers of signed assertions stay fresh, because
 * a server refuses one that it has seen.
 */
export function seededPorts(
  seed: number | undefined,
  readProcessVariable: (name: string) => string | undefined,
): Pick<SendBlockPorts, 'newId' | 'random' | 'valueId' | 'valueClock'> {
  if (seed === undefined) return { newId: randomUUID, random: Math.random };
  // The variable by which other tools are told the time of a build that can be repeated.
  const written = readProcessVariable('SOURCE_DATE_EPOCH') ?? '';
  const seconds = /^\d{1,11}$/.test(written) ? Number(written) : SEEDED_TIME;
  const { newId, random } = seededRandom(seed);
  return { newId: randomUUID, valueId: newId, random, valueClock: () => seconds * 1000 };
}

/** 2030-01-01T00:00:00Z. */
const SEEDED_TIME = 1_893_456_000;
