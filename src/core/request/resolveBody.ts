import type { EvaluatedPart } from '../environment/evaluateTemplate';
import { lookupVariable } from '../environment/lookupVariable';
import type { FileSource } from '../environment/ports';
import { DOCUMENTATION_BODY } from '../environment/sandboxEnvironment';
import type { BodyPart, MessageBody } from '../syntax/nodes';
import type { Span } from '../text/span';
import { templateLiteral, type Template } from '../text/template';
import { findFragmentNames, findMissingFragments, type NamedDefinition } from './graphqlDefinitions';
import { fillParts, joinParts, report, type Findings } from './findings';
import { fillFormBody, joinCommandForm } from './formBody';
import { isJsonText, joinJsonParts } from './joinJsonParts';
import { joinGraphqlBody } from './joinGraphqlBody';
import { readBodyFile, type BodyFolders } from './readBodyFile';
import { joinBody } from './requestBody';
import type { RequestBody } from './resolvedRequest';

/** How the text of a body is brought to the wire. */
export type BodyForm = 'plain' | 'form' | 'multipart' | 'lines' | 'graphql' | 'command';

/** What decides on the octets of a body. */
export interface BodyRules {
  readonly form: BodyForm;
  /** Of `Content-Type`, in lower case and without parameters. */
  readonly mediaType?: string | undefined;
  /** `charset` of `Content-Type`, in lower case. */
  readonly charset: string | undefined;
  /** Of the file, for queries that spread them. */
  readonly definitions?: readonly NamedDefinition[];
  /** From `# @injectVariables`: `<` fills placeholders as `<@` does. */
  readonly fillsFiles: boolean;
}

/** The body that is sent; `undefined` after a problem. */
export async function resolveBody(
  findings: Findings,
  folders: BodyFolders,
  body: MessageBody,
  rules: BodyRules,
): Promise<RequestBody | 'empty' | undefined> {
  if (rules.form === 'graphql') return resolveGraphql(findings, folders, body, rules);
  const chunks = await resolveParts(findings, folders, body.parts, rules);
  if (!chunks) return undefined;
  if (rules.form === 'multipart' && !endsWith(chunks, '\r\n')) chunks.push(encoder.encode('\r\n'));
  if (rules.form === 'lines' && !endsWith(chunks, '\n')) chunks.push(encoder.encode('\n'));
  return joinBody(chunks) ?? 'empty';
}

async function resolveGraphql(
  findings: Findings,
  folders: BodyFolders,
  { parts, graphql, span }: MessageBody,
  rules: BodyRules,
): Promise<RequestBody | undefined> {
  const variables = graphql?.variables;
  const chunks = await resolveParts(findings, folders, graphql?.query ?? parts, { ...rules, form: 'plain' });
  const variableParts = variables && fillParts(findings, withLineEnds(variables, '\n'));
  if (!chunks || (variables && !variableParts)) return undefined;
  const body = joinBody(chunks);
  if (body?.kind === 'stream') {
    const message = 'A query is not read from a file of more than 50 MB. Use a smaller file.';
    report(findings, 'file-unreadable', 'error', { span, message });
    return undefined;
  }
  const written = new TextDecoder().decode(body?.bytes);
  const query = await addDefinitions(findings, folders, { written, span }, rules);
  if (query === undefined) return undefined;
  const text = joinGraphqlBody(query, variableParts && joinJsonParts(findings, variableParts));
  if (text !== undefined) return { kind: 'bytes', bytes: encoder.encode(text) };
  const message = 'Behind the blank line the variables of the query are expected as a JSON object, and this is none.';
  report(findings, 'invalid-graphql-variables', 'error', { span: variables?.span ?? span, message });
  return undefined;
}

/** The document with what it spreads of the rest of the file, and what that spreads in turn. */
async function addDefinitions(
  findings: Findings,
  folders: BodyFolders,
  { written, span }: { readonly written: string; readonly span: Span },
  rules: BodyRules,
): Promise<string | undefined> {
  const left = new Map((rules.definitions ?? []).map(({ name, part }) => [name, part]));
  // One of its own goes before that of the file.
  for (const name of findFragmentNames(written)) left.delete(name);
  let query = written;
  let added: string | undefined = left.size > 0 ? written : '';
  while (added !== '') {
    const parts = [...findMissingFragments(added)].flatMap((name) => left.get(name) ?? []);
    for (const name of findMissingFragments(added)) left.delete(name);
    added = '';
    for (const part of parts) {
      const text = await resolveDefinition(findings, folders, { part, span }, rules);
      if (text === undefined) return undefined;
      added += `\n\n${text}`;
    }
    query += added;
  }
  return query;
}

/** Its place is another block's, so its problems are told at the query. */
async function resolveDefinition(
  findings: Findings,
  folders: BodyFolders,
  { part, span }: { readonly part: BodyPart; readonly span: Span },
  rules: BodyRules,
): Promise<string | undefined> {
  const inside: Findings = { ...findings, problems: [] };
  const chunks = await resolveParts(inside, folders, [part], { ...rules, form: 'plain' });
  findings.problems.push(...inside.problems.map(({ code, severity, message }) => ({ code, severity, message, span })));
  const body = chunks && joinBody(chunks);
  return body?.kind === 'bytes' ? new TextDecoder().decode(body.bytes).trim() : undefined;
}

async function resolveParts(
  findings: Findings,
  folders: BodyFolders,
  parts: readonly BodyPart[],
  rules: BodyRules,
): Promise<(Uint8Array | FileSource)[] | undefined> {
  const chunks: (Uint8Array | FileSource)[] = [];
  let complete = true;
  for (const part of parts) {
    const chunk =
      part.kind === 'text'
        ? encodeText(findings, part, rules)
        : await readBodyFile(findings, folders, part, {
            substitutes: part.substitutes || rules.fillsFiles,
            mediaType: rules.mediaType,
          });
    if (chunk) chunks.push(chunk);
    else complete = false;
  }
  return complete ? chunks : undefined;
}

/** By the media type: which rules for line ends and joining hold. */
export function bodyFormOf(mediaType: string | undefined): BodyForm {
  if (mediaType === 'application/x-www-form-urlencoded') return 'form';
  if (mediaType?.startsWith('multipart/')) return 'multipart';
  if (mediaType !== undefined && /^application\/(?:x-)?(?:ndjson|jsonl|json-?lines)$/.test(mediaType)) return 'lines';
  return 'plain';
}

type TextPart = Extract<BodyPart, { readonly kind: 'text' }>;

function encodeText(findings: Findings, part: TextPart, rules: BodyRules): Uint8Array | undefined {
  // What a command says is in its arguments already, line ends and all.
  const lineEnd = rules.form === 'multipart' ? '\r\n' : '\n';
  const text = fillText(findings, rules.form === 'command' ? part.content : withLineEnds(part.content, lineEnd), rules);
  return text === undefined ? undefined : encodeCharset(findings, part, text, rules.charset);
}

function fillText(findings: Findings, content: Template, { form, mediaType }: BodyRules): string | undefined {
  if (form === 'form') return fillFormBody(findings, content);
  if (/^\s*\{\s*JSON resource\s*\}\s*$/.test(templateLiteral(content) ?? ''))
    return fillDocumentationBody(findings, content);
  const parts = fillParts(findings, content);
  if (parts && form === 'command') return joinCommandData(findings, parts, mediaType);
  if (!parts || form !== 'plain' || !isJsonText(mediaType, parts)) return parts && joinParts(parts);
  return joinJsonParts(findings, parts);
}

/** Data is what it is written as, whatever its type says: JSON is often sent without its own. */
function joinCommandData(findings: Findings, parts: readonly EvaluatedPart[], mediaType: string | undefined): string {
  const isForm = mediaType === 'application/x-www-form-urlencoded';
  if (isJsonText(isForm ? undefined : mediaType, parts)) return joinJsonParts(findings, parts);
  return isForm ? joinCommandForm(findings, parts) : joinParts(parts);
}

/** The reference page's body is not JSON but stands for some: the Sandbox has some for it. */
function fillDocumentationBody(findings: Findings, { span }: Template): string | undefined {
  if (lookupVariable(findings.scope, DOCUMENTATION_BODY) === undefined) {
    const message =
      "'{ JSON resource }' is the documentation's stand-in for the resource. Write the JSON object you want to send.";
    report(findings, 'documentation-placeholder', 'error', { span, message });
    return undefined;
  }
  const placeholder = { kind: 'placeholder', span, expression: { span, text: DOCUMENTATION_BODY } } as const;
  const parts = fillParts(findings, { span, parts: [placeholder] });
  if (parts) findings.notes.push("The documentation's stand-in '{ JSON resource }' was replaced by an example.");
  return parts && joinParts(parts);
}

/** Line ends as the document has them become those of the body; values keep theirs. */
function withLineEnds(content: Template, lineEnd: '\n' | '\r\n'): Template {
  const parts = content.parts.map((part) =>
    part.kind === 'literal' ? { ...part, text: part.text.replace(/\r?\n/g, lineEnd) } : part,
  );
  return { span: content.span, parts };
}

/** UTF-8, or Latin-1 and ASCII where `Content-Type` says so and the text fits. */
function encodeCharset(
  findings: Findings,
  { span }: TextPart,
  text: string,
  charset: string | undefined,
): Uint8Array | undefined {
  const highest = charset === undefined ? undefined : SINGLE_OCTET_CHARSETS[charset];
  if (highest === undefined) {
    if (charset !== undefined && !/^utf-?8$/.test(charset)) {
      const message = `The body is sent as UTF-8, although Content-Type says '${charset}'.`;
      report(findings, 'charset-not-used', 'warning', { span, message });
    }
    return encoder.encode(text);
  }
  const units = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  if (units.every((unit) => unit <= highest)) return Uint8Array.from(units);
  const message = `The body has characters that '${charset}' cannot express. Use UTF-8.`;
  report(findings, 'character-not-in-charset', 'error', { span, message });
  return undefined;
}

function endsWith(chunks: readonly (Uint8Array | FileSource)[], ending: string): boolean {
  const last = chunks.at(-1);
  // How a large file ends is not looked at: a line end more does no harm.
  if (last && !(last instanceof Uint8Array)) return false;
  return (
    last === undefined || (last.length > 0 && new TextDecoder('latin1').decode(last.slice(-ending.length)) === ending)
  );
}

const encoder = new TextEncoder();

const SINGLE_OCTET_CHARSETS: Readonly<Record<string, number>> = {
  'iso-8859-1': 0xff,
  latin1: 0xff,
  'us-ascii': 0x7f,
  ascii: 0x7f,
};
