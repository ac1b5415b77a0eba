import type { ResponseView } from '../core/view/responseView';
import type { Actions } from './actions';
import { CopyButton, IconButton } from './buttons';
import { countOf, formatBytes, formatDuration, formatHttpVersion, formatTime } from './formatFigures';
import { Icon } from './icon';
import type { Model } from './model';
import { outcomeTitle } from './outcomeTitle';
import { Trail } from './trail';
import { Url } from './url';
import { visibleText } from './visibleText';

/** The two lines that stay: where we are, and how the exchange went. */
export function Header({ model, actions }: { readonly model: Model; readonly actions: Actions }) {
  const { view, trail, sending } = model;
  return (
    <header>
      <div class="bar">
        <IconButton
          icon="back"
          label="Back"
          keys="Alt+Left"
          testId="back"
          disabled={trail.current <= 0}
          onClick={() => actions.goTo(trail.current - 1)}
        />
        <IconButton
          icon="forward"
          label="Forward"
          keys="Alt+Right"
          testId="forward"
          disabled={trail.current >= trail.entries.length - 1}
          onClick={() => actions.goTo(trail.current + 1)}
        />
        <Trail trail={trail} goTo={actions.goTo} />
        {view?.environmentName !== undefined && (
          <span class="badge" title={`Environment: ${visibleText(view.environmentName)}`}>
            <Icon name="globe" />
            <span class="spoken">Environment: </span>
            <span class="badge-name">{visibleText(view.environmentName)}</span>
          </span>
        )}
        <RetryButton model={model} actions={actions} />
        {sending !== undefined ? (
          <button
            type="button"
            class="text-button secondary"
            data-testid="cancel"
            title="Cancel (Escape)"
            onClick={actions.cancel}
          >
            <Icon name="close" />
            Cancel
          </button>
        ) : (
          view !== undefined &&
          model.countdown === undefined && (
            <button type="button" class="text-button secondary" data-testid="send-again" onClick={actions.sendAgain}>
              <Icon name="again" />
              Send again
            </button>
          )
        )}
      </div>
      {sending !== undefined && view === undefined && <SendingLine sending={sending} />}
      {view !== undefined && <Summary view={view} model={model} actions={actions} />}
    </header>
  );
}

/** What the server asked for with `Retry-After` is offered, and begins only when a person says so. */
function RetryButton({ model, actions }: { readonly model: Model; readonly actions: Actions }) {
  const { view, sending, countdown } = model;
  const notBefore = view?.outcome.kind === 'response' ? view.outcome.retryNotBefore : undefined;
  if (view === undefined || notBefore === undefined || sending !== undefined) return null;
  const asked = Math.ceil((notBefore - view.startedAt - view.milliseconds) / 1000);
  if (countdown === undefined) {
    if (asked <= 0) return null;
    return (
      <button type="button" class="text-button" data-testid="retry" onClick={actions.startCountdown}>
        <Icon name="again" />
        {`Send again in ${asked} s`}
      </button>
    );
  }
  return (
    <button
      type="button"
      class="text-button"
      data-testid="stop-retry"
      title="Do not send again (Escape)"
      onClick={actions.stopCountdown}
    >
      <Icon name="close" />
      {`Sending again in ${countdown} s`}
    </button>
  );
}

function SendingLine({ sending }: { readonly sending: NonNullable<Model['sending']> }) {
  return (
    <div class="summary">
      <SendingPill seconds={sending.seconds} />
      <span class="method">{sending.method}</span>
      <Url url={sending.url} />
    </div>
  );
}

function Summary({
  view,
  model,
  actions,
}: {
  readonly view: ResponseView;
  readonly model: Model;
  readonly actions: Actions;
}) {
  const { sending } = model;
  const title = outcomeTitle(view.outcome);
  return (
    <div class="summary">
      {sending === undefined ? (
        <span class={`status ${title.family}`} data-testid="status">
          <Icon name={title.icon} />
          {title.label}
        </span>
      ) : (
        <SendingPill seconds={sending.seconds} underWay={model.underWay} />
      )}
      <span class="method">{sending?.method ?? visibleText(view.request.method)}</span>
      <Url url={sending?.url ?? visibleText(view.request.url)} />
      {(sending === undefined || model.underWay) && <Figures view={view} copied={model.copied} actions={actions} />}
    </div>
  );
}

interface FiguresProps {
  readonly view: ResponseView;
  readonly copied: string | undefined;
  readonly actions: Actions;
}

function Figures({ view, copied, actions }: FiguresProps) {
  const { outcome } = view;
  const started = `Sent ${formatTime(new Date(view.startedAt))}`;
  return (
    <>
      <CopyButton what="url" name="URL" copied={copied} actions={actions} />
      <span class="figures">
        <span title={started}>{formatDuration(view.milliseconds)}</span>
        {outcome.kind === 'response' && (
          <span title={`${countOf(outcome.size, 'byte')}, ${countOf(outcome.wireSize, 'byte')} on the wire`}>
            {formatBytes(outcome.size)}
          </span>
        )}
        {outcome.kind === 'response' && outcome.mediaType !== undefined && (
          <span class="media-type" title={visibleText(formatHttpVersion(outcome.httpVersion))}>
            {visibleText(outcome.mediaType)}
          </span>
        )}
      </span>
    </>
  );
}

function SendingPill({ seconds, underWay = false }: { readonly seconds: number; readonly underWay?: boolean }) {
  const what = underWay ? 'Receiving…' : 'Sending…';
  return (
    <span class="status pending" data-testid="status">
      <Icon name="send" />
      {seconds === 0 ? what : `${what} ${seconds} s`}
    </span>
  );
}
