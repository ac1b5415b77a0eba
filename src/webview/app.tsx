import type { Actions } from './actions';
import { BodyPanel } from './bodyPanel';
import { FailurePanel } from './failurePanel';
import { Header } from './header';
import { HeadersPanel } from './headersPanel';
import { LinksPanel } from './linksPanel';
import { LinkStrip } from './linkStrip';
import type { Model } from './model';
import { Notes } from './notes';
import { RequestPanel } from './requestPanel';
import { tabsOf, TabBar } from './tabBar';
import { TimingPanel } from './timingPanel';
import { Welcome } from './welcome';

/** The whole page. It is drawn anew from the model at every change; preact touches only what differs. */
export function App({ model, actions }: { readonly model: Model; readonly actions: Actions }) {
  const { view, sending } = model;
  return (
    <div
      class={sending === undefined || model.underWay ? 'response' : 'response sending'}
      aria-busy={sending !== undefined}
    >
      <div class="progress" role="progressbar" aria-label="Sending" hidden={sending === undefined} />
      <Header model={model} actions={actions} />
      {view === undefined ? (
        <Welcome waits={sending ? 'answer' : model.preparing ? 'request' : undefined} />
      ) : (
        <main class="answer">
          <Notes view={view} actions={actions} />
          {view.outcome.kind === 'response' && (
            <LinkStrip
              links={view.outcome.links}
              folded={model.stripFolded}
              whole={model.stripWhole}
              actions={actions}
            />
          )}
          <TabBar model={model} view={view} actions={actions} />
          <div
            class="panel"
            role="tabpanel"
            id="panel"
            data-testid={model.tab === 'body' ? 'body' : undefined}
            aria-label={tabsOf(view).find((tab) => tab.name === model.tab)?.label}
          >
            <Panel model={model} actions={actions} />
          </div>
        </main>
      )}
      <div class="spoken" role="status" aria-live="polite">
        {model.announcement}
      </div>
    </div>
  );
}

function Panel({ model, actions }: { readonly model: Model; readonly actions: Actions }) {
  const { view, tab } = model;
  if (view === undefined) return null;
  if (tab === 'request') return <RequestPanel view={view} model={model} actions={actions} />;
  if (tab === 'timing' && view.connection) return <TimingPanel view={view} connection={view.connection} />;
  const { outcome } = view;
  if (outcome.kind === 'failure') return <FailurePanel view={view} outcome={outcome} actions={actions} />;
  switch (tab) {
    case 'body':
    case 'raw':
    case 'timing':
      return <BodyPanel view={view} outcome={outcome} model={model} actions={actions} />;
    case 'headers':
      return <HeadersPanel outcome={outcome} copied={model.copied} actions={actions} />;
    case 'links':
      return <LinksPanel view={view} outcome={outcome} copied={model.copied} actions={actions} />;
  }
}
