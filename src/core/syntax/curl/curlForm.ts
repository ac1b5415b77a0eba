import type { Template } from '../../text/template';
import { addProblem, type BlockParse } from '../blockParse';
import { cutStart, joinWords, leadingText, splitWord } from './commandWord';
import { filePart, textPart } from './curlData';
import type { FormField } from '../nodes';

/** A value of `-F`, or of `--form-string`, where neither files nor parameters are looked for. */
export function readFormField(parse: BlockParse, value: Template, isRead: boolean): readonly FormField[] {
  const pair = splitWord(value, /=/);
  if (!pair) return refuse(parse, value, 'A field is a name, ‘=’ and a content: -F ‘name=Ann’ or -F ‘photo=@ann.png’.');
  const [name, written] = pair;
  const field = { span: value.span, name, fileName: undefined, mediaType: undefined };
  if (!isRead) return [{ ...field, content: textPart(written) }];
  const cut = cutParameters(parse, written);
  if (!cut) return [];
  const { content, fileName, mediaType } = cut;
  const mark = leadingText(content).charAt(0);
  if (mark === '(' || (mark === '@' && splitWord(content, /,/))) {
    return refuse(parse, value, 'Parts inside a part are not sent. Write an -F for each file.');
  }
  switch (mark) {
    case '@':
      return [
        {
          ...field,
          content: filePart(parse, content, false),
          fileName: fileName ?? baseName(cutStart(content, 1)),
          mediaType: mediaType ?? guessMediaType(content),
        },
      ];
    case '<':
      return [{ ...field, content: filePart(parse, content, false), fileName, mediaType }];
    default:
      return [{ ...field, content: textPart(content), fileName, mediaType }];
  }
}

interface CutField {
  readonly content: Template;
  readonly fileName: Template | undefined;
  readonly mediaType: Template | undefined;
}

/** `content;type=text/plain;filename=a.txt`; a content in double quotes may hold semicolons. */
function cutParameters(parse: BlockParse, written: Template): CutField | undefined {
  const opening = /^[@<]?"/.exec(leadingText(written));
  if (opening) {
    refuse(
      parse,
      written,
      'Quotes inside the value of a form field are not read. Use --form-string for a text as it is.',
    );
    return undefined;
  }
  const [content, first] = splitWord(written, /;[ \t]*/) ?? [written, undefined];
  let fileName: Template | undefined;
  let mediaType: Template | undefined;
  let count = 0;
  for (let rest = first; rest !== undefined; count++) {
    if (count === MOST_PARAMETERS) {
      refuse(parse, written, 'A form field has a handful of parameters at most. Remove some.');
      return undefined;
    }
    const [parameter, behind] = splitWord(rest, /;[ \t]*/) ?? [rest, undefined];
    const text = leadingText(parameter);
    if (text.startsWith('type=')) mediaType = cutStart(parameter, 5);
    else if (text.startsWith('filename=')) fileName = withoutQuotes(cutStart(parameter, 9));
    else if (mediaType !== undefined && /^[\w-]+=/.test(text)) {
      // `type=text/plain; charset=utf-8` is one parameter.
      mediaType = joinWords(
        [mediaType, { span: parameter.span, parts: [semicolon(parameter), ...parameter.parts] }],
        0,
      );
    } else {
      refuse(
        parse,
        parameter,
        'Behind ‘;’ a field has type= or filename=. Use --form-string for a text with semicolons.',
      );
      return undefined;
    }
    rest = behind;
  }
  return { content, fileName, mediaType };
}

function semicolon({ span }: Template): Template['parts'][number] {
  return { kind: 'literal', span: { start: span.start, end: span.start }, text: ';' };
}

function withoutQuotes(value: Template): Template {
  const inner = splitWord(value, /^"/)?.[1];
  return inner ? (splitWord(inner, /"$/)?.[0] ?? value) : value;
}

/** A path's last part, as far as it was written. */
function baseName(path: Template): Template {
  let offset = 0;
  let start = 0;
  for (const part of path.parts) {
    const size = part.kind === 'literal' ? part.text.length : 1;
    const slash = part.kind === 'literal' ? Math.max(part.text.lastIndexOf('/'), part.text.lastIndexOf('\\')) : -1;
    if (slash >= 0) start = offset + slash + 1;
    offset += size;
  }
  return cutStart(path, start);
}

/** As curl guesses, by the ending of the name. */
function guessMediaType({ span, parts }: Template): Template {
  const last = parts.at(-1);
  const ending = last?.kind === 'literal' ? (/\.[a-z]+$/i.exec(last.text)?.[0].toLowerCase() ?? '') : '';
  const text = MEDIA_TYPES.get(ending) ?? 'application/octet-stream';
  return { span, parts: [{ kind: 'literal', span, text }] };
}

function refuse(parse: BlockParse, { span }: Template, message: string): readonly [] {
  addProblem(parse, 'error', { code: 'curl-option-refused', span, message });
  return [];
}

const MOST_PARAMETERS = 16;

const MEDIA_TYPES: ReadonlyMap<string, string> = new Map([
  ['.gif', 'image/gif'],
  ['.jpg', 'image/jpeg'],
  ['.jpeg', 'image/jpeg'],
  ['.png', 'image/png'],
  ['.svg', 'image/svg+xml'],
  ['.txt', 'text/plain'],
  ['.htm', 'text/html'],
  ['.html', 'text/html'],
  ['.pdf', 'application/pdf'],
  ['.xml', 'application/xml'],
]);
