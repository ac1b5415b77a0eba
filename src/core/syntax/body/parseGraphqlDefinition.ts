import { parseTemplate } from '../../text/template';
import { addNode, lineAt, lineSpan, type BlockParse, type Line } from '../blockParse';
import { graphqlFilePath } from './graphqlFile';
import { tokenAt } from '../lines';
import type { BodyPart } from '../nodes';

/** A definition before the request, up to the first blank line; false when the line opens none. */
export function parseGraphqlDefinition(parse: BlockParse, line: Line): boolean {
  const { text } = parse;
  const file = graphqlFilePath(text, line);
  if (file) {
    const span = lineSpan(text, line);
    const path = parseTemplate(text, file.path);
    const part: BodyPart = { kind: 'file', span, path, substitutes: true, encoding: undefined };
    addNode(parse, { kind: 'graphql-definition', span: { start: line.start, end: line.next }, name: file.name, part });
    return true;
  }
  const opening = OPENING.exec(text.slice(line.first, Math.min(line.end, line.first + LONGEST_OPENING)));
  if (!opening) return false;
  let last = line;
  while (last.next < text.length) {
    const next = lineAt(text, last.next);
    if (next.first === next.end) break;
    last = next;
  }
  const span = { start: line.first, end: lineSpan(text, last).end };
  const part: BodyPart = { kind: 'text', span, content: parseTemplate(text, span) };
  const [before = '', name = ''] = [opening[1], opening[2]];
  const start = line.first + before.length;
  const token = name === '' ? undefined : tokenAt(text, start, start + name.length);
  addNode(parse, { kind: 'graphql-definition', span: { start: line.start, end: last.next }, name: token, part });
  return true;
}

/** Prose may begin with these words too, but does not go on like this. */
const OPENING =
  /^((?:query|mutation|subscription)\b[ \t]*|fragment[ \t]+)([A-Za-z_]\w*)?[ \t]*(?:\(|\{|@|on[ \t]+[A-Za-z_])/;
const LONGEST_OPENING = 300;
