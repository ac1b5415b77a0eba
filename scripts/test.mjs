import { ensureBrowser } from './lib/browser.mjs';
import { buildProject, buildTests } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { inRoot } from './lib/paths.mjs';
import { leave } from './lib/processes.mjs';
import { lintChecks } from './lib/lintChecks.mjs';
import { step } from './lib/steps.mjs';
import { TestSummary } from './lib/testSummary.mjs';
import { ensureVsCodeServer } from './lib/vsCodeServer.mjs';

/**
 * `npm test`: everything that has to be right, from whatever the machine has. `--only lint|unit|package|host|ui` runs
 * one part; a word after it runs the test files with that word in their path. `--nightly` before them tries a hundred
 * thousand cases of the parser's properties and more, where a run in between tries a few thousand.
 */
const parts = ['lint', 'unit', 'package', 'host', 'ui'];
const { nightly, only, filter } = readArguments(process.argv.slice(2));
const wanted = (part) => only === undefined || only === part;
const summary = new TestSummary();

try {
  await step('Install packages', ensureDependencies);
  await runParts();
} catch (error) {
  summary.add({ name: 'Run', passed: 0, failed: 1, output: error.message });
}
await leave(summary.print());

async function runParts() {
  const needsTools = wanted('host') || wanted('ui');
  // Fetching waits for the network, checking for the processor: together they take the time of the longer one.
  const tools = needsTools ? settle(fetchTools()) : undefined;
  const built = await summary.check('Build', async () => {
    await buildProject();
    await buildTests();
  });
  // The unit tests run one file after the other where there are two processors; the other one checks meanwhile.
  const linted = wanted('lint') ? runLints() : undefined;
  if (built && wanted('unit')) await summary.run('Unit tests', () => unitTests());
  await linted;
  if (!built) return;
  const vsix = wanted('package') || wanted('ui') ? await makePackage() : undefined;
  if (tools === undefined) return;
  const ready = await tools;
  if (ready.error !== undefined) {
    summary.add({ name: 'VS Code and a browser', passed: 0, failed: 1, output: ready.error.message });
    return;
  }
  // One after the other: two workbenches at once on two processors make each other late.
  const { runExtensionHostTests, runWorkbenchTests } = await import('./lib/vsCodeTests.mjs');
  if (wanted('host'))
    await summary.run('Tests in the extension host', () =>
      runExtensionHostTests({ ...ready.value, filter: only === 'host' ? filter : undefined }),
    );
  if (wanted('ui') && vsix !== undefined) {
    await summary.run('Tests through the workbench', () => runWorkbenchTests({ ...ready.value, vsix, filter }));
  }
}

async function fetchTools() {
  const [server, browser] = await Promise.all([
    step('Fetch VS Code', ensureVsCodeServer),
    step('Find or install a browser', ensureBrowser),
  ]);
  return { server, browser };
}

async function runLints() {
  for (const { name, run } of lintChecks) await summary.check(name, run);
}

async function unitTests() {
  const { runNodeTests } = await import('./lib/nodeTests.mjs');
  return await runNodeTests(inRoot('dist', 'test'), {
    filter: only === 'unit' ? filter : undefined,
    env: { SHIPPED_CLI: inRoot('dist', 'cli.js'), ...(nightly && { FUZZ_RUNS: '120000' }) },
    ...(nightly && { timeout: 3_600_000 }),
  });
}

async function makePackage() {
  const { packageExtension } = await import('./lib/packageExtension.mjs');
  const target = inRoot('dist', 'identity-http.vsix');
  return (await summary.check('Package', () => packageExtension(target))) ? target : undefined;
}

async function settle(promise) {
  try {
    return { value: await promise };
  } catch (error) {
    return { error };
  }
}

function readArguments(args) {
  const isNightly = args[0] === '--nightly';
  const [flag, part, word, ...rest] = isNightly ? args.slice(1) : args;
  if (flag === undefined) return { nightly: isNightly };
  if (flag !== '--only' || !parts.includes(part) || rest.length > 0) {
    console.error(`Usage: npm test [-- [--nightly] [--only ${parts.join('|')} [WORD]]]`);
    process.exit(2);
  }
  return { nightly: isNightly, only: part, filter: word };
}
