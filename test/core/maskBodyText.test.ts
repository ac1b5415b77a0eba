import test from 'node:test';
import assert from 'node:assert/strict';
import { buildRedactor, noRedaction } from '../../src/core/exchange/redaction';
import { maskBodyText } from '../../src/core/view/maskBodyText';

/** What is left of a body once the secret `s3cretvalue` and the members that are secret by name are masked. */
function check(mediaType: string | undefined, text: string, shown: RegExp | string): void {
  const headers = mediaType === undefined ? [] : ([['Content-Type', mediaType]] as const);
  const masked = maskBodyText(text, headers, buildRedactor(['s3cretvalue']));
  if (typeof shown === 'string') assert.equal(masked, shown);
  else assert.match(masked, shown);
  assert.doesNotMatch(masked, /s3cretvalue|unknown-token/);
  assert.equal(maskBodyText(text, headers, noRedaction), text);
}

test('a body is as it came but for its secrets', () => {
  check('text/plain', 'a\r\n  b', 'a\r\n  b');
  check('application/json', '{ "id" : 1.0,\n"id":2 }', '{ "id" : 1.0,\n"id":2 }');
  check('text/plain', 'x s3cretvalue y', /^x \S+ y$/);
  check(undefined, '[2026] started', '[2026] started');
});

test('members that are secret by name are masked, whatever the body is called', () => {
  check('application/json', '{"access_token":"unknown-token","id":"1"}', /"id":"1"\}$/);
  check('text/plain', '{"access_token":"unknown-token","id":"1"}', /"id":"1"\}$/);
  check('application/x-www-form-urlencoded', 'access_token=unknown-token&id=1', /&id=1$/);
});
