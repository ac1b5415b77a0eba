import assert from 'node:assert/strict';
import test from 'node:test';
import { createTestUser, sandboxClient, vendorType, type SandboxClient } from '../support/sandboxClient';

const good = 'Kq7!vmTz-2';
const other = 'Wr9?bnLp+4';

/** Sends one password action; `expected` is the status and, for errors, the detail codes. */
function check(
  client: SandboxClient,
  id: string,
  action: { readonly method: string; readonly type: string; readonly json?: object },
  expected: readonly [status: number, ...details: string[]],
) {
  const body = action.json === undefined ? '' : JSON.stringify(action.json);
  const answer = client.send(`${action.method} {env}/users/${id}/password`, { type: action.type, body });
  const details = (answer.body?.details ?? []) as { code: string }[];
  assert.deepEqual([answer.status, ...details.map(({ code }) => code)], expected, answer.text);
  return answer.body;
}

const put = (name: string, json?: object) => ({ method: 'PUT', type: vendorType(name), ...(json ? { json } : {}) });
const post = (name: string, json?: object) => ({ method: 'POST', type: vendorType(name), ...(json ? { json } : {}) });

const recover = (recoveryCode: string, newPassword = good) => post('password.recover', { recoveryCode, newPassword });

test('a password is set, checked, changed and forced to change', () => {
  const client = sandboxClient();
  const id = createTestUser(client, 'pass');
  assert.equal(client.send(`GET {env}/users/${id}/password`).body.status, 'NO_PASSWORD');
  check(client, id, post('password.check', { password: good }), [400, 'NO_PASSWORD']);
  assert.equal(check(client, id, put('password.set', { value: good }), [200]).status, 'OK');
  assert.equal(check(client, id, post('password.check', { password: good }), [200]).status, 'OK');
  const wrong = check(client, id, post('password.check', { password: 'no' }), [400, 'INVALID_VALUE']);
  assert.deepEqual(wrong.details[0].innerError, { failuresRemaining: 4 });
  check(client, id, put('password.reset', { currentPassword: 'no', newPassword: other }), [400, 'INVALID_VALUE']);
  check(client, id, put('password.reset', { currentPassword: good, newPassword: other }), [200]);
  check(client, id, post('password.check', { password: good }), [400, 'INVALID_VALUE']);
  const forced = { method: 'POST', type: 'application/vnd.pingidentity.password.forceChange' };
  assert.equal(check(client, id, forced, [200]).status, 'MUST_CHANGE_PASSWORD');
  assert.equal(
    check(client, id, put('password.set', { value: good, forceChange: true, bypassPolicy: true }), [200]).status,
    'MUST_CHANGE_PASSWORD',
  );
  assert.equal(client.send(`GET {env}/users/${id}`).text.includes(good), false);
});

test('the policy names what a password lacks, and can be bypassed', () => {
  const client = sandboxClient();
  const id = createTestUser(client, 'policyholder');
  const cases: readonly (readonly [password: string, ...lacks: string[]])[] = [
    ['short', 'length', 'minCharacters'],
    ['Password1!', 'excludesCommonlyUsed'],
    ['Policyholder-1', 'excludesProfileData'],
    ['alllowercase1!', 'minCharacters'],
    ['Aa1!Aa1!Aa1!', 'minUniqueCharacters'],
    [`Aa1!xyz${'b'.repeat(250)}`, 'length'],
  ];
  for (const [value, ...lacks] of cases) {
    const body = check(client, id, put('password.set', { value }), [400, 'INVALID_VALUE']);

    assert.deepEqual(body.details[0].innerError.unsatisfiedRequirements, lacks, value);
  }
  check(client, id, put('password.set', { value: 'short', bypassPolicy: true }), [200]);
  check(client, id, put('password.set', { value: good }), [200]);
  const again = check(client, id, put('password.set', { value: good }), [400, 'INVALID_VALUE']);
  assert.deepEqual(again.details[0].innerError.unsatisfiedRequirements, ['history']);
});

test('five wrong passwords lock it for a quarter of an hour, or until it is unlocked', () => {
  const client = sandboxClient();
  const id = createTestUser(client, 'locked');
  check(client, id, put('password.set', { value: good }), [200]);
  const wrong = post('password.check', { password: 'no' });
  for (let attempt = 0; attempt < 4; attempt++) check(client, id, wrong, [400, 'INVALID_VALUE']);
  check(client, id, wrong, [400, 'PASSWORD_LOCKED_OUT']);
  check(client, id, post('password.check', { password: good }), [400, 'PASSWORD_LOCKED_OUT']);
  assert.equal(client.send(`GET {env}/users/${id}/password`).body.status, 'PASSWORD_LOCKED_OUT');
  client.time.now += 900_000;
  check(client, id, post('password.check', { password: good }), [200]);
  for (let attempt = 0; attempt < 5; attempt++)
    check(client, id, wrong, [400, attempt < 4 ? 'INVALID_VALUE' : 'PASSWORD_LOCKED_OUT']);
  assert.equal(check(client, id, post('password.unlock'), [200]).status, 'OK');
});

test('a recovery code works once, for five minutes, and for five tries', () => {
  const client = sandboxClient();
  const id = createTestUser(client, 'forgetful');
  const sendCode = () => {
    check(client, id, post('password.sendRecoveryCode'), [200]);
    return client.send('GET /.well-known/identity-http-sandbox/messages').body.messages.at(-1).code as string;
  };
  check(client, id, recover('ANYTHING'), [400, 'INVALID_VALUE']);
  const code = sendCode();
  assert.match(code, /^[0-9A-F]{8}$/);
  check(client, id, recover(code, 'weak'), [400, 'INVALID_VALUE']);
  check(client, id, recover(code), [200]);
  check(client, id, recover(code, other), [400, 'INVALID_VALUE']);
  const late = sendCode();
  client.time.now += 300_000;
  check(client, id, recover(late, other), [400, 'INVALID_VALUE']);
  const guessed = sendCode();
  for (let attempt = 0; attempt < 5; attempt++) check(client, id, recover('WRONG'), [400, 'INVALID_VALUE']);
  check(client, id, recover(guessed, other), [400, 'INVALID_VALUE']);
});

test('wrong types, methods and bodies of password actions', () => {
  const client = sandboxClient();
  const id = createTestUser(client, 'wrong');
  check(client, id, { method: 'PUT', type: 'application/json', json: { value: good } }, [415]);
  check(client, id, post('password.set', { value: good }), [415]);
  check(client, id, { method: 'POST', type: '' }, [415]);
  check(client, id, { method: 'DELETE', type: '' }, [405]);
  check(client, id, put('password.set', {}), [400, 'REQUIRED_VALUE']);
  check(client, id, put('password.set', { value: good, forceChange: 'yes' }), [400, 'INVALID_VALUE']);
  check(client, id, put('password.reset', {}), [400, 'REQUIRED_VALUE', 'REQUIRED_VALUE']);
  check(client, id, put('password.setGateway', { id: 'x' }), [400, 'INVALID_VALUE']);
  check(client, id, put('PASSWORD.SET', { value: good }), [200]);
});

test('an import brings a password along', () => {
  const client = sandboxClient();
  const body = JSON.stringify({
    username: 'imported',
    email: 'i@example.com',
    emailVerified: true,
    population: { id: client.values['popID'] },
    password: { value: good, forceChange: true },
  });
  const type = vendorType('user.import');
  const { status, body: user } = client.send('POST {env}/users', { body, type });
  assert.deepEqual([status, user.emailVerified], [201, true]);
  assert.equal(client.send(`GET {env}/users/${user.id}/password`).body.status, 'MUST_CHANGE_PASSWORD');
  const encoded = body.replace('imported', 'encoded').replace(good, '{BCRYPT}$2a$10$abc');
  assert.equal(client.send('POST {env}/users', { body: encoded, type }).status, 400);
});
