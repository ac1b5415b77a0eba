import { startSandbox } from '../sandbox/startSandbox';
import type { RunningSandbox } from '../sandbox/startSandbox';
import { exitCodes } from './runInvocation';
import type { CommandHost, ExitCode } from './runInvocation';

/** `identity-http sandbox`: until Ctrl-C, which is its orderly end. */
export async function runSandbox(port: number, { terminal, signal }: CommandHost): Promise<ExitCode> {
  const sandbox = await tryStart(port);
  if (typeof sandbox === 'string') {
    terminal.printError(`${sandbox}\n`);
    return exitCodes.failed;
  }
  terminal.print(
    `The sandbox answers at ${sandbox.url}\n` +
      `Send to it with: identity-http send FILE --env sandbox --sandbox-url ${sandbox.url}\n` +
      'Ctrl-C ends it, and all it holds.\n',
  );
  await new Promise<void>((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
  await sandbox.close();
  return exitCodes.good;
}

async function tryStart(port: number): Promise<RunningSandbox | string> {
  try {
    return await startSandbox({ port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') return `Port ${port} is taken. Choose another one, or leave out --port.`;
    if (code === 'EACCES') return `Port ${port} may not be used by this user. Choose one from 1024 on.`;
    throw error;
  }
}
