import { splitEnvironmentName } from '../environment/environmentNames';
import type { EnvironmentSet } from '../environment/environmentSet';
import type { Clock, FileReader, Prompt, ValuePorts } from '../environment/ports';
import type { Environment } from '../environment/variable';
import type { Exchange, Transport } from '../exchange/exchange';
import { sendRequest } from '../exchange/sendRequest';
import { resolveRequest } from '../request/resolveRequest';
import type { ResolvedRequest } from '../request/resolvedRequest';
import type { RequestBlock } from '../syntax/nodes';
import type { Problem } from '../text/problem';
import { buildScope, chosenEnvironment, type ScopeInput } from './buildScope';
import { confirmationFor, type Confirm } from './confirmationFor';
import { askPrompts, findPrompts } from './prompts';
import { recordExchange } from './recordExchange';
import type { Session } from './session';
import { withDotenv } from './withDotenv';

/** Everything the walk needs from outside. */
export interface SendBlockPorts extends ValuePorts {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly reader: FileReader;
  /** Left out where nobody can be asked: then a prompt is an error. */
  readonly prompt?: Prompt | undefined;
  /** Left out where nobody can be asked: then what the environment wants confirmed is not sent. */
  readonly confirm?: Confirm | undefined;
  /** Told when the request is complete and about to go out, for «sending…». */
  readonly onSending?: ((request: ResolvedRequest) => void) | undefined;
}

/** The block with its place and everything that decides on its values. */
export interface SendBlockInput extends Omit<ScopeInput, 'block' | 'promptValues'> {
  readonly block: RequestBlock;
  /** Of the request file. */
  readonly folder: string;
  readonly workspaceFolder?: string | undefined;
  /** The host's setting, for blocks without `# @timeout`. */
  readonly timeoutMilliseconds?: number | undefined;
}

/** Problem spans are in block coordinates. With `sent`, they are hints of resolving and captures that failed. */
export type SendResult =
  | { readonly kind: 'unresolved'; readonly problems: readonly Problem[] }
  /** The person turned away from a prompt, or the signal was given before anything was sent. */
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'sent'; readonly exchange: Exchange; readonly problems: readonly Problem[] };

/** Scope, resolve, send, record: the walk of one block, the same for every host. */
export async function sendBlock(
  ports: SendBlockPorts,
  session: Session,
  input: SendBlockInput,
  signal: AbortSignal,
): Promise<SendResult> {
  const { block, environmentName } = input;
  const request = await resolveBlock(ports, session, input, signal);
  if (request.kind !== 'resolved') return request;
  ports.onSending?.(request.request);
  const name = block.name?.text ?? block.title?.text;
  const exchange = await sendRequest(ports, request.request, { name, environmentName }, signal);
  const captureProblems = await recordExchange(session, { environmentName, block, exchange });
  return { kind: 'sent', exchange, problems: [...request.problems, ...captureProblems] };
}

type ResolvedBlock =
  | Extract<SendResult, { readonly kind: 'unresolved' | 'cancelled' }>
  | { readonly kind: 'resolved'; readonly request: ResolvedRequest; readonly problems: readonly Problem[] };

async function resolveBlock(
  ports: SendBlockPorts,
  session: Session,
  input: SendBlockInput,
  signal: AbortSignal,
): Promise<ResolvedBlock> {
  const { block, environments, environmentName, folder, workspaceFolder, timeoutMilliseconds } = input;
  if (environmentName !== undefined && !environments.lookup(environmentName)) {
    return { kind: 'unresolved', problems: [describeUnknownEnvironment(block, environments, environmentName)] };
  }
  let promptValues: ReadonlyMap<string, string> | undefined;
  if (ports.prompt && findPrompts(block).length > 0) {
    promptValues = await askPrompts(ports.prompt, block, signal);
    if (!promptValues) return { kind: 'cancelled' };
  }
  const scope = await buildScope(await withDotenv(ports, input), session, { ...input, promptValues });
  const environment = chosenEnvironment(environments, environmentName);
  const resolution = await resolveRequest(ports, { block, scope, environment, folder, workspaceFolder });
  if (resolution.kind === 'unresolved') return resolution;
  const { request, problems } = resolution;
  const refusal = await confirmSend(ports, { block, request, environment });
  if (refusal) return refusal;
  if (signal.aborted) return { kind: 'cancelled' };
  const timeout = request.timeoutMilliseconds ?? timeoutMilliseconds;
  return { kind: 'resolved', request: { ...request, timeoutMilliseconds: timeout }, problems };
}

/** Every request passes here before it goes out. `undefined` when nothing speaks against sending it. */
async function confirmSend(
  ports: Pick<SendBlockPorts, 'confirm'>,
  { block, request, environment }: { block: RequestBlock; request: ResolvedRequest; environment: Environment },
): Promise<Extract<SendResult, { readonly kind: 'unresolved' | 'cancelled' }> | undefined> {
  const confirmation = confirmationFor(request, environment);
  if (confirmation.kind === 'none') return undefined;
  if (ports.confirm) return (await ports.confirm(confirmation)) ? undefined : { kind: 'cancelled' };
  const message = `Not sent, because nobody could be asked. ${confirmation.reasons.join(' ')}`;
  const span = block.request?.target.span ?? { start: 0, end: 0 };
  return { kind: 'unresolved', problems: [{ code: 'confirmation-needed', severity: 'error', span, message }] };
}

/** Values of another environment, or none, could go to the wrong host: nothing is sent. */
function describeUnknownEnvironment(
  block: RequestBlock,
  { names, lookup }: Pick<EnvironmentSet, 'names' | 'lookup'>,
  name: string,
): Problem {
  const missing = splitEnvironmentName(name).find((part) => !lookup(part)) ?? name;
  const known = names.length === 0 ? 'There are none for this file' : `There are: ${names.slice(0, 20).join(', ')}`;
  return {
    code: 'unknown-environment',
    severity: 'error',
    span: block.request?.target.span ?? { start: 0, end: 0 },
    message: `No environment file defines '${missing}'. ${known}.`,
  };
}
