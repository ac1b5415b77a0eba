import type { EnvironmentSet } from './environmentSet';
import { splitEnvironmentName } from './environmentNames';
import { sandboxName } from './sandboxName';

/** Says which environment there is not, and which ones there are. */
export function describeUnknown({ names, lookup }: Pick<EnvironmentSet, 'names' | 'lookup'>, name: string): string {
  const parts = splitEnvironmentName(name);
  if (parts.length > 1 && parts.some((part) => part.toLowerCase() === sandboxName.toLowerCase())) return SANDBOX_ALONE;
  const missing = parts.find((part) => !lookup(part)) ?? name;
  const known = names.length === 0 ? 'There are none for this file' : `There are: ${names.slice(0, 20).join(', ')}`;
  return `No environment file defines '${missing}'. ${known}.${suggestTogether(names, missing)}`;
}

/** `staging, eu` where both of them exist. */
export function suggestTogether(names: readonly string[], wanted: string): string {
  const parts = wanted.split(/[\s,;]+/).filter((part) => part !== '');
  const areKnown = parts.length > 1 && parts.every((part) => names.includes(part));
  return areKnown ? ` For several together write '${parts.join('+')}'.` : '';
}

const SANDBOX_ALONE = 'The sandbox is used alone: values of another environment could go to it, or its own elsewhere.';
