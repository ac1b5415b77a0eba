import { withEnvironment, type EnvironmentSet } from '../../src/core/environment/environmentSet';
import { loadEnvironments } from '../../src/core/environment/files/loadEnvironments';
import type { FileFailure, FileReader, ValuePorts } from '../../src/core/environment/ports';
import type { Environment } from '../../src/core/environment/variable';
import type { SendingDefaults } from '../../src/core/request/resolveOptions';
import { resolveRequest } from '../../src/core/request/resolveRequest';
import type { Resolution, ResolvedRequest } from '../../src/core/request/resolvedRequest';
import { buildScope, chosenEnvironment } from '../../src/core/session/buildScope';
import { createSession, type Session } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';

/** The folder of the request file in these tests. */
export const folder = '/desk/api';

/** Files by path. Text becomes UTF-8. */
export type MemoryFiles = Readonly<Record<string, string | Uint8Array | FileFailure>>;

/** What a request is resolved with, besides its text. */
export interface ResolveOptions {
  readonly files?: MemoryFiles;
  /** Becomes the environment `dev`. */
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly environmentName?: string | undefined;
  readonly builtIn?: Environment;
  readonly session?: Session;
  readonly argumentValues?: ReadonlyMap<string, string>;
  readonly ports?: Partial<ValuePorts>;
  readonly workspaceFolder?: string | undefined;
  readonly block?: number;
  readonly defaults?: SendingDefaults;
}

/** A reader over texts in memory; looks at the path only. */
export function memoryReader(files: MemoryFiles): FileReader {
  return async (path) => {
    const content = Object.hasOwn(files, path) ? files[path] : undefined;
    return typeof content === 'string' ? new TextEncoder().encode(content) : content;
  };
}

/** Values that never change: the clock stands at 2025-01-13T22:31:29.000Z. */
export function fixedPorts(ports: Partial<ValuePorts> = {}): ValuePorts {
  let count = 0;
  return {
    clock: () => 1_736_807_489_000,
    newId: () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`,
    random: () => 0.5,
    zoneOffset: () => 120,
    ...ports,
  };
}

/** The environments that the options describe. */
export async function environmentsOf({ files = {}, variables, builtIn }: ResolveOptions): Promise<EnvironmentSet> {
  const own = variables ? { [`${folder}/http-client.env.json`]: JSON.stringify({ dev: variables }) } : {};
  const set = await loadEnvironments(memoryReader({ ...own, ...files }), folder);
  return builtIn ? withEnvironment(set, builtIn) : set;
}

/** One block of the text, resolved in the environment `dev` where there is one. */
export async function resolveText(text: string, options: ResolveOptions = {}): Promise<Resolution> {
  const { files = {}, session = createSession(), argumentValues, ports } = options;
  const workspaceFolder = 'workspaceFolder' in options ? options.workspaceFolder : '/desk';
  const environments = await environmentsOf(options);
  const environmentName = 'environmentName' in options ? options.environmentName : options.variables && 'dev';
  const file = parseRequestFile(text);
  const block = file.blocks[options.block ?? 0];
  if (!block) throw new Error('The text has no such block.');
  const scope = await buildScope(fixedPorts(ports), session, {
    file,
    block,
    environments,
    environmentName,
    argumentValues,
  });
  const environment = chosenEnvironment(environments, environmentName);
  const { defaults } = options;
  const input = { file, block, scope, environment, folder, workspaceFolder, defaults };
  return resolveRequest({ reader: memoryReader(files) }, input);
}

/** The request, where there has to be one. */
export async function resolvedText(text: string, options: ResolveOptions = {}): Promise<ResolvedRequest> {
  const resolution = await resolveText(text, options);
  if (resolution.kind === 'resolved') return resolution.request;
  throw new Error(resolution.problems.map((problem) => problem.message).join('\n'));
}

/** The body of a request as text. */
export function bodyText(request: ResolvedRequest): string | undefined {
  return request.body && new TextDecoder().decode(request.body.bytes);
}
