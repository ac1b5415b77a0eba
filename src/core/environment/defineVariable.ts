import { createScanner, findNodeAtLocation, parseTree } from 'jsonc-parser';
import type { Node, ParseError } from 'jsonc-parser';
import type { Span } from '../text/span';

/** How to give a variable a place in an environment file, or why that cannot be done. */
export type VariableDefinition =
  | {
      readonly kind: 'edits';
      /** In the coordinates of the file as it is and in its order; none when the name stands there already. */
      readonly edits: readonly { readonly span: Span; readonly text: string }[];
      /** The value, quotes left out, in the file as it will be: there the cursor belongs. */
      readonly value: Span;
    }
  /** The file is not an object of environments, or not JSON, at `offset`. */
  | { readonly kind: 'unreadable'; readonly offset: number };

/**
 * Adds `name` with an empty text as its value to the environment, which is added too when the file has none of that
 * name. Comments, order and indentation stay where they are; an existing value is never touched.
 */
export function defineVariable(
  text: string,
  { environmentName, name }: { readonly environmentName: string; readonly name: string },
): VariableDefinition {
  const layout = layoutOf(text);
  if (text.trim() === '') return insertWhole(text, environmentName, name, layout);
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  if (errors.length > 0 || root?.type !== 'object') return { kind: 'unreadable', offset: errors[0]?.offset ?? 0 };
  const environment = findNodeAtLocation(root, [environmentName]);
  if (!environment) return insertProperty(text, root, environmentProperty(environmentName, name, layout), layout, 1);
  if (environment.type !== 'object') return { kind: 'unreadable', offset: environment.offset };
  const existing = findNodeAtLocation(environment, [name]);
  if (existing) return { kind: 'edits', edits: [], value: contentSpan(existing) };
  return insertProperty(text, environment, variableProperty(name), layout, 2);
}

/** `value` is where the empty value stands in `text`. */
interface PropertyText {
  readonly text: string;
  readonly value: number;
}

function variableProperty(name: string): PropertyText {
  const text = `${JSON.stringify(name)}: ""`;
  return { text, value: text.length - 1 };
}

function environmentProperty(environmentName: string, name: string, layout: Layout): PropertyText {
  const opening = `${JSON.stringify(environmentName)}: {${layout.lineEnd}${layout.indent.repeat(2)}`;
  const inner = variableProperty(name);
  const text = `${opening}${inner.text}${layout.lineEnd}${layout.indent}}`;
  return { text, value: opening.length + inner.value };
}

function insertWhole(text: string, environmentName: string, name: string, layout: Layout): VariableDefinition {
  const opening = `{${layout.lineEnd}${layout.indent}`;
  const property = environmentProperty(environmentName, name, layout);
  const value = opening.length + property.value;
  const whole = `${opening}${property.text}${layout.lineEnd}}${layout.lineEnd}`;
  return {
    kind: 'edits',
    edits: [{ span: { start: 0, end: text.length }, text: whole }],
    value: { start: value, end: value },
  };
}

/** Behind the last member and any comment that follows it, so that each comment stays with its own line. */
function insertProperty(
  text: string,
  object: Node,
  property: PropertyText,
  layout: Layout,
  depth: number,
): VariableDefinition {
  const last = object.children?.at(-1);
  const closing = object.offset + object.length - 1;
  const contentEnd = text.slice(0, closing).trimEnd().length;
  const onOneLine = !/[\r\n]/.test(text.slice(object.offset, closing));
  const lastEnd = last ? last.offset + last.length : contentEnd;
  const comma = last && !hasComma(text, lastEnd, closing) ? ',' : '';
  const indent = layout.lineEnd + layout.indent.repeat(depth);
  const before = last && onOneLine ? ' ' : indent;
  // An object on one line is opened up when it was empty, and goes on along its line when it was not.
  const opensUp = !last && onOneLine;
  const after = opensUp ? layout.lineEnd + layout.indent.repeat(depth - 1) : '';
  const inserted = before + property.text + after;
  const span = { start: contentEnd, end: opensUp ? closing : contentEnd };
  const edits =
    comma !== '' && lastEnd < contentEnd
      ? [
          { span: emptySpan(lastEnd), text: comma },
          { span, text: inserted },
        ]
      : [{ span, text: comma + inserted }];
  const value = contentEnd + comma.length + before.length + property.value;
  return { kind: 'edits', edits, value: { start: value, end: value } };
}

function hasComma(text: string, start: number, end: number): boolean {
  const scanner = createScanner(text.slice(start, end), true);
  scanner.scan();
  return text[start + scanner.getTokenOffset()] === ',';
}

function contentSpan(node: Node): Span {
  const quotes = node.type === 'string' ? 1 : 0;
  return { start: node.offset + quotes, end: node.offset + node.length - quotes };
}

function emptySpan(offset: number): Span {
  return { start: offset, end: offset };
}

interface Layout {
  readonly indent: string;
  readonly lineEnd: string;
}

/** The file's own, read from its first indented line. */
function layoutOf(text: string): Layout {
  return { indent: /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ', lineEnd: text.includes('\r\n') ? '\r\n' : '\n' };
}
