import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inRoot } from '../lib/paths.mjs';
import { median } from './figures.mjs';

const run = promisify(execFile);

const workloads = [
  { label: '1000 small ones after each other', octets: 2000, count: 1000, parallel: 1 },
  { label: '2000 small ones, 100 at a time', octets: 2000, count: 2000, parallel: 100 },
  { label: '50 of 1 MB after each other', octets: 1024 * 1024, count: 50, parallel: 1 },
  { label: '3 of 100 MB after each other', octets: 100 * 1024 * 1024, count: 3, parallel: 1 },
];
const rounds = 3;

/**
 * The engine, undici alone and curl against one loopback server, in turn: a row for each workload with the medians.
 * `curl` is left out where there is none; its figures hold the start of its process.
 */
export async function measureEngine(scratch) {
  const { build } = await import('esbuild');
  const bundle = join(scratch, 'engine.mjs');
  await build({
    entryPoints: [inRoot('src', 'transport', 'createTransport.ts')],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  const server = spawn(process.execPath, [inRoot('scripts', 'bench', 'engineServer.mjs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const port = await new Promise((resolve) => server.stdout.once('data', (text) => resolve(Number(text))));
    const origin = `http://127.0.0.1:${port}`;
    const rows = [];
    for (const workload of workloads) rows.push(await measureWorkload({ origin, bundle }, workload));
    return rows;
  } finally {
    server.kill();
  }
}

async function measureWorkload({ origin, bundle }, workload) {
  const candidates = {
    engine: () => runClient(bundle, origin, workload),
    undici: () => runClient('undici', origin, workload),
    curl: () => runCurl(origin, workload),
  };
  const found = { engine: [], undici: [], curl: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, measure] of Object.entries(candidates)) {
      const figures = await measure();
      if (figures) found[name].push(figures);
    }
  }
  return {
    label: workload.label,
    ...Object.fromEntries(
      Object.entries(found).map(([name, list]) => [
        name,
        { milliseconds: middle(list, 'milliseconds'), grown: middle(list, 'grown') },
      ]),
    ),
  };
}

function middle(list, member) {
  return list.length === 0 ? undefined : median(list.map((one) => one[member]));
}

async function runClient(kind, origin, { octets, count, parallel }) {
  const script = inRoot('scripts', 'bench', 'engineClient.mjs');
  const { stdout } = await run(process.execPath, [script, kind, origin, octets, count, parallel].map(String));
  return JSON.parse(stdout);
}

async function runCurl(origin, { octets, count, parallel }) {
  const more = parallel > 1 ? ['--parallel', '--parallel-immediate', '--parallel-max', String(parallel)] : [];
  // One pattern of curl's stands for all addresses, so that one process keeps its connections.
  const startedAt = performance.now();
  const child = spawn(
    'curl',
    ['-s', '--no-progress-meter', ...more, '-o', devNull, `${origin}/${octets}?[1-${count}]`],
    {
      stdio: 'ignore',
    },
  );
  let peak = 0;
  const watching = setInterval(() => {
    peak = Math.max(peak, residentOctets(child.pid));
  }, 5);
  const isGood = await new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
  clearInterval(watching);
  return isGood ? { milliseconds: performance.now() - startedAt, grown: peak || undefined } : undefined;
}

/** Where the system tells it, which is Linux. */
function residentOctets(pid) {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
