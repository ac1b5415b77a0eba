import type { FromWebview, ToWebview } from '../core/view/protocol';
import type { ResponseView, TrailView } from '../core/view/responseView';
import type { Actions } from './actions';
import { formatCount, formatDuration } from './formatFigures';
import { grow } from './grow';
import type { Host } from './host';
import {
  EMPTY_MODEL,
  fromStoredState,
  isStoredState,
  toStoredState,
  type Model,
  type SendingModel,
  type TabName,
} from './model';
import { outcomeTitle } from './outcomeTitle';
import { tabsOf } from './tabBar';
import type { FindResult, TextViewer, ViewerPosition } from './viewer/textViewer';
import { visibleText } from './visibleText';

type Sending = Extract<ToWebview, { type: 'sending' }>;
type Timer = ReturnType<typeof setTimeout>;

/** Holds the one model, draws it whenever it changes, and turns what a person does into messages to the host. */
export class Controller {
  #model: Model = EMPTY_MODEL;
  #viewer: TextViewer | undefined;
  #saving: Timer | undefined;
  #showing: Timer | undefined;
  #ticking: Timer | undefined;
  #copying: Timer | undefined;
  #asking: Timer | undefined;
  #counting: Timer | undefined;
  readonly #host: Host;
  readonly #send: (message: FromWebview) => void;
  readonly #draw: (model: Model, actions: Actions) => void;
  readonly #positions = new Map<string, ViewerPosition>();
  readonly #actions: Actions = this.#buildActions();

  constructor(host: Host, draw: (model: Model, actions: Actions) => void) {
    this.#host = host;
    this.#send = host.postMessage;
    this.#draw = draw;
  }

  /** Shows what VS Code kept for this page, and asks the host for what is on screen. */
  start(): void {
    const state = this.#host.getState();
    this.#model = fromStoredState(state);
    const position = isStoredState(state) ? state.position : undefined;
    if (position !== undefined) this.#positions.set(position.key, position);
    this.#draw(this.#model, this.#actions);
    this.#askHost(MOST_QUESTIONS);
  }

  receive(message: unknown): void {
    if (!isMessage(message)) return;
    clearTimeout(this.#asking);
    if (message.type !== 'grow' && (message.type !== 'show' || !message.underWay)) this.#stopSending();
    this.#stopCountdown();
    switch (message.type) {
      case 'show':
        return message.underWay ? this.#showPart(message) : this.#show(message.view, message.trail);
      case 'grow':
        return this.#grow(message);
      case 'sending':
        return this.#showSending(message);
      case 'idle':
        return this.#update({
          sending: undefined,
          preparing: message.preparing === true,
          underWay: false,
          announcement: '',
        });
    }
  }

  key(event: KeyboardEvent): void {
    if (event.defaultPrevented || !this.#handleKey(event)) return;
    // VS Code listens on the window and would act on the same keys once more.
    event.preventDefault();
    event.stopPropagation();
  }

  save(): void {
    clearTimeout(this.#saving);
    const state = toStoredState(this.#model, this.#viewer?.position());
    if (state !== undefined) this.#host.setState(state);
  }

  /** The host answers each question with all that is on screen. One that got lost is asked again. */
  #askHost(left: number): void {
    this.#send({ type: 'ready' });
    if (left > 1) this.#asking = setTimeout(() => this.#askHost(left - 1), ASKING_DELAY);
  }

  #update(change: Partial<Model>): void {
    this.#model = { ...this.#model, ...change };
    this.#draw(this.#model, this.#actions);
  }

  /** Keeping the state serializes the whole view, which must never stand between an answer and its first frame. */
  #saveSoon(): void {
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => this.save(), SAVE_DELAY);
  }

  #show(view: ResponseView, trail: TrailView): void {
    const { tab, stripWhole, find, announcement } = this.#model;
    const isSame = this.#model.view?.id === view.id;
    const isTold = isSame && !this.#model.underWay;
    const hadFocus = document.hasFocus();
    this.#update({
      view,
      trail,
      sending: undefined,
      underWay: false,
      bodyMissing: false,
      tab: tabFor(view, tab),
      stripWhole: isSame && stripWhole,
      find: isSame ? find : undefined,
      announcement: isTold ? announcement : announceOutcome(view),
    });
    if (hadFocus && !isSame) this.#keepFocus();
    this.#saveSoon();
  }

  /** What has come of an answer so far. It is not kept and not told aloud: the whole of it will be. */
  #showPart({ view, trail }: Extract<ToWebview, { type: 'show' }>): void {
    const { sending, tab, find } = this.#model;
    const isSame = this.#model.view?.id === view.id;
    this.#update({
      view,
      trail,
      underWay: true,
      sending: sending ?? sendingOf({ ...view, ...view.request }),
      bodyMissing: false,
      tab: tabFor(view, tab),
      find: isSame ? find : undefined,
    });
  }

  #grow({ viewId, growth }: Extract<ToWebview, { type: 'grow' }>): void {
    const { view, underWay } = this.#model;
    if (underWay && view?.id === viewId) this.#update({ view: grow(view, growth) });
  }

  /** The link that was followed is gone, or stands for another one; whoever was in the view stays in it. */
  #keepFocus(): void {
    const { activeElement } = document;
    if (activeElement === document.body) this.#viewer?.focus();
    else activeElement?.closest('.strip')?.querySelector('button')?.focus();
  }

  /** Drawn a moment later: most answers are there before, and a page that flickers reads as a slow one. */
  #showSending(message: Sending): void {
    this.#model = { ...this.#model, underWay: false, sending: sendingOf(message) };
    this.#showing = setTimeout(() => {
      this.#update({ announcement: `Sending ${visibleText(message.title)}` });
      this.#ticking = setInterval(() => {
        const { sending } = this.#model;
        if (sending !== undefined) this.#update({ sending: { ...sending, seconds: sending.seconds + 1 } });
      }, 1000);
    }, SENDING_DELAY);
  }

  #stopSending(): void {
    clearTimeout(this.#showing);
    clearInterval(this.#ticking);
  }

  /** A person started it, and it ends with any other answer on screen. */
  #startCountdown(): void {
    const { view } = this.#model;
    const notBefore = view?.outcome.kind === 'response' ? view.outcome.retryNotBefore : undefined;
    if (notBefore === undefined) return;
    const tick = (): void => {
      const left = Math.ceil((notBefore - Date.now()) / 1000);
      if (left > 0) {
        this.#update({ countdown: left });
        return;
      }
      this.#stopCountdown();
      this.#update({ countdown: undefined });
      this.#actions.sendAgain();
    };
    this.#stopCountdown();
    this.#counting = setInterval(tick, 1000);
    tick();
  }

  #stopCountdown(): void {
    clearInterval(this.#counting);
    if (this.#model.countdown !== undefined) this.#model = { ...this.#model, countdown: undefined };
  }

  #buildActions(): Actions {
    return {
      followLink: (index) => this.#post((viewId) => ({ type: 'followLink', viewId, index })),
      goTo: (index) => this.#send({ type: 'goTo', index }),
      copy: (what, name) => {
        this.#post((viewId) => ({ type: 'copy', viewId, what }));
        this.#showCopied(name);
      },
      reveal: (place) => this.#post((viewId) => ({ type: 'reveal', viewId, place })),
      openAsDocument: () => this.#post((viewId) => ({ type: 'openAsDocument', viewId })),
      saveBody: () => this.#post((viewId) => ({ type: 'saveBody', viewId })),
      openSaved: (index) => this.#post((viewId) => ({ type: 'openSaved', viewId, index })),
      sendAgain: () => this.#post((viewId) => ({ type: 'sendAgain', viewId })),
      allowHost: () => this.#post((viewId) => ({ type: 'allowHost', viewId })),
      cancel: () => this.#send({ type: 'cancel' }),
      startCountdown: () => this.#startCountdown(),
      stopCountdown: () => {
        this.#stopCountdown();
        this.#update({ countdown: undefined, announcement: 'The request is not sent again.' });
      },
      searchBody: () => this.#post((viewId) => ({ type: 'searchBody', viewId })),
      selectTab: (tab) => this.#choose({ tab, find: undefined }),
      toggleWrap: () => this.#choose({ wrap: !this.#model.wrap }),
      toggleStrip: () => this.#choose({ stripFolded: !this.#model.stripFolded }),
      showWholeStrip: () => this.#update({ stripWhole: true }),
      foldAll: () => this.#viewer?.foldAll(),
      unfoldAll: () => this.#viewer?.unfoldAll(),
      openFind: () => this.#openFind(),
      closeFind: () => this.#closeFind(),
      find: (query, options) => this.#find(query, options),
      stepMatch: (step) => this.#stepMatch(step),
      useViewer: (viewer) => {
        this.#viewer = viewer;
      },
      moved: () => this.#saveSoon(),
      positions: this.#positions,
    };
  }

  #post(message: (viewId: string) => FromWebview): void {
    if (this.#model.view !== undefined) this.#send(message(this.#model.view.id));
  }

  /** A choice that should outlive the page. */
  #choose(change: Partial<Model>): void {
    this.#update(change);
    this.#saveSoon();
  }

  #showCopied(name: string): void {
    clearTimeout(this.#copying);
    this.#copying = setTimeout(() => this.#update({ copied: undefined }), COPIED_DELAY);
    this.#update({ copied: name, announcement: `Copied ${name}` });
  }

  #openFind(): void {
    if (this.#model.view?.outcome.kind !== 'response') return;
    const isSearchable = this.#model.tab === 'body' || this.#model.tab === 'raw';
    const find = this.#model.find ?? { query: '', matchCase: false, result: NOTHING_FOUND };
    this.#update({ tab: isSearchable ? this.#model.tab : 'body', find });
    const input = document.querySelector<HTMLInputElement>('.find input');
    input?.focus();
    input?.select();
  }

  #closeFind(): void {
    if (this.#model.find === undefined) return;
    this.#viewer?.find('', { matchCase: false });
    this.#update({ find: undefined, announcement: '' });
    this.#viewer?.focus();
  }

  #find(query: string, options: { readonly matchCase: boolean }): void {
    if (this.#viewer === undefined) return;
    const result = this.#viewer.find(query, options);
    this.#update({ find: { query, ...options, result }, announcement: query === '' ? '' : describeFind(result) });
  }

  #stepMatch(step: 1 | -1): void {
    const { find } = this.#model;
    if (find === undefined || this.#viewer === undefined) return;
    const result = this.#viewer.stepMatch(step);
    this.#update({ find: { ...find, result }, announcement: describeFind(result) });
  }

  /** True when the key was one of ours. */
  #handleKey(event: KeyboardEvent): boolean {
    const { sending, find, countdown } = this.#model;
    const typing = event.target instanceof HTMLInputElement;
    const hasCommand = event.ctrlKey || event.metaKey;
    const withAlt = event.altKey && !hasCommand && !event.shiftKey && !typing;
    const withCommand = hasCommand && !event.altKey && !event.shiftKey;
    if (withAlt && event.key === 'ArrowLeft') this.#goBy(-1);
    else if (withAlt && event.key === 'ArrowRight') this.#goBy(1);
    else if (withCommand && event.key.toLowerCase() === 'f') this.#openFind();
    else if (event.key === 'F3' && find !== undefined) this.#stepMatch(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape' && sending !== undefined) this.#actions.cancel();
    else if (event.key === 'Escape' && countdown !== undefined) this.#actions.stopCountdown();
    else if (event.key === 'Escape' && find !== undefined) this.#closeFind();
    else return false;
    return true;
  }

  #goBy(steps: 1 | -1): void {
    const { entries, current } = this.#model.trail;
    const target = current + steps;
    if (target >= 0 && target < entries.length) this.#actions.goTo(target);
  }
}

function sendingOf({ title, environmentName, environmentColor, method, url }: Omit<Sending, 'type'>): SendingModel {
  return {
    title: visibleText(title),
    environmentName: environmentName === undefined ? undefined : visibleText(environmentName),
    environmentColor,
    method: visibleText(method),
    url: visibleText(url),
    seconds: 0,
  };
}

function isMessage(message: unknown): message is ToWebview {
  if (typeof message !== 'object' || message === null || !('type' in message)) return false;
  return ['show', 'grow', 'sending', 'idle'].includes(String(message.type));
}

/** Going on to another answer keeps the chosen tab, where it has that one. */
function tabFor(view: ResponseView, tab: TabName): TabName {
  return tabsOf(view).some(({ name }) => name === tab) ? tab : 'body';
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
const ASKING_DELAY = 1000;
const MOST_QUESTIONS = 60;
