import { splitEnvironmentName } from '../../core/environment/environmentNames';
import { SHARED_SECTION } from '../../core/environment/environmentSource';
import type { SendBlockPorts } from '../../core/session/sendBlock';
import { answerMemory } from './answerMemory';
import type { Host } from '../host';
import { sandboxName } from '../../core/environment/sandboxName';
import { secretsOf } from '../secrets/secretValues';
import type { FilePlace } from '../environments/variableSources';

/** What a send may find and leave beyond the window: secrets in SecretStorage, other answers in the workspace. */
export function keepingPorts(
  host: Host,
  place: FilePlace,
): Required<Pick<SendBlockPorts, 'secrets' | 'keepSecret' | 'answerMemory'>> {
  const secrets = secretsOf(host, place);
  return {
    secrets,
    keepSecret: async (environmentName, name, value) => {
      // What the Sandbox gave is worth nothing once it has ended.
      if (environmentName === sandboxName) return;
      await secrets.keep({ environment: writtenEnvironment(environmentName), name }, value);
    },
    answerMemory: answerMemory(host.context.workspaceState, place.workspaceFolder ?? place.folder),
  };
}

/** Of several active together the last one, which wins; without one, where all environments find it. */
export function writtenEnvironment(environmentName: string | undefined): string {
  return environmentName === undefined
    ? SHARED_SECTION
    : (splitEnvironmentName(environmentName).at(-1) ?? environmentName);
}
