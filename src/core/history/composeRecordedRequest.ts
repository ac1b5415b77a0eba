import { mask } from '../exchange/redaction';
import { findEnvironmentPin } from '../request/pinnedEnvironment';
import type { RequestMessage } from '../syntax/nodes';
import { parseRequestFile } from '../syntax/parseRequestFile';
import { literalSource } from '../text/template';
import type { Template } from '../text/template';
import type { HistoryEntry } from './historyEntry';

/**
 * A recorded request as a document to look at, fill in and send. What was masked becomes a placeholder that nothing
 * defines, so it cannot go out as it is; what was recorded is text, and cannot become a placeholder, a field, a file
 * or a second request. What cannot be written so is left out, and a comment says it.
 */
export function composeRecordedRequest(entry: HistoryEntry): string {
  const { request } = entry.view;
  const comments = [`### ${plainLine(entry.view.title)}`, '# From the history. What was masked is a placeholder.'];
  const { environmentName } = entry.source;
  // Its rules hold then, and its values are meant, whatever is chosen by now.
  if (environmentName !== undefined && isPinnable(environmentName)) comments.push(`# @env ${environmentName}`);
  const names = new Set<string>();
  const write = (text: string): string | undefined => writeText(text, names);
  const target = write(request.url);
  const version = request.httpVersion === '1.1' ? '' : ` HTTP/${request.httpVersion}`;
  let written = `${request.method} ${target ?? ''}${version}\n`;
  const only = messageOf(written);
  if (target === undefined || !only || !means(only.target, request.url) || only.method?.text !== request.method) {
    return [...comments, '# Its request line cannot be written in a file.', ''].join('\n');
  }
  let count = 0;
  for (const [name, value] of request.headers.slice(0, mostFields)) {
    const line = `${name}: ${write(value) ?? ''}`;
    const headers = messageOf(`${written}${line}\n`)?.headers ?? [];
    const field = headers.at(-1);
    const isOneLine = !/[\r\n]/.test(line);
    const isRead =
      isOneLine && headers.length === count + 1 && field?.name.text === name && means(field.value, value.trim());
    if (isRead) {
      written += `${line}\n`;
      count++;
    } else comments.push(`# The field ${plainLine(name)} cannot be written in a file, so it was left out.`);
  }
  const { text, comment } = writeBody(entry, written, write);
  if (comment !== undefined) comments.push(comment);
  return `${comments.join('\n')}\n${text}`;
}

function writeBody(
  { view, requestBody }: HistoryEntry,
  head: string,
  write: (text: string) => string | undefined,
): { readonly text: string; readonly comment?: string } {
  const { body } = view.request;
  if (requestBody === 'none') return { text: head };
  if (requestBody !== 'whole' || body === undefined) return { text: head, comment: missingBody[requestBody] };
  const source = write(body);
  const text = `${head}\n${source ?? ''}\n`;
  const parts = messageOf(text)?.body?.parts ?? [];
  const [part] = parts;
  const isRead = source !== undefined && parts.length === 1 && part?.kind === 'text' && means(part.content, body);
  return isRead ? { text } : { text: head, comment: '# The body was left out: a file cannot say it as it was.' };
}

const missingBody: Readonly<Record<HistoryEntry['requestBody'], string>> = {
  whole: '# The body was not recorded.',
  part: '# The body was left out: only its beginning was recorded.',
  binary: '# The body was left out: it is not text.',
  withheld: '# The body was left out: that of a token endpoint is never recorded.',
  none: '# There was no body.',
};

/** The text is read anew for each. */
const mostFields = 200;

/** `undefined` where a text cannot be written into a file. */
function writeText(text: string, names: Set<string>): string | undefined {
  const parts = text.split(mask);
  let written = '';
  let before = '';
  for (const [index, part] of parts.entries()) {
    const source = literalSource(part);
    if (source === undefined) return undefined;
    written += source;
    before = (before + part).slice(-200);
    if (index < parts.length - 1) written += `{{${placeholderName(before, names)}}}`;
  }
  return written;
}

/** `"password": "••••••"` becomes `maskedPassword`: a name of its own, which no environment has by chance. */
function placeholderName(before: string, names: Set<string>): string {
  const word = /([A-Za-z][\w-]*)["']?\s*[=:]\s*["']?(?:[A-Za-z]+\s)?$/.exec(before)?.[1] ?? 'value';
  const base = `masked${word
    .split(/[^A-Za-z0-9]+/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')}`;
  let name = base;
  for (let count = 2; names.has(name); count++) name = `${base}${count}`;
  names.add(name);
  return name;
}

/** The one request of a text; `undefined` when it is none or more than one, or when something else stands beside it. */
function messageOf(text: string): RequestMessage | undefined {
  const { blocks } = parseRequestFile(text);
  const [block] = blocks;
  return blocks.length === 1 &&
    block?.directives.length === 0 &&
    block.variables.length === 0 &&
    block.request?.kind === 'http'
    ? block.request
    : undefined;
}

/** A name may hold what a line cannot say. */
function isPinnable(name: string): boolean {
  return findEnvironmentPin(parseRequestFile(`# @env ${name}\nGET /\n`)).name === name;
}

/** True when the template is read as the text, with a placeholder of ours for every mask. */
function means(template: Template, text: string): boolean {
  const read = template.parts.map((part) =>
    part.kind === 'literal' ? part.text : part.expression.text.startsWith('masked') ? mask : '',
  );
  return read.join('').replaceAll('\r\n', '\n') === text.replaceAll('\r\n', '\n').replace(/\n+$/, '');
}

/** A title comes from a file or a server: one line of it, and nothing that could end it. */
function plainLine(text: string): string {
  return text
    .replace(/[^\x20-\x7e\u00a1-\u{10ffff}]|[{}]/gu, ' ')
    .trim()
    .slice(0, 200);
}
