import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runProcess } from './processes.mjs';

/**
 * Runs npm; a failure is an error that ends with npm's own words.
 * @param {readonly string[]} args
 * @param {{ cwd: string, path?: string }} options `path` is put in front of PATH
 */
export async function runNpm(args, options) {
  const env = npmEnvironment();
  if (options.path !== undefined) {
    const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
    env[name] = `${options.path}${process.platform === 'win32' ? ';' : ':'}${env[name] ?? ''}`;
  }
  const npmScript = findNpmScript();
  const result =
    npmScript === undefined
      ? await runProcess('npm', args, { cwd: options.cwd, env, shell: process.platform === 'win32' })
      : await runProcess(process.execPath, [npmScript, ...args], { cwd: options.cwd, env });
  if (result.code !== 0) {
    throw new Error(`'npm ${args.slice(0, 2).join(' ')}' failed in ${options.cwd}:\n${npmMessage(result.output)}`);
  }
  return result;
}

/**
 * Fetches one package's tarball and unpacks the folder `inside` of it into `folder`.
 * @param {{ name: string, version: string, integrity?: string }} wanted
 * @param {{ folder: string, inside?: string }} options
 */
export async function unpackPackage(wanted, options) {
  await mkdir(options.folder, { recursive: true });
  const packed = await runNpm(['pack', `${wanted.name}@${wanted.version}`, '--json', '--silent'], {
    cwd: options.folder,
  });
  const [entry] = Object.values(JSON.parse(packed.stdout.slice(packed.stdout.search(/[[{]/))));
  const tarball = join(options.folder, entry.filename);
  await checkIntegrity(tarball, wanted);
  const inside = ['package', ...(options.inside === undefined ? [] : options.inside.split('/'))];
  const unpacked = await runProcess('tar', [
    '-xzf',
    tarball,
    '-C',
    options.folder,
    `--strip-components=${inside.length}`,
    // Some tarballs name their top folder otherwise, but only one of those used here is cut to a part.
    ...(options.inside === undefined ? [] : [inside.join('/')]),
  ]);
  await rm(tarball, { force: true });
  if (unpacked.code !== 0) throw new Error(`${wanted.name} could not be unpacked:\n${lastLines(unpacked.output, 5)}`);
}

/** npm says first what is wrong, then how it is used in general. */
function npmMessage(output) {
  const [message] = output.split(/^npm error (?:Clean install|Usage)/m);
  return (message ?? output).trimEnd().split('\n').slice(0, 25).join('\n');
}

async function checkIntegrity(tarball, wanted) {
  if (wanted.integrity === undefined) return;
  const digest = createHash('sha512')
    .update(await readFile(tarball))
    .digest('base64');
  if (`sha512-${digest}` === wanted.integrity) return;
  throw new Error(
    `The tarball of ${wanted.name}@${wanted.version} is not the one that is expected: its SHA-512 is ${digest}. Nothing of it was used.`,
  );
}

/** npm's own script, so that no shell is needed to start it (on Windows npm itself is a shell script). */
function findNpmScript() {
  const own = process.env.npm_execpath;
  if (own !== undefined && /npm-cli\.c?js$/.test(own) && existsSync(own)) return own;
  const bin = dirname(process.execPath);
  return [
    join(bin, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(bin, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(bin, '..', 'share', 'nodejs', 'npm', 'bin', 'npm-cli.js'),
  ].find((path) => existsSync(path));
}

/** Without what a surrounding `npm run` says about this project: an npm started in another folder would take it over. */
function npmEnvironment() {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^npm_(package_|lifecycle_|command$|node_execpath$|execpath$|config_(local_prefix|global_prefix|prefix|omit|include)$)/i.test(
        name,
      ),
  );
  return Object.fromEntries(kept);
}

/** @param {string} text @param {number} count */
export function lastLines(text, count) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
