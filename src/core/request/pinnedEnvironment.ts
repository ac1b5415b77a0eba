import { joinEnvironmentNames, splitEnvironmentName } from '../environment/environmentNames';
import { findPlacedBlocks } from '../syntax/blockAtOffset';
import { directiveKey, type Directive, type RequestFile } from '../syntax/nodes';
import { eachBlock } from '../syntax/overBlocks';
import type { Problem } from '../text/problem';
import { shiftSpan, type Span } from '../text/span';

/** What a request file says of the environment it is for. */
export interface EnvironmentPin {
  /** From `# @env name`, also `staging+eu`; `undefined` when the file pins none. */
  readonly name: string | undefined;
  /** Where that stands, in document coordinates. */
  readonly span: Span | undefined;
  /** The characters of the name, in document coordinates. */
  readonly nameSpan: Span | undefined;
  /** In document coordinates; with an error among them, the file pins two environments and nothing of it is sent. */
  readonly problems: readonly Problem[];
}

/** `# @env staging` before the first request holds for the whole file, whatever is chosen elsewhere. */
export function findEnvironmentPin(file: RequestFile): EnvironmentPin {
  const known = pinOf.get(file);
  if (known) return known;
  const pins = findPins(file);
  const pin = pins.some((own) => own !== undefined) ? readEnvironmentPin(file, pins) : unpinned;
  pinOf.set(file, pin);
  return pin;
}

/** Every answer to an editor begins with the environment, and most come between the same two keystrokes. */
const pinOf = new WeakMap<RequestFile, EnvironmentPin>();

const unpinned: EnvironmentPin = { name: undefined, span: undefined, nameSpan: undefined, problems: [] };

function readEnvironmentPin(file: RequestFile, pins: Pins): EnvironmentPin {
  let name: string | undefined;
  let span: Span | undefined;
  let nameSpan: Span | undefined;
  const problems: Problem[] = [];
  let isHead = true;
  for (const { block, start, index } of findPlacedBlocks(file)) {
    for (const directive of pins[index] ?? []) {
      const at = shiftSpan(directive.span, start);
      if (!isHead || (block.request && directive.span.start > block.request.span.start)) {
        problems.push(describe('environment-not-pinned', 'warning', at, TOO_LATE));
        continue;
      }
      const wanted = pinnedName(directive);
      if (wanted === undefined) {
        problems.push(describe('environment-not-pinned', 'warning', at, "Write a name behind it: '# @env staging'."));
      } else if (name !== undefined && wanted !== name) {
        const message = `The file is pinned to '${name}' above, so it cannot be for '${wanted}' too. Remove one of them, or write '# @env ${name}+${wanted}' for both together.`;
        problems.push(describe('conflicting-environments', 'error', at, message));
      } else {
        name = wanted;
        span ??= at;
        nameSpan ??= directive.value && shiftSpan(directive.value.span, start);
      }
    }
    if (isHead && block.request) isHead = false;
  }
  return { name, span, nameSpan, problems };
}

/** The environment a file is sent in: the one it pins, else the one that was chosen. */
export function effectiveEnvironmentName(pin: EnvironmentPin, chosen: string | undefined): string | undefined {
  return pin.name ?? chosen;
}

type Pins = readonly (readonly Directive[] | undefined)[];

/** `undefined` for most blocks. */
const findPins: (file: RequestFile) => Pins = eachBlock((block) => {
  const isCandidate = block.text.includes('@') && /@[ \t]*e[-_]?n[-_]?v\b/i.test(block.text);
  const pins = isCandidate ? block.directives.filter(({ name }) => directiveKey(name.text) === 'env') : [];
  return pins.length > 0 ? pins : undefined;
});

function pinnedName({ value }: Directive): string | undefined {
  const text = value?.text.trim() ?? '';
  return text === '' ? undefined : joinEnvironmentNames(splitEnvironmentName(text));
}

function describe(code: string, severity: Problem['severity'], span: Span, message: string): Problem {
  return { code, severity, span, message };
}

const TOO_LATE = "'# @env' counts before the first request only, and there for the whole file. Move it up.";
