import { writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/**
 * `node engineClient.mjs <engine.mjs|undici> <origin> <octets> <count> <parallel>`: sends, and prints milliseconds and
 * by how much the process grew meanwhile.
 */
const [kind, origin, octets, count, parallel] = process.argv.slice(2);
const send = kind === 'undici' ? await bareUndici() : await engine(kind);
for (let round = 0; round < 20; round += 1) await send(`${origin}/2`);
await Promise.all(Array.from({ length: Number(parallel) }, () => send(`${origin}/2`)));

const before = process.memoryUsage.rss();
let peak = before;
const watching = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 5);
const startedAt = performance.now();
let left = Number(count);
await Promise.all(
  Array.from({ length: Number(parallel) }, async () => {
    while (left-- > 0) await send(`${origin}/${octets}`);
  }),
);
const milliseconds = performance.now() - startedAt;
clearInterval(watching);
peak = Math.max(peak, process.memoryUsage.rss());
writeSync(1, JSON.stringify({ milliseconds, grown: peak - before }));
process.exit(0);

async function engine(path) {
  const { createTransport } = await import(pathToFileURL(path).href);
  const transport = createTransport();
  const rest = { httpVersion: undefined, body: undefined, connectOrigin: undefined, verifiesCertificates: true };
  const signal = new AbortController().signal;
  return async (url) => {
    const request = { method: 'GET', url, headers: [], ...rest, followsRedirects: true, secrets: [], notes: [] };
    const outcome = await transport(request, signal);
    if (outcome.kind === 'failure') throw new Error(outcome.message);
  };
}

/** The same octets are read and kept, as whoever wants to show them has to. */
async function bareUndici() {
  const { Pool } = await import('undici');
  const pool = new Pool(origin, { connections: Number(parallel), pipelining: 1 });
  return async (url) => {
    const { body } = await pool.request({ path: new URL(url).pathname, method: 'GET' });
    const chunks = [];
    for await (const chunk of body) chunks.push(chunk);
    Buffer.concat(chunks);
  };
}
