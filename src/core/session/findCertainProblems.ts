import { lookupVariable } from '../environment/lookupVariable';
import type { FileReader, ValuePorts } from '../environment/ports';
import { resolveRequest } from '../request/resolveRequest';
import type { RequestBlock } from '../syntax/nodes';
import type { Problem } from '../text/problem';
import { buildScope, chosenEnvironment, type ScopeInput } from './buildScope';
import { capturedNames } from './captures/capturedNames';
import type { Session } from './session';

/** The block at the end of a chain, and the requests that are to be sent before it. */
export interface ChainEnd extends Omit<ScopeInput, 'block' | 'promptValues'> {
  readonly block: RequestBlock;
  readonly folder: string;
  readonly workspaceFolder?: string | undefined;
  readonly earlier: readonly RequestBlock[];
}

/**
 * What stops a block whatever the requests before it answer, so that none of them is sent for nothing: a name that
 * none of them captures, a script that would have to run, a kind of request that is not sent.
 */
export async function findCertainProblems(
  ports: ValuePorts & { readonly reader: FileReader },
  session: Session,
  end: ChainEnd,
): Promise<readonly Problem[]> {
  const { block, folder, workspaceFolder, environments, environmentName, earlier } = end;
  const scope = await buildScope(ports, session, end);
  const environment = chosenEnvironment(environments, environmentName);
  const { problems } = await resolveRequest(ports, { block, scope, environment, folder, workspaceFolder });
  const captured = new Set(earlier.flatMap(capturedNames));
  return problems.filter(({ code, severity, span }) => {
    if (severity !== 'error') return false;
    if (code !== 'undefined-variable' && code !== 'value-not-run') return CERTAIN_CODES.has(code);
    const expression = /^\{\{(.*)\}\}$/.exec(block.text.slice(span.start, span.end))?.[1]?.trim();
    // A name inside the value of another one may be captured too, and is not told here.
    const found = expression === undefined ? undefined : lookupVariable(scope, expression);
    if (expression === undefined || (found && !('code' in found && found.code === code))) return false;
    return !captured.has(expression) && !captured.has(expression.split(/[.[]/, 1)[0] ?? '');
  });
}

/** No answer changes these. */
const CERTAIN_CODES: ReadonlySet<string> = new Set([
  'script-not-run',
  'disabled-request',
  'unsupported-request',
  'no-request',
  'unknown-dynamic-variable',
  'invalid-argument',
  'expression-not-run',
  'empty-placeholder',
  'cyclic-variable',
  'unknown-auth',
  'invalid-save-path',
]);
