import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { build } from 'esbuild';
import { mask } from '../../src/core/exchange/redaction';
import { assertNoCanary, canaryForms } from '../support/canary';
import { startRecorder, temporaryFolder } from '../support/cliProcess';

const inPrivate = 'canary-1+/p"r&i<v>a%t/e~';
const prompted = 'canary-2 "p+r/o<m>p&t%\\~~';
const issued = 'canary-3-issued-by-server';
const secrets = [inPrivate, prompted, issued];

const requests = `# @name first
# @prompt secret code
# @capture secret session = response.body.$.token
POST {{base}}/first?p={{%inPrivate}}
Authorization: Bearer {{inPrivate}}
Content-Type: text/plain

{{code}} {{inPrivate}}

### Second
# @name second
GET {{base}}/second?s={{%session}}
Cookie: sid={{inPrivate}}
`;

/** Moments in which a window may end. */
type Moment = 'before the answer' | 'in the head' | 'in the body' | 'behind the body' | 'while it is recorded';

test('a process that is killed while it sends leaves no secret on the disk', { concurrency: true }, async (context) => {
  const script = await builtSender();
  const moments = [
    'before the answer',
    'in the head',
    'in the body',
    'behind the body',
    'while it is recorded',
  ] as const;
  await Promise.all(moments.map((moment) => context.test(moment, () => checkKilled(script, moment))));
});

async function checkKilled(script: string, moment: Moment): Promise<void> {
  let child: ChildProcess | undefined;
  const kill = () => void child?.kill('SIGKILL');
  const recorder = await startRecorder((response) => {
    // One exchange is recorded before the one that is cut off.
    answer(response, recorder.requests.length > 1 ? moment : 'while it is recorded', kill);
  });
  const dev = { base: recorder.origin };
  const place = await temporaryFolder({
    'http-client.env.json': JSON.stringify({ dev }),
    'http-client.private.env.json': JSON.stringify({ dev: { inPrivate } }),
  });
  // Everything the process can write goes into folders of its own.
  const written = await temporaryFolder({});
  for (const name of ['history', 'temporary', 'home', 'work']) await mkdir(join(written, name));
  const { TMPDIR, TMP, TEMP, HOME } = folderNames(written);
  child = spawn(process.execPath, [script, place, join(written, 'history'), prompted, requests], {
    cwd: join(written, 'work'),
    env: { ...process.env, TMPDIR, TMP, TEMP, HOME },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    told += text;
    if (moment === 'while it is recorded' && told.split('\n').length > 2) kill();
  });
  const signal = await new Promise((done) => child?.on('close', (_, by) => done(by)));
  assert.equal(signal, 'SIGKILL');
  const received = JSON.stringify(recorder.requests);
  assert.ok(received.includes('canary-1') && received.includes('canary-2') && received.includes('canary-3'), received);
  const places = await filesBelow(written);
  const history = Object.entries(places).filter(([path]) => path.includes('history'));
  assert.ok(
    history.some(([, bytes]) => bytes.includes(mask)),
    'what was recorded is there, masked',
  );
  assertNoCanary(secrets, places);
}

function folderNames(written: string) {
  const temporary = join(written, 'temporary');
  return { TMPDIR: temporary, TMP: temporary, TEMP: temporary, HOME: join(written, 'home') };
}

/** Every answer says every secret in every form, and is larger than what is kept in memory. */
function answer(response: ServerResponse, moment: Moment, kill: () => void): void {
  if (moment === 'before the answer') return kill();
  const forms = secrets.flatMap((secret) => canaryForms(secret).map(({ whole }) => whole));
  const body = JSON.stringify({ token: issued, forms, filler: 'x'.repeat(20_000), again: forms });
  if (moment === 'in the head') {
    response.socket?.write(`HTTP/1.1 200 ${issued}\r\nX-Token: ${issued}\r\nSet-Cookie: sid=${issued}`, kill);
    return;
  }
  response.writeHead(200, { 'Content-Type': 'application/json', 'Set-Cookie': `sid=${issued}`, 'X-Token': issued });
  if (moment === 'in the body') {
    response.write(body.slice(0, body.length - 100), () => kill());
    return;
  }
  response.end(body, () => {
    if (moment === 'behind the body') kill();
  });
}

async function filesBelow(folder: string): Promise<Readonly<Record<string, Buffer>>> {
  const found: Record<string, Buffer> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    found[`the name ${entry.name}`] = Buffer.from(entry.name);
    if (entry.isFile()) found[path] = await readFile(path);
  }
  return found;
}

async function builtSender(): Promise<string> {
  const outdir = await temporaryFolder({});
  await build({
    entryPoints: [resolve('test', 'support', 'killedSender.ts')],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    splitting: true,
    mainFields: ['module', 'main'],
    logLevel: 'warning',
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  return join(outdir, 'killedSender.mjs');
}
