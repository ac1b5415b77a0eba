import test from 'node:test';
import assert from 'node:assert/strict';
import type { AuthConfiguration } from '../../src/core/auth/authConfiguration';
import type { AuthPorts } from '../../src/core/auth/authPorts';
import { readAuthConfiguration } from '../../src/core/auth/readAuthConfiguration';
import { TokenKeeper } from '../../src/core/auth/tokenKeeper';
import type { HttpResponse, TransportFailure } from '../../src/core/exchange/exchange';
import { templateLiteral } from '../../src/core/text/template';
import { buildExchange, buildResponse } from '../support/exchanges';
import { environmentsOf } from '../support/resolveText';

const place = { folder: '/desk', environmentName: 'dev', name: 'worker' };
const asked = new AbortController().signal;

/** What the endpoint answers, one after the other; a function is told when the request is stopped. */
type Answer = HttpResponse | TransportFailure | ((signal: AbortSignal) => Promise<HttpResponse>);

/** A keeper with a clock to be turned, and the grants that were asked for. */
async function open(answers: readonly Answer[]) {
  const time = { now: 1_000_000_000 };
  const grants: (string | null)[] = [];
  const keeper = new TokenKeeper();
  const ports: AuthPorts = {
    clock: () => time.now,
    newId: () => 'id',
    newSecret: () => 'secret',
    wait: () => Promise.resolve(),
    send: async ({ body }, signal) => {
      const answer = answers[grants.length];
      assert.ok(answer, 'nothing more is asked');
      grants.push(new URLSearchParams(body).get('grant_type'));
      return buildExchange({ outcome: typeof answer === 'function' ? await answer(signal) : answer });
    },
  };
  const configuration = await configurationOf();
  const get = (signal = asked) => keeper.get(ports, { place, configuration }, signal);
  const text = async (): Promise<string> => {
    const outcome = await get();
    return outcome.kind === 'token' ? outcome.token.accessToken : JSON.stringify(outcome);
  };
  return { time, grants, get, text };
}

test('a refresh token that has ended leads to the grant, and an endpoint that is gone does not', async () => {
  const refused = buildResponse({ status: 400, body: '{"error": "invalid_grant"}' });
  const { time, grants, text } = await open([token('one'), refused, token('two'), gone]);
  assert.equal(await text(), 'one');
  time.now += 3_600_000;
  assert.equal(await text(), 'two');
  assert.deepEqual(grants, ['password', 'refresh_token', 'password']);
  time.now += 3_600_000;
  assert.match(await text(), /gave no answer/);
  assert.equal(grants.at(-1), 'refresh_token');
});

test('a clock that was set back makes the end of a token unknown, one that was corrected does not', async () => {
  const { time, grants, text } = await open([token('one'), token('two')]);
  assert.equal(await text(), 'one');
  time.now -= 30_000;
  assert.equal(await text(), 'one');
  time.now -= 86_400_000;
  assert.equal(await text(), 'two');
  assert.deepEqual(grants, ['password', 'refresh_token']);
  assert.equal(await text(), 'two', 'by the clock that is now it is new');
});

test('of two that wait one may go away, and with the last one the request is stopped', async () => {
  const stopped: boolean[] = [];
  const begun: ((response: HttpResponse) => void)[] = [];
  const waits = (signal: AbortSignal) =>
    new Promise<HttpResponse>((resolve) => {
      begun.push(resolve);
      signal.addEventListener('abort', () => {
        stopped.push(true);
        resolve(token('late'));
      });
    });
  const { grants, get } = await open([waits, waits, token('after')]);
  const [one, other] = [new AbortController(), new AbortController()];
  const both = [get(one.signal), get(other.signal)];
  while (begun.length < 1) await new Promise(setImmediate);
  one.abort();
  assert.equal((await both[0])?.kind, 'cancelled');
  assert.deepEqual(stopped, []);
  begun[0]?.(token('shared', 0));
  assert.equal((await both[1])?.kind, 'token');
  assert.equal(grants.length, 1);
  stopped.length = 0;
  const last = new AbortController();
  const alone = get(last.signal);
  while (begun.length < 2) await new Promise(setImmediate);
  last.abort();
  assert.equal((await alone).kind, 'cancelled');
  assert.deepEqual(stopped, [true]);
  const fresh = await get();
  assert.equal(fresh.kind === 'token' && fresh.token.accessToken, 'after', 'what came too late is not kept');
});

function token(name: string, seconds = 600): HttpResponse {
  const body = { access_token: name, token_type: 'Bearer', refresh_token: `refresh-${name}`, expires_in: seconds };
  return buildResponse({ headers: [['Content-Type', 'application/json']], body: JSON.stringify(body) });
}

const gone: TransportFailure = {
  kind: 'failure',
  code: 'connection-refused',
  message: 'Nobody is there.',
  nextStep: '',
  mayHaveReachedServer: false,
};

async function configurationOf(): Promise<AuthConfiguration> {
  const worker = {
    Type: 'OAuth2',
    'Grant Type': 'Password',
    'Token URL': 'https://auth.example.com/token',
    'Client ID': 'id',
    Username: 'someone',
    Password: 'a-password',
  };
  const environments = await environmentsOf({ variables: { Security: { Auth: { worker } } } });
  const settings = environments.lookup('dev')?.auth?.get('worker');
  assert.ok(settings);
  const reading = readAuthConfiguration(settings, ({ value }) => {
    return { kind: 'text', text: templateLiteral(value) ?? '', secrets: [], remarks: [] };
  });
  assert.ok(reading.kind === 'configuration');
  return reading.configuration;
}
