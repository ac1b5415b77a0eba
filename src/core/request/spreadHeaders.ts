import { evaluateParts, evaluateVariable } from '../environment/evaluateTemplate';
import { lookupVariable } from '../environment/lookupVariable';
import { parseJsonDocument, readJsonPath } from '../environment/answers/readJsonPath';
import type { Variable, VariableScope } from '../environment/variable';
import type { HeaderField, HeaderSpreadNode, RequestBlock } from '../syntax/nodes';
import type { Problem } from '../text/problem';
import type { Findings } from './findings';
import { joinJsonParts } from './joinJsonParts';

/** The fields as they are sent: `...name` is one field for each member of the object that the variable holds. */
export function spreadHeaders(
  findings: Findings,
  block: RequestBlock,
  written: readonly HeaderField[],
): readonly HeaderField[] {
  const nodes = findSpreads(block);
  if (nodes.length === 0) return written;
  const fields = [...written];
  for (const node of nodes) {
    const spread = readSpread(node, findings.scope);
    if ('problem' in spread) findings.problems.push(spread.problem);
    else {
      for (const secret of spread.secrets) findings.secrets.add(secret);
      fields.push(...spread.fields);
    }
  }
  return fields.toSorted((one, other) => one.span.start - other.span.start);
}

/** The `...name` lines that give nothing, as problems that stop the send. */
export function findSpreadProblems(block: RequestBlock, scope: VariableScope): readonly Problem[] {
  return findSpreads(block).flatMap((node) => {
    const spread = readSpread(node, scope);
    return 'problem' in spread ? [spread.problem] : [];
  });
}

/** The lines of the block that are `...name`. */
export function findSpreads(block: RequestBlock): readonly HeaderSpreadNode[] {
  return block.text.includes('...') ? block.nodes.filter((node) => node.kind === 'header-spread') : [];
}

type Spread =
  { readonly fields: readonly HeaderField[]; readonly secrets: readonly string[] } | { readonly problem: Problem };

function readSpread({ name }: HeaderSpreadNode, scope: VariableScope): Spread {
  const span = { start: name.span.start - '...'.length, end: name.span.end };
  const refuse = (reason: string): Spread => {
    const message = `'...${name.text}' stands for the header fields in an object. ${reason}`;
    return { problem: { code: 'header-spread', severity: 'error', span, message } };
  };
  const variable = lookupVariable(scope, name.text);
  if (!variable)
    return refuse(`Nothing gives '${name.text}' a value. Define it as an object, or write the fields out.`);
  if (!('origin' in variable)) return refuse(variable.message);
  const value = readObject(variable, scope);
  if ('failure' in value) return refuse(value.failure);
  const members = readMembers(value.text);
  if (!members) return refuse(`The value of '${name.text}' is none. Write the fields out, one to a line.`);
  const fields = members.map(([key, text]): HeaderField => {
    const literal = { kind: 'literal', span: name.span, text } as const;
    return { span, name: { span: name.span, text: key }, value: { span: name.span, parts: [literal] } };
  });
  const hidden = value.isSecret ? members.map(([, text]) => text) : [];
  return { fields, secrets: [...value.secrets, ...hidden] };
}

type ReadObject =
  | { readonly text: string; readonly secrets: readonly string[]; readonly isSecret: boolean }
  | { readonly failure: string };

/** A value between quotes is data, as in a body: one from an answer does not add a field. */
function readObject(named: Variable, scope: VariableScope): ReadObject {
  const { variable, isSecret } = followReferences(named, scope);
  if (!variable.value.parts.some(({ kind }) => kind === 'placeholder')) {
    const value = evaluateVariable(variable, scope);
    return value.kind === 'failure' ? { failure: value.message } : { ...value, isSecret };
  }
  const value = evaluateParts(variable.value, scope, variable);
  if (value.kind === 'unevaluated') return { failure: value.problems[0]?.message ?? '' };
  return { text: joinJsonParts({ notes: [] }, value.parts), secrets: value.secrets, isSecret };
}

/** A variable that is nothing but another one is that one. */
function followReferences(
  named: Variable,
  scope: VariableScope,
): { readonly variable: Variable; readonly isSecret: boolean } {
  const seen = new Set<Variable>();
  let variable = named;
  let isSecret = false;
  for (;;) {
    isSecret ||= variable.secret;
    seen.add(variable);
    const [part, ...others] = variable.value.parts;
    if (part?.kind !== 'placeholder' || others.length > 0) return { variable, isSecret };
    const next = lookupVariable(scope, part.expression.text, variable);
    // What leads back to itself is told when it is evaluated.
    if (!next || !('origin' in next) || seen.has(next)) return { variable, isSecret };
    variable = next;
  }
}

/** `undefined` for what is no object of texts, numbers and truth values under the names of fields. */
function readMembers(text: string): readonly (readonly [string, string])[] | undefined {
  const document = parseJsonDocument(text);
  const value = document?.root;
  if (!document || typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const members: (readonly [string, string])[] = [];
  for (const [key, member] of Object.entries(value)) {
    if (key === '' || member === null || typeof member === 'object') return undefined;
    // A number keeps the digits it was written with.
    const read = typeof member === 'number' ? readJsonPath(document, `$[${JSON.stringify(key)}]`) : undefined;
    members.push([key, read?.kind === 'value' ? read.text : String(member)]);
  }
  return members;
}
