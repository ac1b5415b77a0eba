/** One part of a `multipart/form-data` body, RFC 7578. */
export interface BodyPart {
  readonly name: string;
  readonly fileName: string | undefined;
  readonly mediaType: string | undefined;
  readonly content: Uint8Array;
}

const maximumParts = 100;

/** The parts of a body, in order; `undefined` where its boundaries or headers are not as RFC 2046 wants them. */
export function parseMultipart(body: Uint8Array, boundary: string): readonly BodyPart[] | undefined {
  if (boundary === '') return undefined;
  // One character for each byte: offsets in the text are offsets in the body.
  const text = Buffer.from(body).toString('latin1');
  const pieces = `\r\n${text}`.split(`\r\n--${boundary}`);
  if (pieces.length < 3 || pieces.length > maximumParts + 2 || !/^--\s*$/.test(pieces.at(-1) ?? '')) return undefined;
  const parts: BodyPart[] = [];
  for (const piece of pieces.slice(1, -1)) {
    const part = parsePart(piece);
    if (!part) return undefined;
    parts.push(part);
  }
  return parts;
}

function parsePart(piece: string): BodyPart | undefined {
  const start = /^[ \t]*\r\n/.exec(piece);
  const end = piece.indexOf('\r\n\r\n');
  if (!start || end < 0) return undefined;
  const headers = new Map<string, string>();
  for (const line of piece.slice(start[0].length, Math.max(end, start[0].length)).split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const disposition = headers.get('content-disposition') ?? '';
  const name = parameterOf(disposition, 'name');
  if (name === undefined) return undefined;
  return {
    name,
    fileName: parameterOf(disposition, 'filename'),
    mediaType: headers.get('content-type')?.split(';')[0]?.trim().toLowerCase(),
    content: Buffer.from(piece.slice(end + 4), 'latin1'),
  };
}

function parameterOf(disposition: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}="([^"]*)"`, 'i').exec(disposition)?.[1];
  return found === undefined ? undefined : Buffer.from(found, 'latin1').toString('utf8');
}
