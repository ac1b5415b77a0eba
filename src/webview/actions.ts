import type { CopyTarget, HiddenPlace } from '../core/view/protocol';
import type { TabName } from './model';
import type { TextViewer, ViewerPosition } from './viewer/textViewer';

/** Everything a person can do in the view. Components call these and keep no state of their own. */
export interface Actions {
  readonly followLink: (index: number) => void;
  readonly goTo: (index: number) => void;
  readonly copy: (what: CopyTarget, name: string) => void;
  /** Asks the host to show what a mask hides. It comes to no page. */
  readonly reveal: (place: HiddenPlace) => void;
  readonly openAsDocument: () => void;
  readonly saveBody: () => void;
  /** Opens a file that the answer was saved to. */
  readonly openSaved: (index: number) => void;
  readonly sendAgain: () => void;
  readonly allowHost: () => void;
  readonly cancel: () => void;
  /** Sends again as soon as the server allows it, unless `stopCountdown` comes first. */
  readonly startCountdown: () => void;
  readonly stopCountdown: () => void;
  readonly searchBody: () => void;
  readonly selectTab: (tab: TabName) => void;
  readonly toggleWrap: () => void;
  readonly foldAll: () => void;
  readonly unfoldAll: () => void;
  readonly toggleStrip: () => void;
  readonly showWholeStrip: () => void;
  readonly openFind: () => void;
  readonly closeFind: () => void;
  readonly find: (query: string, options: { readonly matchCase: boolean }) => void;
  readonly stepMatch: (step: 1 | -1) => void;
  /** The body viewer, while one is in the page. */
  readonly useViewer: (viewer: TextViewer | undefined) => void;
  /** The body was scrolled or folded. */
  readonly moved: () => void;
  /** Where each text was left, by its key. */
  readonly positions: Map<string, ViewerPosition>;
}
