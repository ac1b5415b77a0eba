import assert from 'node:assert/strict';
import test from 'node:test';
import { emptyPostmanValue } from '../../src/core/environment/files/emptyPostmanValue';

function check(text: string, expected: { readonly text: string; readonly left: string } | undefined): void {
  const found = emptyPostmanValue(text, 'pin');
  const left = found?.edits.reduceRight(
    (rest, { span, text: written }) => rest.slice(0, span.start) + written + rest.slice(span.end),
    text,
  );
  assert.deepEqual(found && { text: found.text, left }, expected);
}

test('the value goes and everything else stays as it is', () => {
  check('{\n\t"values": [ {"key":"a","value":"b"},\n {"value": "x\\"1", "key": "pin"} ] }', {
    text: 'x"1',
    left: '{\n\t"values": [ {"key":"a","value":"b"},\n {"value": "", "key": "pin"} ] }',
  });
});

test('the last of a repeated name counts, and no other keeps the secret', () => {
  check('{"values":[{"key":"pin","value":"1"},{"key":"pin","value":"2"},{"key":"pin","value":"3","enabled":false}]}', {
    text: '2',
    left: '{"values":[{"key":"pin","value":""},{"key":"pin","value":""},{"key":"pin","value":"3","enabled":false}]}',
  });
});

test('what is no such value is left alone', () => {
  for (const text of [
    '',
    '{',
    '[]',
    '{"values":{}}',
    '{"values":[1,{"key":"pin"},{"key":"pin","value":7}]}',
    '{"values":[{"key":"pi","value":"1"}]}',
  ]) {
    check(text, undefined);
  }
});
