import { encodeFormData } from '../../text/encodeFormData';
import type { Template, TemplatePart } from '../../text/template';
import { addProblem, type BlockParse } from '../blockParse';
import { cutStart, leadingText, splitWord, standFor } from './commandWord';
import type { BodyPart } from '../nodes';

/** A value of `-d` and its relatives as parts of a body; what follows other data is joined to it with `&`. */
export function readCurlData(
  parse: BlockParse,
  option: string,
  value: Template,
  isContinued: boolean,
): readonly BodyPart[] {
  const joint = isContinued ? [textPart(standFor({ start: value.span.start, end: value.span.start }, '&'))] : [];
  switch (option) {
    case 'data-raw':
      return [...joint, textPart(value)];
    case 'data-urlencode':
      return [...joint, ...readEncoded(parse, value)];
    default:
      return [...joint, readPlain(parse, value, option !== 'data-binary')];
  }
}

/** A value of `--json`: more of them follow each other with nothing between. */
export function readJsonData(parse: BlockParse, value: Template): readonly BodyPart[] {
  return [readPlain(parse, value, false)];
}

/** A template as a part of a body. */
export function textPart(content: Template): BodyPart {
  return { kind: 'text', span: content.span, content };
}

/** `@path`: the content of a file. */
export function filePart(parse: BlockParse, value: Template, dropsLineEnds: boolean): BodyPart {
  const path = cutStart(value, 1);
  if (leadingText(path) === '-' && path.parts.length === 1) return refuseInput(parse, value);
  const { span } = value;
  const part = { kind: 'file', span, path, substitutes: false, encoding: undefined, isArgument: true } as const;
  return dropsLineEnds ? { ...part, dropsLineEnds } : part;
}

function readPlain(parse: BlockParse, value: Template, dropsLineEnds: boolean): BodyPart {
  return leadingText(value).startsWith('@') ? filePart(parse, value, dropsLineEnds) : textPart(value);
}

/** `content`, `=content`, `name=content`; a name is sent as it is, the content encoded. */
function readEncoded(parse: BlockParse, value: Template): readonly BodyPart[] {
  const pair = splitWord(value, /[=@]/);
  if (!pair) return [textPart(encodeTemplate(value))];
  const [name, content] = pair;
  const mark = parse.text.slice(name.span.end, content.span.start);
  if (mark.includes('@')) {
    addProblem(parse, 'error', {
      code: 'curl-option-refused',
      span: value.span,
      message: 'The content of a file is not encoded here. Write the text, or send the file with --data-binary.',
    });
  }
  const encoded = encodeTemplate(content);
  if (name.parts.length === 0) return [textPart(encoded)];
  const parts = [...name.parts, ...standFor({ start: name.span.end, end: name.span.end }, '=').parts, ...encoded.parts];
  return [textPart({ span: value.span, parts })];
}

function encodeTemplate({ span, parts }: Template): Template {
  const encoded = parts.map((part): TemplatePart => {
    if (part.kind === 'placeholder') return { ...part, encodes: 'form' };
    return { ...part, text: encodeFormData(part.text) };
  });
  return { span, parts: encoded };
}

function refuseInput(parse: BlockParse, value: Template): BodyPart {
  const { span } = value;
  addProblem(parse, 'error', {
    code: 'curl-option-refused',
    span,
    message: 'There is no standard input here. Write the data behind the option, or name a file.',
  });
  return textPart(value);
}
