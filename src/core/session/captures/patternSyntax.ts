/** The source of a pattern as a tree. Throws a `PatternError` for what is not understood. */
export function parsePatternSyntax(source: string, ignoresCase: boolean): PatternNode {
  const parser = new PatternParser(source, ignoresCase);
  const node = parser.parseAlternatives();
  if (parser.offset < source.length) throw new PatternError(`'${source[parser.offset] ?? ''}' has no partner`);
  return node;
}

/** Groups have the number of their first slot; those that keep nothing have one that no pattern reaches. */
export type PatternNode =
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

/** Its message goes behind «is not understood: ». */
export class PatternError extends Error {}

/** Recursive descent over the source; a pattern is one directive's line, and its groups are counted. */
class PatternParser {
  offset = 0;
  private groups = 0;
  private depth = 0;

  constructor(
    private readonly source: string,
    private readonly ignoresCase: boolean,
  ) {}

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
        return { kind: 'character', matches: this.inAnyCase((text) => text === character) };
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
    return this.inAnyCase((text) => text === meant);
  }

  private inAnyCase(matches: (text: string) => boolean): (text: string) => boolean {
    if (!this.ignoresCase) return matches;
    return (text) => matches(text) || matches(text.toLowerCase()) || matches(text.toUpperCase());
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
        members.push(this.inAnyCase((text) => text >= start && text <= end && text.length === 1));
      } else {
        members.push(this.inAnyCase((text) => text === start));
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

/** Instructions of a pattern. */
export const LONGEST_PROGRAM = 5000;
