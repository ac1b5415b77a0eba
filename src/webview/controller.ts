import type { FromWebview, ToWebview } from '../core/view/protocol';
import type { ResponseView, TrailView } from '../core/view/responseView';
import type { Actions } from './actions';
import { formatCount, formatDuration } from './formatFigures';
import type { Host } from './host';
import { EMPTY_MODEL, fromStoredState, isStoredState, toStoredState, type Model, type TabName } from './model';
import { outcomeTitle } from './outcomeTitle';
import type { FindResult, TextViewer, ViewerPosition } from './viewer/textViewer';
import { visibleText } from './visibleText';

/** The page's side of the conversation with the host. */
export interface Controller {
  readonly start: () => void;
  readonly receive: (message: unknown) => void;
  readonly key: (event: KeyboardEvent) => void;
  readonly save: () => void;
}

/** Holds the one model, draws it whenever it changes, and turns what a person does into messages. */
export function createController(host: Host, draw: (model: Model, actions: Actions) => void): Controller {
  const { postMessage: send } = host;
  let model: Model = EMPTY_MODEL;
  let viewer: TextViewer | undefined;
  const positions = new Map<string, ViewerPosition>();
  let saving: ReturnType<typeof setTimeout> | undefined;
  let ticking: ReturnType<typeof setInterval> | undefined;
  let showing: ReturnType<typeof setTimeout> | undefined;
  let copying: ReturnType<typeof setTimeout> | undefined;

  function update(change: Partial<Model>): void {
    model = { ...model, ...change };
    draw(model, actions);
  }

  /** Keeping the state serializes the whole view, which must never stand between an answer and its first frame. */
  function saveSoon(): void {
    clearTimeout(saving);
    saving = setTimeout(save, SAVE_DELAY);
  }

  function save(): void {
    clearTimeout(saving);
    const state = toStoredState(model, viewer?.position());
    if (state !== undefined) host.setState(state);
  }

  function post(message: (viewId: string) => FromWebview): void {
    if (model.view !== undefined) send(message(model.view.id));
  }

  function showView(view: ResponseView, trail: TrailView): void {
    stopTicking();
    const hadFocus = document.hasFocus();
    const restored = model.view?.id === view.id;
    update({
      view,
      trail,
      sending: undefined,
      bodyMissing: false,
      tab: tabFor(view, model.tab),
      stripWhole: restored && model.stripWhole,
      find: restored ? model.find : undefined,
      announcement: restored ? model.announcement : announceOutcome(view),
    });
    if (hadFocus && !restored) keepFocus();
    saveSoon();
  }

  /** The link that was followed is gone, or stands for another one; whoever was in the view stays in it. */
  function keepFocus(): void {
    const { activeElement } = document;
    if (activeElement === document.body) viewer?.focus();
    else activeElement?.closest('.strip')?.querySelector('button')?.focus();
  }

  /** Drawn a moment later: most answers are there before, and a page that flickers reads as a slow one. */
  function showSending(message: Extract<ToWebview, { type: 'sending' }>): void {
    stopTicking();
    const method = visibleText(message.method);
    const url = visibleText(message.url);
    model = { ...model, sending: { method, url, seconds: 0 } };
    showing = setTimeout(() => {
      update({ announcement: `Sending ${visibleText(message.title)}` });
      ticking = setInterval(() => {
        if (model.sending !== undefined) update({ sending: { ...model.sending, seconds: model.sending.seconds + 1 } });
      }, 1000);
    }, SENDING_DELAY);
  }

  function stopTicking(): void {
    clearTimeout(showing);
    clearInterval(ticking);
  }

  function reportFind(query: string, matchCase: boolean, result: FindResult): void {
    const announcement = query === '' ? '' : describeFind(result);
    update({ find: { query, matchCase, result }, announcement });
  }

  function selectTab(tab: TabName): void {
    update({ tab, find: undefined });
    saveSoon();
  }

  function openFind(): void {
    if (model.view?.outcome.kind !== 'response') return;
    const searchable = model.tab === 'body' || model.tab === 'raw';
    const find = model.find ?? { query: '', matchCase: false, result: NOTHING_FOUND };
    update({ tab: searchable ? model.tab : 'body', find });
    const input = document.querySelector<HTMLInputElement>('.find input');
    input?.focus();
    input?.select();
  }

  function closeFind(): void {
    if (model.find === undefined) return;
    viewer?.find('', { matchCase: false });
    update({ find: undefined, announcement: '' });
    viewer?.focus();
  }

  function stepMatch(step: 1 | -1): void {
    const { find } = model;
    if (find === undefined || viewer === undefined) return;
    reportFind(find.query, find.matchCase, viewer.stepMatch(step));
  }

  const actions: Actions = {
    followLink: (index) => post((viewId) => ({ type: 'followLink', viewId, index })),
    goTo: (index) => send({ type: 'goTo', index }),
    copy: (what, name) => {
      post((viewId) => ({ type: 'copy', viewId, what }));
      clearTimeout(copying);
      copying = setTimeout(() => update({ copied: undefined }), COPIED_DELAY);
      update({ copied: name, announcement: `Copied ${name}` });
    },
    openAsDocument: () => post((viewId) => ({ type: 'openAsDocument', viewId })),
    saveBody: () => post((viewId) => ({ type: 'saveBody', viewId })),
    sendAgain: () => post((viewId) => ({ type: 'sendAgain', viewId })),
    cancel: () => send({ type: 'cancel' }),
    selectTab,
    toggleWrap: () => {
      update({ wrap: !model.wrap });
      saveSoon();
    },
    foldAll: () => viewer?.foldAll(),
    unfoldAll: () => viewer?.unfoldAll(),
    toggleStrip: () => {
      update({ stripFolded: !model.stripFolded });
      saveSoon();
    },
    showWholeStrip: () => update({ stripWhole: true }),
    openFind,
    closeFind,
    find: (query, options) => {
      if (viewer !== undefined) reportFind(query, options.matchCase, viewer.find(query, options));
    },
    stepMatch,
    useViewer: (created) => {
      viewer = created;
    },
    moved: saveSoon,
    positions,
  };

  function goBy(steps: 1 | -1): void {
    const target = model.trail.current + steps;
    if (target >= 0 && target < model.trail.entries.length) actions.goTo(target);
  }

  /** True when the key was one of ours. */
  function handleKey(event: KeyboardEvent): boolean {
    const typing = event.target instanceof HTMLInputElement;
    const command = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (event.altKey && !event.ctrlKey && !event.metaKey && !typing && event.key === 'ArrowLeft') goBy(-1);
    else if (event.altKey && !event.ctrlKey && !event.metaKey && !typing && event.key === 'ArrowRight') goBy(1);
    else if (command && event.key.toLowerCase() === 'f') openFind();
    else if (event.key === 'F3' && model.find !== undefined) stepMatch(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape' && model.sending !== undefined) actions.cancel();
    else if (event.key === 'Escape' && model.find !== undefined) closeFind();
    else return false;
    return true;
  }

  return {
    start: () => {
      const state = host.getState();
      model = fromStoredState(state);
      if (isStoredState(state) && state.position !== undefined) positions.set(state.position.key, state.position);
      draw(model, actions);
      send({ type: 'ready' });
    },
    receive: (message) => {
      if (!isMessage(message)) return;
      switch (message.type) {
        case 'show':
          showView(message.view, message.trail);
          break;
        case 'sending':
          showSending(message);
          break;
        case 'idle':
          stopTicking();
          update({ sending: undefined, announcement: '' });
          break;
      }
    },
    key: (event) => {
      if (event.defaultPrevented || !handleKey(event)) return;
      // VS Code listens on the window and would act on the same keys once more.
      event.preventDefault();
      event.stopPropagation();
    },
    save,
  };
}

function isMessage(message: unknown): message is ToWebview {
  if (typeof message !== 'object' || message === null || !('type' in message)) return false;
  return message.type === 'show' || message.type === 'sending' || message.type === 'idle';
}

/** Going on to another answer keeps the chosen tab, but a failure has only two. */
function tabFor(view: ResponseView, tab: TabName): TabName {
  return view.outcome.kind === 'failure' && tab !== 'request' ? 'body' : tab;
}

function announceOutcome(view: ResponseView): string {
  const { label } = outcomeTitle(view.outcome);
  if (view.outcome.kind === 'failure') return `${label}. ${visibleText(view.outcome.message)}`;
  return `${label} in ${formatDuration(view.milliseconds)}`;
}

function describeFind(result: FindResult): string {
  if (result.count === 0) return 'No results';
  return `${formatCount(result.current)} of ${formatCount(result.count)}${result.capped ? ' or more' : ''}`;
}

const NOTHING_FOUND: FindResult = { count: 0, current: 0, capped: false };
const SAVE_DELAY = 150;
const SENDING_DELAY = 100;
const COPIED_DELAY = 1500;
