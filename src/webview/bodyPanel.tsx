import type { LinkView, ResponseOutcomeView, ResponseView } from '../core/view/responseView';
import type { Actions } from './actions';
import { FindBar } from './findBar';
import { formatBytes } from './formatFigures';
import { Icon } from './icon';
import type { IconName } from './iconPaths';
import type { Model } from './model';
import { TextPanel } from './textPanel';
import type { ViewerContent } from './viewer/shownText';
import { visibleText } from './visibleText';

interface BodyPanelProps {
  readonly view: ResponseView;
  readonly outcome: ResponseOutcomeView;
  readonly model: Model;
  readonly actions: Actions;
}

/** The body, laid out or as it came, or why there is none to read. */
export function BodyPanel({ view, outcome, model, actions }: BodyPanelProps) {
  const { body } = outcome;
  if (model.bodyMissing) {
    return <Blank icon="document" title="The body was too large to keep" text="Send the request again to see it." />;
  }
  if (body.language === 'empty') return <Blank icon="empty" title="No content" text={whyEmpty(view, outcome)} />;
  return (
    <>
      {body.language === 'binary' && <BinaryBar outcome={outcome} actions={actions} />}
      {body.cut !== undefined && (
        <div class="banner">
          <Icon name="warning" />
          <span>{visibleText(body.cut)}</span>
          <button type="button" class="text-button secondary" onClick={actions.openAsDocument}>
            Open as document
          </button>
          <button type="button" class="text-button secondary" data-testid="search-body" onClick={actions.searchBody}>
            Search all of it
          </button>
          <button type="button" class="text-button secondary" data-testid="save-body" onClick={actions.saveBody}>
            Save body…
          </button>
        </div>
      )}
      {model.find !== undefined && <FindBar find={model.find} actions={actions} />}
      {body.formatted !== '' && (
        <TextPanel content={contentOf(view, outcome, model.tab)} wrap={model.wrap} actions={actions} />
      )}
    </>
  );
}

function contentOf(view: ResponseView, outcome: ResponseOutcomeView, tab: Model['tab']): ViewerContent {
  const { body } = outcome;
  const raw = tab === 'raw';
  const language = body.language === 'binary' || body.language === 'empty' ? 'text' : body.language;
  return {
    key: `${view.id} ${tab}`,
    text: raw ? (body.raw ?? body.formatted) : body.formatted,
    language,
    folding: !raw && language === 'json',
    links: raw ? NO_LINKS : outcome.links,
    label: raw ? 'Raw response body' : 'Response body',
    isStream: body.isStream === true,
    part: raw ? 'raw' : 'body',
  };
}

/** Above the first octets, or alone when none of them are shown. */
function BinaryBar({ outcome, actions }: { readonly outcome: ResponseOutcomeView; readonly actions: Actions }) {
  const type = outcome.mediaType === undefined ? 'of unknown type' : visibleText(outcome.mediaType);
  const save = (
    <button type="button" class="text-button" onClick={actions.saveBody}>
      <Icon name="save" />
      Save body
    </button>
  );
  if (outcome.body.formatted !== '') {
    return (
      <div class="banner binary">
        <Icon name="binary" />
        <span>This body is not text. Save it to open it with a program of its kind.</span>
        {save}
      </div>
    );
  }
  return (
    <div class="blank">
      <Icon name="binary" />
      <h2>Binary content</h2>
      <p>
        {formatBytes(outcome.size)}, {type}
      </p>
      <p class="choices">{save}</p>
    </div>
  );
}

/** Takes the place of a text that is not there. */
function Blank({ icon, title, text }: { readonly icon: IconName; readonly title: string; readonly text: string }) {
  return (
    <div class="blank">
      <Icon name={icon} />
      <h2>{title}</h2>
      <p>{text}</p>
    </div>
  );
}

function whyEmpty(view: ResponseView, outcome: ResponseOutcomeView): string {
  const { status } = outcome;
  if (status === 204) return 'The server did what was asked and has nothing to add.';
  if (status === 304) return 'Nothing has changed since the last answer.';
  if (view.request.method === 'HEAD') return 'An answer to HEAD has headers only.';
  return 'The answer has headers only.';
}

const NO_LINKS: readonly LinkView[] = [];
