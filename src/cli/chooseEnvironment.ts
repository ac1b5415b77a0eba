import { withEnvironment } from '../core/environment/environmentSet';
import { loadEnvironments } from '../core/environment/loadEnvironments';
import type { EnvironmentSet } from '../core/environment/environmentSet';
import { sandboxEnvironment } from '../core/environment/sandboxEnvironment';
import type { SandboxDescription } from '../core/environment/sandboxEnvironment';
import type { Transport } from '../core/exchange/exchange';
import { buildLineIndex } from '../core/text/lineIndex';
import { readFileBytes } from '../files/fileReader';
import type { SendOptions } from './parseArguments';
import { isWorthPrinting, problemLine } from './printProblems';
import type { ReadRequestFile } from './readRequestFile';
import type { CommandHost } from './runInvocation';

/** The environments of a run, and the one that was asked for. */
export interface ChosenEnvironment {
  readonly environments: EnvironmentSet;
  /** `undefined` when none was asked for. */
  readonly name: string | undefined;
  /** Ends what was started for the run. */
  readonly close: () => Promise<void>;
}

/** Everything the choice is made from. */
export interface ChoiceInput {
  readonly file: ReadRequestFile;
  /** To ask a running sandbox for its values. */
  readonly transport: Transport;
  readonly host: CommandHost;
}

/** Starts the sandbox when it is asked for. A sentence says why a choice cannot be met. */
export async function chooseEnvironment(
  { environmentName, sandboxUrl }: SendOptions,
  input: ChoiceInput,
): Promise<ChosenEnvironment | string> {
  const environments = await loadEnvironments(readFileBytes, input.file.folder);
  await printEnvironmentProblems(environments, input.host);
  if (environmentName?.toLowerCase() === sandboxName.toLowerCase() || (sandboxUrl !== undefined && !environmentName)) {
    return chooseSandbox(environments, sandboxUrl, input);
  }
  if (sandboxUrl !== undefined) return '--sandbox-url goes with --env sandbox, not with another environment.';
  if (environmentName !== undefined && !environments.names.includes(environmentName)) {
    const names = [...environments.names, 'sandbox'].join(', ');
    return `There is no environment '${environmentName}' for '${input.file.shownPath}'. There are: ${names}.`;
  }
  return { environments, name: environmentName, close: () => Promise.resolve() };
}

/** The environment that is always there. */
const sandboxName = 'Sandbox';

async function chooseSandbox(
  environments: EnvironmentSet,
  url: string | undefined,
  input: ChoiceInput,
): Promise<ChosenEnvironment | string> {
  if (url !== undefined) {
    const values = await (await import('./readSandbox')).readSandbox(url, input);
    return typeof values === 'string' ? values : withSandbox(environments, values, () => Promise.resolve());
  }
  const { startSandbox } = await import('../sandbox/startSandbox');
  const sandbox = await startSandbox({ keepsProcess: false });
  return withSandbox(environments, sandbox.environment, () => sandbox.close());
}

function withSandbox(
  environments: EnvironmentSet,
  values: Omit<SandboxDescription, 'name'>,
  close: () => Promise<void>,
): ChosenEnvironment {
  const environment = sandboxEnvironment({ ...values, name: sandboxName });
  return { environments: withEnvironment(environments, environment), name: sandboxName, close };
}

/** A file that cannot be understood explains an environment or a value that is missing afterwards. */
async function printEnvironmentProblems({ problems }: EnvironmentSet, { terminal }: CommandHost): Promise<void> {
  for (const problem of problems.filter(isWorthPrinting)) {
    const bytes = await readFileBytes(problem.path);
    const text = bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : '';
    terminal.printError(`${problemLine({ shownPath: problem.path, lines: buildLineIndex(text) }, problem)}\n`);
  }
}
