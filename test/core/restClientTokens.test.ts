import test from 'node:test';
import assert from 'node:assert/strict';
import type { PersonPorts } from '../../src/core/auth/authPorts';
import { TokenKeeper } from '../../src/core/auth/tokenKeeper';
import { parseRestClientToken, wantedTokenName } from '../../src/core/environment/restClientToken';
import type { Transport } from '../../src/core/exchange/exchange';
import { sendBlock, type SendBlockPorts } from '../../src/core/session/sendBlock';
import { createSession } from '../../src/core/session/session';
import { listTokens } from '../../src/core/session/tokens/tokenByHand';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { buildResponse } from '../support/exchanges';
import { environmentsOf, fixedPorts, folder, memoryReader, resolveText } from '../support/resolveText';

type Variables = Readonly<Record<string, unknown>>;

const application = {
  aadV2ClientId: 'app-1',
  aadV2ClientSecret: 'a secret of the app',
  aadV2AppUri: 'https://api.example.com',
  aadV2TenantId: 'contoso.example.com',
};

interface Walk {
  readonly variables: Variables;
  readonly keeper?: TokenKeeper;
  readonly person?: PersonPorts;
  /** How often the API answers 401 first. */
  readonly refusals?: number;
}

/** Sends a request with what the expression gives; nothing leaves the test. */
async function check(expression: string, walk: Walk) {
  const environments = await environmentsOf({ variables: walk.variables });
  const file = parseRequestFile(`GET https://api.example.com/me\nAuthorization: Bearer {{${expression}}}\n`);
  const asked: { readonly url: string; readonly form: Readonly<Record<string, string>> }[] = [];
  const seen: string[] = [];
  let refusals = walk.refusals ?? 0;
  const transport: Transport = (request) => {
    const { url, headers, body } = request;
    if (url.startsWith('https://api.example.com/')) {
      seen.push(headers.find(([name]) => name === 'Authorization')?.[1] ?? '');
      return Promise.resolve(buildResponse({ status: refusals-- > 0 ? 401 : 200, body: '{}' }));
    }
    asked.push({ url, form: Object.fromEntries(new URLSearchParams(new TextDecoder().decode(body?.bytes))) });
    const isDevice = url.endsWith('/devicecode');
    const code = { device_code: 'd', user_code: 'ABCD', verification_uri: 'https://example.com/device' };
    const token = { access_token: `token-number-${++count}`, token_type: 'Bearer', expires_in: 3600 };
    return Promise.resolve(buildResponse({ status: 200, body: JSON.stringify(isDevice ? code : token) }));
  };
  const { keeper = new TokenKeeper(), person } = walk;
  const tokens = { keeper, newSecret: () => 's'.repeat(43), wait: () => Promise.resolve(), person };
  const ports: SendBlockPorts = { ...fixedPorts(), transport, reader: memoryReader({}), tokens };
  const [block] = file.blocks;
  assert.ok(block);
  const input = { file, block, environments, environmentName: 'dev', folder, workspaceFolder: '/desk' };
  const result = await sendBlock(ports, createSession(), input, new AbortController().signal);
  const problems = result.kind === 'unresolved' ? result.problems.map(({ message }) => message).join('\n') : '';
  const secrets = result.kind === 'sent' ? result.exchange.request.secrets : [];
  return { asked, seen, problems, secrets };
}

/** Every token of this file is another one. */
let count = 0;

/** The only request for the token of an expression. */
async function checkAsked(expression: string, walk: Walk) {
  const { asked, seen, problems, secrets } = await check(expression, walk);
  assert.equal(problems, '');
  const token = seen.at(-1)?.slice('Bearer '.length) ?? '';
  assert.match(token, /^token-number-\d+$/);
  assert.ok(secrets.includes(token), 'a token is a secret');
  return asked;
}

async function checkFailure(expression: string, variables: Variables, expected: RegExp): Promise<void> {
  const { asked, seen, problems } = await check(expression, { variables });
  assert.match(problems, expected);
  assert.deepEqual([asked, seen], [[], []], 'nothing is sent');
}

test('an application gets its token by its own credentials', async () => {
  const [only, ...more] = await checkAsked('$aadV2Token appOnly', { variables: application });
  assert.deepEqual(only, {
    url: 'https://login.microsoftonline.com/contoso.example.com/oauth2/v2.0/token',
    form: {
      grant_type: 'client_credentials',
      client_id: 'app-1',
      client_secret: 'a secret of the app',
      scope: 'https://api.example.com/.default',
    },
  });
  assert.deepEqual(more, []);
});

test('what stands behind the name goes before the variables', async () => {
  const expression = '$aadV2Token AzureUSGovernment appOnly scopes:a,b tenantId:t-2 clientId:app-2';
  const [only] = await checkAsked(expression, { variables: { ...application, aadV2Cloud: 'AzureChinaCloud' } });
  assert.equal(only?.url, 'https://login.microsoftonline.us/t-2/oauth2/v2.0/token');
  assert.equal(only?.form['client_id'], 'app-2');
  assert.equal(only?.form['scope'], 'a b');
  const hosts = { AzureChinaCloud: 'login.chinacloudapi.cn', ppe: 'login.windows-ppe.net' };
  for (const [aadV2Cloud, host] of Object.entries(hosts)) {
    const [asked] = await checkAsked('$aadV2Token appOnly', { variables: { ...application, aadV2Cloud } });
    assert.equal(new URL(asked?.url ?? '').host, host);
  }
});

test('each variable that is missing is named where the token is used', async () => {
  await checkFailure('$aadV2Token appOnly', {}, /'aadV2ClientId'.*'aadV2ClientSecret'.*'aadV2TenantId'.*'aadV2AppUri'/);
  for (const name of ['aadV2ClientId', 'aadV2ClientSecret', 'aadV2TenantId', 'aadV2AppUri']) {
    const only = new RegExp(`^'\\$aadV2Token appOnly' needs '${name}': define that variable((?! needs ).)*$`);
    await checkFailure('$aadV2Token appOnly', { ...application, [name]: '' }, only);
  }
  await checkFailure('$aadV2Token', {}, /the one of REST Client is not used here: define the variable 'aadV2ClientId'/);
  await checkFailure('$aadV2Token', { ...application, aadV2Cloud: 'moon' }, /should be one of AzureCloud, /);
});

test('what cannot be read is told with what may stand there', async () => {
  await checkFailure('$aadV2Token appOnly moon', application, /does not take 'moon' here\. .*AzureCloud.*clientid:…/);
  await checkFailure('$aadV2Token clientid:a clientid:b', application, /does not take 'clientid:b'/);
  await checkFailure('$aadV2Token tenantid:a/../b', application, /'tenantid:' takes the domain or the ID/);
  await checkFailure('$aadV2Token AzureCloud ppe', application, /takes one cloud/);
  await checkFailure(`$aadV2Token scopes:${'a'.repeat(3000)}`, application, /does not take 'so much'/);
  await checkFailure('$oidcAccessToken clientId:a', {}, /needs a 'authorizeEndpoint'.*needs a 'tokenEndpoint'/);
  await checkFailure(`${oidc} callbackPort:70000`, {}, /takes a port from 1 to 65535, and '70000' is none/);
  await checkFailure('$aadToken', {}, /Use \{\{\$aadV2Token\}\} or \{\{\$auth\.token\("name"\)\}\}/);
});

test('without appOnly a person signs in with a code', async () => {
  const shown: string[] = [];
  const showDeviceCode: PersonPorts['showDeviceCode'] = ({ userCode }) => {
    shown.push(userCode);
    return { close: () => void shown.push('closed') };
  };
  const person = { ...nobody, showDeviceCode };
  const asked = await checkAsked('$aadV2Token clientid:mine', { variables: {}, person });
  const base = 'https://login.microsoftonline.com/common/oauth2/v2.0';
  assert.deepEqual(asked, [
    {
      url: `${base}/devicecode`,
      form: {
        client_id: 'mine',
        scope: 'openid profile offline_access https://graph.microsoft.com/.default',
      },
    },
    {
      url: `${base}/token`,
      form: { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', client_id: 'mine', device_code: 'd' },
    },
  ]);
  assert.deepEqual(shown, ['ABCD', 'closed']);
  const own = await checkAsked('$aadV2Token scopes:User.Read,openid', { variables: application, person });
  assert.equal(own[0]?.form['scope'], 'User.Read openid');
  assert.equal(own[0]?.form['client_secret'], undefined);
});

test('a token is kept for all its spellings, and new asks for another one once in each send', async () => {
  const keeper = new TokenKeeper();
  const variables = application;
  assert.equal((await checkAsked('$aadV2Token appOnly scopes:a,b', { variables, keeper })).length, 1);
  assert.equal((await checkAsked('$aadV2Token  scopes:a b appOnly', { variables, keeper })).length, 0);
  assert.equal((await checkAsked('$aadV2Token appOnly', { variables, keeper })).length, 1);
  assert.equal((await checkAsked('$aadV2Token new appOnly', { variables, keeper })).length, 1);
  const { asked, seen } = await check('$aadV2Token new appOnly', { variables, keeper });
  assert.equal(asked.length, 1);
  const [kept] = (await check('$aadV2Token appOnly', { variables, keeper })).seen;
  assert.equal(kept, seen[0], 'the new one is the one that is kept');
});

test('a token that is refused is renewed once, and hosts of the environment count', async () => {
  const { asked, seen } = await check('$aadV2Token appOnly', { variables: application, refusals: 1 });
  assert.equal(asked.length, 2);
  assert.equal(new Set(seen).size, 2);
  const variables = { ...application, $identityHttp: { hosts: ['https://api.example.com'] } };
  await checkFailure('$aadV2Token appOnly', variables, /is not among the 'hosts' of environment 'dev'/);
});

test('variables may hold the expression, and one that needs itself is told', async () => {
  await checkAsked('token', { variables: { ...application, token: '{{$aadV2Token appOnly}}' } });
  const variables = { ...application, aadV2TenantId: '{{$aadV2Token appOnly}}' };
  await checkFailure('$aadV2Token appOnly', variables, /needs itself/);
});

const oidc =
  '$oidcAccessToken clientId:app authorizeEndpoint:https://id.example.com/auth tokenEndpoint:https://id.example.com/token';

test('an OpenID provider sends the browser back to the port that is written', async () => {
  const opened: URL[] = [];
  const wanted: (string | undefined)[] = [];
  const person: PersonPorts = {
    ...nobody,
    listen: ({ redirectUrl, state }) => {
      wanted.push(redirectUrl);
      const parameters = Promise.resolve(new URLSearchParams({ code: 'c', state }));
      return Promise.resolve({ kind: 'listener', redirectUrl: redirectUrl ?? '', parameters, close: () => undefined });
    },
    openUrl: (url) => Promise.resolve(opened.push(new URL(url)) > 0),
  };
  const expression = `${oidc} callbackPort:7777 scopes:openid,https://api.example.com/read audience:https://api.example.com`;
  const [only] = await checkAsked(expression, { variables: {}, person });
  assert.deepEqual(wanted, ['http://localhost:7777']);
  const query = opened[0]?.searchParams;
  assert.equal(`${opened[0]?.origin}${opened[0]?.pathname}`, 'https://id.example.com/auth');
  assert.equal(query?.get('client_id'), 'app');
  assert.equal(query?.get('code_challenge_method'), 'S256');
  assert.equal(query?.get('scope'), 'openid https://api.example.com/read');
  assert.equal(query?.get('resource'), 'https://api.example.com');
  assert.equal(only?.url, 'https://id.example.com/token');
  assert.equal(only?.form['redirect_uri'], 'http://localhost:7777');
  assert.ok(only?.form['code_verifier']);
});

test('before a send it only says that the token will be fetched', async () => {
  const text = 'GET https://x\nAuthorization: Bearer {{$aadV2Token appOnly}}\n';
  const resolution = await resolveText(text, { variables: application });
  assert.ok(resolution.kind === 'unresolved');
  assert.deepEqual(
    resolution.problems.map(({ code }) => code),
    ['token-not-fetched'],
  );
});

test('the token of an environment with such variables is listed', async () => {
  const keeper = new TokenKeeper();
  await checkAsked('$aadV2Token appOnly', { variables: application, keeper });
  const environments = await environmentsOf({ variables: application });
  const home = { environments, environmentName: 'dev', folder: '/desk', keeper };
  const listed = await listTokens(fixedPorts(), createSession(), home);
  assert.deepEqual(
    listed.map(({ name, facts }) => [name, facts !== undefined]),
    [['$aadV2Token appOnly', true]],
  );
});

test('a name is read again as the call that it came from', () => {
  for (const text of ['$aadV2Token', '$aadV2Token new ppe appOnly scopes:b a tenantId:t', `${oidc} scopes:a, b new`]) {
    const call = parseRestClientToken(text);
    assert.ok(call?.kind === 'rest-client-token', text);
    assert.deepEqual(parseRestClientToken(wantedTokenName(call)), call);
  }
  assert.equal(parseRestClientToken('$aadV2Tokens'), undefined);
});

const nobody: PersonPorts = {
  openUrl: () => assert.fail('nothing is opened'),
  listen: () => assert.fail('nothing listens'),
  showDeviceCode: () => assert.fail('no code is shown'),
};
