import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { isFailure } from '../../src/sandbox/crest/crestFailure';
import { matchesQueryFilter, prepareQueryFilter } from '../../src/sandbox/crest/evaluateQueryFilter';
import { maximumQueryFilterDepth, parseQueryFilter, type QueryFilter } from '../../src/sandbox/crest/parseQueryFilter';
import type { JsonObject } from '../../src/sandbox/json';

const resource: JsonObject = {
  name: 'Barbara',
  quote: 'say "hi"',
  age: 42,
  active: true,
  none: null,
  empty: [],
  parent: { child: 'Value', 'a/b': 1 },
  roles: [{ _refResourceId: 'r1' }, { _refResourceId: 'r2' }],
  tags: ['red', 'green'],
};

/** Whether the resource matches, or the status of the error. */
function check(filter: string, expected: boolean | number) {
  const reading = parseQueryFilter(filter);
  if (reading.kind === 'malformed') return assert.equal(reading.status, expected, `${filter}: ${reading.message}`);
  const prepared = prepareQueryFilter(reading.filter);
  const found = isFailure(prepared) ? prepared.status : matchesQueryFilter(prepared, resource);
  return assert.equal(found, expected, filter);
}

test('filters find what they ask for', () => {
  const cases: readonly (readonly [string, boolean])[] = [
    ['true', true],
    ['FALSE', false],
    ['name eq "barbara"', true],
    ["/name EQ 'BARBARA'", true],
    ['name sw "bar"', true],
    ['name co "RBA"', true],
    ['name sw "x"', false],
    ['name lt "c" and name ge "barbara"', true],
    ['name gt "c" or name le "a"', false],
    [String.raw`quote eq "say \"hi\""`, true],
    [String.raw`quote eq 'say "hi"'`, true],
    [String.raw`name eq "Bar\bara"`, true],
    ['age eq 42', true],
    ['age eq "42"', true],
    ['age gt 41.5', true],
    ['age lt -1', false],
    ['age co 4', false],
    ['active eq true', true],
    ['active eq "TRUE"', true],
    ['active gt false', false],
    ['name pr', true],
    ['none pr', false],
    ['empty pr', false],
    ['missing pr', false],
    ['missing eq "x"', false],
    ['parent/child eq "value"', true],
    ['/parent/a%2Fb eq 1', true],
    ['roles/_refResourceId eq "r2"', true],
    ['roles/0/_refResourceId eq "r1"', true],
    ['tags eq "green"', true],
    ['tags eq "blue"', false],
    [`name in '["x","barbara"]'`, true],
    [`name in '[]'`, false],
    ['!(name pr)', false],
    ['! (missing pr)', true],
    ['! missing pr', true],
    ['!name eq "Barbara"', false],
    ['name pr or name pr and missing pr', true],
    ['(name pr or name pr) and missing pr', false],
    ['!(missing pr) and name pr', true],
    ['  (  name   eq  "barbara"  )  ', true],
    ['toString pr', false],
    ['__proto__ pr', false],
  ];
  for (const [filter, expected] of cases) check(filter, expected);
});

const nested = (depth: number) => `${'('.repeat(depth)}true${')'.repeat(depth)}`;

test('filters that are none', () => {
  const refused = [
    '',
    '   ',
    'name',
    'name eq',
    'name eq Barbara',
    'name eq"Barbara"',
    'name eq "Barbara',
    'name eq "Barbara\\',
    'age eq 1e5',
    'age eq null',
    'not (name pr)',
    'name ne "x"',
    'name ew "x"',
    'name eq "x" name pr',
    '(name pr',
    'name pr)',
    'name pr and',
    'and name pr',
    'true eq 1',
    'name in ["a"]',
    'name in "a"',
    'name in 5',
    '!',
    '!()',
  ];
  for (const filter of refused) check(filter, 400);
  check('na%zzme eq "x"', 500);
  check('na{me eq "x"', 500);
  // A tab separates nothing, so it stands in the pointer.
  check('name\teq "Barbara"', 500);
  check(nested(maximumQueryFilterDepth), true);
  check(nested(maximumQueryFilterDepth + 1), 400);
  check(nested(100_000), 400);
});

const name = fc.stringMatching(/^[a-z]{1,3}$/).filter((text) => !['and', 'or', 'pr'].includes(text));
const pointer = fc.array(name, { minLength: 1, maxLength: 3 });
const value = fc.oneof(fc.string({ maxLength: 6 }), fc.boolean(), fc.integer({ min: -999, max: 999 }));
const { filter: anyFilter } = fc.letrec<{ filter: QueryFilter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small' },
    fc.boolean().map((literal): QueryFilter => ({ kind: 'literal', value: literal })),
    pointer.map((names): QueryFilter => ({ kind: 'present', pointer: names })),
    fc
      .tuple(pointer, fc.constantFrom('eq', 'co', 'sw', 'lt', 'x.y'), value)
      .map(([names, operator, wanted]): QueryFilter => ({ kind: 'compare', pointer: names, operator, value: wanted })),
    tie('filter').map((operand): QueryFilter => ({ kind: 'not', operand })),
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('filter'), { minLength: 2, maxLength: 3 }))
      .map(([operator, operands]): QueryFilter => ({ kind: 'logic', operator, operands })),
  ),
}));

function write(filter: QueryFilter): string {
  switch (filter.kind) {
    case 'literal':
      return String(filter.value);
    case 'present':
      return `/${filter.pointer.join('/')} pr`;
    case 'compare': {
      const { value: wanted } = filter;
      const text = typeof wanted === 'string' ? `"${wanted.replace(/["\\]/g, String.raw`\$&`)}"` : String(wanted);
      return `${filter.pointer.join('/')} ${filter.operator} ${text}`;
    }
    case 'not':
      return `!(${write(filter.operand)})`;
    case 'logic':
      return filter.operands.map((operand) => `(${write(operand)})`).join(` ${filter.operator} `);
  }
}

test('every filter that can be written is read as it was meant', () => {
  fc.assert(
    fc.property(
      anyFilter.filter((filter) => !/(^|\()(true|false) /.test(write(filter))),
      (filter) => {
        assert.deepEqual(parseQueryFilter(write(filter)), { kind: 'filter', filter });
      },
    ),
  );
});

test('any text is read or refused', () => {
  const pieces = fc.constantFrom(
    'a',
    ' ',
    ' eq ',
    '"',
    "'",
    '\\',
    '(',
    ')',
    '!',
    ' and ',
    ' or ',
    'true',
    '5',
    '%2',
    '/',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(pieces).map((parts) => parts.join('')),
      ),
      (text) => {
        const reading = parseQueryFilter(text);
        if (reading.kind === 'malformed') return;
        const prepared = prepareQueryFilter(reading.filter);
        if (!isFailure(prepared)) assert.equal(typeof matchesQueryFilter(prepared, resource), 'boolean');
      },
    ),
  );
});
