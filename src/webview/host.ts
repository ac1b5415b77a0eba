import type { FromWebview } from '../core/view/protocol';

/** What VS Code gives a webview: messages out, and one value that outlives the page. */
export interface Host {
  readonly postMessage: (message: FromWebview) => void;
  readonly setState: (state: unknown) => void;
  readonly getState: () => unknown;
}

declare global {
  /** Put there by VS Code; may be called once. */
  function acquireVsCodeApi(): Host;
}
