import { buildRedactor } from '../exchange/redaction';
import { questionOf, readCallback, withInput, type AmCallback } from './amCallbacks';
import { fingerprintOf, type AmSettings, type AuthConfiguration } from './authConfiguration';
import { toAnswer, type AuthContext, type EndpointAnswer } from './authEndpoints';
import { isCookieName, isCookieValue } from './cookieSyntax';
import { inWords } from './exchangeGrant';
import { parseObject } from './parseObject';
import { plainSentence } from './plainSentence';
import { isRecord } from './settingsReader';
import type { TokenOutcome, TokenRecord } from './token';

/**
 * Walks a journey of AM: the server asks with callbacks, settings and person answer, until there is the token of a
 * session. Name and password of the settings are given once; whatever else is asked, a person answers.
 */
export async function signInToAm(context: AuthContext): Promise<TokenOutcome> {
  const { am } = context.configuration;
  if (!am) return fail(context, "it has no 'AM URL'.");
  const cookie = await findCookieName(context, am);
  if (cookie.kind !== 'found') return cookie;
  const url = authenticateUrl(am);
  const walk: Walk = { context, url, isGiven: new Set() };
  let body: string | undefined = '{}';
  let polls = 0;
  for (let step = 0; step < mostSteps && polls < mostPolls; step++) {
    const answer = await post(walk, body);
    if (answer.kind === 'cancelled') return answer;
    if (answer.kind === 'failure') return fail(context, answer.message);
    const reading = readStep(context, answer);
    if (reading.kind === 'failure') return fail(context, reading.message);
    if (reading.kind === 'session') return toToken(context, url, reading.token, cookie.name);
    const filled = await fillStep(walk, reading.step);
    if (filled.kind === 'cancelled') return filled;
    if (filled.kind === 'failure') return fail(context, filled.message);
    body = filled.body;
    if (!filled.waited) continue;
    polls++;
    step--;
  }
  return fail(context, `${url} asks and asks, and comes to no end. Check the journey.`);
}

interface Walk {
  readonly context: AuthContext;
  readonly url: string;
  /** Callbacks that the settings answered already. */
  readonly isGiven: Set<'name' | 'password'>;
}

type Step = Readonly<Record<string, unknown>> & { readonly callbacks: readonly unknown[] };

type FilledStep =
  | { readonly kind: 'filled'; readonly body: string; readonly waited: boolean }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failure'; readonly message: string };

async function findCookieName(
  { ports, configuration, signal }: AuthContext,
  { url, cookieName }: AmSettings,
): Promise<{ readonly kind: 'found'; readonly name: string } | Exclude<TokenOutcome, { readonly kind: 'token' }>> {
  if (cookieName !== undefined) return { kind: 'found', name: cookieName };
  const place = `${url}/json/serverinfo/*`;
  const headers = [
    ['Accept', 'application/json'],
    ['Accept-API-Version', 'resource=1.1, protocol=1.0'],
  ] as const;
  const request = { method: 'GET' as const, url: place, headers, body: undefined, secrets: [], keepsNoCookies: true };
  const answer = await toAnswer(await ports.send(request, signal), place, signal);
  if (answer.kind === 'cancelled') return answer;
  if (answer.kind === 'failure') return { kind: 'failure', message: inWords(configuration, answer.message) };
  const found = parseObject(answer.answer.text)?.['cookieName'];
  if (answer.answer.status === 200 && typeof found === 'string' && isCookieName(found)) {
    return { kind: 'found', name: found };
  }
  const message = `${place} answered ${answer.answer.status} without a 'cookieName' that can be used. Check 'AM URL', or write 'Cookie Name'.`;
  return { kind: 'failure', message: inWords(configuration, message) };
}

function authenticateUrl({ url, realmPath, tree }: AmSettings): string {
  const choice =
    tree === undefined
      ? ''
      : `?authIndexType=service&authIndexValue=${encodeURIComponent(tree).replaceAll("'", '%27')}`;
  return `${url}/json${realmPath}/authenticate${choice}`;
}

async function post({ context, url }: Walk, body: string): Promise<EndpointAnswer> {
  const { ports, signal, secrets } = context;
  const headers = [
    ['Content-Type', 'application/json'],
    ['Accept', 'application/json'],
    ['Accept-API-Version', 'resource=2.0, protocol=1.0'],
  ] as const;
  const request = { method: 'POST' as const, url, headers, body, secrets: [...secrets], keepsNoCookies: true };
  return toAnswer(await ports.send(request, signal), url, signal);
}

function readStep(
  { configuration, secrets }: AuthContext,
  { answer, url }: Extract<EndpointAnswer, { readonly kind: 'answer' }>,
):
  | { readonly kind: 'session'; readonly token: string }
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'failure'; readonly message: string } {
  const members = parseObject(answer.text);
  const refuse = (message: string) => ({ kind: 'failure' as const, message: `${url} ${message}` });
  if (answer.status >= 300 || !members) {
    // Masked before it is shortened.
    const masked = parseObject(buildRedactor([...secrets]).text(answer.text));
    return refuse(describeRefusal(answer.status, masked, configuration));
  }
  const { tokenId, callbacks } = members;
  if (typeof tokenId === 'string' && tokenId !== '') {
    if (isCookieValue(tokenId)) return { kind: 'session', token: tokenId };
    return refuse("answered with a 'tokenId' that cannot be sent as a cookie.");
  }
  if (Array.isArray(callbacks) && callbacks.length > 0 && callbacks.length <= mostCallbacks) {
    return { kind: 'step', step: { ...members, callbacks } };
  }
  const isEnd = 'successUrl' in members || tokenId === '';
  return refuse(
    isEnd
      ? "ended the journey without a session. Name one that gives a session as 'Tree'."
      : 'answered with neither a session nor a question.',
  );
}

/** The CREST shape, or `errorMessage` of the older version of the resource. */
function describeRefusal(
  status: number,
  members: Readonly<Record<string, unknown>> | undefined,
  { am }: AuthConfiguration,
): string {
  if (status >= 300 && status < 400) return `answered ${status}, a redirect, which is not followed with secrets.`;
  const said = members?.['message'] ?? members?.['errorMessage'] ?? members?.['reason'];
  const detail = isRecord(members?.['detail']) ? members['detail'] : {};
  const why = typeof said === 'string' && said !== '' ? ` with '${plainSentence(said)}'` : '';
  if (!members) return `answered ${status} with something that is no JSON object. Check 'AM URL' and 'Realm'.`;
  const isTimeOut = detail['errorCode'] === '110' || /time(?:d)?[ -]?out|expired/i.test(why);
  if (isTimeOut) return `answered ${status}${why}: the journey took too long. Sign in again.`;
  if (status === 401) return `answered 401${why}. Check 'Username' and 'Password'.`;
  if (status === 400 || status === 404) {
    return `answered ${status}${why}. Check 'Realm'${am?.tree === undefined ? '' : " and 'Tree'"}.`;
  }
  return `answered ${status}${why}.`;
}

async function fillStep(walk: Walk, step: Step): Promise<FilledStep> {
  const { ports, signal } = walk.context;
  const read = step.callbacks.map(readCallback);
  // Nobody is asked for what cannot be answered anyway.
  for (const callback of read) if (callback.kind === 'refused') return { kind: 'failure', message: callback.message };
  if (typeof step['authId'] === 'string') walk.context.secrets.add(step['authId']);
  const told: string[] = [];
  const filled: unknown[] = [];
  let pause: number | undefined;
  for (const [index, callback] of read.entries()) {
    const written = step.callbacks[index];
    if (callback.kind === 'told' && callback.text !== '') told.push(callback.text);
    if (callback.kind === 'wait') pause = Math.max(pause ?? 0, callback.milliseconds);
    if (
      callback.kind === 'told' ||
      callback.kind === 'wait' ||
      callback.kind === 'kept' ||
      callback.kind === 'refused'
    ) {
      filled.push(written);
      continue;
    }
    const value = await answerOf(walk, callback, told);
    if (typeof value === 'object') return value;
    filled.push(withInput(written, value));
  }
  if (pause !== undefined) await ports.wait(pause, signal);
  if (signal.aborted) return { kind: 'cancelled' };
  return { kind: 'filled', body: JSON.stringify({ ...step, callbacks: filled }), waited: pause !== undefined };
}

type Asked = Extract<AmCallback, { readonly kind: 'name' | 'password' | 'text' | 'choice' }>;

/** From the settings the first time, else from the person. A choice of one is none. */
async function answerOf(
  { context, url, isGiven }: Walk,
  callback: Asked,
  told: readonly string[],
): Promise<string | number | boolean | Exclude<FilledStep, { readonly kind: 'filled' }>> {
  const { ports, configuration, signal } = context;
  let hint = '';
  if (callback.kind === 'name' || callback.kind === 'password') {
    const own = callback.kind === 'name' ? configuration.username : configuration.password;
    if (own !== undefined && !isGiven.has(callback.kind)) {
      isGiven.add(callback.kind);
      return own;
    }
    if (own !== undefined) hint = " It may be that 'Username' or 'Password' was not accepted.";
  }
  if (callback.kind === 'choice' && callback.values.length === 1) return callback.values[0] ?? 0;
  const ask = ports.person?.ask;
  if (!ask) {
    return {
      kind: 'failure',
      message: `the journey asks '${callback.question}', and nobody is here to answer.${hint}`,
    };
  }
  const title = `${configuration.name} (${new URL(url).host})`;
  const answer = await ask(questionOf(callback, { title, told }), signal);
  if (answer === undefined || signal.aborted) return { kind: 'cancelled' };
  if (callback.kind === 'choice') return callback.values[callback.choices.indexOf(answer)] ?? { kind: 'cancelled' };
  // A code of one use is secret too.
  if (answer !== '' && callback.kind !== 'name') context.secrets.add(answer);
  return answer;
}

function toToken(context: AuthContext, tokenUrl: string, accessToken: string, cookieName: string): TokenOutcome {
  const { ports, configuration } = context;
  const { expiresIn } = configuration;
  const obtainedAt = ports.clock();
  const token: TokenRecord = {
    accessToken,
    idToken: undefined,
    refreshToken: undefined,
    tokenType: 'Session',
    scope: undefined,
    obtainedAt,
    expiresAt: expiresIn === undefined ? undefined : obtainedAt + expiresIn * 1000,
    tokenUrl,
    fingerprint: fingerprintOf(configuration),
    cookieName,
    hints: [],
  };
  return { kind: 'token', token };
}

function fail({ configuration }: AuthContext, message: string): TokenOutcome {
  return { kind: 'failure', message: inWords(configuration, message) };
}

/** A journey has a handful; a server that never ends is left. */
const mostSteps = 50;
/** While somebody answers on a telephone. */
const mostPolls = 300;
const mostCallbacks = 100;
