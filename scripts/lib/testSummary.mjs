import { printStep } from './steps.mjs';

/** Counts what passed and failed over all parts of a run, and shows the output of what failed as it happens. */
export class TestSummary {
  #parts = [];

  /** Counts work that either ends or throws as one check. @param {string} name @param {() => Promise<unknown>} work */
  async check(name, work) {
    const part = await this.run(name, async () => {
      await work();
      return { passed: 1, failed: 0, output: '' };
    });
    return part.failed === 0;
  }

  /**
   * Runs work that counts its own tests.
   * @param {string} name
   * @param {() => Promise<{ passed: number, failed: number, output: string }>} work
   */
  async run(name, work) {
    const start = performance.now();
    const counted = await work().catch((error) => ({ passed: 0, failed: 1, output: error.message ?? String(error) }));
    const many = counted.passed + counted.failed > 1 ? ` (${counted.passed + counted.failed})` : '';
    printStep(counted.failed === 0 ? '✓' : '✗', `${name}${many}`, start);
    this.add({ name, ...counted });
    return counted;
  }

  /** @param {{ name: string, passed: number, failed: number, output: string }} part */
  add(part) {
    this.#parts.push(part);
    if (part.failed > 0 && part.output !== '') console.log(`\n${part.name}:\n${part.output.trimEnd()}\n`);
  }

  /** Prints the closing line. @returns {number} the exit code */
  print() {
    const passed = this.#parts.reduce((sum, part) => sum + part.passed, 0);
    const failed = this.#parts.reduce((sum, part) => sum + part.failed, 0);
    const bad = this.#parts.filter((part) => part.failed > 0).map((part) => part.name);
    if (bad.length > 0) console.log(`\nFailed: ${bad.join(', ')}`);
    console.log(`\n${passed} passed, ${failed} failed`);
    return failed === 0 && passed > 0 ? 0 : 1;
  }
}
