import assert from 'node:assert/strict';
import test from 'node:test';
import { RedirectCallbacks } from '../../src/core/auth/redirectCallbacks';

async function check(query: string, expected: Readonly<Record<string, string>> | undefined): Promise<void> {
  const callbacks = new RedirectCallbacks();
  const { parameters, close } = callbacks.wait('s1');
  callbacks.take(query);
  close();
  const found = await parameters;
  assert.deepEqual(found && Object.fromEntries(found), expected);
  assert.ok(callbacks.isEmpty);
}

test('the link with the state is the one that is waited for', () =>
  check('code=abc&state=s1', { code: 'abc', state: 's1' }));
test('a link without the state, or with another one, is not', async () => {
  await check('code=abc', undefined);
  await check('code=abc&state=s2', undefined);
  await check('', undefined);
});
test('what was decoded is not decoded again', () => check('code=a+b%20c=&state=s1', { code: 'a+b%20c=', state: 's1' }));

test('several wait at once, and each link ends one of them once', async () => {
  const callbacks = new RedirectCallbacks();
  const [first, second] = [callbacks.wait('s1'), callbacks.wait('s2')];
  callbacks.take('code=two&state=s2');
  callbacks.take('code=other&state=s2');
  assert.equal((await second.parameters)?.get('code'), 'two');
  assert.ok(!callbacks.isEmpty);
  first.close();
  callbacks.take('code=late&state=s1');
  assert.equal(await first.parameters, undefined);
  assert.ok(callbacks.isEmpty);
});

test('of two with one state the newer waits on', async () => {
  const callbacks = new RedirectCallbacks();
  const [older, newer] = [callbacks.wait('fixed'), callbacks.wait('fixed')];
  assert.equal(await older.parameters, undefined);
  callbacks.take('code=new&state=fixed');
  assert.equal((await newer.parameters)?.get('code'), 'new');
});
