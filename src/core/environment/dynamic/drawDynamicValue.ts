import { formatDate, formatIso8601, formatRfc1123, fromDotNetFormat, shiftDate } from './formatDate';
import { findNearMisses } from '../findNearMisses';
import { isSecretName } from '../secrets/isSecretName';
import { resolvePath } from '../paths';
import type { ReadTextVariable, ValuePorts } from '../ports';
import { sampleAliases, sampleNames, type DrawSample } from './sampleNames';
import type { LookupFailure, VariableRemark } from '../variable';

/** A dynamic variable with its arguments, taken apart. */
export interface DynamicCall {
  /** As written. */
  readonly expression: string;
  readonly name: string;
  readonly values: readonly string[];
}

/** A fresh value. */
export interface DrawnValue {
  readonly kind: 'drawn';
  readonly text: string;
  readonly secret: boolean;
  readonly remark?: VariableRemark;
}

/** What a value is drawn from. `readVariable` answers `$processEnv %NAME`, where a variable holds the name to read. */
export interface DynamicSource {
  readonly ports: ValuePorts;
  readonly readVariable: ReadTextVariable;
  readonly drawSample: DrawSample | undefined;
}

/** `undefined` for a name that is no dynamic variable. */
export function drawDynamicValue(
  { ports, readVariable, drawSample }: DynamicSource,
  call: DynamicCall,
): DrawnValue | LookupFailure | undefined {
  if (call.values.length > 0 && TAKES_NOTHING.has(call.name)) return refuseArguments(call);
  switch (call.name) {
    case '$guid':
    case '$uuid':
    case '$random.uuid':
      return drawn(ports.newId());
    case '$timestamp':
      return drawTimestamp(ports, call);
    case '$isoTimestamp':
      return drawn(formatIso8601(ports.clock(), undefined));
    case '$date':
      return drawn(formatIso8601(ports.clock(), undefined).slice(0, 10));
    case '$datetime':
      return drawDate(ports, call, false);
    case '$localDatetime':
      return drawDate(ports, call, true);
    case '$randomInt':
      return drawInteger(ports, call, [0, 1000]);
    case '$random.integer':
      return drawInteger(ports, call, [0, 1000]);
    case '$random.float':
      return drawFloat(ports, call);
    case '$random.alphabetic':
      return drawCharacters(ports, call, LETTERS);
    case '$random.alphanumeric':
      return drawCharacters(ports, call, `${LETTERS}0123456789_`);
    case '$random.hexadecimal':
      return drawCharacters(ports, call, '0123456789abcdef');
    case '$random.email':
      return drawn(`${drawText(ports, 10, LOWER_LETTERS)}@example.com`);
    case '$processEnv':
      return drawProcessVariable(ports, call, readVariable);
    case '$dotenv':
      return drawDotenvVariable(ports, call, readVariable);
    case '$projectRoot':
      return drawRoot(ports, call);
    case '$historyFolder':
      return drawRoot(ports, call, '.idea/httpRequests');
    default:
      if (isSampleName(call.name)) return drawMadeUp(ports, call, drawSample);
      if (call.name.startsWith('$env.')) return drawEnv(ports, call.name.slice('$env.'.length));
      return UNSUPPORTED.test(call.name) || isSampleElsewhere(call.name)
        ? failure('unsupported-dynamic-variable', `'${call.name}' is not filled here. ${insteadOf(call.name)}`)
        : undefined;
  }
}

/** What stands there was meant for something: a time that is not shifted would be another than the one that is asked for. */
function refuseArguments({ name, values }: DynamicCall): LookupFailure {
  const shift = values.join(' ');
  const format = name === '$date' ? '"YYYY-MM-DD"' : 'iso8601';
  const isTime = name === '$isoTimestamp' || name === '$date';
  const instead = isTime ? ` Write {{$datetime ${format} ${shift}}} for a shifted time.` : '';
  return failure('invalid-argument', `'${name}' takes nothing behind its name.${instead}`);
}

function insteadOf(name: string): string {
  if (name === '$aadToken') return 'Use {{$aadV2Token}} or {{$auth.token("name")}}.';
  return name.startsWith('$xpath')
    ? 'Name the request of the answer: {{login.response.body.//id}}.'
    : 'Define a variable and use that.';
}

function drawTimestamp(ports: ValuePorts, call: DynamicCall): DrawnValue | LookupFailure {
  const time = shifted(ports.clock(), call.values);
  return typeof time === 'number' ? drawn(String(Math.floor(time / 1000))) : time;
}

function drawDate(ports: ValuePorts, call: DynamicCall, local: boolean): DrawnValue | LookupFailure {
  const isOffsetOnly = call.values.length === 2 && /^[+-]?\d+$/.test(call.values[0] ?? '');
  const format = isOffsetOnly ? 'iso8601' : (call.values[0] ?? 'iso8601');
  const time = shifted(ports.clock(), isOffsetOnly ? call.values : call.values.slice(1));
  if (typeof time !== 'number') return time;
  const zone = local ? (ports.zoneOffset ?? machineZoneOffset)(time) : undefined;
  if (format === 'rfc1123') return drawn(formatRfc1123(time, zone));
  if (format === 'iso8601') return drawn(formatIso8601(time, zone));
  const dotNet = fromDotNetFormat(format);
  const text = formatDate(time, dotNet ?? format, zone ?? 0);
  if (dotNet === undefined) return drawn(text);
  const message = `'${format}' was read as a .NET date format. The Day.js form is '${dotNet}'.`;
  return { ...drawn(text), remark: { code: 'dot-net-date-format', severity: 'information', message } };
}

/** `-3 d`, `10 m`: nothing at all means no shift. */
function shifted(time: number, values: readonly string[]): number | LookupFailure {
  if (values.length === 0) return time;
  const [amount = '', unit = ''] = values.length === 1 ? splitOffset(values[0] ?? '') : values;
  const moved = /^[+-]?\d{1,9}$/.test(amount) ? shiftDate(time, Number(amount), unit) : undefined;
  if (moved !== undefined && values.length <= 2 && !Number.isNaN(new Date(moved).getTime())) return moved;
  return failure(
    'invalid-argument',
    `'${values.join(' ')}' is no time offset. Write a number and one of y, Q, M, w, d, h, m, s, ms, for example -3 d.`,
  );
}

function splitOffset(value: string): readonly string[] {
  const match = /^([+-]?\d+)([A-Za-z]+)$/.exec(value);
  return match ? match.slice(1) : [value];
}

function drawInteger(
  ports: ValuePorts,
  call: DynamicCall,
  bounds: readonly [number, number],
): DrawnValue | LookupFailure {
  const limits = readLimits(call, bounds, /^[+-]?\d{1,15}$/);
  if (!Array.isArray(limits)) return limits;
  const [low, high] = limits;
  return drawn(String(low + Math.floor(ports.random() * (high - low))));
}

function drawFloat(ports: ValuePorts, call: DynamicCall): DrawnValue | LookupFailure {
  const limits = readLimits(call, [0, 1000], /^[+-]?\d{1,15}(?:\.\d{1,15})?$/);
  if (!Array.isArray(limits)) return limits;
  const [low, high] = limits;
  return drawn(String(low + ports.random() * (high - low)));
}

/** The upper limit is not drawn. Limits in the wrong order are swapped. */
function readLimits(
  call: DynamicCall,
  bounds: readonly [number, number],
  shape: RegExp,
): [number, number] | LookupFailure {
  if (call.values.length === 0) return [...bounds];
  const [first = '', second] = call.values;
  const from = second === undefined ? '0' : first;
  const to = second ?? first;
  if (call.values.length > 2 || !shape.test(from) || !shape.test(to) || Number(from) === Number(to)) {
    const message = `'${call.name}' takes two different numbers, the lower and the upper limit, for example 1 and 100.`;
    return failure('invalid-argument', message);
  }
  return [Math.min(Number(from), Number(to)), Math.max(Number(from), Number(to))];
}

function drawCharacters(ports: ValuePorts, call: DynamicCall, alphabet: string): DrawnValue | LookupFailure {
  const [length = '10'] = call.values;
  if (call.values.length > 1 || !/^\d{1,5}$/.test(length) || Number(length) < 1 || Number(length) > 10_000) {
    return failure('invalid-argument', `'${call.name}' takes one number, a length from 1 to 10000.`);
  }
  return drawn(drawText(ports, Number(length), alphabet));
}

function drawMadeUp(
  ports: ValuePorts,
  call: DynamicCall,
  drawSample: DrawSample | undefined,
): DrawnValue | LookupFailure {
  if (call.values.length > 0) return refuseArguments(call);
  const text = drawSample?.(ports, call.name);
  if (text !== undefined) return drawn(text);
  return failure(
    'unsupported-dynamic-variable',
    `'${call.name}' is not filled here. Write it into the request itself.`,
  );
}

/** JetBrains hands the rest of such a name to a library with hundreds of them; one that is nearly ours is misspelled. */
function isSampleElsewhere(name: string): boolean {
  return /^\$random\.[a-z]\w*\.\w/.test(name) && findNearMisses(name, Object.keys(sampleAliases)).length === 0;
}

function isSampleName(name: string): boolean {
  return samples.has(name);
}

/** The folder of the project, or one below it. */
function drawRoot(ports: ValuePorts, call: DynamicCall, below = '.'): DrawnValue | LookupFailure {
  if (call.values.length > 0) return refuseArguments(call);
  const { projectRoot } = ports;
  if (projectRoot !== undefined) return drawn(resolvePath(projectRoot, below));
  return failure('unsupported-dynamic-variable', `'${call.name}' has no value here: there is no folder of a project.`);
}

function drawText(ports: ValuePorts, length: number, alphabet: string): string {
  return Array.from({ length }, () => alphabet[Math.floor(ports.random() * alphabet.length)] ?? '').join('');
}

function drawProcessVariable(
  ports: ValuePorts,
  call: DynamicCall,
  readVariable: ReadTextVariable,
): DrawnValue | LookupFailure {
  const name = readName(call, readVariable);
  if (typeof name !== 'string') return name;
  return readOutside(ports.readProcessVariable, name, 'The process environment');
}

function drawEnv(ports: ValuePorts, name: string): DrawnValue | LookupFailure {
  return readOutside(ports.readProcessVariable, name, 'The process environment');
}

/** A variable of the process environment stands in for one that is in no `.env` file, as dotenv itself has it. */
function drawDotenvVariable(
  ports: ValuePorts,
  call: DynamicCall,
  readVariable: ReadTextVariable,
): DrawnValue | LookupFailure {
  const name = readName(call, readVariable);
  if (typeof name !== 'string') return name;
  const { readDotenvVariable, readProcessVariable } = ports;
  const readers = [readDotenvVariable, readProcessVariable].filter((reader) => reader !== undefined);
  const read = readers.length === 0 ? undefined : (key: string) => firstText(readers, key);
  return readOutside(read, name, "Neither a '.env' file from this folder upwards nor the process environment");
}

function firstText(readers: readonly ReadTextVariable[], key: string): string | undefined {
  for (const reader of readers) {
    const text = reader(key);
    if (text !== undefined) return text;
  }
  return undefined;
}

function readName(call: DynamicCall, readVariable: ReadTextVariable): string | LookupFailure {
  const [argument = ''] = call.values;
  if (call.values.length !== 1 || argument === '' || argument === '%') {
    return failure('invalid-argument', `'${call.name}' takes one name, for example {{${call.name} HOME}}.`);
  }
  if (!argument.startsWith('%')) return argument;
  const name = readVariable(argument.slice(1));
  if (name !== undefined && name !== '') return name;
  const message = `'${argument.slice(1)}' should hold the name of the variable to read, but it has no value.`;
  return failure('undefined-variable', message);
}

function readOutside(read: ReadTextVariable | undefined, name: string, place: string): DrawnValue | LookupFailure {
  const text = read?.(name);
  if (text === undefined) {
    const lacks = place.startsWith('Neither') ? `has '${name}'` : `has no variable '${name}'`;
    return failure('undefined-process-variable', `${place} ${lacks}. Set it before you send.`);
  }
  return { kind: 'drawn', text, secret: isSecretName(name) };
}

function machineZoneOffset(milliseconds: number): number {
  return -new Date(milliseconds).getTimezoneOffset();
}

function drawn(text: string): DrawnValue {
  return { kind: 'drawn', text, secret: false };
}

function failure(code: string, message: string): LookupFailure {
  return { kind: 'lookup-failure', code, message };
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LOWER_LETTERS = LETTERS.slice(26);
const samples: ReadonlySet<string> = new Set([...sampleNames, ...Object.keys(sampleAliases)]);

const TAKES_NOTHING: ReadonlySet<string> = new Set([
  '$guid',
  '$uuid',
  '$random.uuid',
  '$isoTimestamp',
  '$date',
  '$random.email',
]);

/** Known to other tools, and not to be taken for a typing error. */
const UNSUPPORTED = /^\$(?:xpath(?:$|:)|auth\.|global\.|aadToken$|exampleServer$|placeholder$)/;
