import { mergeAuthSettings } from './authSettings';
import { findAuthProblems } from './findAuthProblems';
import { findValueCycles } from './findValueCycles';
import { joinEnvironmentNames, splitEnvironmentName } from './environmentNames';
import { DEFAULT_SECTION, DOTENV_SECTION, isEnvironmentName, SHARED_SECTION } from './environmentSource';
import type { EnvironmentSection, EnvironmentSource } from './environmentSource';
import type { FileProblem } from './files/parseJsonFile';
import type { Environment, EnvironmentRules, Variable } from './variable';

/** The environments that hold for one folder. */
export interface EnvironmentSet {
  /** Those that can be chosen, public files first; `$shared` is none of them. */
  readonly names: readonly string[];
  /** One environment, or several that are active together (`staging+eu`); `undefined` when one of them is unknown. */
  readonly lookup: (name: string) => Environment | undefined;
  /** What all environments have; its name is empty. */
  readonly shared: Environment;
  /** What holds when no environment is chosen: `shared`, and `$default` of settings that know it. */
  readonly unchosen?: Environment;
  readonly problems: readonly FileProblem[];
  /** The environment files proper that were read, or would have been but for a problem: those that can be written. */
  readonly files: readonly EnvironmentSource[];
  /** Everything that was read, in the order of precedence. */
  readonly sources?: readonly EnvironmentSource[];
  /** The name of a file that gives values to another tool and is not read. */
  readonly unreadConfiguration?: string;
}

/** `sources` in the order of precedence, the first one winning. */
export function buildEnvironmentSet(sources: readonly EnvironmentSource[]): EnvironmentSet {
  const names = collectNames(sources);
  const known = new Set(names);
  const built = new Map<string, Environment>();
  const lookup = (name: string): Environment | undefined => {
    const parts = known.has(name) ? [name] : splitEnvironmentName(name);
    if (!parts.every((part) => known.has(part))) return undefined;
    const key = joinEnvironmentNames(parts) ?? name;
    const environment = built.get(key) ?? buildEnvironment(sources, known.has(key) ? [key] : parts);
    built.set(key, environment);
    return environment;
  };
  const shared = buildEnvironment(sources, []);
  const hasDefault = sources.some((source) => source.sections.has(DEFAULT_SECTION));
  return {
    names,
    lookup,
    shared,
    ...(hasDefault && { unchosen: { ...buildEnvironment(sources, [DEFAULT_SECTION]), name: '' } }),
    problems: [
      ...sources.flatMap((source) => source.problems),
      ...findAllAuthProblems(sources, names),
      ...findValueCycles([shared, ...names.flatMap((name) => lookup(name) ?? [])]),
    ],
    files: sources.filter(({ kind }) => kind === 'private' || kind === 'user' || kind === 'public'),
    sources,
  };
}

/**
 * The set with `environment` in it, with the values that all have underneath. It takes the place of one of that name in
 * the files, and is never active together with another: a mixture could send the values of one to the hosts of the
 * other. A problem says when a file has one of that name.
 */
export function withEnvironment(set: EnvironmentSet, environment: Environment): EnvironmentSet {
  const { name } = environment;
  const whole = { ...environment, variables: [...environment.variables, ...set.shared.variables] };
  const hidden = set.files.flatMap((file): FileProblem[] => {
    const section = file.sections.get(name);
    if (!section) return [];
    const message = `The built-in environment '${name}' is used instead of this one. Give this one another name.`;
    return [{ code: 'hidden-environment', severity: 'warning', span: section.nameSpan, message, path: file.path }];
  });
  return {
    ...set,
    names: [...set.names.filter((candidate) => candidate !== name), name],
    lookup: (wanted) => {
      if (wanted === name) return whole;
      const found = set.lookup(wanted);
      return found?.parts?.includes(name) ? undefined : found;
    },
    problems: [...set.problems, ...hidden],
  };
}

/** Settings that all environments share are looked at once. */
function findAllAuthProblems(sources: readonly EnvironmentSource[], names: readonly string[]): readonly FileProblem[] {
  const seen = new Set<string>();
  return [...names, undefined].flatMap((name) => {
    const sections = [...(name === undefined ? [] : sectionsOf(sources, name)), ...sectionsOf(sources, SHARED_SECTION)];
    return findAuthProblems(mergeAuthSettings(sections.map((section) => section.auth))).filter(({ path, span }) => {
      const key = `${span.start} ${path}`;
      return !seen.has(key) && seen.add(key);
    });
  });
}

/** Public files come first, then what is private to them, then all others. */
function collectNames(sources: readonly EnvironmentSource[]): readonly string[] {
  const names = new Set<string>();
  const json = sources.filter(({ kind }) => kind === 'private' || kind === 'user' || kind === 'public');
  for (const source of [...json.toReversed(), ...sources]) {
    for (const name of source.sections.keys()) if (isEnvironmentName(name)) names.add(name);
  }
  return [...names];
}

/** `parts` from the first to the last, which wins. */
function buildEnvironment(sources: readonly EnvironmentSource[], parts: readonly string[]): Environment {
  const own = parts.toReversed().map((part) => sectionsOf(sources, part));
  const shared = sectionsOf(sources, SHARED_SECTION);
  const dotenv = sectionsOf(sources, DOTENV_SECTION);
  const sections = [...own.flat(), ...shared];
  const variables = [
    ...own.flat().flatMap((section) => section.variables),
    ...shared.flatMap((section) => section.variables.map(asShared)),
    ...dotenv.flatMap((section) => section.variables),
  ];
  const defined = new Set(variables.map((variable) => variable.name));
  const unavailable = new Map<string, string>();
  for (const section of sections) {
    for (const [key, message] of section.unavailable) {
      if (!defined.has(key) && !unavailable.has(key)) unavailable.set(key, message);
    }
  }
  const rule = sections.find((section) => section.verifiesCertificates !== undefined)?.verifiesCertificates;
  const clientCertificate = sections.find((section) => section.clientCertificate !== undefined)?.clientCertificate;
  const rules = mergeRules([...own, shared]);
  const auth = mergeAuthSettings(sections.map((section) => section.auth));
  return {
    name: joinEnvironmentNames(parts) ?? '',
    ...(parts.length > 1 && { parts }),
    variables,
    hostOrigins: new Map(),
    verifiesCertificates: rule ?? true,
    unavailable,
    ...(clientCertificate && { clientCertificate }),
    ...(rules && { rules }),
    ...(auth.size > 0 && { auth }),
  };
}

function sectionsOf(sources: readonly EnvironmentSource[], name: string): readonly EnvironmentSection[] {
  return sources.map((source) => source.sections.get(name)).filter((section) => section !== undefined);
}

/**
 * Of one environment the first source that has a rule counts, and `$shared` (the last group) only where no environment
 * has it. Several active together add up: what one of them asks before is asked, and each vouches for its own hosts.
 */
function mergeRules(groups: readonly (readonly EnvironmentSection[])[]): EnvironmentRules | undefined {
  const own = groups.slice(0, -1).map(firstRules);
  const shared = firstRules(groups.at(-1) ?? []);
  const all = [...own, shared];
  if (all.every((rules) => Object.keys(rules).length === 0)) return undefined;
  const confirm = own.flatMap((rules) => rules.confirm ?? []);
  const hosts = own.flatMap((rules) => rules.hosts ?? []);
  const asks = own.some((rules) => rules.confirm !== undefined);
  const names = own.some((rules) => rules.hosts !== undefined);
  const proxy = all.find((rules) => rules.proxy !== undefined);
  return {
    ...sendingRules(all),
    color: all.find((rules) => rules.color !== undefined)?.color,
    confirm: [...new Set(asks ? confirm : shared.confirm)],
    hosts: names ? [...new Set(hosts)] : shared.hosts,
    proxy: proxy?.proxy,
    // They were written for that proxy and are no other one's.
    ...(proxy?.proxyCredentials && { proxyCredentials: proxy.proxyCredentials }),
  };
}

function sendingRules(all: readonly Partial<EnvironmentRules>[]): Partial<EnvironmentRules> {
  const timeoutMilliseconds = all.find((rules) => rules.timeoutMilliseconds !== undefined)?.timeoutMilliseconds;
  const connectTimeoutMilliseconds = all.find(
    (rules) => rules.connectTimeoutMilliseconds !== undefined,
  )?.connectTimeoutMilliseconds;
  const httpVersion = all.find((rules) => rules.httpVersion !== undefined)?.httpVersion;
  const redirects = all.flatMap((rules) => rules.followsRedirects ?? []);
  const cookies = all.flatMap((rules) => rules.keepsCookies ?? []);
  const encoding = all.flatMap((rules) => rules.encodesTarget ?? []);
  return {
    ...(timeoutMilliseconds !== undefined && { timeoutMilliseconds }),
    ...(connectTimeoutMilliseconds !== undefined && { connectTimeoutMilliseconds }),
    ...(httpVersion !== undefined && { httpVersion }),
    ...(redirects.length > 0 && { followsRedirects: redirects[0] === true }),
    ...(cookies.length > 0 && { keepsCookies: cookies[0] === true }),
    ...(encoding.length > 0 && { encodesTarget: encoding[0] === true }),
  };
}

function firstRules(sections: readonly EnvironmentSection[]): Partial<EnvironmentRules> {
  return Object.assign({}, ...sections.toReversed().map((section) => section.rules ?? {})) as Partial<EnvironmentRules>; // Of plain objects.
}

/** A secret stays one: where its value is kept says more than who has it. */
function asShared(variable: Variable): Variable {
  if (variable.origin === 'secret') return variable;
  return { ...variable, origin: 'shared' };
}
