import { readdir } from 'node:fs/promises';
import { runHostTests } from './harness';

/** What VS Code calls in its extension host: runs every `*.test` file beside this one, or those with a word in their name. */
export async function run(): Promise<void> {
  const word = process.env['IDENTITY_HTTP_HOST_FILTER'] ?? '';
  const names = await readdir(new URL('.', import.meta.url));
  const files = names.filter((name) => name.endsWith('.test.js') && name.includes(word)).sort();
  for (const file of files) await import(new URL(file, import.meta.url).href);
  const results = await runHostTests(process.env['IDENTITY_HTTP_HOST_RESULTS']);
  const failed = results.filter((result) => result.error !== undefined);
  if (results.length === 0) throw new Error('There is no test to run in the extension host.');
  if (failed.length > 0) throw new Error(`${failed.length} of ${results.length} tests failed in the extension host.`);
}
