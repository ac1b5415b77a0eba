import test from 'node:test';
import assert from 'node:assert/strict';
import { composeActionBlock } from '../../src/core/identity/composeActionBlock';
import type { ActionBlockInput } from '../../src/core/identity/composeActionBlock';
import { loadCrestCatalogue, loadPingOneActions, loadPingOneCatalogue } from '../../src/core/identity/catalogues';
import { lookupAction } from '../../src/core/identity/lookupAction';
import { buildExchange, buildRequest } from '../support/exchanges';

const environment = 'https://api.pingone.com/v1/environments/abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6';
const user = `${environment}/users/20d97092-22bb-4bd9-a9f6-e6dc162acb62`;
const flow = 'https://auth.pingone.com/abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6/flows/1c2d3e4f';

/** `METHOD media-type body` with the vendor prefix left out, or `GET` when the relation is no action. */
async function check(rel: string, href: string, expected: string): Promise<void> {
  const action = lookupAction(await loadPingOneActions(), { rel, href, resourceUrl: `${environment}/users` });
  const shown = action
    ? `${action.method} ${action.mediaType.replace('application/vnd.pingidentity.', '')} ${JSON.stringify(action.body) ?? '-'}`
    : 'GET';
  assert.equal(shown, expected);
}

test('the thirteen relations of a created user', async () => {
  for (const [rel, href, expected] of [
    ['self', user, 'GET'],
    ['environment', environment, 'GET'],
    ['population', `${environment}/populations/b6d6f705`, 'GET'],
    ['devices', `${user}/devices`, 'GET'],
    ['roleAssignments', `${user}/roleAssignments`, 'GET'],
    ['password', `${user}/password`, 'GET'],
    ['password.reset', `${user}/password`, 'PUT password.reset+json {"currentPassword":"","newPassword":""}'],
    ['password.set', `${user}/password`, 'PUT password.set+json {"value":"","forceChange":true}'],
    ['password.check', `${user}/password`, 'POST password.check+json {"password":""}'],
    ['password.recover', `${user}/password`, 'POST password.recover+json {"recoveryCode":"","newPassword":""}'],
    ['linkedAccounts', `${user}/linkedAccounts`, 'GET'],
    ['account.sendVerificationCode', user, 'POST user.sendVerificationCode+json -'],
    ['memberOfGroups', `${user}/memberOfGroups`, 'GET'],
  ] as const) {
    await check(rel, href, expected);
  }
});

test('the same relation on a flow is another action', async () => {
  await check('password.reset', flow, 'POST password.reset+json {"currentPassword":"","newPassword":""}');
  await check('password.recover', flow, 'POST password.recover+json {"recoveryCode":"","newPassword":""}');
  await check('usernamePassword.check', flow, 'POST usernamePassword.check+json {"username":"","password":""}');
  await check('session.reset', flow, 'POST session.reset+json -');
  await check('otp.check', flow, 'POST otp.check+json {"otp":""}');
});

test('both ages of the path, relative addresses and other hosts', async () => {
  const expected = 'PUT password.set+json {"value":"","forceChange":true}';
  await check('password.set', `${user.replace('/v1', '')}/password`, expected);
  await check('password.set', '/v1/environments/a/users/b/password', expected);
  await check('password.set', 'http://127.0.0.1:8123/v1/environments/a/users/b/password', expected);
});

for (const [rel, path, expected] of [
  ['user.import', '/users', 'POST user.import+json'],
  ['user.scim.patch', '/users/1', 'PATCH user.scim.patch+json'],
  ['form.export', '/forms/1', 'GET form.export+json'],
  ['password.forceChange', '/users/1/password', 'POST password.forceChange'],
  ['password.setGateway', '/users/1/password', 'PUT password.setGateway+json'],
  ['device.activate', '/users/1/devices/2', 'POST device.activate+json'],
  ['flow.deploy', '/flows/1', 'POST flow.deploy+json'],
  ['version.export', '/flows/1/versions/2', 'POST flowversion.export+json'],
] as const) {
  test(`${rel} is in the catalogue`, async () => {
    const action = lookupAction(await loadPingOneActions(), {
      rel,
      href: environment + path,
      resourceUrl: environment,
    });
    assert.equal(`${action?.method} ${action?.mediaType.replace('application/vnd.pingidentity.', '')}`, expected);
  });
}

test('what the catalogue does not know follows the rule', async () => {
  await check('thing.doIt', `${environment}/things/1`, 'POST thing.doIt+json {}');
  await check('password.set', `${environment}/elsewhere/users/1/password`, 'PUT password.set+json {}');
  await check('password.set', `${environment}/elsewhere/1`, 'POST password.set+json {}');
  await check('account.unlock', `${environment}/elsewhere/1`, 'POST account.unlock+json -');
});

for (const rel of [
  'self',
  '',
  '.',
  'a.',
  '.a',
  'a..b',
  'https://docs.example.com/rels/x',
  'v1.0/x',
  'a.b\r\nX: y',
  'a.b{{c}}',
  'a b.c',
  `a.${'b'.repeat(200)}`,
  '__proto__',
  'a.1',
]) {
  test(`${JSON.stringify(rel.slice(0, 40))} is no action`, () => check(rel, user, 'GET'));
}

/** The block of one action link. */
async function checkBlock(
  rel: string,
  href: string,
  parts: Partial<ActionBlockInput>,
  expected: string | undefined,
): Promise<void> {
  const exchange = buildExchange({
    request: buildRequest({ url: `${environment}/users`, headers: [['Authorization', 'Bearer real-token-value']] }),
  });
  const action = lookupAction(await loadPingOneActions(), { rel, href, resourceUrl: exchange.url });
  assert.ok(action);
  const link = { rel, href, templated: false, source: 'body', resource: '', span: undefined } as const;
  const block = composeActionBlock({ exchange, link, action, ...parts });
  assert.equal(block, expected);
  assert.ok(!block?.includes('real-token-value'));
}

test('a block keeps the environment of the answer it came from', async () => {
  for (const [environmentName, line] of [
    ['PingOne dev', '# @env PingOne dev\n'],
    ['staging+eu', '# @env staging+eu\n'],
    ['{{clientSecret}}', '# @env {{clientSecret}}\n'],
    [undefined, ''],
    ['', ''],
    [' dev', ''],
    ['dev\nDELETE https://example.com/', ''],
    ['dev\r\n# @env prod', ''],
  ] as const) {
    await checkBlock('account.sendVerificationCode', user, { environmentName }, verificationBlock(line));
  }
});

function verificationBlock(directive: string): string {
  return `### account.sendVerificationCode
${directive}POST ${user}
Content-Type: application/vnd.pingidentity.user.sendVerificationCode+json
Authorization: Bearer {{accessToken}}
`;
}

test('no secret of a link is written into a block', async () => {
  const exchange = buildExchange({
    request: buildRequest({ url: `${environment}/users`, secrets: ['s3cr3t/value'] }),
  });
  const href = `${user}/s3cr3t%2Fvalue/password?token=unknown&x=1&access_token=s3cr3t/value`;
  const action = lookupAction(await loadPingOneActions(), { rel: 'password.set', href, resourceUrl: exchange.url });
  assert.ok(action);
  const link = { rel: 'password.set', href, templated: false, source: 'body', resource: '', span: undefined } as const;
  const secrets = [{ name: 'linkSecret', value: 's3cr3t/value' }];
  const block = composeActionBlock({ exchange, link, action, secrets }) ?? '';
  assert.ok(!/s3cr3t|unknown/.test(block), block);
  assert.ok(
    block.includes(`/{{%linkSecret}}/password?token={{maskedValue}}&x=1&access_token={{%linkSecret}}\n`),
    block,
  );
  assert.match(block, /# The link holds a secret/);
});

test('a block ready to be filled in', () =>
  checkBlock(
    'password.set',
    `${user}/password`,
    {
      variables: [
        { name: 'host', value: 'https://api.pingone.com' },
        { name: 'apiPath', value: 'https://api.pingone.com/v1/' },
        { name: 'envID', value: 'abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6' },
        { name: 'version', value: 'v1' },
        { name: 'empty', value: '' },
      ],
      writtenHeaders: [
        ['Content-Type', 'application/json'],
        ['authorization', 'Bearer {{myToken}}'],
        ['X-Other', '{{x}}'],
      ],
    },
    `### password.set
# Required: value
PUT {{apiPath}}/environments/{{envID}}/users/20d97092-22bb-4bd9-a9f6-e6dc162acb62/password
Content-Type: application/vnd.pingidentity.password.set+json
authorization: Bearer {{myToken}}

{
  "value": "",
  "forceChange": true
}
`,
  ));

test('no body, no known values, a token that stood in the file in clear', () =>
  checkBlock(
    'account.sendVerificationCode',
    user,
    { writtenHeaders: [['Authorization', 'Bearer real-token-value']] },
    `### account.sendVerificationCode
POST ${user}
Content-Type: application/vnd.pingidentity.user.sendVerificationCode+json
Authorization: Bearer {{accessToken}}
`,
  ));

test('another origin gets no credentials, and no placeholder of its own', () =>
  checkBlock(
    'password.check',
    'https://other.example/environments/a/users/b/password?x={{clientSecret}}&y=\r\nX:1#{{z}}',
    { writtenHeaders: [['Authorization', 'Bearer {{accessToken}}']] },
    `### password.check
# The link leads to another origin than the answer it came from, so no credentials are added.
# Required: password
POST https://other.example/environments/a/users/b/password?x=%7B%7BclientSecret%7D%7D&y=X:1
Content-Type: application/vnd.pingidentity.password.check+json

{
  "password": ""
}
`,
  ));

test('a value is put back only at a border', () =>
  checkBlock(
    'thing.doIt',
    'https://api.pingone.com/v10/environments/abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6x',
    {
      variables: [
        { name: 'apiPath', value: 'https://api.pingone.com/v1' },
        { name: 'envID', value: 'abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6' },
        { name: 'not a name', value: 'https://api.pingone.com' },
      ],
    },
    `### thing.doIt
POST https://api.pingone.com/v10/environments/abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6x
Content-Type: application/vnd.pingidentity.thing.doIt+json
Authorization: Bearer {{accessToken}}

{}
`,
  ));

test('a link that leads nowhere makes no block', () => checkBlock('thing.doIt', 'javascript:alert(1)', {}, undefined));

test('the catalogues are what their types say', async () => {
  const { actions } = await loadPingOneActions();
  assert.equal(actions.length, 67);
  for (const action of actions) {
    assert.match(action.method, /^(?:GET|POST|PUT|PATCH|DELETE)$/);
    assert.match(action.path, /^\/[\w{}/]+$/);
    assert.match(action.type, /^application\/vnd\.pingidentity\.[\w.]+(?:\+json)?$/);
    assert.equal(action.body === undefined, action.emptyBody === true || action.body === undefined);
  }
  for (const catalogue of [await loadPingOneCatalogue(), await loadCrestCatalogue()]) {
    assert.ok(catalogue.operations.length > 100 && catalogue.variables.length > 20);
    assert.ok(Object.keys(catalogue.schemas).length > 50);
    for (const { name, method, path } of catalogue.operations)
      assert.ok(name && method && path.startsWith('/'), `${name} ${path}`);
  }
});
