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
  // The answer on screen may be another tenant's than the request that is on its way.
  const next = model.underWay ? undefined : sending;
  const environmentName = next ? next.environmentName : view && shownName(view.environmentName);
  const color = (next ?? view)?.environmentColor;
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
        <Trail trail={trail} next={next?.title} goTo={actions.goTo} />
        {environmentName !== undefined && <EnvironmentBadge name={environmentName} color={color} />}
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

/** In the colour of the environment's files, as the status bar has it. */
function EnvironmentBadge({
  name,
  color,
}: {
  readonly name: string;
  readonly color: ResponseView['environmentColor'];
}) {
  return (
    <span class="badge" data-testid="environment" data-color={color} title={`Environment: ${name}`}>
      <Icon name="globe" />
      <span class="spoken">Environment: </span>
      <span class="badge-name">{name}</span>
    </span>
  );
}

function shownName(name: string | undefined): string | undefined {
  return name === undefined ? undefined : visibleText(name);
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
      <span class="address">
        <span class="method">{sending.method}</span>
        <Url url={sending.url} />
      </span>
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
  const hasFigures = sending === undefined || model.underWay;
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
      <span class="address">
        <span class="method">{sending?.method ?? visibleText(view.request.method)}</span>
        <Url url={sending?.url ?? visibleText(view.request.url)} />
        {hasFigures && <CopyButton what="url" name="URL" copied={model.copied} actions={actions} />}
      </span>
      {hasFigures && <Figures view={view} />}
    </div>
  );
}

function Figures({ view }: { readonly view: ResponseView }) {
  const { outcome } = view;
  const started = `Sent ${formatTime(new Date(view.startedAt))}`;
  return (
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
