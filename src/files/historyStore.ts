import { constants } from 'node:fs';
import { join } from 'node:path';
import type { HistoryEntry, HistorySummary } from '../core/history/historyEntry';
import { summarizeEntry } from '../core/history/historyEntry';
import { decodeHistoryLine, encodeHistoryLine } from '../core/history/historyLine';
import { matchesQuery } from '../core/history/searchHistory';
import type { HistoryQuery } from '../core/history/searchHistory';
import { listSegments, openExisting, readRange, readSegment } from './historySegments';
import { HistoryWriter } from './historyWriter';
import type { HistoryPlace } from './historyWriter';

/** Everything there is, newest first. */
export interface HistoryListing {
  readonly entries: readonly HistorySummary[];
  /** Lines that are no entry: a process ended while it wrote them, or somebody else did. */
  readonly damaged: number;
}

/** Entries in files of one line each. It knows where they stand, and reads an entry again when it is asked for. */
export class HistoryStore {
  readonly #folder: string;
  readonly #writer: HistoryWriter;
  readonly #segments = new Map<string, KnownSegment>();
  #search: { readonly query: HistoryQuery; readonly judged: Map<string, boolean> } | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(place: HistoryPlace) {
    this.#folder = place.folder;
    this.#writer = new HistoryWriter(place);
  }

  /** Resolves when it was handed to the system; rejects with what the system says. */
  append(entry: HistoryEntry): Promise<void> {
    return this.#writer.append(encodeHistoryLine(entry));
  }

  /** Reads what was written since the last time, by other windows too. */
  list(): Promise<HistoryListing> {
    return this.#inTurn(async () => {
      await this.#writer.prune();
      await this.#refresh();
      const known = [...this.#segments.values()];
      return {
        entries: this.#newestFirst().map(({ summary }) => summary),
        damaged: known.reduce((sum, { damaged, hasOpenEnd }) => sum + damaged + (hasOpenEnd ? 1 : 0), 0),
      };
    });
  }

  /** `undefined` when it was deleted. */
  read(id: string): Promise<HistoryEntry | undefined> {
    return this.#inTurn(async () => {
      const place = await this.#locate(id);
      const bytes = place && (await readSegment(join(this.#folder, place.segment), place.start, place.length));
      const entry = bytes && decodeHistoryLine(bytes.toString('utf8'));
      return entry?.id === id ? entry : undefined;
    });
  }

  /**
   * Ids of the entries that are what is looked for, newest first. One segment is in memory at a time. Asked again with
   * the same query, it reads only what came since.
   */
  find(query: HistoryQuery): Promise<readonly string[]> {
    return this.#inTurn(async () => {
      await this.#refresh();
      if (this.#search?.query !== query) this.#search = { query, judged: new Map() };
      const { judged } = this.#search;
      for (const [name, { entries }] of this.#segments) {
        const unread = entries.filter(({ summary }) => !judged.has(summary.id));
        const bytes = unread.length > 0 ? await readSegment(join(this.#folder, name), 0) : undefined;
        for (const { start, length, summary } of bytes ? unread : []) {
          const entry = bytes && decodeHistoryLine(bytes.toString('utf8', start, start + length));
          judged.set(summary.id, entry !== undefined && matchesQuery(entry, query));
        }
      }
      return this.#newestFirst().flatMap(({ summary }) => (judged.get(summary.id) === true ? [summary.id] : []));
    });
  }

  /**
   * Wipes one entry: its line becomes blanks where it stands. So no other line moves, and a window that appends to the
   * same file is not disturbed. False when it was gone already.
   */
  remove(id: string): Promise<boolean> {
    return this.#inTurn(async () => {
      const place = await this.#locate(id);
      if (!place) return false;
      this.#forget(place);
      return wipeLine(join(this.#folder, place.segment), place);
    });
  }

  clear(): Promise<void> {
    return this.#inTurn(async () => {
      this.#segments.clear();
      await this.#writer.clear();
    });
  }

  close(): Promise<void> {
    return this.#writer.close();
  }

  #inTurn<Value>(run: () => Promise<Value>): Promise<Value> {
    const turn = this.#last.then(run);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #refresh(): Promise<void> {
    const there = await listSegments(this.#folder);
    const names = new Set(there.map(({ name }) => name));
    for (const name of this.#segments.keys()) if (!names.has(name)) this.#segments.delete(name);
    for (const { name, size } of there) {
      const known = this.#segments.get(name) ?? { read: 0, entries: [], damaged: 0, hasOpenEnd: false };
      // One that became shorter was emptied.
      const from = size < known.read ? { read: 0, entries: [], damaged: 0, hasOpenEnd: false } : known;
      if (size > from.read || from !== known) {
        const bytes = await readSegment(join(this.#folder, name), from.read);
        this.#segments.set(
          name,
          bytes ? readLines(name, from, bytes) : { ...from, damaged: from.damaged + 1, read: size },
        );
      }
    }
  }

  async #locate(id: string): Promise<LinePlace | undefined> {
    const known = this.#find(id);
    if (known) return known;
    await this.#refresh();
    return this.#find(id);
  }

  #find(id: string): LinePlace | undefined {
    for (const { entries } of this.#segments.values()) {
      const found = entries.find(({ summary }) => summary.id === id);
      if (found) return found;
    }
    return undefined;
  }

  #forget({ segment, start }: LinePlace): void {
    const known = this.#segments.get(segment);
    if (known)
      this.#segments.set(segment, { ...known, entries: known.entries.filter((entry) => entry.start !== start) });
  }

  #newestFirst(): readonly LinePlace[] {
    // Entries of several windows are mixed by their time; of the same moment, the one that was written later is newer.
    return [...this.#segments.values()]
      .flatMap(({ entries }) => entries)
      .toReversed()
      .sort((one, other) => other.summary.startedAt - one.summary.startedAt);
  }
}

interface KnownSegment {
  /** Octets that were read to the end of a line. */
  readonly read: number;
  readonly entries: readonly LinePlace[];
  readonly damaged: number;
  /** Behind the last end of a line there is a part of one. */
  readonly hasOpenEnd: boolean;
}

interface LinePlace {
  readonly segment: string;
  readonly start: number;
  /** Octets without the line's end. */
  readonly length: number;
  readonly summary: HistorySummary;
}

/** A last line without its end may still be under way, so it is read anew the next time. */
function readLines(segment: string, known: KnownSegment, bytes: Buffer): KnownSegment {
  const entries = [...known.entries];
  let { damaged } = known;
  let start = 0;
  for (let end = bytes.indexOf(lineEnd); end >= 0; end = bytes.indexOf(lineEnd, start)) {
    const line = bytes.toString('utf8', start, end);
    const entry = decodeHistoryLine(line);
    if (entry) {
      entries.push({ segment, start: known.read + start, length: end - start, summary: summarizeEntry(entry) });
    } else if (line.trim() !== '') damaged++;
    start = end + 1;
  }
  return { read: known.read + start, entries, damaged, hasOpenEnd: start < bytes.byteLength };
}

async function wipeLine(path: string, { start, length, summary }: LinePlace): Promise<boolean> {
  const handle = await openExisting(path, constants.O_RDWR);
  if (!handle) return false;
  try {
    const line = await readRange(handle, start, length);
    if (decodeHistoryLine(line.toString('utf8'))?.id !== summary.id) return false;
    const blanks = Buffer.alloc(length, ' ');
    for (let done = 0; done < length;) {
      const { bytesWritten } = await handle.write(blanks, done, length - done, start + done);
      done += bytesWritten;
    }
    await handle.datasync();
    return true;
  } finally {
    await handle.close();
  }
}

const lineEnd = 0x0a;
