import type { BlockReference } from '../language/blockReference';
import type { ResponseView } from '../view/responseView';

/** One recorded exchange, as it stands on the disk: masked, its bodies limited, nothing in it that could be sent. */
export interface HistoryEntry {
  /** Of the view, so that an entry and the answer it was made from are known for the same. */
  readonly id: string;
  readonly view: ResponseView;
  readonly source: HistorySource;
  /** What it was the answer to: a block, a link that was followed, or the need of a token. */
  readonly origin: 'block' | 'link' | 'token';
  readonly requestBody: RecordedBody;
  readonly responseBody: RecordedBody;
}

/** The block the exchange began at. A request line that held something secret holds masks instead. */
export interface HistorySource {
  readonly uri: string;
  readonly block: BlockReference;
  readonly environmentName: string | undefined;
}

/** What of a body was recorded; `withheld` is never, because a token goes in it. */
export type RecordedBody = 'whole' | 'part' | 'binary' | 'withheld' | 'none';

/** What a list shows of an entry. */
export interface HistorySummary {
  readonly id: string;
  readonly title: string;
  readonly method: string;
  readonly url: string;
  /** `undefined` when there was no answer. */
  readonly status: number | undefined;
  /** `201 Created`, or why there was no answer. */
  readonly result: string;
  readonly environmentName: string | undefined;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly milliseconds: number;
}

/** The row of an entry. */
export function summarizeEntry({ id, view }: HistoryEntry): HistorySummary {
  const { outcome, request } = view;
  const answered = outcome.kind === 'response';
  return {
    id,
    title: view.title,
    method: request.method,
    url: request.url,
    status: answered ? outcome.status : undefined,
    result: answered ? `${outcome.status} ${outcome.statusText}`.trimEnd() : outcome.message,
    environmentName: view.environmentName,
    startedAt: view.startedAt,
    milliseconds: view.milliseconds,
  };
}
