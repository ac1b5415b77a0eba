import { isJsonArray, isJsonObject, parseJsonBody, type JsonValue } from '../json';
import { findHeader, mediaTypeOf } from '../message';
import type { SandboxCall } from '../sandboxCall';
import { crestFailure, isFailure, type CrestFailure } from './crestFailure';
import { parseMultipart, type BodyPart } from './parseMultipart';

/** The media types a CREST body may have. */
export function acceptsBody(type: string): boolean {
  return type === 'application/json' || type === 'multipart/form-data';
}

/** A body of another type, or of none: 400, where other APIs say 415. */
export function wrongType(type: string | undefined): CrestFailure {
  const found = type === undefined ? 'there is none' : `found '${type}'`;
  return crestFailure(400, `The request body needs the Content-Type application/json; ${found}`);
}

/** The JSON of a body; in a multipart one, with what its references lead to. */
export function readBody(call: SandboxCall): { readonly value: JsonValue } | CrestFailure {
  const type = mediaTypeOf(call);
  if (type === undefined || !acceptsBody(type)) return wrongType(type);
  if (type === 'application/json') return readJson(call.body);
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(findHeader(call, 'content-type') ?? '');
  const parts = parseMultipart(call.body, boundary?.[1] ?? boundary?.[2] ?? '');
  if (!parts) return crestFailure(400, 'The request body is not valid multipart/form-data');
  const json = parts.find((part) => part.mediaType === 'application/json');
  if (!json) return crestFailure(400, 'The multipart body has no part of the type application/json');
  const reading = readJson(json.content);
  if (isFailure(reading)) return reading;
  return fillReferences(reading.value, new Map(parts.map((part) => [part.name, part])));
}

function readJson(body: Uint8Array): { readonly value: JsonValue } | CrestFailure {
  const reading = parseJsonBody(body);
  if (reading.kind === 'value') return { value: reading.value };
  const message = 'The request could not be processed because the provided content is not valid JSON';
  return crestFailure(400, message, { error: reading.message });
}

/** Each part once: a reference stands for its part, and a second one to the same part would multiply the body. */
function fillReferences(value: JsonValue, parts: Map<string, BodyPart>): { readonly value: JsonValue } | CrestFailure {
  const used = new Set<string>();
  const state: { failure?: CrestFailure } = {};
  const fill = (item: JsonValue): JsonValue => {
    if (isJsonArray(item)) return item.map(fill);
    if (!isJsonObject(item)) return item;
    const reference = Object.hasOwn(item, '$ref') ? item['$ref'] : undefined;
    const match = typeof reference === 'string' ? /^cid:([^#]+)#(content|mimetype|filename)$/.exec(reference) : null;
    if (!match)
      return Object.fromEntries(
        Object.entries(item).map(([name, inner]) => [name, fill(inner)]) satisfies [string, JsonValue][],
      );
    const [key = '', name = '', aspect = ''] = match;
    const part = used.has(key) ? undefined : parts.get(name);
    used.add(key);
    if (!part)
      state.failure ??= crestFailure(400, `The reference '${key}' leads to no part of the body, or stands twice`);
    return describePart(part, aspect);
  };
  const filled = fill(value);
  return state.failure ?? { value: filled };
}

function describePart(part: BodyPart | undefined, aspect: string): JsonValue {
  if (!part) return null;
  if (aspect === 'mimetype') return part.mediaType ?? null;
  if (aspect === 'filename') return part.fileName ?? null;
  const isText = part.mediaType === undefined || part.mediaType.startsWith('text/');
  return Buffer.from(part.content).toString(isText ? 'utf8' : 'base64url');
}
