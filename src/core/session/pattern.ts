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
 * not understood: looking around and references to groups cannot be matched in linear time.
 */
export function parsePattern(source: string): Pattern | string {
  try {
    const parser = new PatternParser(source);
    const node = parser.parseAlternatives();
    if (parser.offset < source.length) throw new PatternError(`'${source[parser.offset] ?? ''}' has no partner`);
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

type PatternNode =
  | { readonly kind: 'character'; readonly matches: (character: string) => boolean }
  | { readonly kind: 'edge'; readonly edge: 'start' | 'end' }
  | { readonly kind: 'sequence'; readonly nodes: readonly PatternNode[] }
  | { readonly kind: 'alternatives'; readonly nodes: readonly PatternNode[] }
  | { readonly kind: 'group'; readonly slot: number; readonly node: PatternNode }
  | {
      readonly kind: 'repeat';
      readonly node: PatternNode;
      readonly least: number;
      readonly most: number | undefined;
      readonly lazy: boolean;
    };

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

class PatternError extends Error {}

/** Recursive descent over the source; a pattern is one directive's line, and its groups are counted. */
class PatternParser {
  offset = 0;
  private groups = 0;
  private depth = 0;

  constructor(private readonly source: string) {}

  parseAlternatives(): PatternNode {
    const nodes = [this.parseSequence()];
    while (this.source[this.offset] === '|') {
      this.offset++;
      nodes.push(this.parseSequence());
    }
    return { kind: 'alternatives', nodes };
  }

  private parseSequence(): PatternNode {
    const nodes: PatternNode[] = [];
    for (let next = this.source[this.offset]; next !== undefined && next !== '|' && next !== ')';) {
      nodes.push(this.parseRepeat());
      next = this.source[this.offset];
    }
    return { kind: 'sequence', nodes };
  }

  private parseRepeat(): PatternNode {
    const node = this.parseAtom();
    const match = /^(?:([*+?])|\{(\d{1,4})(?:(,)(\d{1,4})?)?\})(\?)?/.exec(
      this.source.slice(this.offset, this.offset + 16),
    );
    if (!match) return node;
    if (node.kind === 'edge') throw new PatternError('^ and $ cannot be repeated');
    this.offset += match[0].length;
    const [, sign, low, comma, high] = match;
    const lazy = match[5] !== undefined;
    if (sign !== undefined) {
      return { kind: 'repeat', node, least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : undefined, lazy };
    }
    const least = Number(low);
    const most = comma === undefined ? least : high === undefined ? undefined : Number(high);
    if (most !== undefined && most < least) throw new PatternError(`{${least},${most}} counts down`);
    return { kind: 'repeat', node, least, most, lazy };
  }

  private parseAtom(): PatternNode {
    const character = this.source[this.offset++] ?? '';
    switch (character) {
      case '(':
        return this.parseGroup();
      case '[':
        return { kind: 'character', matches: this.parseClass() };
      case '.':
        return { kind: 'character', matches: (text) => text !== '' && text !== '\n' && text !== '\r' };
      case '^':
      case '$':
        return { kind: 'edge', edge: character === '^' ? 'start' : 'end' };
      case '*':
      case '+':
      case '?':
        throw new PatternError(`there is nothing before '${character}' to repeat`);
      case '\\':
        return { kind: 'character', matches: this.parseEscape() };
      default:
        return { kind: 'character', matches: (text) => text === character };
    }
  }

  private parseGroup(): PatternNode {
    if (++this.depth > 50) throw new PatternError('its groups nest too deep');
    let slot = LONGEST_PROGRAM;
    if (this.source.startsWith('?:', this.offset)) this.offset += 2;
    else if (this.source[this.offset] === '?') throw new PatternError("of the groups with '?' only (?:…) is possible");
    else slot = 2 * ++this.groups;
    const node = this.parseAlternatives();
    if (this.source[this.offset++] !== ')') throw new PatternError("a ')' is missing");
    this.depth--;
    return { kind: 'group', slot, node };
  }

  private parseEscape(): (text: string) => boolean {
    const letter = this.source[this.offset++];
    if (letter === undefined) throw new PatternError('a character belongs behind the last backslash');
    const named = CLASSES[letter];
    if (named) return (text) => text !== '' && named.test(text);
    if (/[A-Za-z0-9]/.test(letter) && !Object.hasOwn(CONTROLS, letter)) {
      throw new PatternError(`'\\${letter}' is not possible`);
    }
    const meant = CONTROLS[letter] ?? letter;
    return (text) => text === meant;
  }

  private parseClass(): (text: string) => boolean {
    const negated = this.source[this.offset] === '^';
    if (negated) this.offset++;
    const members: ((text: string) => boolean)[] = [];
    for (let first = true; this.source[this.offset] !== ']' || first; first = false) {
      const start = this.source[this.offset++];
      if (start === undefined) throw new PatternError("a ']' is missing");
      if (start === '\\') {
        members.push(this.parseEscape());
      } else if (
        this.source[this.offset] === '-' &&
        !/^-(?:\]|$)/.test(this.source.slice(this.offset, this.offset + 2))
      ) {
        const end = this.source[this.offset + 1] ?? '';
        this.offset += 2;
        if (end < start || end === '\\') throw new PatternError(`'${start}-${end}' is no range`);
        members.push((text) => text >= start && text <= end && text.length === 1);
      } else {
        members.push((text) => text === start);
      }
    }
    this.offset++;
    return (text) => text !== '' && members.some((matches) => matches(text)) !== negated;
  }
}

const CLASSES: Readonly<Record<string, RegExp>> = {
  d: /\d/,
  D: /\D/,
  w: /\w/,
  W: /\W/,
  s: /\s/,
  S: /\S/,
};

const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

const LONGEST_PROGRAM = 5000;
