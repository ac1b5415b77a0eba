import assert from 'node:assert/strict';
import test from 'node:test';
import {
  createTestUser,
  sandboxClient,
  vendorType,
  type SandboxClient,
  type TestRequest,
} from '../support/sandboxClient';

/** Sends one request and checks the status, and where given the code and the details as `code target`. */
function check(
  client: SandboxClient,
  line: string,
  request: TestRequest,
  expected: { readonly status: number; readonly code?: string; readonly details?: readonly string[] },
) {
  const answer = client.send(line, request);
  const details = (answer.body?.details ?? []) as { code: string; target?: string }[];
  const found = {
    status: answer.status,
    ...(expected.code === undefined ? {} : { code: answer.body?.code as string }),
    ...(expected.details ? { details: details.map(({ code, target }) => (target ? `${code} ${target}` : code)) } : {}),
  };
  assert.deepEqual(found, expected, `${line}\n${answer.text}`);
  if (answer.status >= 400) assert.equal(answer.body.id, answer.header('Correlation-Id'));
  return answer;
}

/** The documentation's answer to «Create user», cut down to names and the form of their values. */
const documented = {
  _links: {
    self: 'users/{user}',
    environment: '',
    population: 'populations/{population}',
    devices: 'users/{user}/devices',
    roleAssignments: 'users/{user}/roleAssignments',
    password: 'users/{user}/password',
    'password.reset': 'users/{user}/password',
    'password.set': 'users/{user}/password',
    'password.check': 'users/{user}/password',
    'password.recover': 'users/{user}/password',
    linkedAccounts: 'users/{user}/linkedAccounts',
    'account.sendVerificationCode': 'users/{user}',
    memberOfGroups: 'users/{user}/memberOfGroups',
  },
  id: '{user}',
  environment: { id: '{environment}' },
  account: { canAuthenticate: true, status: 'OK' },
  createdAt: '2026-01-02T03:04:05.678Z',
  email: 'somebody@example.com',
  enabled: true,
  identityProvider: { type: 'PING_ONE' },
  lifecycle: { status: 'ACCOUNT_OK' },
  mfaEnabled: false,
  population: { id: '{population}' },
  updatedAt: '2026-01-02T03:04:05.678Z',
  username: 'App_JWT_user_1736807489',
  verifyStatus: 'NOT_INITIATED',
};

test('a created user has exactly the members and the links of the documentation, in their order', () => {
  const client = sandboxClient();
  const population = client.values['appJwtPopID'] ?? '';
  const json = { email: 'somebody@example.com', population: { id: population }, username: 'App_JWT_user_1736807489' };
  const { status, body, header } = client.send('POST {env}/users', { json });
  assert.equal(status, 201);
  const fill = (text: string) =>
    text
      .replace('{user}', body.id)
      .replace('{population}', population)
      .replace('{environment}', client.values['envID'] ?? '');
  const expected = JSON.parse(fill(JSON.stringify(documented)).replaceAll('{user}', body.id));
  for (const [rel, path] of Object.entries(documented._links)) {
    expected._links[rel] = { href: `${client.origin}${client.environment}${path === '' ? '' : `/${fill(path)}`}` };
  }
  expected.id = body.id;
  expected.environment.id = client.values['envID'];
  expected.population.id = population;
  // Text, not values: the order of members counts.
  assert.equal(JSON.stringify(body), JSON.stringify(expected));
  assert.equal(header('Location'), undefined);
});

test('every plain relation of a new user answers 200 with what it names', () => {
  const client = sandboxClient();
  const id = createTestUser(client, 'walker');
  const { body } = client.send(`GET {env}/users/${id}`);
  for (const [rel, { href }] of Object.entries<{ href: string }>(body._links)) {
    const answer = client.send(`GET ${href}`);
    assert.equal(answer.status, 200, rel);
    if (answer.body._links.self) assert.equal(answer.body._links.self.href, href, rel);
  }
  const environment = client.send(`GET ${body._links.environment.href}`).body;
  for (const [rel, { href }] of Object.entries<{ href: string }>(environment._links)) {
    assert.equal(client.send(`GET ${href}`).status, 200, rel);
  }
});

test('both path ages reach the same user, and links always carry the version', () => {
  const client = sandboxClient();
  const id = createTestUser(client, 'ages');
  const path = `${client.environment.slice('/v1'.length)}/users/${id}`;
  for (const prefix of ['', '/v1', '/v1/v1']) {
    const { status, body } = client.send(`GET ${prefix}${path}`);
    assert.equal(status, 200);
    assert.equal(body._links.self.href, `${client.origin}/v1${path}`);
  }
  check(client, `GET /v1/v1/v1${path}`, {}, { status: 404, code: 'NOT_FOUND' });
  check(client, `GET /v2${path}`, {}, { status: 404, code: 'NOT_FOUND' });
});

test('what a create lacks or gets wrong is named, all of it at once', () => {
  const client = sandboxClient();
  const population = { id: client.values['popID'] };
  const good = { email: 'a@example.com', population, username: 'a' };
  const cases: readonly (readonly [json: unknown, ...details: string[]])[] = [
    [{}, 'REQUIRED_VALUE username', 'REQUIRED_VALUE email', 'REQUIRED_VALUE population.id'],
    [{ ...good, username: null }, 'REQUIRED_VALUE username'],
    [{ ...good, username: '' }, 'EMPTY_VALUE username'],
    [{ ...good, username: 7 }, 'INVALID_VALUE username'],
    [{ ...good, username: 'x'.repeat(129) }, 'SIZE_LIMIT_EXCEEDED username'],
    [{ ...good, userName: 'b', username: undefined }, 'REQUIRED_VALUE username'],
    [{ ...good, email: 'nobody' }, 'INVALID_VALUE email'],
    [{ ...good, population: {} }, 'REQUIRED_VALUE population.id'],
    [{ ...good, population: 'x' }, 'INVALID_VALUE population'],
    [{ ...good, population: { id: '00000000-0000-0000-0000-000000000000' } }, 'INVALID_VALUE population.id'],
    [{ ...good, population: { id: 12 } }, 'INVALID_VALUE population.id'],
    [{ ...good, name: 'Robin' }, 'INVALID_VALUE name'],
    [{ ...good, name: { given: 3 } }, 'INVALID_VALUE name.given'],
    [{ ...good, address: { countryCode: 'at' } }, 'INVALID_VALUE address.countryCode'],
    [{ ...good, lifecycle: { status: 'GONE' } }, 'INVALID_VALUE lifecycle.status'],
    [{ ...good, mfaEnabled: 'yes' }, 'INVALID_VALUE mfaEnabled'],
    [
      {
        ...good,
        ...Object.fromEntries(['accountId', 'externalId'].map((name) => [name, '\u20ac'.repeat(1024)])),
        photo: { href: `https://example.com/${'p'.repeat(2000)}` },
        address: { streetAddress: 's'.repeat(256), locality: '\u{1f600}'.repeat(256), region: '\u{1f600}'.repeat(256) },
        name: Object.fromEntries(
          ['family', 'formatted', 'given', 'middle', 'honorificPrefix', 'honorificSuffix'].map((name) => [
            name,
            '\u{1f600}'.repeat(256),
          ]),
        ),
      },
      'SIZE_LIMIT_EXCEEDED profile',
    ],
  ];
  for (const [json, ...details] of cases) {
    check(client, 'POST {env}/users', { json }, { status: 400, code: 'INVALID_DATA', details });
  }
  assert.equal(client.send('GET {env}/users').body.count, 0);
});

test('user names are unique in any case, and the error names the user that has it', () => {
  const client = sandboxClient();
  const id = createTestUser(client, 'Robin');
  const json = { email: 'r@example.com', population: { id: client.values['popID'] }, username: 'rObIN' };
  const expected = { status: 400, code: 'INVALID_DATA', details: ['UNIQUENESS_VIOLATION username'] };
  const { body } = check(client, 'POST {env}/users', { json }, expected);
  assert.deepEqual(body.details[0].innerError, { existingId: id });
  check(client, `PATCH {env}/users/${id}`, { json: { username: 'ROBIN' } }, { status: 200 });
  client.send(`DELETE {env}/users/${id}`);
  check(client, 'POST {env}/users', { json }, { status: 201 });
});

test('unknown properties are ignored, and a hostile name is only a name', () => {
  const client = sandboxClient();
  const body = `{"__proto__":{"enabled":false},"constructor":{"a":1},"enabled":false,"password":{"value":"x"},
    "email":"p@example.com","username":"__proto__","population":{"id":"${client.values['popID']}"}}`;
  const { body: user } = check(client, 'POST {env}/users', { body, type: 'application/json' }, { status: 201 });
  assert.equal(user.enabled, true);
  assert.equal(Object.hasOwn(user, '__proto__') || Object.hasOwn(user, 'password'), false);
  assert.equal(({} as { enabled?: boolean }).enabled, undefined);
  const filter = encodeURIComponent('username eq "__proto__"');
  assert.equal(client.send(`GET {env}/users?filter=${filter}`).body.count, 1);
});

test('requests that cannot be read, or that nobody takes, get the documented status', () => {
  const client = sandboxClient();
  const id = createTestUser(client, 'status');
  const type = 'application/json';
  const deep = `${'['.repeat(100)}${']'.repeat(100)}`;
  const cases: readonly (readonly [line: string, request: TestRequest, status: number, code: string])[] = [
    ['POST {env}/users', { body: '{"username":', type }, 400, 'INVALID_REQUEST'],
    ['POST {env}/users', { body: '', type }, 400, 'INVALID_REQUEST'],
    ['POST {env}/users', { body: '[]', type }, 400, 'INVALID_REQUEST'],
    ['POST {env}/users', { body: deep, type }, 400, 'INVALID_REQUEST'],
    ['POST {env}/users', { body: '{}' }, 415, 'INVALID_REQUEST'],
    ['POST {env}/users', { body: '{}', type: 'text/plain' }, 415, 'INVALID_REQUEST'],
    [`POST {env}/users/${id}`, { body: '{}', type }, 415, 'INVALID_REQUEST'],
    ['DELETE {env}/users', {}, 405, 'INVALID_REQUEST'],
    ['PATCH {env}/populations', { json: {} }, 405, 'INVALID_REQUEST'],
    ['toString {env}/users', {}, 405, 'INVALID_REQUEST'],
    ['GET {env}/users/00000000-0000-0000-0000-000000000000', {}, 404, 'NOT_FOUND'],
    ['GET {env}/users/__proto__', {}, 404, 'NOT_FOUND'],
    ['GET {env}/user', {}, 404, 'NOT_FOUND'],
    ['GET /v1/environments/00000000-0000-0000-0000-000000000000/users', {}, 404, 'NOT_FOUND'],
    ['GET /nothing', {}, 404, 'NOT_FOUND'],
    ['GET {env}/users', { token: null }, 401, 'ACCESS_FAILED'],
    ['GET {env}/users', { token: 'garbage' }, 401, 'ACCESS_FAILED'],
    ['GET {env}/users', { token: '' }, 401, 'ACCESS_FAILED'],
  ];
  for (const [line, request, status, code] of cases) check(client, line, request, { status, code });
  assert.equal(client.send('DELETE {env}/users').header('Allow'), 'GET, HEAD, POST');
  assert.equal(client.send('GET {env}/%zz').status, 400);
  assert.equal(client.send('GET {env}/users?filter=%ff').status, 400);
  const charset = { body: '{}', type: 'Application/JSON; charset=utf-8' };
  check(client, 'POST {env}/users', charset, { status: 400, code: 'INVALID_DATA' });
});

test('a token is good for an hour and not a moment longer', () => {
  const client = sandboxClient();
  client.time.now += 3_599_000;
  check(client, 'GET {env}/users', {}, { status: 200 });
  client.time.now += 1_000;
  const details = ['INVALID_TOKEN Authentication Credentials'];
  check(client, 'GET {env}/users', {}, { status: 401, code: 'ACCESS_FAILED', details });
  const renewed = client.sandbox.describe().variables['accessToken'] ?? '';
  check(client, 'GET {env}/users', { token: renewed }, { status: 200 });
});

test('PUT clears what is left out, PATCH changes what is sent; population and flags have their own resources', () => {
  const client = sandboxClient();
  const id = createTestUser(client, 'edit', { name: { given: 'Robin', family: 'Example' }, title: 'Dr' });
  const patched = client.send(`PATCH {env}/users/${id}`, { json: { name: { given: 'Kim' }, title: null } }).body;
  assert.deepEqual(patched.name, { given: 'Kim', family: 'Example' });
  assert.equal(patched.title, undefined);
  check(
    client,
    `PATCH {env}/users/${id}`,
    { json: { email: null } },
    { status: 400, details: ['REQUIRED_VALUE email'] },
  );
  const cleared = client.send(`PATCH {env}/users/${id}`, { json: { name: null } }).body;
  assert.equal(cleared.name, undefined);
  check(
    client,
    `PUT {env}/users/${id}`,
    { json: { username: 'edit' } },
    { status: 400, details: ['REQUIRED_VALUE email'] },
  );
  const other = client.send('POST {env}/populations', { json: { name: 'Other' } }).body.id;
  const json = {
    username: 'edit',
    email: 'e@example.com',
    enabled: false,
    mfaEnabled: true,
    population: { id: other },
  };
  const replaced = client.send(`PUT {env}/users/${id}`, { json }).body;
  assert.deepEqual(
    [replaced.enabled, replaced.mfaEnabled, replaced.population.id],
    [true, false, client.values['popID']],
  );
  check(client, `PUT {env}/users/${id}/enabled`, { json: { enabled: false } }, { status: 200 });
  check(client, `PUT {env}/users/${id}/mfaEnabled`, { json: { mfaEnabled: true } }, { status: 200 });
  check(client, `PUT {env}/users/${id}/population`, { json: { id: other } }, { status: 200 });
  check(client, `PUT {env}/users/${id}/enabled`, { json: {} }, { status: 400, details: ['REQUIRED_VALUE enabled'] });
  check(
    client,
    `PUT {env}/users/${id}/population`,
    { json: { id: 'x' } },
    { status: 400, details: ['INVALID_VALUE id'] },
  );
  const { body } = client.send(`GET {env}/users/${id}?expand=population&include=memberOfGroupIDs,memberOfGroupNames`);
  assert.deepEqual([body.enabled, body.mfaEnabled, body.population.id], [false, true, other]);
  assert.deepEqual([body.account.canAuthenticate, body._embedded.population.name], [false, 'Other']);
  assert.deepEqual([body.memberOfGroupIDs, body.memberOfGroupNames], [[], []]);
  assert.equal(client.send(`GET {env}/populations/${other}`).body.userCount, 1);
  check(client, `GET {env}/users/${id}?expand=devices`, {}, { status: 400, details: ['INVALID_PARAMETER expand'] });
});

test('a SCIM patch is the same change in other words', () => {
  const client = sandboxClient();
  const id = createTestUser(client, 'scim', { nickname: 'Sam' });
  const type = vendorType('user.scim.patch');
  const patch = (...Operations: object[]) => ({ body: JSON.stringify({ Operations }), type });
  const good = patch(
    { op: 'Replace', path: 'name.given', value: 'Robin' },
    { op: 'add', value: { title: 'Dr' } },
    { op: 'remove', path: 'nickname' },
  );
  const { body } = check(client, `PATCH {env}/users/${id}`, good, { status: 200 });
  assert.deepEqual([body.name, body.title, body.nickname], [{ given: 'Robin' }, 'Dr', undefined]);
  const cases: readonly (readonly [object, string])[] = [
    [{ op: 'move', path: 'title' }, 'INVALID_VALUE Operations[0].op'],
    [{ op: 'remove' }, 'REQUIRED_VALUE Operations[0].path'],
    [{ op: 'remove', path: 'username' }, 'REQUIRED_VALUE username'],
    [{ op: 'replace', path: 'title', value: 5 }, 'INVALID_VALUE title'],
  ];
  for (const [operation, detail] of cases) {
    check(client, `PATCH {env}/users/${id}`, patch(operation), { status: 400, details: [detail] });
  }
});

const act = (name: string, json?: object) => ({
  type: vendorType(name),
  ...(json ? { body: JSON.stringify(json) } : {}),
});

test('account actions go by media type', () => {
  const client = sandboxClient();
  const id = createTestUser(client, 'account');
  const line = `POST {env}/users/${id}`;
  const locked = check(client, line, act('account.lock', { unlockAt: '2026-01-02T03:05:05.678Z' }), {
    status: 200,
  }).body;
  assert.deepEqual(locked.account, {
    canAuthenticate: false,
    status: 'LOCKED',
    lockedAt: '2026-01-02T03:04:05.678Z',
    secondsUntilUnlock: 60,
    unlockAt: '2026-01-02T03:05:05.678Z',
  });
  client.time.now += 60_000;
  assert.equal(client.send(`GET {env}/users/${id}`).body.account.status, 'OK');
  check(client, line, act('account.lock'), { status: 200 });
  const past = act('account.lock', { unlockAt: '2020-01-01T00:00:00Z' });
  check(client, line, past, { status: 400, details: ['INVALID_VALUE unlockAt'] });
  assert.equal(check(client, line, act('account.unlock'), { status: 200 }).body.account.status, 'OK');
  check(client, line, act('user.sendVerificationCode'), { status: 200 });
  const { messages } = client.send('GET /.well-known/identity-http-sandbox/messages').body;
  const wrong = act('user.verify', { verificationCode: 'WRONG' });
  check(client, line, wrong, {
    status: 400,
    code: 'REQUEST_FAILED',
    details: ['VERIFICATION_FAILED verificationCode'],
  });
  const right = act('user.verify', { verificationCode: messages[0].code });
  assert.equal(check(client, line, right, { status: 200 }).body.emailVerified, true);
  check(client, line, right, { status: 400, code: 'REQUEST_FAILED' });
});

test('HEAD answers as GET does, without the body', () => {
  const client = sandboxClient();
  const head = client.send('HEAD {env}/users');
  assert.deepEqual([head.status, head.text], [200, '']);
  assert.equal(client.send('HEAD {env}/nothing').status, 404);
});
