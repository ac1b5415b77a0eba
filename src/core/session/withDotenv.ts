import { loadDotenv } from '../environment/files/loadDotenv';
import type { FileReader, ValuePorts } from '../environment/ports';
import { templateSource } from '../text/template';
import { chosenEnvironment, type ScopeInput } from './buildScope';

/** Where `.env` files are looked for. */
export interface DotenvPlace extends Pick<ScopeInput, 'file' | 'environments' | 'environmentName'> {
  /** Of the request file. */
  readonly folder: string;
  readonly workspaceFolder?: string | undefined;
}

/**
 * The ports with what `$dotenv` reads, for `buildScope`. The files are looked for only when the request file or the
 * environment asks for one of their variables.
 */
export async function withDotenv<P extends ValuePorts>(
  ports: P & { readonly reader: FileReader },
  place: DotenvPlace,
): Promise<P> {
  const { environments, environmentName, file, folder, workspaceFolder: root } = place;
  if (ports.readDotenvVariable) return ports;
  const { variables } = chosenEnvironment(environments, environmentName);
  const asks =
    file.blocks.some((block) => block.text.includes('$dotenv')) ||
    variables.some(({ value }) => templateSource(value).includes('$dotenv'));
  if (!asks) return ports;
  return { ...ports, readDotenvVariable: await loadDotenv(ports.reader, folder, { root, environmentName }) };
}
