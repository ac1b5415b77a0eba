import type { EnvironmentSet } from '../environment/environmentSet';
import type { LookupFailure, VariableLayer } from '../environment/variable';
import { hasVariableImport } from '../syntax/blockImports';
import { findLoopNames, findNotRunNames, hasUnreadScript, type NotRunName } from '../syntax/script/findNotRunNames';
import type { RequestBlock, RequestFile } from '../syntax/nodes';
import { findCapturing } from './captures/capturedNames';
import { findPrompts } from './prompts';

/**
 * Says of a name that nothing gives a value what would give it one in another tool: a loop, a script, a directive. The
 * request that needs it is not sent, and its file is no worse for it.
 */
export function buildNotRunLayer(files: readonly RequestFile[], block: RequestBlock | undefined): VariableLayer {
  let names: ReadonlyMap<string, NotRunName> | undefined;
  const lookup = (expression: string): LookupFailure | undefined => {
    const name = /^\$?[A-Za-z_][\w$-]*/.exec(expression)?.[0];
    if (name === undefined) return undefined;
    names ??= new Map(
      [...(block ? findLoopNames(block) : []), ...files.flatMap(findNotRunNames)].map((entry) => [entry.name, entry]),
    );
    if (name === 'oauth2Session') return notRun(SESSION);
    const found = names.get(expression) ?? names.get(name) ?? names.get(name.replace(/\d+$/, '$$index'));
    // An assignment that is understood is read as a capture: sending that request gives the value.
    if (found?.by === 'script' && findCapturing(files, block, expression) !== undefined) return undefined;
    return found && notRun(describe(found));
  };
  return { origin: 'dynamic', names: [], lookup };
}

/** Why a name that nothing gives a value may still have one in another tool, if so: not all that may set it is read. */
export function describeUnread(
  files: readonly RequestFile[],
  { unreadConfiguration }: Pick<EnvironmentSet, 'unreadConfiguration'>,
  name: string,
): string | undefined {
  if (files.some(hasUnreadScript)) {
    return `'${name}' has no value here. A script may set it, and scripts are not run. Define it, or write '# @capture ${name} = …' for a value of an answer.`;
  }
  if (files.some(hasVariableImport)) {
    return `'${name}' has no value here. A file whose path has a placeholder is not imported. Write the path of the import out, or define '${name}'.`;
  }
  if (unreadConfiguration !== undefined) {
    return `'${name}' has no value here. '${unreadConfiguration}' may give it one, and is not read: nothing of it is run. Define '${name}' in 'http-client.env.json'.`;
  }
  return undefined;
}

/** httpYac's, behind `Authorization: openid …`. */
const SESSION =
  "'oauth2Session' would be set by a sign-in of httpYac, which is not run. Write '{{$auth.token(\"name\")}}' for a token.";

function notRun(message: string): LookupFailure {
  return { kind: 'lookup-failure', code: 'value-not-run', message };
}

/** Whether a scope without the block would lack names that have a meaning in it: its questions and its loop. */
export function hasOwnNames(block: RequestBlock): boolean {
  return findPrompts(block).length > 0 || findLoopNames(block).length > 0;
}

function describe({ name, by }: NotRunName): string {
  if (by === 'script') {
    return `'${name}' would be set by a script, and scripts are not run. Write '# @capture ${name} = …' for a value of an answer, or define it.`;
  }
  const also = name.startsWith('$') ? 'Write a value in its place.' : 'Define a variable of that name.';
  return `'${name}' would be set by '${by}', which is not run. ${also}`;
}
