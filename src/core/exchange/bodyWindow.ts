import type { ResponseBody } from './exchange';

/** Octets of a body that are looked into: all of one that fits into memory well, the beginning of a larger one. */
export function readableSize({ size }: ResponseBody): number {
  return size <= largestWhole ? size : beginning;
}

const largestWhole = 16_000_000;
const beginning = 250_000;
