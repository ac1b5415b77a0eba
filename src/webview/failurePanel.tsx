import type { FailureOutcomeView, ResponseView } from '../core/view/responseView';
import type { Actions } from './actions';
import { Icon } from './icon';
import { outcomeTitle } from './outcomeTitle';
import { visibleText } from './visibleText';

interface FailurePanelProps {
  readonly view: ResponseView;
  readonly outcome: FailureOutcomeView;
  readonly actions: Actions;
}

/** Why there is no answer, and what to do about it. */
export function FailurePanel({ view, outcome, actions }: FailurePanelProps) {
  const title = outcomeTitle(outcome);
  return (
    <div class={`blank ${title.family}`} data-testid="failure">
      <Icon name={title.icon} />
      <h2>{visibleText(outcome.message)}</h2>
      {outcome.nextStep !== '' && <p>{visibleText(outcome.nextStep)}</p>}
      <p class="attempt mono">
        {visibleText(view.request.method)} {visibleText(view.request.url)}
      </p>
      <p class="choices">
        <button type="button" class="text-button" onClick={actions.sendAgain}>
          <Icon name="again" />
          Send again
        </button>
        <button type="button" class="text-button secondary" onClick={() => actions.selectTab('request')}>
          Show the request
        </button>
        {outcome.refusedCertificateOf !== undefined && (
          <button type="button" class="text-button secondary" data-testid="allow-host" onClick={actions.allowHost}>
            Allow this host…
          </button>
        )}
      </p>
    </div>
  );
}
