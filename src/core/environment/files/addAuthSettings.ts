import { modify, parseTree, type ParseError } from 'jsonc-parser';
import type { Span } from '../../text/span';

/** Where settings for a token are written. */
export interface WantedAuth {
  readonly environmentName: string;
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** A variable of the environment that stands for the token; one that is there stays as it is. */
  readonly variable?: string | undefined;
}

/**
 * The edits that write `Security.Auth.<name>` into an environment file, in its coordinates and from its end to its
 * beginning; `taken` when that name is there, `unreadable` when the file is no object of environments.
 */
export function addAuthSettings(
  text: string,
  wanted: WantedAuth,
): readonly { readonly span: Span; readonly text: string }[] | 'taken' | 'unreadable' {
  const { environmentName, name, settings, variable } = wanted;
  const source = text.trim() === '' ? '{}' : text;
  const errors: ParseError[] = [];
  const root = parseTree(source, errors, { allowTrailingComma: true });
  if (errors.length > 0 || root?.type !== 'object') return 'unreadable';
  const known = memberNames(root, [environmentName, 'Security', 'Auth']);
  if (known.includes(name)) return 'taken';
  const formattingOptions = {
    insertSpaces: !/\n\t/.test(source),
    tabSize: /\n( {4,})"/.test(source) ? 4 : 2,
    eol: '\n',
  };
  const path = [environmentName, 'Security', 'Auth', name];
  let result = applyAll(source, modify(source, path, settings, { formattingOptions }));
  const variables = memberNames(parseTree(result, [], { allowTrailingComma: true }), [environmentName]);
  if (variable !== undefined && !variables.includes(variable)) {
    const value = `{{$auth.token("${name}")}}`;
    result = applyAll(result, modify(result, [environmentName, variable], value, { formattingOptions }));
  }
  return [{ span: { start: 0, end: text.length }, text: result.endsWith('\n') ? result : `${result}\n` }];
}

function memberNames(root: ReturnType<typeof parseTree>, path: readonly string[]): readonly string[] {
  let node = root;
  for (const key of path) {
    node = node?.children?.find((property) => property.children?.[0]?.value === key)?.children?.[1];
  }
  return (node?.children ?? []).map((property) => String(property.children?.[0]?.value));
}

function applyAll(text: string, edits: ReturnType<typeof modify>): string {
  let result = text;
  for (const { offset, length, content } of edits.toSorted((one, other) => other.offset - one.offset)) {
    result = result.slice(0, offset) + content + result.slice(offset + length);
  }
  return result;
}
