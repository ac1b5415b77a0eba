import { parseTree, type Node, type ParseError } from 'jsonc-parser';
import type { Span } from '../../text/span';
import { jsonDepth } from '../answers/jsonText';
import { memberName } from './memberName';
import { DEEPEST_NESTING, membersOf, nodeSpan } from './parseJsonFile';
import { SECRET_STORAGE_PROVIDER } from '../secrets/storedSecrets';

/** Replacements in the coordinates of the text as it is and in its order, or the sentence that says why there are none. */
export type FileEdits =
  | { readonly kind: 'edits'; readonly edits: readonly { readonly span: Span; readonly text: string }[] }
  | { readonly kind: 'refused'; readonly message: string };

/** A variable of one environment, or a member of one: `cfg.host`. */
export interface EnvironmentPlace {
  /** `$shared` for what all environments have. */
  readonly section: string;
  readonly name: string;
  /** In a settings file: the setting that holds the environments. */
  readonly setting?: string | undefined;
}

/** The value as a person edits it, and where it stands with its quotes. */
export interface WrittenValue {
  /** The content of a text, placeholders unfilled; of other values what is written. */
  readonly source: string;
  /** Objects and lists are edited in the file, member by member. */
  readonly isWhole: boolean;
  readonly span: Span;
}

/** What the file says of the place now; `undefined` when it has no such variable, or is not JSON. */
export function lookupWrittenValue(text: string, place: EnvironmentPlace): WrittenValue | undefined {
  const node = lookupPlace(text, place)?.value;
  if (!node) return undefined;
  const source = node.type === 'string' ? String(node.value) : text.slice(node.offset, node.offset + node.length);
  const isWhole = node.type === 'object' || node.type === 'array';
  return { source: node.type === 'null' ? '' : source, isWhole, span: nodeSpan(node) };
}

/** Writes another value and nothing else. What was a number, `true` or `false` stays one as long as it reads as one. */
export function setEnvironmentValue(text: string, place: EnvironmentPlace, value: string): FileEdits {
  const node = lookupPlace(text, place)?.value;
  if (!node) return refuseMissing(place);
  if (node.type === 'object' || node.type === 'array') {
    return refuse(`'${place.name}' is an object or a list. Edit it in its file.`);
  }
  return { kind: 'edits', edits: [{ span: nodeSpan(node), text: writeValue(node, value) }] };
}

/** Writes a reference to the secret storage in the place of a value, whatever that was. */
export function referToSecretStorage(text: string, place: EnvironmentPlace): FileEdits {
  const node = lookupPlace(text, place)?.value;
  if (!node) return refuseMissing(place);
  const reference = `{ "provider": ${JSON.stringify(SECRET_STORAGE_PROVIDER)} }`;
  return { kind: 'edits', edits: [{ span: nodeSpan(node), text: reference }] };
}

/**
 * Takes the variable out with its comma, and with its line where nothing else stands on it. Comments on other lines stay;
 * one behind the variable goes with it. A repeated name is taken out everywhere, or the earlier one would come back.
 */
export function removeEnvironmentVariable(text: string, place: EnvironmentPlace): FileEdits {
  const found = lookupPlace(text, place);
  if (!found) return refuseMissing(place);
  if (found.container.type !== 'object') {
    return refuse(`'${place.name}' is an item of a list. Take it out in its file, because the others move up.`);
  }
  const members = found.container.children ?? [];
  const removed = new Set(members.filter((member) => member.children?.[0]?.value === found.key));
  const edits: { span: Span; text: string }[] = [];
  for (const member of removed) edits.push({ span: removalSpan(text, member), text: '' });
  const last = members.findLastIndex((member) => !removed.has(member));
  const lastKept = members[last];
  // What was a separator would be left over behind the last member.
  if (lastKept && last < members.length - 1 && !hasTrailingComma(text, found.container, members.at(-1))) {
    const comma = commaBehind(text, lastKept);
    if (comma !== undefined) edits.push({ span: { start: comma, end: comma + 1 }, text: '' });
  }
  return { kind: 'edits', edits: joinTouching(edits) };
}

interface FoundPlace {
  readonly container: Node;
  readonly key: string;
  readonly value: Node;
}

/** Of a repeated key the last one counts. The file of a workspace keeps its settings one level down. */
function lookupPlace(text: string, { section, name, setting }: EnvironmentPlace): FoundPlace | undefined {
  // The package's parser calls itself for every level.
  if (jsonDepth(text, DEEPEST_NESTING) > DEEPEST_NESTING) return undefined;
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  if (errors.length > 0) return undefined;
  const file =
    setting === undefined
      ? root
      : (lookupMember(root, setting) ?? lookupMember(lookupMember(root, 'settings'), setting));
  const environment = membersOf(file, ignore).find(({ key }) => key === section)?.value;
  let container = environment;
  let prefix = '';
  // Each turn goes one level down.
  while (container) {
    const children = namedChildren(container, prefix);
    const exact = children.find((child) => child.name === name);
    if (exact) return { container, key: exact.key, value: exact.value };
    const inside = children.find(
      (child) => name.startsWith(child.name) && (name[child.name.length] === '.' || name[child.name.length] === '['),
    );
    container = inside?.value;
    prefix = inside?.name ?? '';
  }
  return undefined;
}

function lookupMember(node: Node | undefined, name: string): Node | undefined {
  return membersOf(node, ignore).find(({ key }) => key === name)?.value;
}

interface NamedChild {
  readonly name: string;
  readonly key: string;
  readonly value: Node;
}

function namedChildren(node: Node, prefix: string): readonly NamedChild[] {
  if (node.type === 'array') {
    return (node.children ?? []).map((value, index) => ({ name: `${prefix}[${index}]`, key: String(index), value }));
  }
  return membersOf(node, ignore).map(({ key, value }) => ({
    name: prefix === '' ? key : memberName(prefix, key),
    key,
    value,
  }));
}

function writeValue(node: Node, value: string): string {
  const keepsKind =
    (node.type === 'number' && /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(value)) ||
    (node.type === 'boolean' && (value === 'true' || value === 'false'));
  return keepsKind ? value : JSON.stringify(value);
}

function removalSpan(text: string, member: Node): Span {
  const own = member.offset + member.length;
  const comma = commaBehind(text, member);
  let end = comma === undefined ? own : comma + 1;
  const lineStart = text.lastIndexOf('\n', member.offset - 1) + 1;
  const isFirstOnLine = text.slice(lineStart, member.offset).trim() === '';
  const rest = /^[^\r\n]*/.exec(text.slice(end))?.[0] ?? '';
  const isLastOnLine = /^[ \t]*(?:\/\/.*|\/\*(?:(?!\*\/).)*\*\/[ \t]*)?$/.test(rest);
  if (!isFirstOnLine || !isLastOnLine) {
    end += /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0;
    return { start: member.offset, end };
  }
  end += rest.length;
  const lineEnd = /^\r?\n/.exec(text.slice(end))?.[0].length ?? 0;
  return { start: lineStart, end: end + lineEnd };
}

/** Where the comma stands that follows a member, comments between them passed over. */
function commaBehind(text: string, { offset, length }: Node): number | undefined {
  const behind = /^(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/.exec(text.slice(offset + length))?.[0].length ?? 0;
  const at = offset + length + behind;
  return text[at] === ',' ? at : undefined;
}

function hasTrailingComma(text: string, container: Node, last: Node | undefined): boolean {
  const comma = last && commaBehind(text, last);
  return comma !== undefined && comma < container.offset + container.length;
}

/** A comma that goes with a line lies in the line's span already. */
function joinTouching(edits: readonly { readonly span: Span; readonly text: string }[]): FileEditList {
  const sorted = [...edits].sort((one, other) => one.span.start - other.span.start);
  return sorted.filter(
    ({ span }, index) =>
      !sorted.some((other, at) => at !== index && other.span.start <= span.start && other.span.end >= span.end),
  );
}

type FileEditList = Extract<FileEdits, { kind: 'edits' }>['edits'];

function refuseMissing({ section, name }: EnvironmentPlace): FileEdits {
  return refuse(`'${section}' has no variable '${name}' in this file any more, or the file is not JSON.`);
}

function refuse(message: string): FileEdits {
  return { kind: 'refused', message };
}

function ignore(): void {
  // What is wrong with the file is told where it is read.
}
