import type { Span } from '../../text/span';
import { literalTemplate, parseTemplate, templateLiteral, type Template } from '../../text/template';
import { DOTENV_SECTION, plainSection, type EnvironmentSource } from '../environmentSource';
import { isSecretName } from '../secrets/isSecretName';
import { escapedTemplate } from './jsonTemplate';
import { collectProblems, decodeTextFile } from './parseJsonFile';
import type { Variable } from '../variable';

/** One `NAME=value`. The span is that of the value without its quotes. */
export interface DotenvEntry {
  readonly name: string;
  readonly span: Span;
  readonly value: Template;
}

/**
 * `NAME=value` lines: `export` in front, quotes of three kinds, in which a value may go over several lines, `\n` and
 * its like inside double quotes, comments behind `#`. A value that only begins with a quote is taken as it stands.
 * Nothing is ever run, and `$NAME` is text.
 */
export function readDotenv(text: string): readonly DotenvEntry[] {
  const entries: DotenvEntry[] = [];
  const line =
    /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(?:(?:'((?:\\'|[^'])*)'|"((?:[^"\\]|\\[^])*)"|`([^`]*)`)(?=[ \t]*(?:#|$))|([^#\r\n]*))/dgm;
  for (const { 1: name = '', 2: single, 3: double, indices } of text.matchAll(line)) {
    const [start, end] = indices?.slice(2).find((place) => place !== undefined) ?? [0, 0];
    const trimmed = text.slice(start, end).trim();
    const isBare = indices?.[5] !== undefined;
    const from = isBare ? start + text.slice(start, end).indexOf(trimmed) : start;
    const span = isBare ? { start: from, end: from + trimmed.length } : { start, end };
    const decode = double === undefined ? decodeQuote : decodeEscape;
    const isEscaped = single !== undefined || double !== undefined;
    const value = isEscaped ? escapedTemplate(text, span, decode) : parseTemplate(text, span);
    entries.push({ name, span, value });
  }
  return entries;
}

/** The values as they stand there, placeholders as written; of a repeated name the last one. */
export function parseDotenv(text: string): ReadonlyMap<string, string> {
  const literal = (entry: DotenvEntry): string => templateLiteral(literalOf(text, entry)) ?? '';
  return new Map(readDotenv(text).map((entry) => [entry.name, literal(entry)]));
}

/**
 * `.env` as values that all environments have, `.env.<name>` and `<name>.env` as those of one. Placeholders in the
 * values are filled, as in every other file of environments.
 */
export function parseDotenvFile(bytes: Uint8Array, path: string, environment: string | undefined): EnvironmentSource {
  const { problems, report } = collectProblems(path);
  const text = decodeTextFile(bytes, path, report) ?? '';
  const variables = new Map<string, Variable>();
  for (const { name, span, value } of readDotenv(text)) {
    const secret = isSecretName(name);
    const variable: Variable = { name, value, secret, origin: 'dotenv', source: { path, span } };
    variables.delete(name);
    variables.set(name, environment === undefined ? variable : { ...variable, environment });
  }
  const name = environment ?? DOTENV_SECTION;
  const section = plainSection(name, { start: 0, end: 0 }, [...variables.values()]);
  return { path, kind: 'dotenv', sections: new Map([[name, section]]), problems };
}

/** Which environment a file of that name gives values to; `undefined` when it is none that is read. */
export function dotenvEnvironmentName(fileName: string): string | undefined {
  const match = /^(?:\.env\.([\w-][\w.-]*)|([\w-][\w.-]*)\.env)$/.exec(fileName);
  const name = match?.[1] ?? match?.[2];
  return name === undefined || TEMPLATE_NAMES.has(name.toLowerCase()) ? undefined : name;
}

function literalOf(text: string, { span, value }: DotenvEntry): Template {
  if (templateLiteral(value) !== undefined) return value;
  const source = text.slice(span.start, span.end);
  const before = text[span.start - 1];
  const quote = before === text[span.end] ? before : undefined;
  if (quote === "'") return literalTemplate(source.replace(/\\[^]/g, decodeQuote));
  return literalTemplate(quote === '"' ? source.replace(/\\[^]/g, decodeEscape) : source);
}

/** Between single quotes only these can be written in no other way. */
function decodeQuote(escape: string): string {
  return escape === "\\'" ? "'" : escape;
}

/** Other letters keep their backslash. */
function decodeEscape(escape: string): string {
  return ESCAPES[escape] ?? escape;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\n': '\n',
  '\\r': '\r',
  '\\t': '\t',
  '\\"': '"',
  '\\\\': '\\',
};

/** `.env.example` shows which names there are, and has no values. */
const TEMPLATE_NAMES: ReadonlySet<string> = new Set(['example', 'sample', 'template', 'dist', 'defaults', 'schema']);
