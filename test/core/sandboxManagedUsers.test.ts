import assert from 'node:assert/strict';
import test from 'node:test';
import { sandboxClient, type SandboxClient, type TestRequest } from '../support/sandboxClient';

const users = '/openidm/managed/alpha_user';
const user = {
  userName: 'bjensen',
  givenName: 'Barbara',
  sn: 'Jensen',
  mail: 'bjensen@example.com',
  password: 'Th3Password',
};
const id = '3f1c9a52-8d1e-4a8e-9d38-0a7c9b1d2e3f';

/** Sends one request; for a 403 `policies` lists `property REQUIREMENT`. */
function check(client: SandboxClient, line: string, request: TestRequest, status: number, ...policies: string[]) {
  const answer = client.send(line, request);
  const failed = (answer.body?.detail?.failedPolicyRequirements ?? []) as {
    property: string;
    policyRequirements: { policyRequirement: string }[];
  }[];
  const found = failed.map(
    ({ property, policyRequirements }) => `${property} ${policyRequirements[0]?.policyRequirement}`,
  );
  assert.deepEqual([answer.status, ...found], [status, ...policies], `${line}\n${answer.text}`);
  return answer;
}

test('managed users need a token, and show everything but the password', () => {
  const client = sandboxClient();
  assert.equal(client.send(`GET ${users}?_queryFilter=true`, { token: null }).body.message, 'Access Denied');
  check(client, `GET ${users}?_queryFilter=true`, { token: 'x' }, 401);
  assert.equal(client.send('GET /users?_queryFilter=true', { token: 'x' }).status, 401);
  const created = check(client, `POST ${users}?_action=create`, { json: { ...user, _id: 'mine', _rev: 'x' } }, 201);
  assert.notEqual(created.body._id, 'mine');
  assert.equal(created.header('Location'), `${client.origin}${users}/${created.body._id}`);
  assert.deepEqual([created.body.accountStatus, created.body.effectiveRoles], ['active', []]);
  assert.equal(created.text.includes('password') || created.text.includes(user.password), false);
  const { body } = check(client, `GET ${users}/${created.body._id}?_fields=*,password,manager,city`, {}, 200);
  assert.deepEqual([body.password, body.manager, body.city, body.mail], [undefined, null, null, user.mail]);
  const filter = encodeURIComponent('password pr');
  assert.equal(check(client, `GET ${users}?_queryFilter=${filter}`, {}, 200).body.resultCount, 0);
  assert.equal(
    check(client, '/openidm/managed/bravo_user?_queryFilter=true'.replace(/^/, 'GET '), {}, 200).body.resultCount,
    0,
  );
});

test('policies: each broken one is named', () => {
  const client = sandboxClient();
  const post = (json: object, status: number, ...policies: string[]) =>
    check(client, `POST ${users}`, { json }, status, ...policies);
  post({}, 403, 'userName REQUIRED', 'givenName REQUIRED', 'sn REQUIRED', 'mail REQUIRED');
  post({ ...user, userName: 'a/b' }, 403, 'userName CANNOT_CONTAIN_CHARACTERS');
  post({ ...user, userName: '' }, 403, 'userName NOT_EMPTY');
  post({ ...user, userName: 'x'.repeat(256) }, 403, 'userName MAX_LENGTH');
  post({ ...user, mail: 'nobody' }, 403, 'mail VALID_EMAIL_ADDRESS_FORMAT');
  post({ ...user, sn: 5 }, 403, 'sn VALID_TYPE');
  post({ ...user, city: null }, 403, 'city NOT_NULL');
  post({ ...user, password: 'short' }, 403, 'password MIN_LENGTH');
  post({ ...user, preferences: [] }, 403, 'preferences VALID_TYPE');
  post({ ...user, frIndexedInteger1: 'x' }, 403, 'frIndexedInteger1 VALID_TYPE');
  post({ ...user, nickname: 'Babs' }, 400);
  post({ ...user, manager: { _ref: `managed/alpha_user/${id}` } }, 400);
  post({ ...user, custom_badge: { any: 1 }, frIndexedString1: 'x' }, 201);
  post({ ...user, userName: 'BJensen' }, 403, 'userName UNIQUE');
});

test('PUT creates with a UUID only, updates, and never gives two users one name', () => {
  const client = sandboxClient();
  const line = `PUT ${users}/${id}`;
  const any = [['If-None-Match', '*']] as const;
  check(client, `PUT ${users}/some-id`, { json: user }, 400);
  check(client, line, { json: user, headers: any }, 201);
  check(client, line, { json: user, headers: any }, 412);
  const replaced = check(client, line, { json: { ...user, city: 'Graz', password: undefined } }, 200).body;
  assert.deepEqual([replaced._id, replaced.city], [id, 'Graz']);
  check(client, `POST ${users}`, { json: { ...user, userName: 'second' } }, 201);
  check(client, line, { json: { ...user, userName: 'SECOND' } }, 403, 'userName UNIQUE');
  check(client, line, { json: { ...user, userName: 'renamed' } }, 200);
  check(client, `POST ${users}`, { json: user }, 201);
});

test('patches of a managed user', () => {
  const client = sandboxClient();
  const manager = check(client, `POST ${users}`, { json: { ...user, userName: 'boss' } }, 201).body._id;
  check(client, `PUT ${users}/${id}`, { json: { ...user, aliasList: ['a'] } }, 201);
  const patch = (operations: object[], status: number, ...policies: string[]) =>
    check(client, `PATCH ${users}/${id}`, { json: operations }, status, ...policies);
  const changed = patch(
    [
      { operation: 'replace', field: '/telephoneNumber', value: '+15550100' },
      { operation: 'add', field: '/aliasList/-', value: 'a' },
      { operation: 'add', field: '/aliasList/-', value: 'b' },
    ],
    200,
  ).body;
  assert.deepEqual([changed.telephoneNumber, changed.aliasList], ['+15550100', ['a', 'b']]);
  patch([{ operation: 'remove', field: '/mail' }], 403, 'mail REQUIRED');
  patch([{ operation: 'replace', field: '/password', value: 'short' }], 403, 'password MIN_LENGTH');
  patch([{ operation: 'replace', field: '/password', value: user.password }], 400);
  patch([{ operation: 'replace', field: '/password', value: 'An0therPassword' }], 200);
  patch([{ operation: 'replace', field: '/aliasList/0', value: 'x' }], 400);
  patch([{ operation: 'replace', field: '/_id', value: 'x' }], 400);
  patch([{ operation: 'replace', field: '/nothing', value: 'x' }], 400);
  const reference = { _ref: `managed/alpha_user/${manager}` };
  assert.equal(patch([{ operation: 'replace', field: '/manager', value: reference }], 200).body.manager, undefined);
  const { body } = check(client, `GET ${users}/${id}?_fields=manager/userName,*_ref`, {}, 200);
  assert.deepEqual([body.manager._refResourceId, body.manager._ref], [manager, reference._ref]);
  const named = check(client, `GET ${users}/${id}?_fields=manager/userName`, {}, 200).body.manager;
  assert.deepEqual([named.userName, named._refResourceCollection], ['boss', 'managed/alpha_user']);
  const before = check(client, `GET ${users}/${id}`, {}, 200).body._rev;
  assert.equal(patch([{ operation: 'remove', field: '/nothing' }], 200).body._rev, before);
});

test('the action patch changes what a query finds', () => {
  const client = sandboxClient();
  check(client, `PUT ${users}/${id}`, { json: user }, 201);
  const json = [{ operation: 'replace', field: 'mail', value: 'new@example.com' }];
  const line = `POST ${users}?_action=patch&_queryId=for-userName&uid=`;
  assert.equal(check(client, `${line}bjensen`, { json }, 200).body.mail, 'new@example.com');
  check(client, `${line}nobody`, { json }, 404);
  check(client, `POST ${users}?_action=patch`, { json }, 400);
  check(client, `POST ${users}?_action=other`, { json: {} }, 400);
});
