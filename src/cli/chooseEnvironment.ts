import { join } from 'node:path';
import { withEnvironment } from '../core/environment/environmentSet';
import type { EnvironmentSet } from '../core/environment/environmentSet';
import { setSecretNames } from '../core/environment/secrets/isSecretName';
import { loadEnvironments } from '../core/environment/files/loadEnvironments';
import { parseSecretNames, parseSettingsFile } from '../core/environment/files/readEnvironmentSettings';
import { sandboxEnvironment } from '../core/environment/sandboxEnvironment';
import type { SandboxDescription } from '../core/environment/sandboxEnvironment';
import { splitEnvironmentName } from '../core/environment/environmentNames';
import { sandboxName } from '../core/environment/sandboxName';
import { describeUnknown, suggestTogether } from '../core/environment/unknownEnvironment';
import { loadSecrets, type SecretStore } from '../core/environment/secrets/storedSecrets';
import type { Transport } from '../core/exchange/exchange';
import { findEnvironmentPin } from '../core/request/pinnedEnvironment';
import { buildLineIndex } from '../core/text/lineIndex';
import { readFileBytes } from '../files/fileReader';
import { listFolder } from '../files/listFolder';
import type { SendOptions } from './invocation';
import { processSecrets } from './processSecrets';
import { isWorthPrinting, problemLine } from './printProblems';
import type { ReadRequestFile } from './readRequestFile';
import type { CommandHost } from './runInvocation';

/** The environments of a run, and the one that was asked for. */
export interface ChosenEnvironment {
  readonly environments: EnvironmentSet;
  /** `undefined` when none was asked for. */
  readonly name: string | undefined;
  /** The secrets that the environments keep elsewhere; what is known of them is in `environments` already. */
  readonly secrets: SecretStore;
  /** Ends what was started for the run. */
  readonly close: () => Promise<void>;
}

/** Everything the choice is made from. */
export interface ChoiceInput {
  readonly file: ReadRequestFile;
  /** To ask a running sandbox for its values; left out where no address of one can be given. */
  readonly transport?: Transport;
  readonly host: CommandHost;
}

/** Starts the sandbox when it is asked for. A sentence says why a choice cannot be met. */
export async function chooseEnvironment(
  { environmentName: wanted, sandboxUrl }: Pick<SendOptions, 'environmentName' | 'sandboxUrl'>,
  input: ChoiceInput,
): Promise<ChosenEnvironment | string> {
  const { environments, secrets } = await readEnvironments(input.file);
  await printEnvironmentProblems(environments, input.host);
  // What the file is pinned to needs no option; another choice than that is refused when something is sent.
  const environmentName = wanted ?? (sandboxUrl === undefined ? findEnvironmentPin(input.file.parsed).name : undefined);
  if (environmentName?.toLowerCase() === sandboxName.toLowerCase() || (sandboxUrl !== undefined && !environmentName)) {
    const chosen = await chooseSandbox(environments, sandboxUrl, input);
    return typeof chosen === 'string' ? chosen : { ...chosen, secrets };
  }
  if (sandboxUrl !== undefined) return '--sandbox-url goes with --env sandbox, not with another environment.';
  // A name in the file that there is not is a problem of the file, which every use of it reports.
  if (wanted !== undefined && !environments.lookup(wanted)) {
    return describeMissing(environments, wanted, input.file);
  }
  return { environments, name: environmentName, secrets, close: () => Promise.resolve() };
}

/** The settings of the folder are read as an editor that has opened it would read them. */
async function readEnvironments(
  file: ReadRequestFile,
): Promise<{ readonly environments: EnvironmentSet; readonly secrets: SecretStore }> {
  const settingsPath = join(file.workspaceFolder, '.vscode', 'settings.json');
  const settings = await readFileBytes(settingsPath);
  setSecretNames(settings instanceof Uint8Array ? parseSecretNames(settings) : []);
  const written = await loadEnvironments(readFileBytes, file.folder, {
    workspaceFolder: file.workspaceFolder,
    listFolder,
    settingSources: settings instanceof Uint8Array ? parseSettingsFile(settings, settingsPath) : [],
  });
  const secrets = processSecrets(process.env, written);
  return { environments: await loadSecrets(written, secrets), secrets };
}

function describeMissing(environments: EnvironmentSet, name: string, file: ReadRequestFile): string {
  if (environments.names.includes(name) || splitEnvironmentName(name).length > 1)
    return describeUnknown(environments, name);
  const names = [...environments.names, 'sandbox'].join(', ');
  return `There is no environment '${name}' for '${file.shownPath}'. There are: ${names}.${suggestTogether(environments.names, name)}`;
}

async function chooseSandbox(
  environments: EnvironmentSet,
  url: string | undefined,
  { transport, ...input }: ChoiceInput,
): Promise<Omit<ChosenEnvironment, 'secrets'> | string> {
  if (url !== undefined && transport) {
    const values = await (await import('./readSandbox')).readSandbox(url, { ...input, transport });
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
): Omit<ChosenEnvironment, 'secrets'> {
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
