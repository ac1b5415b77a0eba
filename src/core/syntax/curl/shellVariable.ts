import type { Placeholder } from '../../text/template';
import { addProblem, type BlockParse } from '../blockParse';

/** Of `$NAME` or `${NAME}` at `offset`. */
export function shellPlaceholder(text: string, offset: number): Placeholder | undefined {
  const first = text.charCodeAt(offset + 1) === OPENING_BRACE ? offset + 2 : offset + 1;
  let last = first;
  while (last < text.length && isNameUnit(text.charCodeAt(last), last > first)) last++;
  if (last === first || (first === offset + 2 && text.charCodeAt(last) !== CLOSING_BRACE)) return undefined;
  const end = first === offset + 2 ? last + 1 : last;
  const expression = { span: { start: first, end: last }, text: text.slice(first, last) };
  return { kind: 'placeholder', span: { start: offset, end }, expression };
}

/** A dollar sign in double quotes is often meant as one: `?$filter=…`. */
export function hintAtShellVariable(parse: BlockParse, { span, expression }: Placeholder): void {
  const { text: name } = expression;
  addProblem(parse, 'hint', {
    code: 'shell-variable',
    span,
    message: `Read as {{${name}}}, as a shell would fill it. To send the dollar sign, put the argument in single quotes.`,
    fixes: [{ kind: 'replace', title: `Write {{${name}}}`, span, text: `{{${name}}}` }],
  });
}

function isNameUnit(unit: number, isInside: boolean): boolean {
  return (
    (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || unit === 95 || (isInside && unit >= 48 && unit <= 57)
  );
}

const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;
