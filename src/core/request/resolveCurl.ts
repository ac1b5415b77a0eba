import type { EvaluatedPart } from '../environment/evaluateTemplate';
import { isSecretName } from '../environment/secrets/isSecretName';
import type { CurlSettings, FormField } from '../syntax/nodes';
import type { Template } from '../text/template';
import { fillLineParts, fillParts, joinParts, report, type Findings } from './findings';
import { readBodyFile, type BodyFolders } from './readBodyFile';
import { joinBody } from './requestBody';
import type { ResolvedHeader } from './resolveHeaders';
import type { RequestBody } from './resolvedRequest';

/** `user:password` of `-u`: the first colon that was written parts them, else the first one of the value. */
export function resolveCredentials(
  findings: Findings,
  template: Template,
): { readonly user: string; readonly password: string } | undefined {
  const parts = fillLineParts(findings, template);
  if (!parts) return undefined;
  const written = colonIn(parts);
  const text = joinParts(parts);
  const colon = written ?? text.indexOf(':');
  const refuse = (message: string): undefined => {
    report(findings, 'invalid-credentials', 'error', { span: template.span, message });
  };
  if (colon < 0) return refuse('User and password are written with a colon between them, as in ‘ann:secret’.');
  const user = text.slice(0, colon);
  if (user.includes(':')) {
    return refuse('A user name with a colon cannot be sent with Basic authentication, RFC 7617 section 2.');
  }
  return { user, password: text.slice(colon + 1) };
}

/**
 * True when user and password go with `--digest` or `--aws-sigv4`, so that there is nothing to send yet. A session token
 * stands in a field of its own.
 */
export function takeCurlScheme(
  findings: Findings,
  { scheme }: CurlSettings,
  { user, password }: { readonly user: string; readonly password: string },
  headers: readonly ResolvedHeader[],
): boolean {
  if (!scheme || findings.scheme) return false;
  if (password !== '') findings.secrets.add(password);
  if (scheme.kind === 'digest') {
    findings.scheme = { kind: 'digest', user, password };
    return true;
  }
  const parts = fillLineParts(findings, scheme.place);
  const [region = '', service = ''] = parts ? joinParts(parts).split(':') : [];
  const sessionToken = headers.find(({ pair }) => pair[0].toLowerCase() === 'x-amz-security-token')?.pair[1];
  findings.scheme = {
    kind: 'aws',
    accessKey: user,
    secretKey: password,
    sessionToken,
    region: region === '' ? undefined : region,
    service: service === '' ? undefined : service,
  };
  return true;
}

function colonIn(parts: readonly EvaluatedPart[]): number | undefined {
  let offset = 0;
  for (const { part, text } of parts) {
    const colon = part.kind === 'literal' ? text.indexOf(':') : -1;
    if (colon >= 0) return offset + colon;
    offset += text.length;
  }
  return undefined;
}

/** The fields of `-F` as RFC 7578 has them, between boundaries that none of them holds. */
export async function resolveFormFields(
  findings: Findings,
  folders: BodyFolders,
  fields: readonly FormField[],
): Promise<{ readonly body: RequestBody; readonly contentType: string } | undefined> {
  const filled: FilledField[] = [];
  for (const field of fields) {
    const one = await fillField(findings, folders, field);
    if (one) filled.push(one);
  }
  if (filled.length < fields.length) return undefined;
  const boundary = findBoundary(filled);
  const chunks = filled.flatMap(({ head, content }) => [
    encode(`--${boundary}\r\n${head}\r\n\r\n`),
    content,
    encode('\r\n'),
  ]);
  const body = joinBody([...chunks, encode(`--${boundary}--\r\n`)]);
  return body && { body, contentType: `multipart/form-data; boundary=${boundary}` };
}

interface FilledField {
  readonly head: string;
  readonly content: Uint8Array;
}

async function fillField(findings: Findings, folders: BodyFolders, field: FormField): Promise<FilledField | undefined> {
  const name = fillLine(findings, field.name);
  const fileName = field.fileName && fillLine(findings, field.fileName);
  const mediaType = field.mediaType && fillLine(findings, field.mediaType);
  const content = await fillContent(findings, folders, field);
  if (name === undefined || !content) return undefined;
  if ((field.fileName && fileName === undefined) || (field.mediaType && mediaType === undefined)) return undefined;
  if (isSecretName(name) && field.content.kind === 'text') addSecret(findings, content);
  // What a path's value brings along of a folder is no part of the name.
  const isFilled = field.fileName?.parts.some(({ kind }) => kind === 'placeholder') === true;
  const base = isFilled
    ? fileName?.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1)
    : fileName;
  const disposition = `Content-Disposition: form-data; name="${escapeName(name)}"`;
  const head = base === undefined ? disposition : `${disposition}; filename="${escapeName(base)}"`;
  return { head: mediaType === undefined ? head : `${head}\r\nContent-Type: ${mediaType}`, content };
}

async function fillContent(
  findings: Findings,
  folders: BodyFolders,
  { content }: FormField,
): Promise<Uint8Array | undefined> {
  if (content.kind === 'file') {
    const bytes = await readBodyFile(findings, folders, content, { substitutes: false, mediaType: undefined });
    if (bytes === undefined || bytes instanceof Uint8Array) return bytes;
    const message = 'A file of more than 50 MB does not go into a form here. Send it with --data-binary or -T.';
    report(findings, 'file-unreadable', 'error', { span: content.path.span, message });
    return undefined;
  }
  const parts = fillParts(findings, content.content);
  return parts && encode(joinParts(parts));
}

function fillLine(findings: Findings, template: Template): string | undefined {
  const parts = fillLineParts(findings, template);
  return parts && joinParts(parts);
}

function addSecret(findings: Findings, content: Uint8Array): void {
  const text = new TextDecoder().decode(content);
  if (text !== '') findings.secrets.add(text);
}

/** As browsers and curl write them, so that a name cannot end its quotes. */
function escapeName(name: string): string {
  return name.replaceAll('"', '%22');
}

/** The same each time for the same fields, so that what is sent can be foreseen. */
function findBoundary(fields: readonly FilledField[]): string {
  const texts = fields.map(({ content }) => new TextDecoder('latin1').decode(content));
  let count = 0;
  let boundary = BOUNDARY;
  while (texts.some((text) => text.includes(boundary))) boundary = `${BOUNDARY}-${++count}`;
  return boundary;
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

const BOUNDARY = 'identity-http-form-boundary';
