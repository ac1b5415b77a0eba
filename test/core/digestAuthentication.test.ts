import test from 'node:test';
import assert from 'node:assert/strict';
import { answerDigest, findDigestChallenge } from '../../src/core/exchange/digestAuthentication';
import type { DigestRequest } from '../../src/core/exchange/digestAuthentication';
import { parseChallenges } from '../../src/core/exchange/parseChallenges';
import { nodeHashes } from '../../src/transport/nodeHashes';

const mufasa = { kind: 'digest', user: 'Mufasa', password: 'Circle of Life' } as const;
const jason = { kind: 'digest', user: 'Jäsøn Doe', password: 'Secret, or not?' } as const;

/** The parameters of the answer to `WWW-Authenticate: Digest …`. */
async function check(
  field: string,
  scheme: { readonly kind: 'digest'; readonly user: string; readonly password: string },
  request: Partial<DigestRequest>,
  expected: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const challenge = findDigestChallenge([['WWW-Authenticate', field]]);
  assert.ok(challenge, 'the challenge can be answered');
  const value = await answerDigest(nodeHashes, scheme, challenge, {
    method: 'GET',
    target: '/dir/index.html',
    body: undefined,
    count: 1,
    clientNonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    ...request,
  });
  const parameters = parseChallenges(value)[0]?.parameters;
  for (const [name, content] of Object.entries(expected)) assert.equal(parameters?.get(name), content, name);
}

const example =
  'Digest realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';

test('the example of RFC 7616 section 3.9.1 with SHA-256 and with MD5', async () => {
  await check(
    `${example}, algorithm=SHA-256`,
    mufasa,
    {},
    {
      username: 'Mufasa',
      uri: '/dir/index.html',
      algorithm: 'SHA-256',
      nc: '00000001',
      qop: 'auth',
      response: '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
      opaque: 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS',
    },
  );
  const md5 = { response: '8ca523f5e9506fed4657c9700eebdbec' };
  await check(`${example}, algorithm=MD5`, mufasa, {}, { ...md5, algorithm: 'MD5' });
  await check(example, mufasa, {}, { ...md5, algorithm: undefined });
});

test('the example of section 3.9.2, as its erratum 4897 corrects it: SHA-512-256 and a hashed user', async () => {
  const field =
    'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true';
  await check(
    field,
    jason,
    { target: '/doe.json', clientNonce: 'NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v' },
    {
      username: '793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b',
      response: '3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5',
      userhash: 'true',
    },
  );
});

test('a server of RFC 2069 is answered without a count', async () => {
  const field = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"';
  await check(field, mufasa, {}, { nc: undefined, cnonce: undefined, qop: undefined });
});

test('a name beyond ASCII, and characters that end a quoted string', async () => {
  await check(
    'Digest realm="a", nonce="n", qop="auth", charset=UTF-8',
    jason,
    {},
    {
      'username*': "UTF-8''J%C3%A4s%C3%B8n%20Doe",
      username: undefined,
    },
  );
  const scheme = { ...mufasa, user: 'a"b\\c' };
  await check('Digest realm="q\\"r", nonce="n\\\\"', scheme, {}, { username: 'a"b\\c', realm: 'q"r', nonce: 'n\\' });
});

test('the first challenge that can be answered is taken', () => {
  assert.equal(found('Basic realm="x", Digest realm="a", nonce="1", Digest nonce="2"'), '1');
  assert.equal(found('Digest nonce="1", algorithm=SHA-9', 'digest nonce=2 , stale=TRUE'), '2');
  assert.equal(found('Digest nonce="1", qop="token"'), undefined);
  assert.equal(found('Digest realm="no nonce"'), undefined);
  assert.equal(found('Negotiate abc==, Digest nonce="3", qop="auth-int"'), '3');
  assert.equal(found('', ',,,', '"', 'Digest', 'Digest nonce="open'), 'open');
  assert.equal(found(`Digest ${'a="b", '.repeat(100_000)}`), undefined);
  assert.equal(found('"\\'.repeat(50_000)), undefined);
});

function found(...fields: string[]): string | undefined {
  return findDigestChallenge(fields.map((field) => ['WWW-Authenticate', field] as const))?.nonce;
}
