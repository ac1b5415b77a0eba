import type * as vscode from 'vscode';
import type { Trail } from '../../core/view/trail';
import type { ResponseView } from '../../core/view/responseView';
import type { EntryOrigin, RequestSource, TrailEntry } from './responses';

/** What was on screen before the window was reloaded, or `undefined`. It was written by `writeTrail`, maybe an older one. */
export function readTrail(memento: vscode.Memento): Trail<TrailEntry> | undefined {
  const stored = memento.get<unknown>(trailKey);
  if (!isStoredTrail(stored)) return undefined;
  const entries: TrailEntry[] = [];
  for (const { view, source, linkIndex } of stored.entries) {
    // A link was followed from the answer before it in the trail.
    const origin: EntryOrigin =
      linkIndex === undefined ? { kind: 'block' } : { kind: 'link', from: entries.at(-1), index: linkIndex };
    entries.push({ view, source, exchange: undefined, origin });
  }
  return entries[stored.current] === undefined ? undefined : { entries, current: stored.current };
}

/**
 * Keeps the views, which hold no secret, and never the exchanges. Oldest entries are left out when it becomes too much
 * for a workspace's state; an answer that is too large alone is not kept.
 */
export async function writeTrail(memento: vscode.Memento, trail: Trail<TrailEntry>): Promise<void> {
  const kept: StoredEntry[] = [];
  let size = 0;
  for (const { view, source, origin } of trail.entries.slice(0, trail.current + 1).toReversed()) {
    size += sizeOf(view);
    if (size > largestState) break;
    kept.unshift({ view, source, ...(origin.kind === 'link' && { linkIndex: origin.index }) });
  }
  const stored: StoredTrail = { version: 1, entries: kept, current: kept.length - 1 };
  await memento.update(trailKey, kept.length === 0 ? undefined : stored);
}

/** Nearly what it becomes as JSON, found without making it. */
function sizeOf(view: ResponseView): number {
  const request = 1000 + (view.request.body?.length ?? 0);
  if (view.outcome.kind === 'failure') return request;
  const { body, links } = view.outcome;
  return request + body.formatted.length + (body.raw?.length ?? 0) + links.length * 300;
}

interface StoredEntry {
  readonly view: TrailEntry['view'];
  readonly source: RequestSource;
  /** Which link of the answer before it was followed; absent for a block. */
  readonly linkIndex?: number;
}

interface StoredTrail {
  readonly version: 1;
  readonly entries: readonly StoredEntry[];
  readonly current: number;
}

/** The version stands for the shape of everything inside, which changes with this extension only. */
function isStoredTrail(value: unknown): value is StoredTrail {
  if (typeof value !== 'object' || value === null) return false;
  const { version, entries, current } = value as Partial<Record<keyof StoredTrail, unknown>>;
  return version === 1 && Array.isArray(entries) && typeof current === 'number';
}

const trailKey = 'trail';
const largestState = 1_000_000;
