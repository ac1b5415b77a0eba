import test from 'node:test';
import assert from 'node:assert/strict';
import { layoutSecret } from '../../src/core/view/layoutSecret';

test('a value of one line is shown as one', () => {
  for (const text of ['s3cr3t', '', 'a\\nb', '{broken', '{}', '[]', 's3cr3t\n']) check(text, undefined);
});

test('a key keeps its lines, whatever ends them', () => {
  const pem = '-----BEGIN PRIVATE KEY-----\nMIIE\nabc=\n-----END PRIVATE KEY-----';
  check(`${pem}\n`, pem);
  check(pem.replaceAll('\n', '\r\n'), pem);
});

test('a key that is JSON has a line for each member, its text untouched', () => {
  check(
    '{"kty":"oct","k":"a\\u0041/+","n":12345678901234567890}',
    '{\n  "kty": "oct",\n  "k": "a\\u0041/+",\n  "n": 12345678901234567890\n}',
  );
});

test('what no dialog has room for is cut, and that is said', () => {
  const lines = layoutSecret('x\n'.repeat(500))?.split('\n') ?? [];
  assert.equal(lines.length, 122);
  assert.match(lines.at(-1) ?? '', /no room/);
  assert.ok((layoutSecret(`a\n${'x'.repeat(50_000)}`)?.length ?? 0) < 10_100);
  assert.ok((layoutSecret(`{"a":"${'x'.repeat(50_000)}"}`)?.length ?? 0) < 10_100);
});

function check(text: string, expected: string | undefined): void {
  assert.equal(layoutSecret(text), expected);
}
