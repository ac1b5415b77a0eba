import { writeFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';

/** The outcome of one test inside VS Code, as the script that started VS Code reads it. */
export interface HostTestResult {
  readonly name: string;
  readonly milliseconds: number;
  readonly error?: string;
}

interface HostTest {
  readonly name: string;
  readonly body: () => Promise<void>;
  readonly timeout: number;
}

const tests: HostTest[] = [];

/** Registers a test that `runHostTests` runs in the extension host, one at a time, in the order of registration. */
export function hostTest(name: string, body: () => Promise<void>, options: { readonly timeout?: number } = {}): void {
  tests.push({ name, body, timeout: options.timeout ?? 30_000 });
}

/**
 * Runs what was registered. The results are written after every test, so that a host that dies leaves those it had;
 * `complete` says that it did not die.
 */
export async function runHostTests(resultsFile: string | undefined): Promise<readonly HostTestResult[]> {
  const results: HostTestResult[] = [];
  for (const test of tests) {
    const result = await runHostTest(test);
    results.push(result);
    console.log(`${result.error === undefined ? '✓' : '✗'} ${result.name} (${Math.round(result.milliseconds)} ms)`);
    if (result.error !== undefined) console.error(result.error);
    await writeResults(resultsFile, results, results.length === tests.length);
  }
  return results;
}

async function runHostTest(test: HostTest): Promise<HostTestResult> {
  const start = performance.now();
  const about = (): { name: string; milliseconds: number } => ({
    name: test.name,
    milliseconds: performance.now() - start,
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The test did not end within ${test.timeout} ms.`)), test.timeout);
  });
  try {
    await Promise.race([test.body(), late]);
    return about();
  } catch (error) {
    return { ...about(), error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  } finally {
    clearTimeout(timer);
  }
}

async function writeResults(file: string | undefined, results: readonly HostTestResult[], complete: boolean) {
  if (file !== undefined) await writeFile(file, JSON.stringify({ complete, results }));
}
