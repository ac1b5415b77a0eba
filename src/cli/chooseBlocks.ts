import { blockAtOffset, findPlacedBlocks } from '../core/syntax/blockAtOffset';
import type { PlacedBlock } from '../core/syntax/blockAtOffset';
import type { BlockSelection } from './invocation';
import { lineAtOffset } from './readRequestFile';
import type { ReadRequestFile } from './readRequestFile';

/** The blocks to send, at least one, or the sentence that says why the choice cannot be met. */
export function chooseBlocks(file: ReadRequestFile, selection: BlockSelection): readonly PlacedBlock[] | string {
  switch (selection.kind) {
    case 'all': {
      const requests = findRequests(file);
      return requests.length > 0 ? requests : noRequest(file);
    }
    case 'name':
      return chooseByName(file, selection.name);
    case 'line':
      return chooseByLine(file, selection.line);
    case 'sole': {
      const requests = findRequests(file);
      if (requests.length === 0) return noRequest(file);
      if (requests.length === 1) return requests;
      return `'${file.shownPath}' holds ${requests.length} requests; choose with --name, --line or --all.\n${listRequests(file, requests)}`;
    }
  }
}

/** Every block of the file that holds a request, from top to bottom. */
export function findRequests(file: ReadRequestFile): readonly PlacedBlock[] {
  return findPlacedBlocks(file.parsed).filter(({ block }) => block.request !== undefined);
}

/** One-based line of the request line, the one that editors put *Send* above. */
export function requestLine(file: ReadRequestFile, { block, start }: PlacedBlock): number {
  return lineAtOffset(file, start + (block.request?.span.start ?? 0));
}

/** A name is more exact than a title, and neither may be guessed at: two of the same name are refused. */
function chooseByName(file: ReadRequestFile, name: string): readonly PlacedBlock[] | string {
  const requests = findRequests(file);
  const named = requests.filter(({ block }) => block.name?.text === name);
  const found = named.length > 0 ? named : requests.filter(({ block }) => block.title?.text === name);
  if (found.length === 1) return found;
  if (found.length === 0) {
    return `No request in '${file.shownPath}' is called '${name}'.\n${listRequests(file, requests)}`;
  }
  const many = `${found.length} requests in '${file.shownPath}' are called '${name}'; choose with --line.`;
  return `${many}\n${listRequests(file, found)}`;
}

function chooseByLine(file: ReadRequestFile, line: number): readonly PlacedBlock[] | string {
  const offset = file.lines.starts[line - 1];
  if (offset === undefined) return `'${file.shownPath}' has only ${file.lines.starts.length} lines.`;
  const placed = blockAtOffset(file.parsed, offset);
  if (placed.block.request) return [placed];
  return `There is no request at line ${line} of '${file.shownPath}'.\n${listRequests(file, findRequests(file))}`;
}

function noRequest(file: ReadRequestFile): string {
  return `There is no request in '${file.shownPath}'.`;
}

function listRequests(file: ReadRequestFile, requests: readonly PlacedBlock[]): string {
  return requests
    .map((request) => {
      const label = request.block.name?.text ?? request.block.title?.text;
      return `  line ${requestLine(file, request)}${label === undefined ? '' : `: ${label}`}`;
    })
    .join('\n');
}
