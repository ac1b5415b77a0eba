import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { escapeLine } from './terminal';

/** Asks on the terminal, beside the output. `undefined` when the person turned away. A secret is not echoed. */
export async function askPerson(
  question: string,
  { secret, signal }: { readonly secret: boolean; readonly signal: AbortSignal },
): Promise<string | undefined> {
  process.stderr.write(`${escapeLine(question)}: `);
  const output = secret ? new Writable({ write: (_chunk, _encoding, done) => done() }) : process.stderr;
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  try {
    return await lines.question('', { signal: AbortSignal.any([signal, closed(lines)]) });
  } catch {
    return undefined;
  } finally {
    lines.close();
    if (secret) process.stderr.write('\n');
  }
}

/** In a terminal readline takes Ctrl-C and the end of input for itself, and closes. */
function closed(lines: ReturnType<typeof createInterface>): AbortSignal {
  const controller = new AbortController();
  lines.once('close', () => controller.abort());
  return controller.signal;
}
