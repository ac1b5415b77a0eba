import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { buildWebview, launchBrowser, openHarness, type Harness, type HarnessOptions } from './harness';

/** What the tests of one file do with pages of their browser. */
export interface Pages {
  readonly open: (options?: HarnessOptions) => Promise<Harness>;
  /** Runs `act` in a fresh page; the page must have had no error, and its policy nothing to stop. */
  readonly check: (
    options: HarnessOptions,
    act: (harness: Harness, page: Page) => Promise<void> | void,
  ) => Promise<void>;
}

/** Has one browser ready for all tests of the file that calls it, and closes it behind them. */
export function openPages(): Pages {
  let browser: Browser;
  let script: string;
  before(async () => {
    [browser, script] = await Promise.all([launchBrowser(), buildWebview()]);
  });
  after(() => browser.close());
  const open = (options?: HarnessOptions): Promise<Harness> => openHarness(browser, script, options);
  return {
    open,
    check: async (options, act) => {
      const harness = await open(options);
      try {
        await act(harness, harness.page);
        assert.deepEqual(harness.faults, []);
      } finally {
        await harness.close();
      }
    },
  };
}
