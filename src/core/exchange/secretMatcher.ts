import type { Span } from '../text/span';
import { isBase64Unit } from './base64Forms';

/** Looks for any of many texts in another. */
export interface SecretMatcher {
  /** Where they stand: spans in order, overlapping and touching ones joined. */
  readonly find: (text: string) => readonly Span[];
  /** Characters at the end of a text that begin one of them, and do not end it. */
  readonly beginsAtEnd: (text: string) => number;
}

/** Patterns have at least this many characters; shorter ones are not looked for. */
const shortestPattern = 4;

/**
 * All patterns at once in one pass over the text (Aho and Corasick 1975), so that neither many secrets nor a text
 * made to look like one cost more than their length. The automaton is entered only where four characters hash like
 * the beginning of a pattern, which is what makes an ordinary text cheap. `base64` are forms of base64Forms.ts, `nested`
 * such forms of such forms.
 */
export function buildSecretMatcher(
  exact: readonly string[],
  base64: readonly string[],
  nested: readonly string[] = [],
): SecretMatcher {
  const usable = [...exact, ...base64, ...nested].filter(isUsable);
  if (usable.length === 0) return { find: () => none, beginsAtEnd: () => 0 };
  const margins = new Map([...nested.map((form) => [form, 3] as const), ...base64.map((form) => [form, 1] as const)]);
  const trie = buildTrie(usable, margins);
  const beginnings = hashBeginnings(usable);
  const walk = (text: string, spans: OpenSpan[]): number => {
    let node = 0;
    let hash = 0;
    for (let offset = 0; offset < text.length; offset++) {
      const unit = text.charCodeAt(offset);
      hash = nextHash(hash, unit);
      if (node === 0) {
        if (beginnings[hash] === 0 || offset + 1 < shortestPattern) continue;
        for (let back = offset - shortestPattern + 1; back < offset; back++) {
          node = step(trie, node, text.charCodeAt(back));
        }
      }
      node = step(trie, node, unit);
      const length = trie.longest[node] ?? 0;
      if (length > 0) addMatch(spans, text, trie.margin[node] ?? 0, { start: offset + 1 - length, end: offset + 1 });
      // So short a beginning is found again by its hash, if it goes on.
      if ((trie.depth[node] ?? 0) < shortestPattern) node = 0;
    }
    return node;
  };
  return {
    find: (text) => {
      const spans: OpenSpan[] = [];
      walk(text, spans);
      return spans;
    },
    beginsAtEnd: (text) => {
      const node = walk(text, []);
      const depth = trie.depth[node] ?? 0;
      return trie.longest[node] === depth ? 0 : depth;
    },
  };
}

/** Blanks alone, as `+` is read in a form, stand between the words of any text. */
function isUsable(pattern: string): boolean {
  return pattern.length >= shortestPattern && pattern.trim() !== '';
}

/** Depends on the last four units only: each is shifted out after four steps. */
function nextHash(hash: number, unit: number): number {
  return ((hash << 4) ^ unit) & 0xffff;
}

function hashBeginnings(patterns: readonly string[]): Uint8Array {
  const table = new Uint8Array(0x10000);
  for (const pattern of patterns) {
    let hash = 0;
    for (let index = 0; index < shortestPattern; index++) hash = nextHash(hash, pattern.charCodeAt(index));
    table[hash] = 1;
  }
  return table;
}

/** The characters at both ends of a base64 form hold bits of the secret and of its neighbours: they are masked too. */
function addMatch(spans: OpenSpan[], text: string, margin: number, { start, end }: Span): void {
  let first = start;
  let last = end;
  while (start - first < margin && first > 0 && isBase64Unit(text.charCodeAt(first - 1))) first--;
  while (last - end < margin && last < text.length && isBase64Unit(text.charCodeAt(last))) last++;
  pushSpan(spans, first, last);
}

/** Adds a span, joined with those it reaches. Matches come in the order of their ends. */
function pushSpan(spans: OpenSpan[], start: number, end: number): void {
  const joined = { start, end };
  for (let last = spans.at(-1); last && last.end >= joined.start; last = spans.at(-1)) {
    joined.start = Math.min(joined.start, last.start);
    joined.end = Math.max(joined.end, last.end);
    spans.pop();
  }
  spans.push(joined);
}

interface OpenSpan {
  start: number;
  end: number;
}

const none: readonly Span[] = [];

/** Nodes by number, 0 the root. Children are a list, because nearly every node has one. */
interface Trie {
  /** How many nodes there are. */
  size: number;
  readonly unit: Uint16Array;
  readonly depth: Uint32Array;
  readonly parent: Uint32Array;
  readonly firstChild: Uint32Array;
  readonly nextSibling: Uint32Array;
  /** Node of the longest proper suffix that is in the trie too. */
  readonly fail: Uint32Array;
  /** Length of the longest pattern that ends at the node, suffixes included; 0 when none does. */
  readonly longest: Uint32Array;
  /** Characters around a match that hold bits of it too: the most of the patterns that end at the node. */
  readonly margin: Uint8Array;
}

/** The node after one more unit: the longest suffix of what was read that begins a pattern. */
function step(trie: Trie, from: number, unit: number): number {
  let node = from;
  for (;;) {
    const next = childOf(trie, node, unit);
    if (next !== 0) return next;
    if (node === 0) return 0;
    node = trie.fail[node] ?? 0;
  }
}

function childOf({ unit, firstChild, nextSibling }: Trie, node: number, wanted: number): number {
  let child = firstChild[node] ?? 0;
  while (child !== 0 && unit[child] !== wanted) child = nextSibling[child] ?? 0;
  return child;
}

function buildTrie(patterns: readonly string[], margins: ReadonlyMap<string, number>): Trie {
  const trie = createTrie(1 + patterns.reduce((sum, { length }) => sum + length, 0));
  for (const pattern of patterns) {
    let node = 0;
    for (let index = 0; index < pattern.length; index++) {
      const unit = pattern.charCodeAt(index);
      node = childOf(trie, node, unit) || addChild(trie, node, unit);
    }
    trie.longest[node] = pattern.length;
    trie.margin[node] = margins.get(pattern) ?? 0;
  }
  linkSuffixes(trie);
  return trie;
}

function createTrie(capacity: number): Trie {
  return {
    size: 1,
    unit: new Uint16Array(capacity),
    depth: new Uint32Array(capacity),
    parent: new Uint32Array(capacity),
    firstChild: new Uint32Array(capacity),
    nextSibling: new Uint32Array(capacity),
    fail: new Uint32Array(capacity),
    longest: new Uint32Array(capacity),
    margin: new Uint8Array(capacity),
  };
}

function addChild(trie: Trie, parent: number, unit: number): number {
  const node = trie.size++;
  trie.unit[node] = unit;
  trie.parent[node] = parent;
  trie.depth[node] = (trie.depth[parent] ?? 0) + 1;
  trie.nextSibling[node] = trie.firstChild[parent] ?? 0;
  trie.firstChild[parent] = node;
  return node;
}

/** Level by level: a suffix is shorter than what it is a suffix of. */
function linkSuffixes(trie: Trie): void {
  const { unit, depth, parent, firstChild, nextSibling, fail, longest, margin, size } = trie;
  const queue = new Uint32Array(size);
  let queued = 1;
  for (let at = 0; at < queued; at++) {
    const node = queue[at] ?? 0;
    for (let child = firstChild[node] ?? 0; child !== 0; child = nextSibling[child] ?? 0) queue[queued++] = child;
    if ((depth[node] ?? 0) < 2) continue;
    const suffix = step(trie, fail[parent[node] ?? 0] ?? 0, unit[node] ?? 0);
    fail[node] = suffix;
    longest[node] = Math.max(longest[node] ?? 0, longest[suffix] ?? 0);
    margin[node] = Math.max(margin[node] ?? 0, margin[suffix] ?? 0);
  }
}
