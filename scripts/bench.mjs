import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sendWorkspace } from './bench/sendWorkspace.mjs';
import { kilobytes, median, printTable, short, withRange, withTail } from './bench/figures.mjs';
import { ensureBrowser } from './lib/browser.mjs';
import { buildProject } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { inRoot } from './lib/paths.mjs';
import { atEnd, leave } from './lib/processes.mjs';
import { ensureVsCodeServer } from './lib/vsCodeServer.mjs';

/**
 * `npm run bench [size|activation|engine|send|cli|language]`: figures, as Markdown. Nothing here passes or fails: a machine
 * that is busy gives other figures. The floor is an extension that does the least VS Code allows, measured in turn.
 */
const parts = {
  size: benchSize,
  activation: benchActivation,
  engine: benchEngine,
  send: benchSend,
  cli: benchCommandLine,
  language: benchLanguage,
};
const asked = process.argv.slice(2);
const rounds = 3;
const sendsInARound = 13;
const answerRounds = 11;

try {
  const unknown = asked.filter((name) => !(name in parts));
  if (unknown.length > 0) throw new Error(`Usage: npm run bench [-- ${Object.keys(parts).join('|')}]`);
  await ensureDependencies();
  await buildProject();
  const scratch = await mkdtemp(join(tmpdir(), 'identity-http-bench-'));
  atEnd(() => rm(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  for (const [name, bench] of Object.entries(parts)) {
    // `send` has the engine in it.
    if (asked.includes(name) || (asked.length === 0 && name !== 'engine')) await bench(scratch);
  }
  await leave(0);
} catch (error) {
  console.error(error.message);
  await leave(1);
}

/** The extension and the floor, as folders that VS Code loads. The extension is what would ship, without the rest. */
async function candidates(scratch) {
  const folder = join(scratch, 'extension');
  if (!existsSync(folder)) {
    await mkdir(folder);
    for (const name of [
      'package.json',
      'dist',
      'media',
      'syntaxes',
      'snippets',
      'schemas',
      'language-configuration.json',
    ]) {
      await cp(inRoot(name), join(folder, name), {
        recursive: true,
        filter: (path) => !path.startsWith(inRoot('dist', 'test')),
      });
    }
  }
  return [
    { label: 'Floor', id: 'bench.floor', folder: inRoot('scripts', 'bench', 'floor'), command: 'floor.send' },
    { label: 'Identity HTTP', id: 'identity-http.identity-http', folder, command: 'identityHttp.send' },
  ];
}

async function benchSize(scratch) {
  const { packageExtension } = await import('./lib/packageExtension.mjs');
  const { size } = await packageExtension(join(scratch, 'identity-http.vsix'));
  printTable('Size', ['', 'size'], [['.vsix', kilobytes(size)]]);
}

async function benchActivation(scratch) {
  const tools = await hostTools();
  const workspace = join(scratch, 'empty');
  await mkdir(workspace, { recursive: true });
  const rows = (await candidates(scratch)).map((candidate) => ({
    ...candidate,
    times: [],
    about: undefined,
    files: [],
  }));
  const measure = (row, kind) =>
    tools.measureInHost(tools, { extensionFolder: row.folder, workspace, plan: { kind, extension: row.id } });
  for (let round = 0; round < 5; round += 1) {
    for (const row of rows) {
      const result = await measure(row, 'activate');
      row.about = result;
      row.times.push(result.milliseconds);
    }
  }
  for (const row of rows) row.files = (await measure(row, 'load')).files;
  tools.api.stop();
  const [{ about }] = rows;
  printTable(
    `Activation in a fresh extension host (VS Code ${about.vsCode}, Node ${about.node}), median (range) of 5`,
    ['', 'activation ms', 'modules loaded', 'bytes loaded'],
    rows.map(({ label, times, files }) => [
      label,
      withRange(times),
      String(files.length),
      kilobytes(files.reduce((sum, { size }) => sum + size, 0)),
    ]),
  );
}

/** How much slower than undici alone and than curl, and what it does to the memory. */
async function benchEngine(scratch) {
  const { measureEngine } = await import('./bench/measureEngine.mjs');
  const rows = await measureEngine(scratch);
  printTable(
    `Engine against undici alone and curl on loopback, Node ${process.version}, median of 3; curl with the start of its process`,
    ['', 'engine ms', 'times undici', 'times curl', 'engine grew', 'undici grew', 'curl in all'],
    rows.map(({ label, engine, undici, curl }) => [
      label,
      short(engine.milliseconds),
      ratio(engine.milliseconds, undici.milliseconds),
      ratio(engine.milliseconds, curl.milliseconds),
      grown(engine),
      grown(undici),
      grown(curl),
    ]),
  );
}

function ratio(one, other) {
  return one && other ? (one / other).toFixed(2) : '–';
}

function grown({ grown: octets }) {
  return octets === undefined ? '–' : `${(octets / (1024 * 1024)).toFixed(0)} MB`;
}

async function benchSend(scratch) {
  await benchEngine(scratch);
  const tools = await hostTools();
  const workspace = await sendWorkspace(scratch, tools.api);
  const rows = (await candidates(scratch)).map((candidate) => ({ ...candidate, first: [], warm: [] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const row of rows) {
      const plan = { kind: 'send', command: row.command, sends: sendsInARound };
      const [first, ...warm] = (await tools.measureInHost(tools, { extensionFolder: row.folder, workspace, plan }))
        .times;
      row.first.push(first);
      row.warm.push(...warm);
    }
  }
  tools.api.stop();
  printTable(
    `Send a create-user request from the command to the answer on the screen, ms; first: median (range) of ${rounds}, warm: median / p95 of ${rounds * (sendsInARound - 1)}`,
    ['', 'first: at server', 'first: visible', 'warm: at server', 'warm: visible'],
    rows.map(({ label, first, warm }) => [
      label,
      withRange(received(first)),
      withRange(visible(first)),
      withTail(received(warm)),
      withTail(visible(warm)),
    ]),
  );
}

async function benchCommandLine(scratch) {
  const { startApi } = await import('./bench/startApi.mjs');
  const { measureCommandLine } = await import('./bench/measureCommandLine.mjs');
  const api = await startApi();
  const workspace = await sendWorkspace(scratch, api);
  const rows = await measureCommandLine({ api, node: process.execPath, workspace });
  api.stop();
  const bare = median(rows.find(({ label }) => label === 'bare undici script').arrival);
  printTable(
    `Command line on Node ${process.version}, from its start, ms; median (range) of ${rows[0].exit.length}`,
    ['', 'request at server', 'times the bare script', 'exit'],
    rows.map(({ label, arrival, exit }) => [
      label,
      arrival.length === 0 ? '–' : withRange(arrival),
      arrival.length === 0 ? '–' : (median(arrival) / bare).toFixed(2),
      withRange(exit),
    ]),
  );
}

async function benchLanguage(scratch) {
  const source = inRoot('scripts', 'bench', 'benchLanguage.ts');
  const { build } = await import('esbuild');
  const outfile = join(scratch, 'language.mjs');
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  const { loadPeerParser } = await import('./bench/peerParser.mjs');
  const rows = await (await import(pathToFileURL(outfile).href)).benchLanguage(await loadPeerParser());
  const head = Object.keys(rows[0] ?? {});
  printTable(
    'Language',
    head,
    rows.map((row) => head.map((name) => cell(row[name]))),
  );
  await benchAnswers(scratch);
}

/** What a person waits for: a character is typed in a long file, and an answer comes. */
async function benchAnswers(scratch) {
  const { answerWorkspace, questions } = await import('./bench/answerWorkspace.mjs');
  const tools = await hostTools();
  const workspace = await answerWorkspace(scratch);
  const rows = (await candidates(scratch)).map((candidate) => ({ ...candidate, times: {} }));
  for (const row of rows) {
    const plan = { kind: 'answers', extension: row.id, rounds: answerRounds, questions };
    row.times = (await tools.measureInHost(tools, { extensionFolder: row.folder, workspace, plan })).times;
  }
  tools.api.stop();
  const [floor, own] = rows.map(
    ({ times }) =>
      (question) =>
        times[question].map(({ whole }) => whole),
  );
  printTable(
    `From a typed character to the answer in VS Code, in a file of 5,000 requests, ms; median / p95 of ${answerRounds}`,
    ['', ...rows.map(({ label }) => label), 'times the floor'],
    questions.map((question) => [
      question,
      withTail(floor(question)),
      withTail(own(question)),
      (median(own(question)) / median(floor(question))).toFixed(2),
    ]),
  );
}

async function hostTools() {
  const [server, browser] = await Promise.all([ensureVsCodeServer(), ensureBrowser()]);
  const [{ measureInHost }, { startApi }] = await Promise.all([
    import('./bench/measureInHost.mjs'),
    import('./bench/startApi.mjs'),
  ]);
  return { server, browser, measureInHost, api: await startApi() };
}

function received(times) {
  return times.map((time) => time.received);
}

function visible(times) {
  return times.map((time) => time.visible);
}

function cell(value) {
  return typeof value === 'number' ? short(value) : String(value ?? '–');
}
