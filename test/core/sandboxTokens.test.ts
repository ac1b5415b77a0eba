import assert from 'node:assert/strict';
import test from 'node:test';
import { issueAccessToken, readAccessToken } from '../../src/sandbox/accessTokens';
import { createTokenSigner } from '../../src/sandbox/createTokenSigner';
import { sandboxClient } from '../support/sandboxClient';

const formType = 'application/x-www-form-urlencoded';
const grant = 'grant_type=client_credentials';

const decode = (text: string): unknown => JSON.parse(Buffer.from(text, 'base64url').toString());
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Sends a token request; `expected` is the status and the OAuth error. */
function check(
  request: { readonly form?: string; readonly basic?: string; readonly type?: string; readonly environment?: string },
  expected: readonly [status: number, error: string | undefined],
) {
  const client = sandboxClient();
  const { adminEnvID = '', envID = '', adminAppID = '', adminAppSecret = '' } = client.values;
  const fill = (text: string) => text.replace('{id}', adminAppID).replace('{secret}', adminAppSecret);
  const basic = request.basic === undefined ? [] : ([['Authorization', `Basic ${btoa(fill(request.basic))}`]] as const);
  const path = (request.environment ?? '{admin}').replace('{admin}', adminEnvID).replace('{env}', envID);
  const answer = client.send(`POST /${path}/as/token`, {
    token: null,
    headers: basic,
    body: fill(request.form ?? grant),
    type: request.type ?? formType,
  });
  assert.deepEqual([answer.status, answer.body.error], expected, answer.text);
  return { client, answer };
}

test('client credentials by Basic and in the form', () => {
  for (const request of [
    { basic: '{id}:{secret}' },
    { form: `${grant}&client_id={id}&client_secret={secret}` },
    { basic: '{id}:{secret}', type: `${formType}; charset=UTF-8`, form: `${grant}&scope=openid+profile` },
  ]) {
    const { client, answer } = check(request, [200, undefined]);
    assert.deepEqual([answer.body.token_type, answer.body.expires_in], ['Bearer', 3600]);
    assert.equal(answer.header('Cache-Control'), 'no-store');
    assert.equal(client.send('GET {env}/users', { token: answer.body.access_token }).status, 200);
  }
});

test('the errors of OAuth', () => {
  check({}, [401, 'invalid_client']);
  check({ basic: '{id}:wrong' }, [401, 'invalid_client']);
  check({ basic: 'nobody:{secret}' }, [401, 'invalid_client']);
  check({ basic: '{id}' }, [401, 'invalid_client']);
  check({ basic: '{{adminAppID}}:{{adminAppSecret}}' }, [401, 'invalid_client']);
  check({ basic: '{id}:{secret}', environment: '{env}' }, [401, 'invalid_client']);
  check({ basic: '{id}:{secret}', form: '' }, [400, 'invalid_request']);
  check({ basic: '{id}:{secret}', form: `${grant}&${grant}` }, [400, 'invalid_request']);
  check({ basic: '{id}:{secret}', form: 'grant_type=%zz' }, [400, 'invalid_request']);
  check({ basic: '{id}:{secret}', form: `${grant}&client_secret={secret}` }, [400, 'invalid_request']);
  check({ basic: '{id}:{secret}', form: 'grant_type=password' }, [400, 'unsupported_grant_type']);
  check({ basic: '{id}:{secret}', form: `${grant}&scope=p1:read:user` }, [400, 'invalid_scope']);
  check({ basic: '{id}:{secret}', type: 'application/json', form: '{}' }, [415, 'invalid_request']);
  check({ environment: 'nowhere' }, [404, undefined]);
  const { client } = check({ basic: '{id}:{secret}' }, [200, undefined]);
  const answer = client.send(`GET /${client.values['adminEnvID']}/as/token`, { token: null });
  assert.deepEqual([answer.status, answer.header('Allow')], [405, 'POST']);
});

test('the claims are those of a worker token, and the key is published', () => {
  const { client, answer } = check({ basic: '{id}:{secret}' }, [200, undefined]);
  const [header = '', claims = ''] = String(answer.body.access_token).split('.');
  assert.deepEqual(decode(header), { kid: 'test-key', alg: 'RS256' });
  const issuedAt = Math.floor(client.time.now / 1000);
  const { jti, ...rest } = decode(claims) as Record<string, unknown>;
  assert.equal(typeof jti, 'string');
  const issuer = `${client.origin}/${client.values['adminEnvID']}/as`;
  assert.deepEqual(rest, {
    client_id: client.values['adminAppID'],
    iss: issuer,
    iat: issuedAt,
    exp: issuedAt + 3600,
    aud: [client.origin],
    env: client.values['adminEnvID'],
    org: client.values['orgID'],
  });
  const discovery = client.send(`GET /${client.values['adminEnvID']}/as/.well-known/openid-configuration`, {
    token: null,
  });
  assert.equal(discovery.body.issuer, issuer);
  const keys = client.send(`GET ${new URL(discovery.body.jwks_uri).pathname}`, { token: null });
  assert.deepEqual(keys.body, { keys: [{ kty: 'RSA', kid: 'test-key' }] });
});

test('only what the key signed is believed', async () => {
  const [signer, stranger] = await Promise.all([createTokenSigner(), createTokenSigner()]);
  const subject = {
    issuer: 'i',
    audience: 'a',
    clientID: 'c',
    environmentID: 'e',
    organizationID: 'o',
    scope: undefined,
  };
  const token = issueAccessToken(signer, subject, 'id', 0);
  const [header = '', claims = '', signature = ''] = token.split('.');
  const { keyId } = signer;
  const forged = [
    issueAccessToken(stranger, subject, 'id', 0),
    issueAccessToken({ ...stranger, keyId }, subject, 'id', 0),
    `${encode({ alg: 'none', kid: keyId })}.${claims}.`,
    `${encode({ alg: 'HS256', kid: keyId })}.${claims}.${signature}`,
    `${header}.${encode({ exp: 9e9 })}.${signature}`,
    `${header}.${claims}.${signature.slice(0, -4)}`,
    `${header}.${claims}`,
    `${token}.x`,
    '',
  ];
  for (const text of forged) assert.equal(readAccessToken(signer, text, 1000), undefined, text);
  assert.equal(readAccessToken(signer, token, 1000)?.['client_id'], 'c');
  assert.equal(readAccessToken(signer, token, 3_600_000), undefined);
});
