import { createScanner, findNodeAtLocation, parseTree } from 'jsonc-parser';
import type { Node, ParseError } from 'jsonc-parser';
import { shiftSpan, type Span } from '../../text/span';
import { SECRET_STORAGE_PROVIDER } from '../secrets/storedSecrets';

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

/** Which variable, and the value it is to have. */
export interface WantedVariable {
  readonly environmentName: string;
  readonly name: string;
  /** As a file has it: `literalSource` of a text from outside. An existing value is replaced by it, and kept without it. */
  readonly value?: string | undefined;
  /** The value rests in the secret storage, and the file has only where it is: `value` is not looked at. */
  readonly isStored?: boolean | undefined;
}

/**
 * Adds `name`, with an empty text as its value where none is given, to the environment, which is added too when the
 * file has none of that name. Comments, order and indentation stay where they are.
 */
export function defineVariable(text: string, wanted: WantedVariable): VariableDefinition {
  const { environmentName, name } = wanted;
  const layout = layoutOf(text);
  if (text.trim() === '') return insertWhole(text, wanted, layout);
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  if (errors.length > 0 || root?.type !== 'object') return { kind: 'unreadable', offset: errors[0]?.offset ?? 0 };
  const environment = findNodeAtLocation(root, [environmentName]);
  if (!environment) return insertProperty(text, root, environmentProperty(wanted, layout), layout, 1);
  if (environment.type !== 'object') return { kind: 'unreadable', offset: environment.offset };
  const existing = findNodeAtLocation(environment, [name]);
  if (existing)
    return wanted.value === undefined && !wanted.isStored ? keepValue(existing) : replaceValue(existing, wanted);
  return insertProperty(text, environment, variableProperty(wanted), layout, 2);
}

function keepValue(existing: Node): VariableDefinition {
  return { kind: 'edits', edits: [], value: contentSpan(existing) };
}

function replaceValue(existing: Node, wanted: WantedVariable): VariableDefinition {
  const text = valueText(wanted);
  const span = { start: existing.offset, end: existing.offset + existing.length };
  return {
    kind: 'edits',
    edits: [{ span, text }],
    value: { start: span.start + 1, end: span.start + text.length - 1 },
  };
}

/** A member to write into an object; `value` is where its value stands in `text`. */
export interface PropertyText {
  readonly text: string;
  readonly value: Span;
}

function valueText({ value = '', isStored }: WantedVariable): string {
  return isStored ? `{ "provider": ${JSON.stringify(SECRET_STORAGE_PROVIDER)} }` : JSON.stringify(value);
}

function variableProperty(wanted: WantedVariable): PropertyText {
  const lead = `${JSON.stringify(wanted.name)}: `;
  const text = lead + valueText(wanted);
  return { text, value: { start: lead.length + 1, end: text.length - 1 } };
}

function environmentProperty(wanted: WantedVariable, layout: JsonLayout): PropertyText {
  const opening = `${JSON.stringify(wanted.environmentName)}: {${layout.lineEnd}${layout.indent.repeat(2)}`;
  const inner = variableProperty(wanted);
  const text = `${opening}${inner.text}${layout.lineEnd}${layout.indent}}`;
  return { text, value: shiftSpan(inner.value, opening.length) };
}

function insertWhole(text: string, wanted: WantedVariable, layout: JsonLayout): VariableDefinition {
  const opening = `{${layout.lineEnd}${layout.indent}`;
  const property = environmentProperty(wanted, layout);
  const whole = `${opening}${property.text}${layout.lineEnd}}${layout.lineEnd}`;
  return {
    kind: 'edits',
    edits: [{ span: { start: 0, end: text.length }, text: whole }],
    value: shiftSpan(property.value, opening.length),
  };
}

/** Behind the last member and any comment that follows it, so that each comment stays with its own line. */
export function insertProperty(
  text: string,
  object: Node,
  property: PropertyText,
  layout: JsonLayout,
  depth: number,
): Extract<VariableDefinition, { kind: 'edits' }> {
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
  const value = shiftSpan(property.value, contentEnd + comma.length + before.length);
  return { kind: 'edits', edits, value };
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

/** How the lines of a file are written. */
export interface JsonLayout {
  readonly indent: string;
  readonly lineEnd: string;
}

/** The file's own, read from its first indented line. */
export function layoutOf(text: string): JsonLayout {
  return { indent: /^([ \t]+)\S/m.exec(text)?.[1] ?? '  ', lineEnd: text.includes('\r\n') ? '\r\n' : '\n' };
}
