import { parseArgs } from 'node:util';
import { parseHostEntry } from '../core/environment/allowsHost';
import { parseProxyAddress } from '../core/environment/proxyAddress';
import { joinEnvironmentNames } from '../core/environment/environmentNames';
import type { BlockSelection, CommandName, Invocation, SendOptions } from './invocation';

/** Reads the words behind the program's name. Never throws and touches nothing. */
export function parseArguments(words: readonly string[]): Invocation {
  const [first, ...rest] = words;
  if (first === undefined) return misused('Say what to do: send, parse, check, format, env or sandbox.');
  if (first === '--help' || first === '-h' || first === 'help')
    return { kind: 'help', command: toCommandName(rest[0]) };
  if (first === '--version' || first === '-v') return { kind: 'version' };
  const command = toCommandName(first);
  if (!command)
    return misused(`There is no command '${first}'. The commands are send, parse, check, format, env and sandbox.`);
  const collected = collectOptions(command, rest);
  if ('kind' in collected) return collected;
  if (collected.flags.has('help')) return { kind: 'help', command };
  switch (command) {
    case 'send':
      return toSend(collected);
    case 'parse':
      return toParse(collected);
    case 'check':
      return toCheck(collected);
    case 'format':
      return toFormat(collected);
    case 'env':
      return toEnv(collected);
    case 'sandbox':
      return toSandbox(collected);
  }
}

interface Collected {
  readonly flags: ReadonlySet<string>;
  /** Every value of every option, in the order given. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly positionals: readonly string[];
}

/** `value` options take the next word or the text behind `=`. */
const optionsOf: Readonly<Record<CommandName, Readonly<Record<string, 'flag' | 'value'>>>> = {
  send: {
    name: 'value',
    line: 'value',
    all: 'flag',
    env: 'value',
    var: 'value',
    json: 'flag',
    details: 'flag',
    'show-secrets': 'flag',
    timeout: 'value',
    'connection-timeout': 'value',
    proxy: 'value',
    'insecure-host': 'value',
    'sandbox-url': 'value',
    seed: 'value',
    yes: 'flag',
    'save-outside': 'flag',
    help: 'flag',
  },
  parse: { json: 'flag', help: 'flag' },
  check: { env: 'value', json: 'flag', help: 'flag' },
  format: { check: 'flag', help: 'flag' },
  env: { env: 'value', json: 'flag', help: 'flag' },
  sandbox: { port: 'value', help: 'flag' },
};

const repeatable = new Set(['var', 'env', 'insecure-host']);

function collectOptions(command: CommandName, words: readonly string[]): Collected | Misused {
  const known = optionsOf[command];
  // Node's own strict mode says too little about what would have been right, so it only cuts the words here.
  const { tokens } = parseArgs({
    args: [...words],
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(known).map(([name, kind]) => [name, { type: kind === 'flag' ? 'boolean' : 'string' } as const]),
    ),
  });
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const kind = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
    if (token.rawName === '-h') return { flags: new Set(['help']), values, positionals };
    if (kind === undefined) return unknownOption(command, token.rawName);
    if (kind === 'flag') {
      if (token.value !== undefined) return misused(`--${token.name} takes no value.`);
      flags.add(token.name);
      continue;
    }
    const value = token.value;
    const swallowedOption = token.inlineValue === false && value !== undefined && isOption(known, value);
    if (value === undefined || swallowedOption) return misused(`--${token.name} needs a value behind it.`);
    const earlier = values.get(token.name);
    if (earlier && !repeatable.has(token.name)) return misused(`--${token.name} is given twice; give it once.`);
    values.set(token.name, [...(earlier ?? []), value]);
  }
  return { flags, values, positionals };
}

function isOption(known: Readonly<Record<string, unknown>>, word: string): boolean {
  return word.startsWith('--') && Object.hasOwn(known, word.slice(2).split('=')[0] ?? '');
}

function toSend({ flags, values, positionals }: Collected): Invocation {
  const [file, ...others] = positionals;
  if (file === undefined) return misused('Say which file to send from: identity-http send FILE.');
  if (others.length > 0) return misused(`send takes one file; '${others.join(' ')}' is too much.`);
  const selection = toSelection(flags, values);
  if (selection.kind === 'misused') return selection;
  const timeout = toWholeNumber('timeout', values, 1, 2 ** 31 - 1);
  if (typeof timeout === 'object') return timeout;
  const connectTimeout = toWholeNumber('connection-timeout', values, 1, 2 ** 31 - 1);
  if (typeof connectTimeout === 'object') return connectTimeout;
  const proxy = toProxy(values.get('proxy')?.[0]);
  if (typeof proxy === 'object') return proxy;
  const unverifiedHosts = toHosts(values.get('insecure-host') ?? []);
  if ('kind' in unverifiedHosts) return unverifiedHosts;
  const seed = toWholeNumber('seed', values, 0, Number.MAX_SAFE_INTEGER);
  if (typeof seed === 'object') return seed;
  const variables = toVariables(values.get('var') ?? []);
  if ('kind' in variables) return variables;
  return {
    kind: 'send',
    options: {
      file,
      selection,
      environmentName: joinEnvironmentNames(values.get('env') ?? []),
      variables: variables.list,
      json: flags.has('json'),
      detailed: flags.has('details'),
      showSecrets: flags.has('show-secrets'),
      timeoutMilliseconds: timeout,
      connectTimeoutMilliseconds: connectTimeout,
      proxy,
      unverifiedHosts: unverifiedHosts.list,
      sandboxUrl: values.get('sandbox-url')?.[0],
      seed,
      confirmed: flags.has('yes'),
      savesOutside: flags.has('save-outside'),
    },
  };
}

function toProxy(text: string | undefined): string | undefined | Misused {
  if (text === undefined) return undefined;
  const proxy = parseProxyAddress(text);
  // The text may hold a password, so it is not repeated.
  return proxy ?? misused('--proxy needs an address such as http://proxy.example.com:8080, without user and password.');
}

function toHosts(texts: readonly string[]): { readonly list: readonly string[] } | Misused {
  const list: string[] = [];
  for (const text of texts) {
    const entry = parseHostEntry(text);
    if (!entry || entry.host.startsWith('*.') || entry.scheme === 'http:') {
      return misused(`--insecure-host needs a host such as localhost:8443, not '${text}'.`);
    }
    list.push(`${entry.host}:${Number(entry.port ?? 443)}`);
  }
  return { list };
}

function toSelection(flags: Collected['flags'], values: Collected['values']): BlockSelection | Misused {
  const name = values.get('name')?.[0];
  const line = toWholeNumber('line', values, 1, Number.MAX_SAFE_INTEGER);
  if (typeof line === 'object') return line;
  if (Number(name !== undefined) + Number(line !== undefined) + Number(flags.has('all')) > 1) {
    return misused('Choose one of --name, --line and --all.');
  }
  if (name !== undefined) return { kind: 'name', name };
  if (line !== undefined) return { kind: 'line', line };
  return flags.has('all') ? { kind: 'all' } : { kind: 'sole' };
}

function toVariables(texts: readonly string[]): { readonly list: SendOptions['variables'] } | Misused {
  const list: (readonly [string, string])[] = [];
  for (const text of texts) {
    const separator = text.indexOf('=');
    const name = text.slice(0, Math.max(separator, 0)).trim();
    // The text may be a secret whose `name=` was forgotten, so it is not repeated here.
    if (name === '') return misused('--var needs name=value, for example --var envID=3f1c.');
    list.push([name, text.slice(separator + 1)]);
  }
  return { list };
}

function toParse({ flags, positionals }: Collected): Invocation {
  if (positionals.length === 0) return misused('Say which files to parse: identity-http parse FILE… --json.');
  return { kind: 'parse', files: positionals, json: flags.has('json') };
}

function toCheck({ flags, values, positionals }: Collected): Invocation {
  if (positionals.length === 0) return misused('Say which files to check: identity-http check FILE….');
  const environmentName = joinEnvironmentNames(values.get('env') ?? []);
  return { kind: 'check', options: { files: positionals, environmentName, json: flags.has('json') } };
}

function toFormat({ flags, positionals }: Collected): Invocation {
  if (positionals.length === 0) return misused('Say which files to lay out: identity-http format FILE….');
  return { kind: 'format', files: positionals, check: flags.has('check') };
}

function toEnv({ flags, values, positionals }: Collected): Invocation {
  const [file, ...others] = positionals;
  if (file === undefined) return misused('Say for which file: identity-http env FILE.');
  if (others.length > 0) return misused(`env takes one file; '${others.join(' ')}' is too much.`);
  const environmentName = joinEnvironmentNames(values.get('env') ?? []);
  return { kind: 'env', options: { file, environmentName, json: flags.has('json') } };
}

function toSandbox({ values, positionals }: Collected): Invocation {
  if (positionals.length > 0) return misused(`sandbox takes no file; '${positionals.join(' ')}' is too much.`);
  const port = toWholeNumber('port', values, 0, 65535);
  return typeof port === 'object' ? port : { kind: 'sandbox', port: port ?? 0 };
}

function toWholeNumber(
  option: string,
  values: Collected['values'],
  least: number,
  most: number,
): number | undefined | Misused {
  const text = values.get(option)?.[0];
  if (text === undefined) return undefined;
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  return misused(`--${option} needs a whole number from ${least} to ${most}, not '${text}'.`);
}

function toCommandName(word: string | undefined): CommandName | undefined {
  return word !== undefined && Object.hasOwn(optionsOf, word) ? (word as CommandName) : undefined;
}

function unknownOption(command: CommandName, rawName: string): Misused {
  const names = Object.keys(optionsOf[command]).map((name) => `--${name}`);
  return misused(`'${command}' has no option ${rawName}. It has ${names.join(', ')}.`);
}

type Misused = Extract<Invocation, { readonly kind: 'misused' }>;

function misused(message: string): Misused {
  return { kind: 'misused', message };
}
