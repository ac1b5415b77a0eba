import assert from 'node:assert/strict';
import test from 'node:test';
import { literalValues } from '../../src/core/language/problems/literalValues';
import { resolveText } from '../support/resolveText';

test('names without a value can be sent as they are written, and nothing else can', async () => {
  await check('GET https://a.example/{{a}}/{{ b }}?q={{a}}\nX: {{c}}\n', { a: '{{a}}', b: '{{b}}', c: '{{c}}' });
  await check('GET https://a.example/{{user.name}}\n', { 'user.name': '{{user.name}}' });
  await check('GET https://a.example/{{a}}/{{$nope}}\n', undefined);
  await check('GET https://a.example/{{a}}/{{1 + 1}}\n', undefined);
  await check('GET https://a.example/{{a}}\nX\n', undefined);
  await check('GET https://a.example/\n', undefined);
});

async function check(text: string, expected: Readonly<Record<string, string>> | undefined): Promise<void> {
  const before = await resolveText(text);
  const values = literalValues(before.problems);
  assert.deepEqual(values && Object.fromEntries(values), expected);
  if (!values) return;
  const after = await resolveText(text, { argumentValues: values });
  assert.equal(after.kind, 'resolved', JSON.stringify(after.problems));
  if (after.kind === 'resolved') assert.match(after.request.url, /%7B%7B/);
}
