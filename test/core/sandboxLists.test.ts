import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { matchesFilter } from '../../src/sandbox/pingone/evaluateScimFilter';
import { maximumFilterDepth, parseScimFilter, type ScimFilter } from '../../src/sandbox/pingone/parseScimFilter';
import { createTestUser, sandboxClient, type SandboxClient } from '../support/sandboxClient';

/** Checks which users a filter finds; `undefined` means 400 with INVALID_FILTER. */
function check(client: SandboxClient, filter: string, expected: readonly string[] | undefined) {
  const { status, body, text } = client.send(`GET {env}/users?filter=${encodeURIComponent(filter)}`);
  if (!expected) {
    assert.deepEqual(
      [status, body.code, body.details?.[0].code],
      [400, 'INVALID_REQUEST', 'INVALID_FILTER'],
      `${filter}\n${text}`,
    );
    assert.equal(body.details[0].target, 'filter');
  } else {
    const names = body._embedded?.users.map((user: { username: string }) => user.username);
    assert.deepEqual([status, names], [200, expected], `${filter}\n${text}`);
  }
}

test('the documented part of a user filter', () => {
  const client = sandboxClient();
  const robin = createTestUser(client, 'robin', { name: { given: 'Robin', family: 'Example' }, externalId: 'x-1' });
  createTestUser(client, 'kim', { name: { given: 'Kim', family: 'Sample' }, title: 'a "quoted" title' });
  const group = client.send('POST {env}/groups', { json: { name: 'Staff' } }).body.id;
  client.send(`POST {env}/users/${robin}/memberOfGroups`, { json: { id: group } });
  const popID = client.values['popID'];
  check(client, 'username eq "robin"', ['robin']);
  check(client, 'username EQ "ROBIN"', ['robin']);
  check(client, 'name.family ew "ample"', ['robin', 'kim']);
  check(client, 'name.given sw "k"', ['kim']);
  check(client, 'externalId sw "x"', ['robin']);
  check(client, 'enabled eq true', ['robin', 'kim']);
  check(client, 'enabled eq false', []);
  check(client, String.raw`title eq "a \"quoted\" title"`, ['kim']);
  check(client, `population.id eq "${popID}"`, ['robin', 'kim']);
  check(client, `memberOfGroups[id eq "${group}"]`, ['robin']);
  check(client, 'username eq "robin" and name.given eq "kim" or username eq "kim"', ['kim']);
  check(client, 'username eq "robin" and (name.given eq "kim" or username eq "robin")', ['robin']);
  check(client, ' ( username  eq  "kim" ) ', ['kim']);
  const unsupported = [
    '',
    'username',
    'username eq',
    'username eq robin',
    "username eq 'robin'",
    'username eq "robin',
    'username eq "\\x"',
    'userName eq "robin"',
    'username co "rob"',
    'username ne "robin"',
    'username pr',
    'username gt "a"',
    'not (username eq "robin")',
    'username ew "in"',
    'population.id sw "0"',
    'memberOfGroups[name eq "Staff"]',
    'roles[id eq "x"]',
    'username eq "robin" xor enabled eq true',
    '(username eq "robin"',
    'username eq "robin")',
    '__proto__ eq "x"',
    'username toString "x"',
    `${'('.repeat(2000)}username eq "a"${')'.repeat(2000)}`,
  ];
  for (const filter of unsupported) check(client, filter, undefined);
});

test('populations and groups take only what is documented for them', () => {
  const client = sandboxClient();
  client.send('POST {env}/populations', { json: { name: 'Testers' } });
  client.send('POST {env}/groups', { json: { name: 'Staff', externalId: 'ext-7' } });
  const cases: readonly (readonly [path: string, filter: string, count: number | undefined])[] = [
    ['populations', 'name sw "test"', 1],
    ['populations', `id eq "${client.values['popID']}"`, 1],
    ['populations', 'name eq "Testers"', undefined],
    ['populations', 'name sw "t" or name sw "d"', undefined],
    ['groups', 'name eq "staff"', 1],
    ['groups', 'externalId sw "ext" and name eq "Staff"', 1],
    ['groups', 'name sw "s"', undefined],
  ];
  for (const [path, filter, count] of cases) {
    const { status, body } = client.send(`GET {env}/${path}?filter=${encodeURIComponent(filter)}`);
    assert.deepEqual([status, body.count], [count === undefined ? 400 : 200, count], filter);
  }
});

test('pages are followed by their links, and nothing is shown twice while others come and go', () => {
  const client = sandboxClient();
  const ids = Array.from({ length: 7 }, (_, index) => createTestUser(client, `user${index}`));
  const seen: string[] = [];
  let line = `GET {env}/users?limit=3&filter=${encodeURIComponent('username sw "user"')}`;
  for (let page = 0; page < 3; page++) {
    const { body } = client.send(line);
    seen.push(...body._embedded.users.map((user: { id: string }) => user.id));
    assert.equal(body.size, page < 2 ? 3 : 2);
    assert.equal(Object.hasOwn(body._links, 'next'), page < 2);
    if (page === 0) {
      client.send(`DELETE {env}/users/${ids[0]}`);
      createTestUser(client, 'user-late');
    }
    line = `GET ${body._links.next?.href}`;
  }
  assert.deepEqual(seen.slice(0, 7), ids);
  assert.equal(new Set(seen).size, 8);
});

test('limits and cursors that are none are refused; a limit above the maximum is cut', () => {
  const client = sandboxClient();
  createTestUser(client, 'one');
  createTestUser(client, 'two');
  const next = client.send('GET {env}/users?limit=1').body._links.next.href as string;
  const cursor = new URL(next).searchParams.get('cursor') ?? '';
  assert.match(cursor, /^[\w-]+$/);
  const cases = [
    'users?limit=0',
    'users?limit=-1',
    'users?limit=ten',
    'users?limit=1.5',
    'users?cursor=x',
    `users?limit=1&cursor=${cursor}&filter=enabled%20eq%20true`,
    `groups?cursor=${cursor}`,
  ];
  for (const path of cases) {
    const { status, body } = client.send(`GET {env}/${path}`);
    assert.deepEqual([status, body.details[0].code], [400, 'INVALID_PARAMETER'], path);
  }
  assert.equal(client.send('GET {env}/users?limit=99999').body.size, 2);
  assert.equal(client.send(`GET {env}/users?limit=1&cursor=${cursor}`).body._embedded.users[0].username, 'two');
});

const attribute = fc.constantFrom('username', 'email', 'name.given', 'enabled');
const value = fc.oneof(fc.string({ maxLength: 6 }), fc.boolean(), fc.integer({ min: -99, max: 99 }));
const comparison: fc.Arbitrary<ScimFilter> = fc
  .tuple(attribute, fc.constantFrom('eq', 'sw', 'ew'), value)
  .map(([name, operator, wanted]) => ({ kind: 'compare', attribute: name, operator, value: wanted }));
const { filter: anyFilter } = fc.letrec<{ filter: ScimFilter }>((tie) => ({
  filter: fc.oneof({ depthSize: 'small' }, comparison, logic('and', tie('filter')), logic('or', tie('filter'))),
}));

function logic(operator: 'and' | 'or', operand: fc.Arbitrary<ScimFilter>): fc.Arbitrary<ScimFilter> {
  const operands = fc.array(operand, { minLength: 2, maxLength: 4 });
  return operands.map((items) => ({ kind: 'logic', operator, operands: items }));
}

function write(filter: ScimFilter): string {
  if (filter.kind === 'compare') return `${filter.attribute} ${filter.operator} ${JSON.stringify(filter.value)}`;
  if (filter.kind === 'element') return `${filter.attribute}[${write(filter.filter)}]`;
  return filter.operands
    .map((operand) => (operand.kind === 'logic' ? `(${write(operand)})` : write(operand)))
    .join(` ${filter.operator} `);
}

test('every filter that can be written is read as it was meant', () => {
  fc.assert(
    fc.property(anyFilter, (filter) => {
      assert.deepEqual(parseScimFilter(write(filter)), { kind: 'filter', filter });
    }),
  );
});

test('any text is read or refused, in the time its length asks for', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc
          .array(fc.constantFrom('a', ' eq ', '"x"', '(', ')', '[', ']', ' and ', ' or ', '"'))
          .map((parts) => parts.join('')),
      ),
      (text) => {
        const reading = parseScimFilter(text);
        if (reading.kind === 'filter') matchesFilter(reading.filter, { attribute: () => 'x', hasElement: () => true });
        else assert.notEqual(reading.message, '');
      },
    ),
  );
  const nested = `${'('.repeat(maximumFilterDepth)}a eq 1${')'.repeat(maximumFilterDepth)}`;
  assert.equal(parseScimFilter(nested).kind, 'filter');
  assert.equal(parseScimFilter(`(${nested})`).kind, 'malformed');
});
