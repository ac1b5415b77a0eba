import type { Clock } from '../../core/environment/ports';
import type { Exchange } from '../../core/exchange/exchange';
import { buildRedactor } from '../../core/exchange/redaction';
import { describeExchange } from '../../core/view/describeExchange';
import { formatSize } from '../../core/view/describeBody';
import { emptyPart, largestPart, nextPart } from '../../core/view/partUnderWay';
import type { PartUnderWay } from '../../core/view/partUnderWay';
import type { ResponseView } from '../../core/view/responseView';

/** Shows an answer while it comes. The last view of it has the same id, so the page knows them for one. */
export interface AnswerUnderWay {
  readonly id: string;
  readonly tell: (soFar: Exchange) => void;
  /** Nothing is shown after this. */
  readonly end: () => void;
}

/**
 * One view at a time, and none before the last was a while ago: however fast an answer grows, the page gets a bounded
 * number of messages, each of a bounded size. What comes in between is shown when that while has passed.
 */
export function answerUnderWay(
  id: string,
  show: (view: ResponseView, soFar: Exchange) => void,
  clock: Clock = () => performance.now(),
): AnswerUnderWay {
  let isOver = false;
  let isBusy = false;
  let next = 0;
  let part = emptyPart;
  let newest: Exchange | undefined;
  let waiting: NodeJS.Timeout | undefined;
  const describe = async (soFar: Exchange): Promise<void> => {
    isBusy = true;
    newest = undefined;
    clearTimeout(waiting);
    const startedAt = clock();
    try {
      const redactor = buildRedactor(soFar.request.secrets);
      if (soFar.outcome.kind === 'response') part = await nextPart(part, soFar.outcome, redactor);
      const view = await describeExchange(soFar, id, { underWay: part, redactor });
      if (!isOver) show(sayWhatIsLeftOut(view, part), soFar);
    } finally {
      const now = clock();
      next = now + Math.max(shortestPause, 5 * (now - startedAt));
      isBusy = false;
      showNewest();
    }
  };
  const showNewest = (): void => {
    if (isOver || isBusy || !newest) return;
    const left = next - clock();
    clearTimeout(waiting);
    // What cannot be described now is described when it has ended, where a failure is told.
    if (left <= 0) describe(newest).catch(() => undefined);
    else waiting = setTimeout(showNewest, Math.ceil(left));
  };
  return {
    id,
    tell: (soFar) => {
      newest = soFar;
      showNewest();
    },
    end: () => {
      isOver = true;
      clearTimeout(waiting);
    },
  };
}

/** What comes now is not what is seen, and there is nothing to be saved yet. */
function sayWhatIsLeftOut(view: ResponseView, { from, isStream }: PartUnderWay): ResponseView {
  const { outcome } = view;
  if (outcome.kind === 'failure') return view;
  const body = { ...outcome.body, ...(isStream && { isStream: true as const }) };
  if (body.cut === undefined) return { ...view, outcome: { ...outcome, body } };
  const there = `The answer goes on, and ${formatSize(outcome.size)} of it are here. Until it has ended only`;
  const cut = isStream
    ? `${there} the newest ${formatSize(outcome.size - from)} are shown; what came before is left out.`
    : `${there} the first ${formatSize(largestPart)} are shown; what is newer is left out.`;
  return { ...view, outcome: { ...outcome, body: { ...body, cut } } };
}

const shortestPause = 400;
