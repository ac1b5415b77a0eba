import { describeCrash } from '../core/exchange/describeCrash';
import type { Invocation } from './invocation';
import { parseArguments } from './parseArguments';
import { escapeLine, openTerminal } from './terminal';
import type { Terminal } from './terminal';

/** The exit codes people and scripts rely on. */
export const exitCodes = {
  good: 0,
  /** A status of 400 or above, or no answer. */
  failed: 1,
  /** Not sent because of problems. */
  problems: 2,
  misused: 3,
  /** A mistake in this program. */
  internal: 70,
  /** What shells use for a program that was ended by Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What a command needs of the process it runs in. */
export interface CommandHost {
  readonly terminal: Terminal;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Runs the command line of `process` to its end and ends the process with its exit code. */
export async function runInvocation(process: NodeJS.Process): Promise<void> {
  const interruption = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      // Who asks twice does not want to wait for an orderly end.
      if (interruption.signal.aborted) process.exit(exitCodes.interrupted);
      interruption.abort();
    });
  }
  const host: CommandHost = { terminal: openTerminal(process), signal: interruption.signal };
  let code: ExitCode;
  try {
    code = await runCommand(parseArguments(process.argv.slice(2)), host);
  } catch (error) {
    host.terminal.printError(`identity-http failed because of a mistake of its own.\n${describeCrash(error)}\n`);
    code = exitCodes.internal;
  }
  await flush(process);
  // Sockets that are kept for a next request would hold the process for seconds.
  process.exit(code);
}

async function runCommand(invocation: Invocation, host: CommandHost): Promise<ExitCode> {
  switch (invocation.kind) {
    case 'send':
      return (await import('./sendCommand')).runSend(invocation.options, host);
    case 'parse':
      return (await import('./parseCommand')).runParse(invocation, host);
    case 'check':
      return (await import('./checkCommand')).runCheck(invocation.options, host);
    case 'format':
      return (await import('./formatCommand')).runFormat(invocation, host);
    case 'env':
      return (await import('./envCommand')).runEnv(invocation.options, host);
    case 'sandbox':
      return (await import('./sandboxCommand')).runSandbox(invocation.port, host);
    case 'help':
      host.terminal.print((await import('./usage')).usageText(invocation.command));
      return exitCodes.good;
    case 'version':
      host.terminal.print(`${await readVersion()}\n`);
      return exitCodes.good;
    case 'misused':
      host.terminal.printError(`${escapeLine(invocation.message)}\nTry 'identity-http --help'.\n`);
      return exitCodes.misused;
  }
}

/** The program is one file of the package whose description lies one folder above. */
async function readVersion(): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  const description: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  const version =
    typeof description === 'object' && description !== null && 'version' in description
      ? description.version
      : undefined;
  return typeof version === 'string' ? version : 'unknown';
}

/** `process.exit` throws away what a pipe has not taken yet. */
async function flush(process: NodeJS.Process): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.destroyed || stream.writableLength === 0) continue;
    await new Promise<void>((done) => stream.write('', () => done()));
  }
}
