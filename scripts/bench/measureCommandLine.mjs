import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inRoot } from '../lib/paths.mjs';
import { runProcess } from '../lib/processes.mjs';

const rounds = 15;

/**
 * From the start of a process to its request's arrival, for the command line and for the least that can be written
 * with the same HTTP library. They take turns, so that what else the machine does falls on all alike.
 */
export async function measureCommandLine({ api, node, workspace }) {
  const bare = join(workspace, 'bare.mjs');
  await writeFile(bare, bareScript(api.origin));
  const candidates = [
    { label: 'node, empty script', command: node, args: ['-e', '0'] },
    { label: 'bare undici script', command: node, args: [bare] },
    {
      label: 'identity-http send',
      command: node,
      args: [inRoot('dist', 'cli.js'), 'send', 'send.http', '--env', 'bench'],
    },
    ...(existsSync('/usr/bin/curl') ? [{ label: 'curl', command: 'curl', args: curlArguments(api.origin) }] : []),
  ].map((candidate) => ({ ...candidate, arrival: [], exit: [] }));
  for (let round = 0; round <= rounds; round += 1) {
    for (const candidate of candidates) {
      const times = await once({ api, workspace, candidate });
      // The first round fills the file system's cache.
      if (round === 0) continue;
      if (times.arrival !== undefined) candidate.arrival.push(times.arrival);
      candidate.exit.push(times.exit);
    }
  }
  return candidates;
}

async function once({ api, workspace, candidate }) {
  const next = api.requests.length;
  const start = performance.timeOrigin + performance.now();
  const result = await runProcess(candidate.command, candidate.args, { cwd: workspace });
  const exit = performance.timeOrigin + performance.now() - start;
  if (result.code !== 0) throw new Error(`${candidate.label} ended with ${result.code}:\n${result.output}`);
  if (candidate.args[0] === '-e') return { exit };
  while (api.requests.length === next) await new Promise((resolve) => api.listeners.add(resolve));
  return { arrival: api.requests[next].received - start, exit };
}

function bareScript(origin) {
  return `import { request } from ${JSON.stringify(pathToFileURL(inRoot('node_modules', 'undici', 'index.js')).href)};
const { body } = await request('${origin}/v1/environments/e/users', {
  method: 'POST',
  headers: { authorization: 'Bearer x', 'content-type': 'application/json' },
  body: '{"username":"joe.smith"}',
});
console.log(JSON.stringify(await body.json(), null, 2));
process.exit(0);
`;
}

function curlArguments(origin) {
  const header = ['-H', 'Authorization: Bearer x', '-H', 'Content-Type: application/json'];
  return ['-s', '-X', 'POST', `${origin}/v1/environments/e/users`, ...header, '-d', '{"username":"joe.smith"}'];
}
