import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inRoot, rootFolder } from './paths.mjs';
import { atEnd, runProcess } from './processes.mjs';

const reporter = pathToFileURL(inRoot('scripts', 'lib', 'countingReporter.mjs')).href;

/**
 * Runs the built test files under a folder with `node --test`.
 * @param {string} folder
 * @param {{ env?: NodeJS.ProcessEnv, filter?: string | undefined, oneByOne?: boolean, timeout?: number }} [options]
 */
export async function runNodeTests(folder, options = {}) {
  const files = (await testFiles(folder)).filter(
    (file) => options.filter === undefined || file.includes(options.filter),
  );
  if (files.length === 0) return { passed: 0, failed: 1, output: `There is no test to run in ${folder}.` };
  const scratch = await mkdtemp(join(tmpdir(), 'identity-http-tests-'));
  const remove = () => rm(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  const takeBack = atEnd(remove);
  try {
    // A test that is ended by force cannot clean up behind itself: what it makes goes with this folder.
    const temporary = join(scratch, 'tmp');
    await mkdir(temporary);
    const env = { ...process.env, ...options.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
    const countFile = join(scratch, 'count.json');
    const args = [
      '--test',
      '--enable-source-maps',
      `--test-timeout=${options.timeout ?? 120_000}`,
      ...(options.oneByOne === true ? ['--test-concurrency=1'] : []),
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${reporter}`,
      `--test-reporter-destination=${countFile}`,
      ...(await shareProcesses(files, scratch)),
    ];
    const result = await runProcess(process.execPath, args, { cwd: rootFolder, env });
    const count = existsSync(countFile) ? JSON.parse((await readFile(countFile, 'utf8')) || '{}') : {};
    const { passed = 0, failed = 0, skipped = 0 } = count;
    return {
      passed,
      // A run that fails without a failed test is a failure all the same, and a skipped test proves nothing.
      failed: failed + skipped + (result.code !== 0 && failed === 0 ? 1 : 0),
      output: result.code === 0 ? '' : failingPart(result.output),
    };
  } finally {
    await remove();
    takeBack();
  }
}

async function testFiles(folder) {
  if (!existsSync(folder)) return [];
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => name.endsWith('.test.js'))
    .sort()
    .map((name) => join(folder, name));
}

/**
 * Starting a process costs more than most files of the core, which touch nothing but values: eight of them share one.
 * Everything else has a process of its own.
 * @param {readonly string[]} files
 * @param {string} scratch
 */
async function shareProcesses(files, scratch) {
  const shared = files.filter(isOfCore);
  const count = Math.ceil(shared.length / 8);
  // Neighbours in the alphabet are about the same and take as long: they go to different processes.
  const groups = Array.from({ length: count }, (_, group) => shared.filter((_file, index) => index % count === group));
  const starters = groups.map(async (group, index) => {
    const starter = join(scratch, `core-${index + 1}.test.mjs`);
    await writeFile(starter, group.map((file) => `import '${pathToFileURL(file).href}';\n`).join(''));
    return starter;
  });
  return [...(await Promise.all(starters)), ...files.filter((file) => !isOfCore(file))];
}

function isOfCore(file) {
  return file.includes(`${sep}core${sep}`);
}

function failingPart(output) {
  const at = output.lastIndexOf('failing tests:');
  return at < 0 ? output.slice(-8000) : output.slice(at);
}
