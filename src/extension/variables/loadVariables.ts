import type * as vscode from 'vscode';
import { splitEnvironmentName } from '../../core/environment/environmentNames';
import type { EnvironmentSet } from '../../core/environment/environmentSet';
import { buildRedactor } from '../../core/exchange/redaction';
import { describeVariables, type VariablesDescription } from '../../core/language/names/describeVariables';
import { chosenEnvironment } from '../../core/session/buildScope';
import { listCaptures } from '../../core/session/captures/captures';
import type { SessionFile } from '../../core/session/session';
import { environmentOf } from '../environments/environmentOf';
import type { FrontFile } from '../frontFile';
import { contextUri, type Host } from '../host';
import { sandboxName } from '../../core/environment/sandboxName';

/** Everything the Variables view shows, and what its actions need to know of the place it is about. */
export interface LoadedVariables {
  readonly description: VariablesDescription;
  readonly front: FrontFile;
  /** The file that decides on folder and environment; `undefined` for the first folder. */
  readonly place: vscode.Uri | undefined;
  /** Which part of the session it is about. */
  readonly file: SessionFile;
  readonly environmentName: string | undefined;
  /** The request file says itself which environment it is for. */
  readonly isPinned: boolean;
  /** Names of all environments that can be chosen here, the built-in one left out. */
  readonly environmentNames: readonly string[];
}

/** The variables of the request file in front, or of its folder when there is none. */
export async function loadVariables(host: Host, front: FrontFile): Promise<LoadedVariables> {
  const sources = await host.variables();
  const { document } = front;
  const place = front.uri && contextUri(host, front.uri);
  const { name, isPinned } = document
    ? await environmentOf(host, document)
    : { name: host.environments.nameFor(place), isPinned: false };
  const { environments, scope } = await sources.scopeOfPlace(front, name);
  const file: SessionFile = document
    ? sources.sessionFileOf(document, name)
    : { environmentName: name, workspaceFolder: sources.placeOf(place).workspaceFolder };
  const description = describeVariables({
    scope,
    environments: describeActive(environments, name),
    unavailable: chosenEnvironment(environments, name).unavailable ?? new Map(),
    captures: listCaptures(sources.session, file),
    path: file.madeFor ?? file.path,
    buildRedactor: (secrets) => buildRedactor(secrets).text,
  });
  const environmentNames = environments.names.filter((candidate) => candidate !== sandboxName);
  return { description, front, file, place, environmentName: name, isPinned, environmentNames };
}

function describeActive(
  environments: EnvironmentSet,
  name: string | undefined,
): Parameters<typeof describeVariables>[0]['environments'] {
  if (name === undefined) return [];
  const parts = environments.lookup(name)?.parts ?? (environments.names.includes(name) ? [name] : undefined);
  return (parts ?? splitEnvironmentName(name)).map((part) => {
    const environment = environments.lookup(part);
    const isBuiltIn = part === sandboxName;
    return { name: part, color: environment?.rules?.color, isBuiltIn, isUnknown: environment === undefined };
  });
}
