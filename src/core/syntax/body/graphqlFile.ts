import type { Line } from '../blockParse';
import { isBlankUnit, skipBlanks, tokenAt, trimmedSpan, wordEnd } from '../lines';
import type { Span, Token } from '../../text/span';

/** `gql path` and its name in `gql name < path`, or `undefined` for any other line. */
export function graphqlFilePath(
  text: string,
  line: Line,
): { readonly name: Token | undefined; readonly path: Span } | undefined {
  if (!text.startsWith('gql', line.first) || !isBlankUnit(text.charCodeAt(line.first + 3))) return undefined;
  let offset = skipBlanks(text, line.first + 3, line.end);
  let name: Token | undefined;
  if (text.charCodeAt(offset) !== LESS_THAN) {
    const end = wordEnd(text, offset, line.end);
    name = tokenAt(text, offset, end);
    offset = skipBlanks(text, end, line.end);
  }
  if (text.charCodeAt(offset) !== LESS_THAN || !isBlankUnit(text.charCodeAt(offset + 1))) return undefined;
  const path = trimmedSpan(text, offset + 1, line.end);
  return path.start < path.end ? { name, path } : undefined;
}

const LESS_THAN = 60;
