import { lineAt } from '../blockParse';
import { kindOfFirstLine, readBodyHeaders, startBodyHeaders, type BodyKind } from './bodyKind';
import type { RequestBlock } from '../nodes';

/** What a body is read as: `file` when nothing but files stands in it. */
export type ShownBodyKind = BodyKind | 'file';

/** The kind of a request's body, from its fields and else from its first line; `undefined` when it has none. */
export function describeBodyKind({ text, request, directives }: RequestBlock): ShownBodyKind | undefined {
  if (!request) return undefined;
  if (request.curl && request.curl.form.length > 0) return 'multipart';
  const { body } = request;
  if (!body) return undefined;
  if (body.graphql) return 'graphql';
  const declared = request.headers.reduce(readBodyHeaders, startBodyHeaders(request.kind)).kind;
  if (declared !== undefined) return declared;
  if (body.parts.every(({ kind }) => kind === 'file')) return 'file';
  return kindOfFirstLine(text, lineAt(text, body.span.start), directives);
}
