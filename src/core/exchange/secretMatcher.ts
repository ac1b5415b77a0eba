import type { Span } from '../text/span';

/** Where any of many texts stands in another: spans in order, overlapping and touching ones joined. */
export type SecretMatcher = (text: string) => Span[];

/**
 * All patterns at once in one pass over the text (Aho and Corasick 1975), so that neither many secrets nor a text
 * made to look like one cost more than their length.
 */
export function buildSecretMatcher(patterns: readonly string[]): SecretMatcher {
  const trie = buildTrie(patterns);
  if (trie.fail.length === 1) return () => [];
  const { edges, fail, longest, isFirst } = trie;
  return (text) => {
    const spans: { start: number; end: number }[] = [];
    let node = 0;
    for (let offset = 0; offset < text.length; offset++) {
      const unit = text.charCodeAt(offset);
      if (node === 0 && isFirst[unit] === 0) continue;
      let next = edges.get(edgeKey(node, unit));
      while (next === undefined && node !== 0) {
        node = fail[node] ?? 0;
        next = edges.get(edgeKey(node, unit));
      }
      node = next ?? 0;
      const length = longest[node] ?? 0;
      if (length > 0) pushSpan(spans, offset + 1 - length, offset + 1);
    }
    return spans;
  };
}

/** Adds a span that ends behind all others, and joins it with those it reaches. */
function pushSpan(spans: { start: number; end: number }[], start: number, end: number): void {
  let first = start;
  for (let last = spans.at(-1); last && last.end >= first; last = spans.at(-1)) {
    first = Math.min(first, last.start);
    spans.pop();
  }
  spans.push({ start: first, end });
}

interface Trie {
  readonly edges: ReadonlyMap<number, number>;
  /** Node of the longest proper suffix that is in the trie too. */
  readonly fail: readonly number[];
  /** Length of the longest pattern that ends at the node, suffixes included; 0 when none does. */
  readonly longest: readonly number[];
  /** 1 for every unit a pattern begins with. */
  readonly isFirst: Uint8Array;
}

function buildTrie(patterns: readonly string[]): Trie {
  const edges = new Map<number, number>();
  const parents = [0];
  const units = [0];
  const longest = [0];
  const levels: number[][] = [[0]];
  const isFirst = new Uint8Array(0x10000);
  for (const pattern of patterns) {
    let node = 0;
    for (let index = 0; index < pattern.length; index++) {
      const unit = pattern.charCodeAt(index);
      let next = edges.get(edgeKey(node, unit));
      if (next === undefined) {
        next = parents.length;
        edges.set(edgeKey(node, unit), next);
        parents.push(node);
        units.push(unit);
        longest.push(0);
        (levels[index + 1] ??= []).push(next);
      }
      node = next;
    }
    if (node !== 0) longest[node] = pattern.length;
    if (pattern !== '') isFirst[pattern.charCodeAt(0)] = 1;
  }
  const fail = Array.from({ length: parents.length }, () => 0);
  for (const node of levels.slice(2).flat()) {
    const unit = units[node] ?? 0;
    let candidate = fail[parents[node] ?? 0] ?? 0;
    let next = edges.get(edgeKey(candidate, unit));
    while (next === undefined && candidate !== 0) {
      candidate = fail[candidate] ?? 0;
      next = edges.get(edgeKey(candidate, unit));
    }
    fail[node] = next ?? 0;
    longest[node] = Math.max(longest[node] ?? 0, longest[next ?? 0] ?? 0);
  }
  return { edges, fail, longest, isFirst };
}

function edgeKey(node: number, unit: number): number {
  return node * 0x10000 + unit;
}
