import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after } from 'node:test';
import { build } from 'esbuild';

/** What a run of the command line came to. */
export interface CliRun {
  /** `null` when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the running process, to send it a signal or to close its output. */
  readonly during?: (child: ChildProcess) => void;
}

/** The whole suite runs what ships. */
const shippedCli = process.env['SHIPPED_CLI'];

let built: Promise<string> | undefined;

/** Runs the command line as a process of its own. */
export async function runCli(words: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const child = spawn(process.execPath, [await builtCli(), ...words], {
    cwd: options.cwd ?? resolve('.'),
    env: { ...withoutColours(process.env), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  options.during?.(child);
  const code = await new Promise<number | null>((done, fail) => {
    child.on('error', fail);
    child.on('close', done);
  });
  return { code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}

/** Writes the files into a new folder that goes away with the process, and gives the folder. */
export async function temporaryFolder(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'identity-http-'));
  if (folders.push(folder) === 1) {
    process.on('exit', removeFolders);
    // A signal ends a process without asking those who listen to its exit.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  }
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

const folders: string[] = [];

function removeFolders(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/** One request as it arrived at a recorder. */
export interface RecordedRequest {
  readonly method: string;
  readonly target: string;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export interface Recorder {
  readonly origin: string;
  readonly requests: readonly RecordedRequest[];
}

/** A server on a loopback address that keeps what it receives and answers with `answer`, until the test ends. */
export async function startRecorder(
  answer: (response: ServerResponse, request: IncomingMessage) => void = (response) => response.end(),
): Promise<Recorder> {
  const requests: RecordedRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', rawHeaders } = request;
      requests.push({ method, target: url, rawHeaders, body: Buffer.concat(chunks).toString() });
      answer(response, request);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, requests };
}

/** For a test file that is run alone: as `esbuild.js` builds it, but for the chunks it puts together. */
async function buildCli(): Promise<string> {
  const folder = await temporaryFolder({});
  await copyFile('package.json', join(folder, 'package.json'));
  await build({
    entryPoints: { cli: 'src/cli/main.ts' },
    outdir: join(folder, 'dist'),
    chunkNames: 'cli-[name]-[hash]',
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.18',
    splitting: true,
    minify: true,
    mainFields: ['module', 'main'],
    logLevel: 'warning',
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  return join(folder, 'dist', 'cli.js');
}

function builtCli(): Promise<string> {
  return (built ??= shippedCli ? Promise.resolve(resolve(shippedCli)) : buildCli());
}

function withoutColours(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, ...rest } = environment;
  return rest;
}
