import { applyEdits } from '../../src/core/syntax/applyEdits';
import { blockAtOffset } from '../../src/core/syntax/blockAtOffset';
import type { RequestFile } from '../../src/core/syntax/nodes';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { hostileTexts } from '../../test/support/hostileTexts';
import { measureAnswers } from './measureAnswers';

/** One figure of the bench. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** Another parser, for a comparison on the same text: gives the number of requests it found. */
export type PeerParser = (text: string, count: number) => Promise<number>;

/**
 * Figures of the parser (cold, warm, after a keystroke, on hostile texts) and of the answers for an editor. Each is the
 * median of its runs unless it says otherwise.
 */
export async function benchLanguage(parsePeer?: PeerParser): Promise<readonly BenchRow[]> {
  const text = generateRequests(5000);
  const large = generateRequests(50_000);
  const rows: BenchRow[] = [
    row('text of 5,000 requests', text.length / 1e6, 'MB'),
    row(
      'its first parse in this process',
      time(() => parseRequestFile(text)),
      'ms',
    ),
    row(
      'its parse',
      medianOf(15, () => parseRequestFile(text)),
      'ms',
    ),
    row(
      'its parse with everything in it read',
      medianOf(5, () => readAll(parseRequestFile(text))),
      'ms',
    ),
    row('one keystroke in it', keystroke(text), 'ms'),
    row('text of 50,000 requests', large.length / 1e6, 'MB'),
    row(
      'its parse',
      medianOf(5, () => parseRequestFile(large)),
      'ms',
    ),
    row('one keystroke in it', keystroke(large), 'ms'),
    row('one keystroke in 5,000 requests without separators', keystroke(text.replaceAll(/^###.*$/gm, '')), 'ms'),
    row(
      '10,000 edits at once',
      medianOf(3, () => applyEdits(parseRequestFile(text), edits(text, 10_000))),
      'ms',
    ),
    row(
      'heap of a parsed text',
      heapOf(() => parseRequestFile(text)),
      'MB',
    ),
    row(
      'heap with everything in it read',
      heapOf(() => {
        const file = parseRequestFile(text);
        readAll(file);
        return file;
      }),
      'MB',
    ),
  ];
  for (const { name, median: middle, slow } of measureAnswers(text)) {
    rows.push(row(`one keystroke in 5,000 requests and ${name}`, middle, 'ms'));
    rows.push(row('its 95th percentile', slow, 'ms'));
  }
  if (parsePeer) rows.push(row('its parse by the httpyac package', await medianOfPeer(parsePeer, text), 'ms'));
  for (const [name, hostile] of hostileTexts(1_000_000)) {
    rows.push(
      row(
        `hostile: ${name}`,
        medianOf(1, () => readAll(parseRequestFile(hostile))),
        'ms',
      ),
    );
  }
  return rows;
}

async function medianOfPeer(parse: PeerParser, text: string): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < 3; count++) {
    const started = performance.now();
    await parse(text, count);
    times.push(performance.now() - started);
  }
  return median(times);
}

function generateRequests(count: number): string {
  const requests: string[] = ['@host = https://api.example.com\n\n'];
  for (let index = 0; index < count; index++) {
    requests.push(
      `### Request ${index}\n# @name request${index}\nPOST {{host}}/v1/environments/{{envID}}/users/${index}\n`,
      'Content-Type: application/json\nAuthorization: Bearer {{accessToken}}\n\n',
      `{\n  "username": "user${index}",\n  "population": { "id": "{{popID}}" }\n}\n\n`,
    );
  }
  return requests.join('');
}

/** The median over many places; what is in the touched blocks is read each time, and the character is taken out again. */
function keystroke(text: string): number {
  let file = parseRequestFile(text);
  readAll(file);
  const times: number[] = [];
  for (let index = 0; index < 101; index++) {
    const offset = Math.floor((text.length * ((index * 37) % 101)) / 101);
    for (const edit of [
      { start: offset, end: offset, text: 'x' },
      { start: offset, end: offset + 1, text: '' },
    ]) {
      const started = performance.now();
      file = applyEdits(file, [edit]);
      readNear(file, offset);
      times.push(performance.now() - started);
    }
  }
  return median(times);
}

/** What an editor asks for after a keystroke; all other blocks were read before. */
function readNear(file: RequestFile, offset: number): number {
  const { index } = blockAtOffset(file, offset);
  return file.blocks.slice(Math.max(0, index - 1), index + 3).reduce((total, block) => total + block.nodes.length, 0);
}

function edits(text: string, count: number): { start: number; end: number; text: string }[] {
  const step = Math.floor(text.length / count);
  return Array.from({ length: count }, (_, index) => ({ start: index * step, end: index * step + 1, text: 'y' }));
}

function readAll(file: RequestFile): number {
  let total = 0;
  for (const block of file.blocks) total += block.nodes.length;
  return total;
}

function heapOf(build: () => unknown): number {
  const collect = globalThis.gc ?? (() => undefined);
  collect();
  const before = process.memoryUsage().heapUsed;
  const kept = build();
  collect();
  const used = process.memoryUsage().heapUsed - before;
  return kept === undefined ? 0 : used / 1e6;
}

function time(run: () => unknown): number {
  const started = performance.now();
  run();
  return performance.now() - started;
}

function medianOf(count: number, run: () => unknown): number {
  return median(Array.from({ length: count }, () => time(run)));
}

function median(values: number[]): number {
  return values.sort((one, other) => one - other)[values.length >> 1] ?? 0;
}

function row(name: string, value: number, unit: string): BenchRow {
  return { name, value: Math.round(value * 1000) / 1000, unit };
}
