import { evaluateVariable } from '../environment/evaluateTemplate';
import type { FileReader, ValuePorts } from '../environment/ports';
import type { SecretReference } from '../environment/secrets/storedSecrets';
import type { VariableScope } from '../environment/variable';
import { shortestInside } from '../exchange/redaction';
import { resolveRequest } from '../request/resolveRequest';
import type { Resolution } from '../request/resolvedRequest';
import type { Problem } from '../text/problem';
import { findMissingSecrets } from './askSecrets';
import { buildScope, chosenEnvironment } from './buildScope';
import { loadImports } from './loadImports';
import { maskProblems } from './maskProblems';
import { refuseEnvironment } from './refuseEnvironment';
import type { SendBlockInput } from './sendBlock';
import { environmentSession, type Session } from './session';
import { withDotenv } from './withDotenv';

export type ResolvePorts = ValuePorts & { readonly reader: FileReader };

/** What is known of a block before its values are looked for: its imports, or why nothing of it is sent at all. */
export type OpenedBlock =
  | { readonly kind: 'opened'; readonly input: SendBlockInput }
  | { readonly kind: 'unresolved'; readonly problems: readonly Problem[] };

/** The request as a send would make it now; nobody is asked and nothing is sent, so a prompt is a problem. */
export async function resolveSilently(
  ports: ResolvePorts,
  session: Session,
  written: SendBlockInput,
): Promise<Resolution> {
  const opened = await openBlock(ports, written);
  return opened.kind === 'opened' ? resolveInSession(ports, session, opened.input, undefined) : opened;
}

/** Every use of a block begins here: its environment has to be the one of the file, and its imports count. */
export async function openBlock({ reader }: ResolvePorts, written: SendBlockInput): Promise<OpenedBlock> {
  const imports = written.imports ?? (await loadImports(reader, written)).imports;
  const input = { ...written, imports };
  const refused = refuseEnvironment(input, input.environments, input.environmentName);
  return refused ? { kind: 'unresolved', problems: [refused] } : { kind: 'opened', input };
}

/** `missingSecrets` are those whose absence is all that keeps the request from being sent. */
export type SessionResolution = { readonly scope: VariableScope } & (
  | Extract<Resolution, { readonly kind: 'resolved' }>
  | (Extract<Resolution, { readonly kind: 'unresolved' }> & { readonly missingSecrets: readonly SecretReference[] })
);

/** Scope and request of a block that was opened; secrets in the problems are masked. */
export async function resolveInSession(
  ports: ResolvePorts,
  session: Session,
  input: SendBlockInput,
  promptValues: ReadonlyMap<string, string> | undefined,
): Promise<SessionResolution> {
  const { file, block, environments, environmentName, folder, workspaceFolder, defaults } = input;
  const placed = { ...(await withDotenv(ports, input)), projectRoot: workspaceFolder ?? folder };
  const scope = await buildScope(placed, session, { ...input, promptValues });
  const environment = chosenEnvironment(environments, environmentName);
  const resolution = await resolveRequest(ports, {
    file,
    block,
    scope,
    environment,
    folder,
    workspaceFolder,
    defaults,
  });
  const problems = maskProblems(resolution.problems, scope);
  if (resolution.kind === 'resolved') {
    const { request } = resolution;
    const earlier = environmentSession(session, input).secrets;
    const secrets = [...new Set([...request.secrets, ...knownSecrets(scope), ...earlier])];
    return {
      ...resolution,
      request: { ...request, secrets, carriesSecrets: request.secrets.length > 0 },
      problems,
      scope,
    };
  }
  return { ...resolution, problems, scope, missingSecrets: findMissingSecrets(scope, problems) };
}

/**
 * Every secret that has a value here, whether the request uses it or not: a server may answer with what it was told
 * before. Short ones are left out, because they would hide what only looks like them.
 */
function knownSecrets(scope: VariableScope): readonly string[] {
  const secrets: string[] = [];
  for (const { origin, names, lookup } of scope.layers) {
    if (origin === 'dynamic' || origin === 'exchange') continue;
    for (const name of names) {
      const variable = lookup(name);
      if (!variable || !('origin' in variable) || !variable.secret) continue;
      const value = evaluateVariable(variable, scope);
      if (value.kind === 'text') secrets.push(...value.secrets.filter((secret) => secret.length >= shortestInside));
    }
  }
  return secrets;
}
