import { LONGEST_PROGRAM, parsePatternSyntax, PatternError, type PatternNode } from './patternSyntax';

/**
 * A regular expression that is matched in linear time, whatever the pattern and the text: patterns come from files
 * that anyone may have written, and the engine's own `RegExp` can be made to run for years.
 */
export interface Pattern {
  readonly program: readonly Instruction[];
}

type Instruction =
  | { readonly kind: 'character'; readonly matches: (character: string) => boolean }
  | { readonly kind: 'split'; readonly first: number; readonly second: number }
  | { readonly kind: 'jump'; readonly to: number }
  | { readonly kind: 'save'; readonly slot: number }
  | { readonly kind: 'edge'; readonly edge: 'start' | 'end' }
  | { readonly kind: 'found' };

/**
 * Literals, `.`, classes, groups, `|`, `* + ? {n,m}` (lazy too), `^`, `$` and `\d \w \s`. Gives a sentence for what is
 * not understood: looking around and references to groups cannot be matched in linear time. Of flags there is `i`.
 */
export function parsePattern(source: string, flags = ''): Pattern | string {
  const other = flags.replaceAll('i', '').charAt(0);
  if (other !== '') {
    return `The pattern /${source}/${flags} is not understood: of the flags behind it only 'i' is possible. Leave '${other}' out.`;
  }
  try {
    const node = parsePatternSyntax(source, flags !== '');
    const program: Instruction[] = [];
    emit(program, { kind: 'group', slot: 0, node });
    program.push({ kind: 'found' });
    return { program };
  } catch (error) {
    if (error instanceof PatternError) return `The pattern /${source}/ is not understood: ${error.message}.`;
    throw error;
  }
}

/** The first group of the leftmost match, the whole match when there is no group; `undefined` when nothing matches. */
export function matchPattern({ program }: Pattern, text: string): string | undefined {
  let threads: Thread[] = [];
  let found: readonly number[] | undefined;
  for (let offset = 0; offset <= text.length; offset++) {
    const place = { program, offset, length: text.length };
    const seen = new Uint8Array(program.length);
    const ready: Thread[] = [];
    for (const thread of threads) addThread(place, seen, ready, thread);
    if (!found) addThread(place, seen, ready, { at: 0, slots: [] });
    threads = [];
    for (const { at, slots } of ready) {
      const instruction = program[at];
      if (instruction?.kind === 'found') {
        found = slots;
        break;
      }
      if (instruction?.kind === 'character' && instruction.matches(text[offset] ?? ''))
        threads.push({ at: at + 1, slots });
    }
    if (found && threads.length === 0) break;
  }
  if (!found) return undefined;
  const [start = 0, end = 0, groupStart, groupEnd] = found;
  const hasGroup = program.some((instruction) => instruction.kind === 'save' && instruction.slot === 2);
  if (!hasGroup) return text.slice(start, end);
  return groupStart === undefined || groupEnd === undefined ? undefined : text.slice(groupStart, groupEnd);
}

interface Thread {
  readonly at: number;
  /** Offsets by slot: 0 and 1 the match, 2 and 3 the first group. */
  readonly slots: readonly number[];
}

interface Place {
  readonly program: readonly Instruction[];
  readonly offset: number;
  readonly length: number;
}

/** Follows all that needs no character; the first thread to reach an instruction is the one that counts. */
function addThread(place: Place, seen: Uint8Array, ready: Thread[], thread: Thread): void {
  const pending: Thread[] = [thread];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { at, slots } = next;
    const instruction = place.program[at];
    if (!instruction || seen[at] === 1) continue;
    seen[at] = 1;
    switch (instruction.kind) {
      case 'jump':
        pending.push({ at: instruction.to, slots });
        break;
      case 'split':
        pending.push({ at: instruction.second, slots }, { at: instruction.first, slots });
        break;
      case 'save': {
        const saved = [...slots];
        saved[instruction.slot] = place.offset;
        pending.push({ at: at + 1, slots: saved });
        break;
      }
      case 'edge':
        if (place.offset === (instruction.edge === 'start' ? 0 : place.length)) pending.push({ at: at + 1, slots });
        break;
      case 'character':
      case 'found':
        ready.push(next);
        break;
    }
  }
}

function emit(program: Instruction[], node: PatternNode): void {
  if (program.length > LONGEST_PROGRAM) throw new PatternError('it repeats too much');
  switch (node.kind) {
    case 'character':
    case 'edge':
      program.push(node);
      break;
    case 'sequence':
      for (const inner of node.nodes) emit(program, inner);
      break;
    case 'group':
      // Of all groups only the first one is asked for.
      if (node.slot <= 2) program.push({ kind: 'save', slot: node.slot });
      emit(program, node.node);
      if (node.slot <= 2) program.push({ kind: 'save', slot: node.slot + 1 });
      break;
    case 'alternatives':
      emitAlternatives(program, node.nodes);
      break;
    case 'repeat':
      for (let count = 0; count < node.least; count++) emit(program, node.node);
      if (node.most === undefined) emitLoop(program, node.node, node.lazy);
      else for (let count = node.least; count < node.most; count++) emitOptional(program, node.node, node.lazy);
      break;
  }
}

function emitAlternatives(program: Instruction[], nodes: readonly PatternNode[]): void {
  const jumps: number[] = [];
  nodes.forEach((node, index) => {
    if (index === nodes.length - 1) {
      emit(program, node);
      return;
    }
    const split = reserve(program);
    emit(program, node);
    jumps.push(reserve(program));
    program[split] = { kind: 'split', first: split + 1, second: program.length };
  });
  for (const jump of jumps) program[jump] = { kind: 'jump', to: program.length };
}

function emitLoop(program: Instruction[], node: PatternNode, lazy: boolean): void {
  const split = reserve(program);
  emit(program, node);
  program.push({ kind: 'jump', to: split });
  program[split] = splitOf(split + 1, program.length, lazy);
}

function emitOptional(program: Instruction[], node: PatternNode, lazy: boolean): void {
  const split = reserve(program);
  emit(program, node);
  program[split] = splitOf(split + 1, program.length, lazy);
}

function splitOf(inside: number, behind: number, lazy: boolean): Instruction {
  return lazy ? { kind: 'split', first: behind, second: inside } : { kind: 'split', first: inside, second: behind };
}

function reserve(program: Instruction[]): number {
  return program.push({ kind: 'found' }) - 1;
}
