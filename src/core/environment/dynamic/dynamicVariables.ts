import { literalTemplate } from '../../text/template';
import { drawDynamicValue, type DynamicCall } from './drawDynamicValue';
import type { ReadTextVariable, ValuePorts } from '../ports';
import { sampleAliases, sampleNames, type DrawSample } from './sampleNames';
import type { LookupFailure, Variable, VariableLayer } from '../variable';

/** Every name this engine fills, as written before any argument: for completion and suggestions. */
export const dynamicVariableNames: readonly string[] = [
  '$timestamp',
  '$isoTimestamp',
  '$date',
  '$datetime',
  '$localDatetime',
  '$guid',
  '$uuid',
  '$random.uuid',
  '$randomInt',
  '$random.integer',
  '$random.float',
  '$random.alphabetic',
  '$random.alphanumeric',
  '$random.hexadecimal',
  '$random.email',
  '$processEnv',
  '$env',
  '$dotenv',
  '$projectRoot',
  '$historyFolder',
  ...sampleNames,
  ...Object.keys(sampleAliases),
];

/** How a dynamic layer draws, besides its ports. */
export interface DynamicOptions {
  /** Where a sample is asked for; without it sample names are a failure. */
  readonly drawSample?: DrawSample | undefined;
  /** `# @once`: these names (an empty list is every name) keep the first value they gave under the same arguments. */
  readonly once?: readonly string[] | undefined;
}

/**
 * The outermost layer: `{{$uuid}}`, `{{$randomInt 1 10}}`, `{{$random.integer(1, 10)}}`. Every lookup draws anew.
 * `readVariable` answers `$processEnv %NAME`, where a variable holds the name to read.
 */
export function buildDynamicLayer(
  ports: ValuePorts,
  readVariable: ReadTextVariable,
  options: DynamicOptions = {},
): VariableLayer {
  const once = options.once && buildOnce(ports, options.once);
  const draw = (call: DynamicCall): Variable | LookupFailure | undefined => {
    const value = drawDynamicValue({ ports: once?.ports ?? ports, readVariable, drawSample: options.drawSample }, call);
    if (value === undefined || value.kind === 'lookup-failure') return value;
    const { text, secret, remark } = value;
    const variable: Variable = { name: call.expression, value: literalTemplate(text), secret, origin: 'dynamic' };
    return remark ? { ...variable, remark } : variable;
  };
  return {
    origin: 'dynamic',
    names: dynamicVariableNames,
    lookup: (expression) => {
      const call = parseCall(expression);
      if (!call) return undefined;
      return once?.keeps(call.name) ? once.recall(call.expression, () => draw(call)) : draw(call);
    },
  };
}

/** What `# @once` changes: values stay, and the clock stands still so that times of all forms agree. */
interface Once {
  readonly ports: ValuePorts;
  readonly keeps: (name: string) => boolean;
  readonly recall: (
    expression: string,
    draw: () => Variable | LookupFailure | undefined,
  ) => Variable | LookupFailure | undefined;
}

function buildOnce(ports: ValuePorts, names: readonly string[]): Once {
  const kept = new Map<string, Variable | LookupFailure | undefined>();
  let now: number | undefined;
  return {
    ports: { ...ports, clock: () => (now ??= ports.clock()) },
    keeps: (name) => names.length === 0 || names.includes(name),
    recall: (expression, draw) => {
      if (!kept.has(expression)) kept.set(expression, draw());
      return kept.get(expression);
    },
  };
}

/** `$name a "b c"` or `$name(a, b)`; quotes around a value are left off. */
function parseCall(expression: string): DynamicCall | undefined {
  const match = /^(\$[A-Za-z][\w.]*(?::[\w.$-]+)?)(?:\s*\(([^)]*)\)|(?=\s|$)(.*))$/s.exec(expression);
  if (!match) return undefined;
  const [, name = '', inParentheses, behind] = match;
  const source = (inParentheses ?? behind ?? '').slice(0, LONGEST_ARGUMENTS);
  const pattern = inParentheses === undefined ? /"([^"]*)"|'([^']*)'|(\S+)/g : /"([^"]*)"|'([^']*)'|([^\s,]+)/g;
  const values = Array.from(source.matchAll(pattern), ([, double, single, bare]) => double ?? single ?? bare ?? '');
  return { expression, name, values };
}

const LONGEST_ARGUMENTS = 1000;
