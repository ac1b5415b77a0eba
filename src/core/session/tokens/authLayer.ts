import type { AuthSettings } from '../../environment/authSettings';
import { findNearMisses } from '../../environment/findNearMisses';
import type { HostAdvice } from '../../environment/ports';
import { parseRestClientToken, wantedTokenName } from '../../environment/restClientToken';
import type { LookupFailure, Variable, VariableLayer } from '../../environment/variable';
import { authCallText, parseAuthCall, type AuthCall } from '../../auth/authCall';
import { literalTemplate } from '../../text/template';
import { readHttpyacSettings } from './httpyacAuth';
import { planRestClientToken, readRestClientSettings } from './restClientAuth';

/** A token that a placeholder may stand for, or why there is none. */
export type TokenValue =
  | {
      readonly kind: 'token';
      readonly accessToken: string | undefined;
      readonly idToken: string | undefined;
      /** Of an AM session. */
      readonly cookieName?: string | undefined;
      /** What was not as the specification has it. */
      readonly hints: readonly string[];
    }
  | { readonly kind: 'failure'; readonly message: string };

/** What the layer looks into. */
export interface AuthLayerInput {
  readonly auth: ReadonlyMap<string, AuthSettings> | undefined;
  readonly environmentName: string | undefined;
  readonly advice?: HostAdvice | undefined;
  readonly tokens: ReadonlyMap<string, TokenValue> | undefined;
  /** Told the names that were looked up and are not there yet. */
  readonly onMissing?: ((name: string) => void) | undefined;
  /** The layers in front, for the variables that httpYac reads. */
  readonly layers: readonly VariableLayer[];
}

/**
 * `{{$auth.token("worker")}}`, `{{$auth.idToken("worker")}}` and `{{$aadV2Token}}`. Nothing is fetched here: tokens are
 * there or not.
 */
export function buildAuthLayer(input: AuthLayerInput): VariableLayer {
  const names = Array.from(input.auth ?? [], ([name, { members }]) =>
    members.has('AM URL') ? [authCallText(name), authCallText(name, 'cookieName')] : [authCallText(name)],
  ).flat();
  return { origin: 'auth', names, lookup: (expression) => lookupToken(input, expression) };
}

/**
 * The settings of that name: those of the environment, or those that variables such as `oauth2_tokenEndpoint` or an
 * expression such as `$aadV2Token appOnly` make.
 */
export function findAuthSettings(
  { auth, layers }: Pick<AuthLayerInput, 'auth' | 'layers'>,
  name: string,
): AuthSettings | undefined {
  return auth?.get(name) ?? readHttpyacSettings(layers, name) ?? readRestClientSettings(layers, name);
}

function lookupToken(input: AuthLayerInput, expression: string): Variable | LookupFailure | undefined {
  if (!expression.startsWith('$auth')) return lookupRestClientToken(input, expression);
  const call = parseAuthCall(expression);
  if (!call) {
    return fail(
      'invalid-argument',
      'Write {{$auth.token("name")}}, {{$auth.idToken("name")}} or {{$auth.cookieName("name")}}, the name in quotes.',
    );
  }
  const { name, kind } = call;
  const settings = findAuthSettings(input, name);
  if (!settings) return describeUnknown(input, name);
  // Several names of httpYac may mean one token.
  return readToken(input, { expression, key: settings.name, kind, name });
}

/** What is missing for it is told at once, before anything is fetched. */
function lookupRestClientToken(input: AuthLayerInput, expression: string): Variable | LookupFailure | undefined {
  const call = parseRestClientToken(expression);
  if (call?.kind !== 'rest-client-token') return call;
  const settings = planRestClientToken(input.layers, call);
  if (typeof settings === 'string') return fail('unknown-auth', settings);
  return readToken(input, { expression, key: wantedTokenName(call), kind: 'token', name: call.variable });
}

/** Which value of which token an expression stands for; `name` is for sentences. */
interface WantedToken extends AuthCall {
  readonly expression: string;
  readonly key: string;
}

function readToken(input: AuthLayerInput, { expression, key, kind, name }: WantedToken): Variable | LookupFailure {
  const value = input.tokens?.get(key);
  if (!value) {
    input.onMissing?.(key);
    return fail('token-not-fetched', `The token '${name}' is fetched when the request is sent.`);
  }
  if (value.kind === 'failure') return fail('no-token', value.message);
  if (kind === 'cookieName') return cookieNameOf(expression, name, value.cookieName);
  const text = kind === 'idToken' ? value.idToken : value.accessToken;
  if (text === undefined) {
    return fail(
      'no-token',
      `There is no ${kind === 'idToken' ? 'ID token' : 'access token'} for '${name}': ${missingToken}`,
    );
  }
  const message = value.hints.join(' ');
  return {
    name: expression,
    value: literalTemplate(text),
    secret: true,
    origin: 'auth',
    ...(message !== '' && { remark: { code: 'token-answer', severity: 'hint' as const, message } }),
  };
}

function cookieNameOf(expression: string, name: string, text: string | undefined): Variable | LookupFailure {
  if (text === undefined) {
    return fail('no-token', `'${name}' has no cookie name: only a token of the type 'AM Session' is sent as a cookie.`);
  }
  return { name: expression, value: literalTemplate(text), secret: false, origin: 'auth' };
}

const missingToken = "the server gave none. An ID token comes with the scope 'openid'.";

function describeUnknown({ auth, environmentName, advice }: AuthLayerInput, name: string): LookupFailure {
  const near = findNearMisses(name, auth?.keys() ?? []).map((candidate) => `'${candidate}'`);
  const meant = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
  const place = environmentName === undefined ? 'and no environment is chosen' : `in environment '${environmentName}'`;
  const choose = environmentName === undefined && advice ? ` ${advice.chooseEnvironment}` : '';
  const step = near.length > 0 ? '' : `${choose} Write it under 'Security', 'Auth' in the environment file.`;
  return fail('unknown-auth', `Nobody says how to get the token '${name}' ${place}.${meant}${step}`);
}

function fail(code: string, message: string): LookupFailure {
  return { kind: 'lookup-failure', code, message };
}
