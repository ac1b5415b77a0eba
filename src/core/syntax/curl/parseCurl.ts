import type { Span, Token } from '../../text/span';
import type { Template } from '../../text/template';
import { addProblem, type BlockParse } from '../blockParse';
import { cutStart, joinWords, leadingText, splitWord, standFor, type CommandWord } from './commandWord';
import { finishCurl, type CurlParts } from './curlMessage';
import { readCurlData, readJsonData } from './curlData';
import { readFormField } from './curlForm';
import { curlLetters, lookupCurlOption } from './curlOptions';
import type { RequestDraft } from '../blockParse';

/** What the arguments of a curl command say of a request: the members of a draft, or as many as could be read. */
export function parseCurl(
  parse: BlockParse,
  command: Span,
  words: readonly CommandWord[],
): Omit<RequestDraft, 'start' | 'end' | 'command' | 'kind' | 'bodyHeaders'> {
  const parts: CurlParts = startParts(command);
  let isOptions = true;
  for (let index = 0; index < words.length; index++) {
    const word = words[index];
    if (word === undefined) break;
    const text = leadingText(word);
    if (!isOptions || !text.startsWith('-') || text === '-') parts.urls.push(word);
    else if (text === '--' && word.parts.length === 1) isOptions = false;
    else if (readOptions(parse, parts, word, words[index + 1])) index++;
  }
  return finishCurl(parse, parts);
}

function startParts(command: Span): CurlParts {
  return {
    command,
    urls: [],
    method: undefined,
    isHead: undefined,
    isGet: false,
    written: [],
    implied: [],
    leavesOut: [],
    cookies: [],
    data: [],
    json: undefined,
    form: [],
    upload: undefined,
    credentials: undefined,
    scheme: undefined,
    followsRedirects: false,
    timeoutMilliseconds: undefined,
    version: undefined,
    globs: true,
  };
}

/** An option of any spelling; true when it took the next argument as its value. */
function readOptions(parse: BlockParse, parts: CurlParts, word: CommandWord, next: CommandWord | undefined): boolean {
  const text = leadingText(word);
  if (text.startsWith('--')) {
    const isPlain = word.parts.length === 1;
    return readOption(parse, parts, { name: isPlain ? text.slice(2) : '', span: word.span, glued: undefined, next });
  }
  // `-sSLkXPOST`: switches, then perhaps one with a value that may stand right behind its letter.
  const first = word.parts[0]?.span ?? word.span;
  const isExact = first.end - first.start === text.length;
  for (let index = 1; index < text.length; index++) {
    const name = curlLetters.get(text.charAt(index)) ?? '';
    const option = lookupCurlOption(name);
    const isWhole = text.length === 2 && word.parts.length === 1;
    const at = { start: first.start + index, end: first.start + index + 1 };
    const span = isWhole || !isExact ? word.span : at;
    if (option?.takesValue) {
      const rest = cutStart(word, index + 1);
      const glued = rest.parts.length > 0 ? rest : undefined;
      return readOption(parse, parts, { name, span, glued, next });
    }
    readOption(parse, parts, { name, span, glued: undefined, next: undefined });
    if (option === undefined) return false;
  }
  if (word.parts.length > 1) reportUnknown(parse, word.span);
  return false;
}

interface WrittenOption {
  readonly name: string;
  readonly span: Span;
  readonly glued: Template | undefined;
  readonly next: Template | undefined;
}

function readOption(parse: BlockParse, parts: CurlParts, { name, span, glued, next }: WrittenOption): boolean {
  const option = lookupCurlOption(name);
  if (option === undefined) {
    reportUnknown(parse, span);
    return false;
  }
  const value = option.takesValue ? (glued ?? next) : undefined;
  const written = parse.text.slice(span.start, span.end).replace(/^(?!-)/, '-');
  if (option.takesValue && value === undefined) {
    addProblem(parse, 'error', {
      code: 'missing-option-value',
      span,
      message: `‘${written}’ needs a value. Write it behind the option.`,
    });
    return false;
  }
  if (option.kind === 'used') {
    if (value) useValue(parse, parts, { name, span, value });
    else useSwitch(parts, name, span);
  } else if (option.kind === 'refused') {
    const message = `‘${written}’ is not done here: ${option.reason}.`;
    addProblem(parse, 'error', { code: 'curl-option-refused', span, message });
  } else if (option.kind === 'ignored') {
    const message = `‘${written}’ is passed over: ${option.reason}.`;
    addProblem(parse, 'hint', { code: 'curl-option-ignored', span, message });
  }
  return option.takesValue && glued === undefined;
}

function reportUnknown(parse: BlockParse, span: Span): void {
  addProblem(parse, 'error', {
    code: 'unknown-curl-option',
    span,
    message:
      'This is no option of curl that is known here. Check its spelling, or put a value that starts with ‘-’ behind its option.',
  });
}

function useSwitch(parts: CurlParts, name: string, span: Span): void {
  switch (name) {
    case 'get':
      parts.isGet = true;
      return;
    case 'head':
      parts.isHead = span;
      return;
    case 'location':
      parts.followsRedirects = true;
      return;
    case 'globoff':
      parts.globs = false;
      return;
    case 'compressed':
      imply(parts, 'Accept-Encoding', standFor(span, 'deflate, gzip, br'), span);
      return;
    case 'basic':
      parts.scheme = undefined;
      return;
    case 'digest':
      parts.scheme = { kind: 'digest' };
      return;
    default:
      parts.version = { span, text: name === 'http2-prior-knowledge' ? 'HTTP/2' : `HTTP/${name.slice(4)}` };
  }
}

/** A value with the option it belongs to. */
interface OptionValue {
  readonly name: string;
  readonly span: Span;
  readonly value: Template;
}

function useValue(parse: BlockParse, parts: CurlParts, option: OptionValue): void {
  const { name, span, value } = option;
  switch (name) {
    case 'request':
      parts.method = methodToken(parse, value);
      return;
    case 'url':
      parts.urls.push(value);
      return;
    case 'header':
      return useHeader(parse, parts, value);
    case 'json':
      parts.json ??= span;
      return void parts.data.push(...readJsonData(parse, value));
    case 'form':
    case 'form-string':
      return void parts.form.push(...readFormField(parse, value, name === 'form'));
    case 'user':
      return useCredentials(parse, parts, value);
    case 'aws-sigv4':
      return useSignature(parse, parts, value);
    case 'user-agent':
      if (value.parts.length === 0) parts.leavesOut.push('user-agent');
      return imply(parts, 'User-Agent', value, span);
    case 'referer':
      return imply(parts, 'Referer', withoutAuto(value), span);
    case 'range':
      return imply(parts, 'Range', joinWords([standFor(span, 'bytes='), value], span.end), span);
    case 'oauth2-bearer':
      return imply(parts, 'Authorization', joinWords([standFor(span, 'Bearer '), value], span.end), span);
    case 'cookie':
      return useCookie(parse, parts, value);
    case 'max-time':
      return useTimeout(parse, parts, value);
    case 'max-redirs':
      if (leadingText(value) === '0') parts.followsRedirects = false;
      return;
    case 'upload-file':
      parts.upload = value;
      return;
    default:
      parts.data.push(...readCurlData(parse, name, value, parts.data.length > 0));
  }
}

function imply(parts: CurlParts, name: string, value: Template, span: Span): void {
  if (value.parts.length > 0) parts.implied.push({ span, name: { span, text: name }, value });
}

/** Sent as it is written, case and all. */
function methodToken(parse: BlockParse, value: Template): Token | undefined {
  const text = leadingText(value);
  if (value.parts.length === 1 && /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(text)) return { span: value.span, text };
  addProblem(parse, 'error', {
    code: 'curl-option-refused',
    span: value.span,
    message: 'The method is a word such as GET or PATCH, without a placeholder. Write it out.',
  });
  return undefined;
}

/** `Name: value`, `Name;` for an empty one, `Name:` to leave a field out, or a placeholder that holds a whole field. */
function useHeader(parse: BlockParse, parts: CurlParts, value: Template): void {
  const [first] = value.parts;
  const text = leadingText(value);
  if (value.parts.length === 1 && first?.kind === 'placeholder') {
    parts.written.push({ span: value.span, name: { span: startOf(value.span), text: '' }, value });
    return;
  }
  const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)([ \t]*:[ \t]*|;$)/.exec(text);
  if (!match || (match[2] === ';' && value.parts.length > 1)) {
    addProblem(parse, 'error', {
      code: 'curl-option-refused',
      span: value.span,
      message: text.startsWith('@')
        ? 'Headers are not read from a file. Write each of them behind an ‘-H’.'
        : 'A header is a name, a colon and a value, the name without a placeholder: -H ‘Accept: application/json’.',
    });
    return;
  }
  const [whole, name = ''] = match;
  const rest = cutStart(value, whole.length);
  const span = { start: value.span.start, end: value.span.end };
  const at = first?.span.start ?? span.start;
  const nameSpan = { start: at, end: Math.min(first?.span.end ?? span.end, at + name.length) };
  if (match[2] !== ';' && rest.parts.length === 0) parts.leavesOut.push(name.toLowerCase());
  else parts.written.push({ span, name: { span: nameSpan, text: name }, value: rest });
}

function useCredentials(parse: BlockParse, parts: CurlParts, value: Template): void {
  parts.credentials = value;
  if (splitWord(value, /:/) || value.parts.some(({ kind }) => kind === 'placeholder')) return;
  addProblem(parse, 'error', {
    code: 'curl-option-refused',
    span: value.span,
    message: 'There is no password. Write user:password, best as ‘{{user}}:{{password}}’, or ‘user:’ without one.',
  });
}

/** `aws:amz`, `aws:amz:region` or `aws:amz:region:service`; other providers sign with names of their own. */
function useSignature(parse: BlockParse, parts: CurlParts, value: Template): void {
  const start = /^aws:amz(?::|$)/i.exec(leadingText(value))?.[0];
  if (start !== undefined) {
    parts.scheme = { kind: 'aws', place: cutStart(value, start.length) };
    return;
  }
  addProblem(parse, 'error', {
    code: 'curl-option-refused',
    span: value.span,
    message:
      'Requests are signed for ‘aws:amz’ alone, perhaps with region and service behind it: ‘aws:amz:eu-west-1:es’.',
  });
}

/** A value without `=` is the name of a file with cookies. */
function useCookie(parse: BlockParse, parts: CurlParts, value: Template): void {
  if (splitWord(value, /=/) || value.parts.some(({ kind }) => kind === 'placeholder')) {
    parts.cookies.push(value);
    return;
  }
  addProblem(parse, 'error', {
    code: 'curl-option-refused',
    span: value.span,
    message: 'Cookies are not read from a file. Write them as ‘name=value’.',
  });
}

/** Seconds, perhaps with a fraction. */
function useTimeout(parse: BlockParse, parts: CurlParts, value: Template): void {
  const seconds = value.parts.length === 1 && /^\d{1,5}(?:\.\d{1,3})?$/.test(leadingText(value));
  const milliseconds = seconds ? Math.round(Number(leadingText(value)) * 1000) : 0;
  if (milliseconds > 0) parts.timeoutMilliseconds = milliseconds;
  else if (leadingText(value) !== '0') {
    addProblem(parse, 'error', {
      code: 'curl-option-refused',
      span: value.span,
      message: 'The longest time is a number of seconds of at most five digits, as in ‘-m 30’.',
    });
  }
}

/** `;auto` sets the field after a redirect, which is not done. */
function withoutAuto(value: Template): Template {
  return splitWord(value, /;auto$/)?.[0] ?? value;
}

function startOf({ start }: Span): Span {
  return { start, end: start };
}
