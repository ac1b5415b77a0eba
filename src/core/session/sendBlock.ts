import type { Clock, FileReader, Prompt, ValuePorts } from '../environment/ports';
import type { SecretStore } from '../environment/secrets/storedSecrets';
import type { Exchange, Transport } from '../exchange/exchange';
import { buildRedactor } from '../exchange/redaction';
import { sendRequest, type SendContext } from '../exchange/sendRequest';
import { hasErrors } from '../request/findings';
import type { SendingDefaults } from '../request/resolveOptions';
import type { ResolvedRequest } from '../request/resolvedRequest';
import type { RequestBlock, RequestFile } from '../syntax/nodes';
import type { Problem } from '../text/problem';
import { askSecrets } from './askSecrets';
import { chosenEnvironment, type ScopeInput } from './buildScope';
import { confirmBlock } from './confirmBlock';
import type { Confirm } from './confirmationFor';
import type { TokenPorts } from './tokens/fetchTokens';
import { findCaptureProblems } from './captures/findCaptureProblems';
import { findCertainProblems } from './findCertainProblems';
import { planRefs, type RefStep } from './planRefs';
import { askPrompts, findInlinePrompts, findPrompts, type AnswerMemory } from './prompts';
import { recordExchange, withCapturedSecrets, type KeepSecret } from './recordExchange';
import { environmentSession, fileSession, type Session, type SessionFile } from './session';
import { refuseEnvironment } from './refuseEnvironment';
import { renewAndSendAgain } from './tokens/renewAndSendAgain';
import { openBlock } from './resolveInSession';
import { resolveWithTokens, type TokenInput, type TokenResolution } from './tokens/resolveWithTokens';
import { saveAnswer, type SavePorts } from './saveAnswer';
import { isUnderWay, waitForOthers, whileUnderWay } from './underWay';
import { withDotenv } from './withDotenv';

/** Everything the walk needs from outside. */
export interface SendBlockPorts extends ValuePorts, SavePorts {
  readonly transport: Transport;
  readonly clock: Clock;
  /** Told now and then of the block's answer while it is under way. */
  readonly onProgress?: ((soFar: Exchange) => void) | undefined;
  readonly reader: FileReader;
  /** Left out where nobody can be asked: then a prompt is an error. */
  readonly prompt?: Prompt | undefined;
  /** Left out where nobody can be asked: then what the environment wants confirmed is not sent. */
  readonly confirm?: Confirm | undefined;
  /** Told when the request is complete and about to go out, for «sending…». */
  readonly onSending?: ((request: ResolvedRequest, about: SendContext) => void) | undefined;
  /** Told of each request that was sent first because of a `# @ref`, once its answer is recorded. */
  readonly onEarlier?: ((earlier: EarlierExchange) => Promise<void> | void) | undefined;
  /** Where the values of `{ "provider": "SecretStorage" }` are; one that is missing is asked for with `prompt`. */
  readonly secrets?: SecretStore | undefined;
  /** Answers to prompts beyond the session, where the host keeps them. */
  readonly answerMemory?: AnswerMemory | undefined;
  /** For `# @capture secret`; without it such a value lives as long as the session. */
  readonly keepSecret?: KeepSecret | undefined;
  /** Without them `{{$auth.token("name")}}` is an error, unless the token is written down. */
  readonly tokens?: TokenPorts | undefined;
}

/** A request that another one needed. */
export interface EarlierExchange {
  readonly exchange: Exchange;
  readonly block: RequestBlock;
  /** The file the block stands in, which may be an imported one. */
  readonly file: RequestFile;
  readonly path: string | undefined;
  /** In the coordinates of `block`. */
  readonly problems: readonly Problem[];
}

/** The block with its place and everything that decides on its values. */
export interface SendBlockInput extends Omit<ScopeInput, 'block' | 'promptValues'> {
  readonly block: RequestBlock;
  /** Of the request file. What it imports is read from there, where `imports` are not given. */
  readonly folder: string;
  readonly workspaceFolder?: string | undefined;
  /** The host's setting, for blocks without `# @timeout`. */
  readonly timeoutMilliseconds?: number | undefined;
  /** The host's settings, where neither the block nor its environment says anything. */
  readonly defaults?: SendingDefaults | undefined;
}

/** Problem spans are in block coordinates. With `sent`, they are hints of resolving and captures that failed. */
export type SendResult =
  | { readonly kind: 'unresolved'; readonly problems: readonly Problem[] }
  /** The person turned away from a prompt, or the signal was given before anything was sent. */
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'sent'; readonly exchange: Exchange; readonly problems: readonly Problem[] };

/**
 * Scope, resolve, send, record: the walk of one block, the same for every host. What its `# @ref` lines name is sent
 * before, each request at most once; where one of them fails, the block is not sent.
 */
export async function sendBlock(
  ports: SendBlockPorts,
  session: Session,
  written: SendBlockInput,
  signal: AbortSignal,
): Promise<SendResult> {
  const opened = await openBlock(ports, written);
  if (opened.kind === 'unresolved') return opened;
  const { input } = opened;
  const { block } = input;
  // A text with errors is not sent, so nothing is sent for it.
  if (hasErrors(block.problems)) return sendOne(ports, session, input, signal);
  const captureProblems = findCaptureProblems(block);
  if (captureProblems.length > 0) return { kind: 'unresolved', problems: captureProblems };
  const plan = planRefs(input, (name, place) => hasAnswer(session, { ...input, ...place }, name));
  if (plan.kind === 'problems') return { kind: 'unresolved', problems: plan.problems };
  if (plan.steps.length > 0) {
    const refused = refuseSteps(plan.steps, input);
    if (refused) return refused;
    const earlier = plan.steps.map((step) => step.block);
    const problems = await findCertainProblems(await withDotenv(ports, input), session, { ...input, earlier });
    if (problems.length > 0) return { kind: 'unresolved', problems };
  }
  const sent: RefStep[] = [];
  for (const step of plan.steps) {
    const stop = await sendEarlier(ports, session, { input, step, sent }, signal);
    if (stop) return stop;
    sent.push(step);
  }
  return sendOne(ports, session, input, signal);
}

type NotSent = Exclude<SendResult, { readonly kind: 'sent' }>;

/** An error is no answer to build on: what was asked for is not in it. */
function hasAnswer(session: Session, file: SessionFile, name: string): boolean {
  const outcome = fileSession(session, file).exchanges.get(name)?.outcome;
  return outcome?.kind === 'response' && outcome.status < 400 && !outcome.wasCancelled;
}

/** A file that is pinned to another environment stops the chain before its first request. */
function refuseSteps(
  steps: readonly RefStep[],
  { environments, environmentName }: SendBlockInput,
): NotSent | undefined {
  for (const { name, place, block, via } of steps) {
    const refused = refuseEnvironment({ file: place.file, block }, environments, environmentName);
    if (refused) return refFailed(via, `'${name}' has to be sent first, and cannot. ${refused.message}`);
  }
  return undefined;
}

function refFailed({ span }: RefStep['via'], message: string): NotSent {
  return { kind: 'unresolved', problems: [{ code: 'ref-failed', severity: 'error', span, message }] };
}

/** `undefined` when the chain can go on. */
async function sendEarlier(
  ports: SendBlockPorts,
  session: Session,
  { input, step, sent }: { readonly input: SendBlockInput; readonly step: RefStep; readonly sent: readonly RefStep[] },
  signal: AbortSignal,
): Promise<NotSent | undefined> {
  const { block, name, place, via } = step;
  const stop = (message: string): NotSent => refFailed(via, message);
  const placed = { ...input, ...place, block };
  const own = fileSession(session, placed);
  // From the last look to the send nothing is waited for, so that only one of those who waited goes on.
  while (isUnderWay(own, name) && !signal.aborted) await waitForOthers(own, name, signal);
  if (signal.aborted) return { kind: 'cancelled' };
  // Somebody else's send of it was answered after this chain was planned.
  const isSentTwice = sent.some((other) => other.name === name && other.place === place);
  if (!step.forced && !isSentTwice && hasAnswer(session, placed, name)) return undefined;
  const last = own.exchanges.get(name);
  if (!step.forced && last && mayHaveActed(last)) {
    const what = last.outcome.kind === 'failure' ? 'got no answer' : `answered with ${last.outcome.status}`;
    return stop(`'${name}' ${what} the last time, and the server may have acted on it. Send it yourself first.`);
  }
  const result = await sendOne(ports, session, placed, signal);
  if (result.kind === 'cancelled') return result;
  if (result.kind === 'unresolved') {
    const error = result.problems.find(({ severity }) => severity === 'error');
    return stop(`'${name}' has to be sent first, and cannot. ${error?.message ?? ''}`.trimEnd());
  }
  const { exchange, problems } = result;
  await ports.onEarlier?.({ exchange, block, file: place.file, path: place.path, problems });
  if (signal.aborted) return { kind: 'cancelled' };
  const { outcome } = exchange;
  if (outcome.kind === 'failure') return stop(`'${name}' was sent first and got no answer. ${outcome.message}`);
  if (outcome.status >= 400) {
    const status = buildRedactor(exchange.request.secrets).text(`${outcome.status} ${outcome.statusText}`.trimEnd());
    return stop(`'${name}' was sent first and answered with ${status}.`);
  }
  const failed = problems.find(({ severity }) => severity === 'error');
  return failed && stop(`'${name}' was sent first. ${failed.message}`);
}

/** A request that changes something must not go out twice without anybody knowing. */
function mayHaveActed({ request, outcome }: Exchange): boolean {
  const isUnknown = outcome.kind === 'failure' ? outcome.mayHaveReachedServer : UNCERTAIN.has(outcome.status);
  return isUnknown && !REPEATABLE.has(request.method);
}

/** A server that broke down, or a gateway that did not hear of it: RFC 9110 sections 15.6.1, 15.6.3 and 15.6.5. */
const UNCERTAIN: ReadonlySet<number> = new Set([500, 502, 504]);

/** RFC 9110 section 9.2.2. */
const REPEATABLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

function sendOne(
  ports: SendBlockPorts,
  session: Session,
  input: SendBlockInput,
  signal: AbortSignal,
): Promise<SendResult> {
  const own = fileSession(session, input);
  return whileUnderWay(own, input.block.name?.text, () => resolveAndSend(ports, session, input, signal));
}

async function resolveAndSend(
  ports: SendBlockPorts,
  session: Session,
  input: SendBlockInput,
  signal: AbortSignal,
): Promise<SendResult> {
  const { block, environments, environmentName } = input;
  const request = await resolveBlock(ports, session, input, signal);
  if (request.kind !== 'resolved') return request;
  const environmentColor = chosenEnvironment(environments, environmentName).rules?.color;
  const about = { name: block.name?.text ?? block.title?.text, environmentName, environmentColor };
  ports.onSending?.(request.request, about);
  const first = await sendRequest(ports, request.request, about, signal);
  const last = await renewAndSendAgain(ports, { exchange: first, tokens: request.tokens }, signal);
  const { exchange: saved, problems } = await saveAnswer(ports, { exchange: last, saves: request.saves ?? [] }, signal);
  const exchange = await withCapturedSecrets(saved, block);
  const { keepSecret } = ports;
  const captureProblems = await recordExchange(session, { ...input, exchange, keepSecret });
  return { kind: 'sent', exchange, problems: [...request.problems, ...captureProblems, ...problems] };
}

type ResolvedBlock =
  | Extract<SendResult, { readonly kind: 'unresolved' | 'cancelled' }>
  | Extract<TokenResolution, { readonly kind: 'resolved' }>;

async function resolveBlock(
  ports: SendBlockPorts,
  session: Session,
  input: SendBlockInput,
  signal: AbortSignal,
): Promise<ResolvedBlock> {
  const { block, environments, environmentName, timeoutMilliseconds } = input;
  const promptValues = await askQuestions(ports, session, input, signal);
  if (promptValues && 'kind' in promptValues) return promptValues;
  const held = { values: new Map(), used: new Map() };
  const resolution = await resolveAsking(ports, session, { ...input, ...held, promptValues }, signal);
  if (resolution.kind !== 'resolved') return resolution;
  const { request, problems, saves = [], tokens } = resolution;
  // Nobody is asked about what was cancelled already.
  if (signal.aborted) return { kind: 'cancelled' };
  const environment = chosenEnvironment(environments, environmentName);
  const refusal = await confirmBlock(ports, { block, request, environment, saves });
  if (refusal) return refusal;
  if (signal.aborted) return { kind: 'cancelled' };
  const timeout = request.timeoutMilliseconds ?? timeoutMilliseconds;
  return { kind: 'resolved', request: { ...request, timeoutMilliseconds: timeout }, problems, saves, tokens };
}

/** Secrets that are not set yet are asked for when they are all that is missing; with each of them one less is. */
async function resolveAsking(
  ports: SendBlockPorts,
  session: Session,
  input: TokenInput,
  signal: AbortSignal,
): Promise<ResolvedBlock> {
  const asking = { ...ports, asksSecrets: ports.secrets !== undefined && ports.prompt !== undefined };
  const resolution = await resolveWithTokens(asking, session, input, signal);
  if (resolution.kind !== 'unresolved') return resolution;
  const environments = await askSecrets(ports, input.environments, resolution.missingSecrets, signal);
  if (environments === 'turned-away') return { kind: 'cancelled' };
  if (environments === 'unknown') return { kind: 'unresolved', problems: resolution.problems };
  return resolveAsking(ports, session, { ...input, environments }, signal);
}

async function askQuestions(
  ports: SendBlockPorts,
  session: Session,
  input: SendBlockInput,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string> | NotSent | undefined> {
  const { prompt, answerMemory } = ports;
  const { file, block, environmentName, argumentValues } = input;
  const questions = [...findPrompts(block), ...findInlinePrompts(file, block)];
  if (!prompt || questions.length === 0 || hasErrors(block.problems)) return undefined;
  // Whatever is answered, it would be for nothing.
  const problems = await findCertainProblems(await withDotenv(ports, input), session, { ...input, earlier: [] });
  if (problems.length > 0) return { kind: 'unresolved', problems };
  const { answers } = environmentSession(session, input);
  const asking = { prompt, answers, memory: answerMemory, environmentName, given: argumentValues };
  return (await askPrompts(asking, questions, signal)) ?? { kind: 'cancelled' };
}
