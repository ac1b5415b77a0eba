import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { isFailure } from '../../src/sandbox/crest/crestFailure';
import { applyPatch, readPatch } from '../../src/sandbox/crest/crestPatch';
import type { JsonObject, JsonValue } from '../../src/sandbox/json';

const options = { indexes: true, isSet: (name: string) => name === 'set' };

function patch(content: JsonObject, operations: JsonValue): JsonObject | number {
  const reading = readPatch(operations);
  if (isFailure(reading)) return reading.status;
  const patched = applyPatch(content, reading, options);
  return isFailure(patched) ? patched.status : patched.content;
}

/** Applies operations to a resource; a number is the status of the failure. */
function check(content: JsonObject, operations: JsonValue, expected: JsonObject | number) {
  const before = JSON.stringify(content);
  assert.deepEqual(patch(content, operations), expected, JSON.stringify(operations));
  assert.equal(JSON.stringify(content), before, 'the resource itself was changed');
}

const one = (operation: string, more: JsonObject): JsonValue => [{ operation, ...more }];

test('each operation does what CREST says', () => {
  check({}, one('add', { field: 'a', value: 1 }), { a: 1 });
  check({ a: 1 }, one('ADD', { field: '/a', value: 2 }), { a: 2 });
  check({ a: [1] }, one('add', { field: '/a/-', value: 1 }), { a: [1, 1] });
  check({ set: [1] }, one('add', { field: '/set/-', value: 1 }), { set: [1] });
  check({}, one('add', { field: '/a/-', value: 1 }), { a: [1] });
  check({}, one('replace', { field: '/a/b/c', value: 1 }), { a: { b: { c: 1 } } });
  check({ a: [1, 2] }, one('replace', { field: '/a/1', value: 3 }), { a: [1, 3] });
  check({ a: 1, b: 2 }, one('remove', { field: 'a' }), { b: 2 });
  check({ a: [1, { x: 2 }, 1] }, one('remove', { field: 'a', value: 1 }), { a: [{ x: 2 }] });
  check({ a: [1, { x: 2 }] }, one('remove', { field: 'a', value: { x: 2 } }), { a: [1] });
  check({ a: 1 }, one('remove', { field: 'a', value: 2 }), { a: 1 });
  check({ a: [1, 2, 3] }, one('remove', { field: 'a/1' }), { a: [1, 3] });
  check({}, one('remove', { field: 'a/b' }), {});
  check({ a: 1 }, one('increment', { field: 'a', value: -3 }), { a: -2 });
  check({ a: { b: 1 } }, one('copy', { field: 'c', from: 'a/b' }), { a: { b: 1 }, c: 1 });
  check({ a: { b: 1 } }, one('move', { field: 'c', from: 'a/b' }), { a: {}, c: 1 });
  check({ a: { b: 1 } }, one('copy', { field: 'a/c', from: 'a' }), { a: { b: 1, c: { b: 1 } } });
  check({}, one('add', { field: 'a%2Fb', value: 1 }), { 'a/b': 1 });
});

test('what is wrong with a patch is 400, a clash of types 409', () => {
  const cases: readonly (readonly [JsonValue, number])[] = [
    [{}, 400],
    [[1], 400],
    [[{ op: 'replace', path: '/a', value: 1 }], 400],
    [one('test', { field: 'a', value: 1 }), 400],
    [one('add', { value: 1 }), 400],
    [one('add', { field: '', value: 1 }), 400],
    [one('add', { field: 'a b', value: 1 }), 400],
    [one('add', { field: 'a' }), 400],
    [one('replace', { field: 'a', value: null }), 400],
    [one('add', { field: 'a', value: 1, from: 'b' }), 400],
    [one('increment', { field: 'a', value: '1' }), 400],
    [one('increment', { field: 'text', value: 1 }), 400],
    [one('increment', { field: 'missing', value: 1 }), 400],
    [one('remove', { field: 'a', from: 'b' }), 400],
    [one('move', { field: 'a' }), 400],
    [one('copy', { field: 'a', from: 'b', value: 1 }), 400],
    [one('copy', { field: 'a', from: 'missing' }), 400],
    [one('move', { field: 'object/x', from: 'object' }), 400],
    [one('transform', { field: 'a', value: {} }), 501],
    [one('add', { field: 'text/x', value: 1 }), 409],
    [one('add', { field: 'list/x', value: 1 }), 409],
    [one('add', { field: 'list/9', value: 1 }), 409],
    [
      [
        { operation: 'add', field: 'a', value: 1 },
        { operation: 'add', field: 'text/x', value: 1 },
      ],
      409,
    ],
  ];
  for (const [operations, status] of cases) check({ text: 'x', list: [1], object: {} }, operations, status);
});

test('a hostile patch stays small and changes no prototype', () => {
  const doubling = Array.from({ length: 900 }, () => ({ operation: 'copy', from: '/a', field: '/a/b' }));
  check({ a: { x: 1 } }, doubling, 400);
  const widening = Array.from({ length: 900 }, (_, index) => ({
    operation: 'copy',
    from: '/a',
    field: `/a/c${index}`,
  }));
  check({ a: { x: 1 } }, widening, 400);
  const deep = Array.from({ length: 60 }, () => 'd').join('/');
  check({}, [{ operation: 'add', field: deep, value: JSON.parse('[[[[[[[[1]]]]]]]]') }], 400);
  check(
    {},
    Array.from({ length: 1001 }, () => ({ operation: 'remove', field: 'a' })),
    400,
  );
  const patched = patch({}, [{ operation: 'add', field: '/__proto__/polluted', value: true }]);
  assert.equal(JSON.stringify(patched), '{"__proto__":{"polluted":true}}');
  assert.equal(({} as { polluted?: boolean }).polluted, undefined);
});

test('any JSON is a patch or is refused, and adding what was removed gives the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (content, operations) => {
      const object = { content: content as JsonValue };
      const result = patch(object, operations as JsonValue);
      assert.ok(typeof result === 'number' ? result >= 400 : typeof result === 'object');
    }),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(fc.integer(), fc.string())), (content) => {
      const emptied = Object.keys(content).map((name) => ({
        operation: 'remove',
        field: `/${encodeURIComponent(name)}`,
      }));
      const filled = Object.entries(content).map(([name, value]) => ({
        operation: 'add',
        field: `/${encodeURIComponent(name)}`,
        value,
      }));
      if (filled.length > 0) assert.deepEqual(patch({ ...content }, [...emptied, ...filled]), { ...content });
    }),
  );
});
