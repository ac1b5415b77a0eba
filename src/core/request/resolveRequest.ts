import { evaluateParts, type EvaluatedPart } from '../environment/evaluateTemplate';
import type { FileReader } from '../environment/ports';
import type { Environment, VariableScope } from '../environment/variable';
import { bodyCommentsOf, withBodyComments } from '../syntax/body/bodyComments';
import type { HeaderField, MessageBody, RequestBlock, RequestFile, RequestMessage } from '../syntax/nodes';
import { knownMethods } from '../syntax/requestMethods';
import { commentedParts } from './commentedParts';
import { basicCredentials } from './encodeCredentials';
import { fillLineParts, hasErrors, report, type Findings } from './findings';
import { findPathValueProblems } from './findPathValueProblems';
import { findGraphqlDefinitions } from './graphqlDefinitions';
import { hintAtPathParameters } from './hintAtPathParameters';
import { lookupHostVariable } from './hostVariable';
import { keepsHost } from './keepsHost';
import { refuseUnencoded } from './keepTarget';
import { addSecretMembers, addSecretTexts } from './literalSecrets';
import { needsScript } from './needsScript';
import { bodyFormOf, resolveBody, type BodyForm } from './resolveBody';
import { resolveConnection } from './resolveConnection';
import { resolveCredentials, resolveFormFields, takeCurlScheme } from './resolveCurl';
import { resolveHeaders, type ResolvedHeader } from './resolveHeaders';
import { resolveOptions, type SendingDefaults } from './resolveOptions';
import { resolveSaves } from './resolveSaves';
import { resolveTarget, type ResolvedTarget } from './resolveTarget';
import { spreadHeaders } from './spreadHeaders';
import type { HeaderPair, Resolution, ResolvedRequest } from './resolvedRequest';

/** What `resolveRequest` needs from outside. */
export interface ResolvePorts {
  readonly reader: FileReader;
}

/** A block with all that decides on what it becomes. */
export interface ResolveInput {
  readonly block: RequestBlock;
  readonly scope: VariableScope;
  /** The whole file, for what its queries of GraphQL share. */
  readonly file?: RequestFile | undefined;
  readonly environment: Environment | undefined;
  /** That of the request file: files of a body are looked for there first. */
  readonly folder: string;
  /** Files are read from inside it only; from inside `folder` when there is none. */
  readonly workspaceFolder?: string | undefined;
  /** What the host says of sending, where neither block nor environment does. */
  readonly defaults?: SendingDefaults | undefined;
}

/**
 * Fills every placeholder of a request and brings it to the form that goes on the wire, or says why that cannot be
 * done. Never sends, never runs anything, reads no file but those that the body names.
 */
export async function resolveRequest(ports: ResolvePorts, input: ResolveInput): Promise<Resolution> {
  const { block } = input;
  const findings: Findings = {
    scope: input.scope,
    problems: [...withBodyComments(block, input.defaults?.bodyComments)],
    secrets: new Set(),
    notes: [],
  };
  const request = block.request
    ? await resolveMessage(findings, ports, input, block.request)
    : refuseEmptyBlock(findings, block);
  const saves = resolveSaves(findings, block, input);
  const problems = findings.problems.sort((a, b) => a.span.start - b.span.start);
  if (!request || hasErrors(problems)) return { kind: 'unresolved', problems };
  return { kind: 'resolved', request, problems, ...(saves.length > 0 && { saves }) };
}

async function resolveMessage(
  findings: Findings,
  ports: ResolvePorts,
  input: ResolveInput,
  message: RequestMessage,
): Promise<ResolvedRequest | undefined> {
  if (!refuseUnsendable(findings, input, message)) return undefined;
  const options = resolveOptions(findings, input.block, input);
  const isGraphql = message.kind === 'graphql';
  const written = resolveHeaders(
    findings,
    spreadHeaders(findings, input.block, message.headers).filter(
      (field) => message.kind === 'curl' || !isGraphqlMark(field),
    ),
    input.block,
  );
  const target = resolveWrittenTarget(findings, message, written, options.targetKeptBy);
  const mediaType = readMediaType(written);
  const form = messageBodyForm(message, mediaType.name);
  const charset = form === 'command' ? undefined : mediaType.charset;
  const definitions = form === 'graphql' && input.file ? findGraphqlDefinitions(input.file) : [];
  const rules = { form, mediaType: mediaType.name, charset, fillsFiles: options.fillsFiles, definitions };
  const folders = { reader: ports.reader, folder: input.folder, workspaceFolder: input.workspaceFolder };
  const fields = message.curl?.form ?? [];
  const multipart = fields.length > 0 ? await resolveFormFields(findings, folders, fields) : undefined;
  const body =
    multipart?.body ??
    (message.body && (await resolveBody(findings, folders, sentBody(input, message.body, form), rules)));
  if (body && body !== 'empty') {
    addSecretMembers(findings, body.bytes, mediaType.name);
    addSecretTexts(findings, body.bytes, multipart?.contentType ?? mediaType.name);
  }
  if (!target) return undefined;
  const credentials = message.curl?.credentials && resolveCredentials(findings, message.curl.credentials);
  const known = credentials ? { ...target, credentials } : target;
  const isScheme =
    message.curl && known.credentials && takeCurlScheme(findings, message.curl, known.credentials, written);
  const headers = withTarget(findings, written, isScheme ? { ...known, credentials: undefined } : known);
  if (multipart) headers.push(['Content-Type', multipart.contentType]);
  const { connectTimeoutMilliseconds } = options;
  const way = { url: target.url, connectTimeoutMilliseconds };
  const connection = await resolveConnection(findings, input, way, folders);
  if (form === 'graphql' && mediaType.name === undefined) headers.push(['Content-Type', 'application/json']);
  return {
    method: resolveMethod(message, isGraphql),
    url: target.url,
    httpVersion: resolveVersion(message) ?? options.httpVersion,
    headers,
    ...(message.curl && message.curl.leavesOut.length > 0 ? { leavesOut: message.curl.leavesOut } : {}),
    body: body === 'empty' || body?.bytes.length === 0 ? undefined : body,
    ...(options.keepsNoCookies && { keepsNoCookies: true }),
    ...(findings.scheme && { authentication: { ...findings.scheme, origin: new URL(target.url).origin } }),
    connectOrigin: input.environment?.hostOrigins.get(hostOf(target.url)),
    verifiesCertificates: connection.verifiesCertificates,
    followsRedirects: options.followsRedirects && message.curl?.followsRedirects !== false,
    timeoutMilliseconds: options.timeoutMilliseconds ?? message.curl?.timeoutMilliseconds,
    ...(connection.rules && { connection: connection.rules }),
    secrets: [...findings.secrets].filter((secret) => secret.trim() !== ''),
    notes: findings.notes,
  };
}

/** The body with its comments, or without them, as the block or the host wants it. */
function sentBody({ block, defaults }: ResolveInput, body: MessageBody, form: BodyForm): MessageBody {
  if (form === 'graphql' || form === 'command') return body;
  const comments = bodyCommentsOf(block, defaults?.bodyComments);
  return { ...body, parts: commentedParts(block, body.parts, { comments, isForm: form === 'form' }) };
}

function refuseEmptyBlock(findings: Findings, block: RequestBlock): undefined {
  const span = block.title?.span ?? { start: 0, end: Math.min(3, block.text.length) };
  report(findings, 'no-request', 'error', {
    span,
    message: 'There is no request here to send: put the cursor into one.',
  });
}

/**
 * What another engine would do, and this one does not, stops the send instead of being silently left out. False when
 * the message is of a kind of which nothing more can be said.
 */
function refuseUnsendable(findings: Findings, { block, file }: ResolveInput, message: RequestMessage): boolean {
  const refuse = (code: string, reason: string): false => {
    report(findings, code, 'error', { span: message.target.span, message: `Not sent because ${reason}` });
    return false;
  };
  switch (message.kind) {
    case 'http':
    case 'graphql':
    case 'curl':
      break;
    case 'websocket':
    case 'grpc':
    case 'other':
      return refuse('unsupported-request', `this is a request of the kind '${message.kind}', and only HTTP is sent.`);
  }
  // A script before the request may set what the request needs; one behind it only looks at the answer.
  const script = block.nodes.find(
    (node) =>
      node.kind === 'script' &&
      node.phase === 'before-request' &&
      needsScript(block, node, { scope: findings.scope, file }),
  );
  if (script) {
    const reason = 'Not sent because a script has to run before it, and scripts are not run. Remove the script.';
    report(findings, 'script-not-run', 'error', { span: script.span, message: reason });
  }
  return true;
}

function messageBodyForm({ kind }: RequestMessage, mediaType: string | undefined): BodyForm {
  if (kind === 'curl') return 'command';
  return kind === 'graphql' && mediaType !== 'application/graphql' ? 'graphql' : bodyFormOf(mediaType);
}

/** REST Client's mark for a GraphQL body; it is for the tool and does not go on the wire. */
function isGraphqlMark(field: HeaderField): boolean {
  const [part] = field.value.parts;
  return (
    field.name.text.toLowerCase() === 'x-request-type' &&
    part?.kind === 'literal' &&
    part.text.trim().toLowerCase() === 'graphql'
  );
}

function resolveMethod(message: RequestMessage, isGraphql: boolean): string {
  const written = message.method?.text;
  if (written === undefined) return isGraphql ? 'POST' : 'GET';
  // An option says it as it is meant.
  if (message.kind === 'curl') return written;
  const upper = written.toUpperCase();
  if (isGraphql && upper === 'GRAPHQL') return 'POST';
  return knownMethods.has(upper) ? upper : written;
}

function resolveVersion({ version }: RequestMessage): ResolvedRequest['httpVersion'] {
  // Of one that does not exist the parser has said so.
  return VERSIONS[version?.text.toUpperCase() ?? ''];
}

const VERSIONS: Readonly<Record<string, ResolvedRequest['httpVersion']>> = {
  'HTTP/1.0': '1.0',
  'HTTP/1.1': '1.1',
  'HTTP/2': '2',
  'HTTP/2.0': '2',
  'HTTP/3': '3',
  'HTTP/3.0': '3',
};

function resolveWrittenTarget(
  findings: Findings,
  message: RequestMessage,
  headers: readonly ResolvedHeader[],
  keptBy: string | undefined,
): ResolvedTarget | undefined {
  hintAtPathParameters(findings, message);
  const parts = fillLineParts(findings, message.target);
  const written = message.headers.find((field) => field.name.text.toLowerCase() === 'host');
  const host = headers.find(({ pair }) => pair[0].toLowerCase() === 'host');
  // A host that could not be filled has its own problem already.
  if (!parts || (written && !host) || !keepsHost(findings, parts)) return undefined;
  if (host && !keepsHostOfField(findings, host.field)) return undefined;
  const hostText = host
    ? { text: host.pair[1], span: host.field.value.span, isField: true }
    : lookupHostVariable(findings, message);
  findings.problems.push(...findPathValueProblems(parts, findings.scope));
  return resolveTarget(findings, {
    text: joinTarget(findings, parts, keptBy),
    span: message.target.span,
    host: hostText,
    scheme: message.kind === 'curl' ? 'http' : undefined,
    keptBy,
  });
}

function keepsHostOfField(findings: Findings, { value }: HeaderField): boolean {
  // It was filled without a problem before.
  const evaluation = evaluateParts(value, findings.scope);
  return evaluation.kind === 'unevaluated' || keepsHost(findings, evaluation.parts);
}

/** A value that fills a gap of a target is data: its `#` must not cut off what follows. One that opens it is a URL. */
function joinTarget(findings: Findings, parts: readonly EvaluatedPart[], keptBy: string | undefined): string {
  return parts
    .map(({ part, text }, index) => {
      if (index === 0 || part.kind === 'literal' || !text.includes('#')) return text;
      if (keptBy !== undefined) {
        refuseUnencoded(findings, '#', { span: part.span, who: keptBy });
        return text.replaceAll('#', '%23');
      }
      const message = `The # in the value of '${part.expression.text}' is sent as %23: a # as it stands would end the URL.`;
      report(findings, 'number-sign-encoded', 'hint', { span: part.span, message });
      return text.replaceAll('#', '%23');
    })
    .join('');
}

/** The fields with `Host` as the target decided it, and `user:password@` of the URL as a field. */
function withTarget(findings: Findings, written: readonly ResolvedHeader[], target: ResolvedTarget): HeaderPair[] {
  const headers: HeaderPair[] = [];
  for (const { pair } of written) {
    if (pair[0].toLowerCase() !== 'host') headers.push(pair);
    else if (target.host !== undefined) headers.push([pair[0], target.host]);
  }
  if (!target.credentials) return headers;
  const { user, password } = target.credentials;
  const value = basicCredentials(user, password);
  findings.secrets.add(value.slice('Basic '.length));
  if (password !== '') findings.secrets.add(password);
  if (findings.scheme || headers.some(([name]) => name.toLowerCase() === 'authorization')) {
    findings.notes.push('User and password were left out, because there is an Authorization header.');
    return headers;
  }
  findings.notes.push('User and password are sent as an Authorization header.');
  return [...headers, ['Authorization', value]];
}

function readMediaType(headers: readonly ResolvedHeader[]): {
  readonly name: string | undefined;
  readonly charset: string | undefined;
} {
  const value = headers.find(({ pair }) => pair[0].toLowerCase() === 'content-type')?.pair[1];
  const charset = value && /;\s*charset\s*=\s*(?:"([^"]*)"|([^;\s]*))/i.exec(value);
  return {
    name: value?.split(';', 1)[0]?.trim().toLowerCase() || undefined,
    charset: charset ? (charset[1] ?? charset[2])?.toLowerCase() : undefined,
  };
}

/** Host, and the port unless it is the scheme's own. */
function hostOf(url: string): string {
  return /^https?:\/\/([^/?#]*)/.exec(url)?.[1] ?? '';
}
