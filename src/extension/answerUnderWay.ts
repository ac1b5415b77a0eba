import type { Clock } from '../core/environment/ports';
import type { Exchange } from '../core/exchange/exchange';
import { describeExchange } from '../core/view/describeExchange';
import { formatSize } from '../core/view/describeBody';
import type { ResponseView } from '../core/view/responseView';

/** Shows an answer while it comes. The last view of it has the same id, so the page knows them for one. */
export interface AnswerUnderWay {
  readonly id: string;
  readonly tell: (soFar: Exchange) => void;
  /** Nothing is shown after this. */
  readonly end: () => void;
}

/**
 * One view at a time, and none before the last was a while ago: however fast an answer grows, the page gets a bounded
 * number of messages, each of a bounded size.
 */
export function answerUnderWay(
  id: string,
  show: (view: ResponseView, soFar: Exchange) => void,
  clock: Clock = () => performance.now(),
): AnswerUnderWay {
  let isOver = false;
  let isBusy = false;
  let next = 0;
  const describe = async (soFar: Exchange): Promise<void> => {
    isBusy = true;
    const startedAt = clock();
    try {
      const view = await describeExchange(soFar, id, { maximumRead });
      if (!isOver) show(sayWhatIsLeftOut(view), soFar);
    } finally {
      const now = clock();
      next = now + Math.max(shortestPause, 5 * (now - startedAt));
      isBusy = false;
    }
  };
  return {
    id,
    tell: (soFar) => {
      if (isOver || isBusy || clock() < next) return;
      // What cannot be described now is described when it has ended, where a failure is told.
      describe(soFar).catch(() => undefined);
    },
    end: () => {
      isOver = true;
    },
  };
}

/** What comes now is not what is seen, and there is nothing to be saved yet. */
function sayWhatIsLeftOut(view: ResponseView): ResponseView {
  const { outcome } = view;
  if (outcome.kind === 'failure' || outcome.body.cut === undefined) return view;
  const cut = `The answer goes on, and ${formatSize(outcome.size)} of it are here. Until it has ended only the first ${formatSize(maximumRead)} are shown; what is newer is left out.`;
  return { ...view, outcome: { ...outcome, body: { ...outcome.body, cut } } };
}

/** Octets of an answer under way that are shown. */
const maximumRead = 500_000;
const shortestPause = 400;
