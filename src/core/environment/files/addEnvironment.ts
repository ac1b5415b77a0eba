import { parseTree, type ParseError } from 'jsonc-parser';
import { insertProperty, layoutOf, type JsonLayout, type PropertyText } from './defineVariable';
import type { FileEdits } from './editEnvironmentFile';
import { isEnvironmentName } from '../environmentSource';
import { jsonDepth } from '../answers/jsonText';
import { DEEPEST_NESTING, membersOf } from './parseJsonFile';

/** An environment that is to be written into a file. */
export interface EnvironmentDraft {
  readonly name: string;
  readonly members: readonly DraftMember[];
}

/** One variable of it, as the file will have it. */
export interface DraftMember {
  readonly name: string;
  readonly value: DraftValue;
  /** A line above it, without the slashes. */
  readonly comment?: string;
}

/** A text with its placeholders, or where the value is kept instead. */
export type DraftValue = string | { readonly provider: 'SecretStorage' };

/** Writes the environment behind those that are there, and touches none of them; an empty text becomes a whole file. */
export function addEnvironment(text: string, draft: EnvironmentDraft): FileEdits {
  const refusal = refuseEnvironmentName(draft.name, []);
  if (refusal !== undefined) return { kind: 'refused', message: refusal };
  const layout = layoutOf(text);
  const property = writeEnvironment(draft, layout);
  if (text.trim() === '') {
    const whole = `{${layout.lineEnd}${layout.indent}${property.text}${layout.lineEnd}}${layout.lineEnd}`;
    return { kind: 'edits', edits: [{ span: { start: 0, end: text.length }, text: whole }] };
  }
  const errors: ParseError[] = [];
  const root = jsonDepth(text, DEEPEST_NESTING) > DEEPEST_NESTING ? undefined : parseTree(text, errors, trailingComma);
  if (errors.length > 0 || root?.type !== 'object') {
    const message = 'The environment file is not a JSON object of environments. Correct it, then try again.';
    return { kind: 'refused', message };
  }
  if (membersOf(root, () => undefined).some(({ key }) => key === draft.name)) {
    return { kind: 'refused', message: takenMessage(draft.name) };
  }
  return { kind: 'edits', edits: insertProperty(text, root, property, layout, 1).edits };
}

/** Why an environment cannot have this name, as a sentence; `taken` are those that there are. */
export function refuseEnvironmentName(name: string, taken: readonly string[]): string | undefined {
  if (name.trim() === '') return 'Give the environment a name.';
  if (name !== name.trim()) return 'Leave out the blanks around the name.';
  if (!isEnvironmentName(name)) return "A name that begins with '$' has a meaning of its own. Choose another one.";
  if (name.includes('+')) return "'+' joins the names of environments that are active together. Leave it out.";
  if (!/^[\p{L}\p{N}_][\p{L}\p{N}\p{M}_. -]*$/u.test(name)) {
    return "Use letters, digits, blanks, '_', '-' and '.', beginning with a letter, a digit or '_'.";
  }
  if (name.length > LONGEST_NAME) return `Use at most ${LONGEST_NAME} characters.`;
  return taken.includes(name) ? takenMessage(name) : undefined;
}

function takenMessage(name: string): string {
  return `There is an environment '${name}' already. Choose another name; nothing of it is overwritten.`;
}

function writeEnvironment({ name, members }: EnvironmentDraft, layout: JsonLayout): PropertyText {
  const indent = layout.indent.repeat(2);
  const lines = members.flatMap(({ name: key, value, comment }, index) => [
    ...(comment === undefined ? [] : [`${indent}// ${comment.replace(/\s+/g, ' ')}`]),
    `${indent}${JSON.stringify(key)}: ${writeDraftValue(value)}${index < members.length - 1 ? ',' : ''}`,
  ]);
  const body = lines.length === 0 ? '' : ['', ...lines, layout.indent].join(layout.lineEnd);
  const text = `${JSON.stringify(name)}: {${body}}`;
  return { text, value: { start: 0, end: text.length } };
}

function writeDraftValue(value: DraftValue): string {
  return typeof value === 'string' ? JSON.stringify(value) : `{ "provider": ${JSON.stringify(value.provider)} }`;
}

const trailingComma = { allowTrailingComma: true };
const LONGEST_NAME = 100;
