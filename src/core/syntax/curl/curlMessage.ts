import type { Span, Token } from '../../text/span';
import { parseTemplate, type Template } from '../../text/template';
import { addProblem, type BlockParse, type RequestDraft } from '../blockParse';
import { joinWords, leadingText, splitWord, standFor, type CommandWord } from './commandWord';
import { filePart } from './curlData';
import type { BodyPart, CurlScheme, FormField, HeaderField, MessageBody } from '../nodes';

/** What the options of a command said, in the order they came. */
export interface CurlParts {
  /** The word `curl`. */
  readonly command: Span;
  readonly urls: CommandWord[];
  method: Token | undefined;
  isHead: Span | undefined;
  isGet: boolean;
  /** Of `-H`. */
  readonly written: HeaderField[];
  /** Fields that other options stand for; a written one of that name is sent instead. */
  readonly implied: HeaderField[];
  readonly leavesOut: string[];
  readonly cookies: Template[];
  readonly data: BodyPart[];
  json: Span | undefined;
  readonly form: FormField[];
  upload: Template | undefined;
  credentials: Template | undefined;
  scheme: CurlScheme | undefined;
  followsRedirects: boolean;
  timeoutMilliseconds: number | undefined;
  version: Token | undefined;
  /** False behind `-g`: brackets and braces in the URL are meant as they stand. */
  globs: boolean;
}

/** The request that the options ask for together. */
export function finishCurl(
  parse: BlockParse,
  parts: CurlParts,
): Omit<RequestDraft, 'start' | 'end' | 'command' | 'kind' | 'bodyHeaders'> {
  checkTogether(parse, parts);
  const target = finishTarget(parse, parts);
  const body = finishBody(parse, parts);
  const headers = [...finishHeaders(parts, body !== undefined)];
  const sent = new Set(headers.map(({ name }) => name.text.toLowerCase()));
  return {
    method: { span: parts.command, text: impliedMethod(parts), ...parts.method },
    target,
    version: parts.version,
    headers,
    body,
    curl: {
      credentials: parts.written.some(({ name }) => /^authorization$/i.test(name.text)) ? undefined : parts.credentials,
      scheme: parts.scheme,
      form: parts.form,
      leavesOut: [...new Set(parts.leavesOut)].filter((name) => !sent.has(name)),
      followsRedirects: parts.followsRedirects,
      timeoutMilliseconds: parts.timeoutMilliseconds,
    },
  };
}

function impliedMethod(parts: CurlParts): string {
  if (parts.isHead) return 'HEAD';
  if (parts.upload) return 'PUT';
  return (parts.data.length > 0 && !parts.isGet) || parts.form.length > 0 ? 'POST' : 'GET';
}

/** What curl refuses, and what would be another request. */
function checkTogether(parse: BlockParse, parts: CurlParts): void {
  const refuse = (span: Span, message: string): void => {
    addProblem(parse, 'error', { code: 'curl-option-refused', span, message });
  };
  const second = parts.urls[1];
  if (second) refuse(second.span, 'One block is one request. Put the second URL into a block of its own, below ‘###’.');
  const bodies = [parts.data.length > 0 && !parts.isGet, parts.form.length > 0, parts.upload !== undefined];
  const isBody = bodies.some(Boolean);
  if (bodies.filter(Boolean).length > 1)
    refuse(parts.command, 'A request has one body: write data, form fields or a file.');
  if (parts.isHead && isBody) refuse(parts.isHead, 'A request for the head alone has no body. Remove one of the two.');
  if (parts.isGet && parts.form.length > 0) refuse(parts.command, 'Form fields do not go into a URL. Remove ‘-G’.');
  const type = parts.written.find((field) => field.name.text.toLowerCase() === 'content-type');
  if (parts.form.length === 0 || !type) return;
  const written = leadingText(type.value);
  if (/^multipart\/form-data\s*$/i.test(written) && type.value.parts.length === 1) {
    parts.written.splice(parts.written.indexOf(type), 1);
  } else refuse(type.span, 'The boundary of a form is chosen when it is sent. Remove this Content-Type.');
}

/** The URL, of `-G` with the data behind it. */
function finishTarget(parse: BlockParse, parts: CurlParts): Template {
  const [written] = parts.urls;
  if (written === undefined) {
    addProblem(parse, 'error', {
      code: 'missing-target',
      span: parts.command,
      message: 'Write the URL behind ‘curl’, for example curl https://example.com/users.',
    });
    return { span: { start: parts.command.end, end: parts.command.end }, parts: [] };
  }
  if (parts.globs) checkGlobs(parse, parts, written);
  const url = withPercentBraces(parse.text, written);
  if (!parts.isGet || parts.data.length === 0) return url;
  // A fragment is not sent, and would hide what is put behind it.
  const base = splitWord(url, /#/)?.[0] ?? url;
  const mark = splitWord(base, /\?/) ? '&' : '?';
  const query = parts.data.flatMap((part): Template[] => {
    if (part.kind === 'text') return [part.content];
    addProblem(parse, 'error', {
      code: 'curl-option-refused',
      span: part.span,
      message: 'The content of a file is not put into a URL. Write the text.',
    });
    return [];
  });
  const at = { start: written.span.end, end: written.span.end };
  return { ...joinWords([base, standFor(at, mark), ...query], at.start), span: written.span };
}

/** `%7B%7Bname%7D%7D` counts in a target. */
function withPercentBraces(text: string, url: CommandWord): CommandWord {
  const parts = url.parts.flatMap((part) => {
    const isExact = part.kind === 'literal' && part.text.length === part.span.end - part.span.start;
    if (!isExact || !/%7B%7B/i.test(part.text)) return [part];
    return parseTemplate(text, part.span, { percentEncodedBraces: true }).parts;
  });
  return { span: url.span, parts };
}

/** `[1-3]` and `{a,b}` are several requests to curl. */
function checkGlobs(parse: BlockParse, { command }: CurlParts, url: CommandWord): void {
  for (const part of url.parts) {
    if (part.kind === 'placeholder') continue;
    const at = /[{}]|\[(?![0-9A-Fa-f:.]{2,45}\])|(?<!\[[0-9A-Fa-f:.]{2,45})\]/.exec(part.text);
    if (!at) continue;
    addProblem(parse, 'error', {
      code: 'curl-globbing',
      span: part.span,
      message: `To curl, ‘${at[0]}’ belongs to a list of URLs. Write --globoff to send it as it stands.`,
      fixes: [
        {
          kind: 'replace',
          title: 'Insert --globoff',
          span: { start: command.end, end: command.end },
          text: ' --globoff',
        },
      ],
    });
    return;
  }
}

function finishBody(parse: BlockParse, parts: CurlParts): MessageBody | undefined {
  const { upload } = parts;
  const file = upload && { span: upload.span, parts: [...standFor(upload.span, '@').parts, ...upload.parts] };
  const list = file ? [filePart(parse, file, false)] : parts.isGet ? [] : parts.data;
  const start = list[0]?.span.start;
  if (start === undefined) return undefined;
  const end = list.reduce((last, part) => Math.max(last, part.span.end), start);
  return { span: { start, end }, parts: list, opensWithoutBlankLine: false };
}

/** Written fields win over those that options stand for, and either over those that a body brings along. */
function finishHeaders(parts: CurlParts, hasBody: boolean): readonly HeaderField[] {
  const taken = new Set([...parts.written.map(({ name }) => name.text.toLowerCase()), ...parts.leavesOut]);
  const implied = [...parts.implied];
  const [cookie] = parts.cookies;
  if (cookie) {
    const words = parts.cookies.flatMap((one, index) => (index === 0 ? [one] : [standFor(startOf(one), ';'), one]));
    implied.push({ span: cookie.span, name: { span: startOf(cookie), text: 'Cookie' }, value: joinWords(words, 0) });
  }
  const add = (name: string, span: Span, value: string): void => {
    implied.push({ span, name: { span, text: name }, value: standFor(span, value) });
  };
  if (parts.json) {
    add('Content-Type', parts.json, 'application/json');
    add('Accept', parts.json, 'application/json');
  } else if (hasBody && parts.upload === undefined) {
    add('Content-Type', parts.command, 'application/x-www-form-urlencoded');
  }
  // Of an option that comes twice, curl takes the last.
  const last = new Map(implied.map((field) => [field.name.text.toLowerCase(), field]));
  return [...parts.written, ...[...last].flatMap(([name, field]) => (taken.has(name) ? [] : [field]))];
}

function startOf({ span: { start } }: Template): Span {
  return { start, end: start };
}
