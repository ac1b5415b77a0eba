/** What was begun and nobody waits for, so that the end of the window can wait for it. */
export class PendingWork {
  readonly #running = new Set<Promise<void>>();

  /** The work takes care of its own failures. */
  add(work: Promise<void>): void {
    const done = work.finally(() => this.#running.delete(done));
    this.#running.add(done);
    done.catch(() => undefined);
  }

  /** Resolves when all of it has ended, with what it began in turn. */
  async settle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }
}
