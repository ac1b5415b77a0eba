import type { ResponseView, TrailView } from '../core/view/responseView';
import type { FindResult, ViewerPosition } from './viewer/textViewer';

/** The parts of the view, as tabs. A failure has only `body`, which says what happened, `request` and `timing`. */
export type TabName = 'body' | 'raw' | 'headers' | 'request' | 'links' | 'timing';

/** Everything the page is drawn from. */
export interface Model {
  readonly view: ResponseView | undefined;
  readonly trail: TrailView;
  readonly sending: SendingModel | undefined;
  /** A request needs something before it can go out. */
  readonly preparing: boolean;
  /** More of the answer on screen is coming. */
  readonly underWay: boolean;
  /** Seconds until the request is sent again, after a person asked for it. */
  readonly countdown: number | undefined;
  readonly tab: TabName;
  readonly wrap: boolean;
  /** The links above the body are folded away. */
  readonly stripFolded: boolean;
  /** All links above the body, not only the first of many. */
  readonly stripWhole: boolean;
  readonly find: FindModel | undefined;
  /** Name of the copy button that was pressed last, for a moment. */
  readonly copied: string | undefined;
  /** Spoken by a screen reader when it changes. */
  readonly announcement: string;
  /** The body was too large to keep over a reload. */
  readonly bodyMissing: boolean;
}

/** What is on its way, with nothing in it that could disturb a line. */
export interface SendingModel {
  readonly title: string;
  readonly environmentName: string | undefined;
  readonly environmentColor: ResponseView['environmentColor'];
  readonly method: string;
  readonly url: string;
  readonly seconds: number;
}

export interface FindModel {
  readonly query: string;
  readonly matchCase: boolean;
  readonly result: FindResult;
}

/** Before anything was sent. */
export const EMPTY_MODEL: Model = {
  view: undefined,
  trail: { entries: [], current: 0 },
  sending: undefined,
  preparing: false,
  underWay: false,
  countdown: undefined,
  tab: 'body',
  wrap: true,
  stripFolded: false,
  stripWhole: false,
  find: undefined,
  copied: undefined,
  announcement: '',
  bodyMissing: false,
};

/** What VS Code keeps for the page. */
export interface StoredState {
  readonly view: ResponseView;
  readonly trail: TrailView;
  readonly bodyMissing: boolean;
  readonly tab: TabName;
  readonly wrap: boolean;
  readonly stripFolded: boolean;
  readonly position: ViewerPosition | undefined;
}

/** The state to keep; a large body is left out, the host sends it again. */
export function toStoredState(model: Model, position: ViewerPosition | undefined): StoredState | undefined {
  const { view, trail, tab, wrap, stripFolded } = model;
  if (view === undefined) return undefined;
  const tooLarge = bodyLength(view) > STORED_BODY_LIMIT;
  return {
    view: tooLarge ? withoutBody(view) : view,
    trail,
    bodyMissing: tooLarge || model.bodyMissing,
    tab,
    wrap,
    stripFolded,
    position,
  };
}

/** The model that a kept state stands for. The state was written by this page, so it has its shape or is missing. */
export function fromStoredState(state: unknown): Model {
  if (!isStoredState(state)) return EMPTY_MODEL;
  const { view, trail, bodyMissing, tab, wrap, stripFolded } = state;
  return { ...EMPTY_MODEL, view, trail, bodyMissing, tab, wrap, stripFolded };
}

/** Looks as deep as a state of an older version may differ. */
export function isStoredState(state: unknown): state is StoredState {
  if (typeof state !== 'object' || state === null) return false;
  return 'view' in state && 'trail' in state && 'tab' in state && 'wrap' in state && 'stripFolded' in state;
}

function bodyLength(view: ResponseView): number {
  if (view.outcome.kind === 'failure') return 0;
  const { formatted, raw } = view.outcome.body;
  return formatted.length + (raw?.length ?? 0);
}

function withoutBody(view: ResponseView): ResponseView {
  if (view.outcome.kind === 'failure') return view;
  const { body, links } = view.outcome;
  return {
    ...view,
    outcome: {
      ...view.outcome,
      links: links.slice(0, STORED_LINKS_LIMIT),
      body: { ...body, formatted: '', raw: undefined },
    },
  };
}

const STORED_BODY_LIMIT = 1_000_000;
const STORED_LINKS_LIMIT = 200;
