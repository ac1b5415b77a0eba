import test from 'node:test';
import assert from 'node:assert/strict';
import { chooseStyle, escapeJson, escapeLine, escapeLines } from '../../src/cli/terminal';

test('characters that act on a terminal are written out', () => {
  check('plain text, Grüße, 日本語, 👩‍💻 \t tab', 'plain text, Grüße, 日本語, 👩‍💻 \t tab');
  check('\u001b[2J\u001b]0;title\u0007', '\\u001b[2J\\u001b]0;title\\u0007');
  check('a\u0000b\u007fc\u009bd', 'a\\u0000b\\u007fc\\u009bd');
  check('overwritten\rgone', 'overwritten\\u000dgone');
  check('one\ntwo', 'one\\u000atwo');
  check('user\u202egnp.exe', 'user\\u202egnp.exe');
  check('\u2066a\u2069\u200f\u061c\ufeff\u2028', '\\u2066a\\u2069\\u200f\\u061c\\ufeff\\u2028');
});

test('line ends stay in text of several lines', () => {
  assert.equal(escapeLines('one\r\ntwo\n\u001bthree\rfour\n'), 'one\ntwo\n\\u001bthree\\u000dfour\n');
});

test('JSON keeps its value', () => {
  const value = { a: 'x\u001b\u007f\u009b\u202e\u2028\n\t"\\' };
  const escaped = escapeJson(JSON.stringify(value));
  assert.deepEqual(JSON.parse(escaped), value);
  assert.match(escaped, /^[\u0020-\u007e]+$/);
});

test('colours are for terminals that want them', () => {
  assert.equal(chooseStyle(true, {}).good('x'), '\u001b[32mx\u001b[0m');
  assert.equal(chooseStyle(true, { NO_COLOR: '' }).good('x'), '\u001b[32mx\u001b[0m');
  assert.equal(chooseStyle(true, { NO_COLOR: '1' }).good('x'), 'x');
  assert.equal(chooseStyle(true, { TERM: 'dumb' }).good('x'), 'x');
  assert.equal(chooseStyle(false, {}).good('x'), 'x');
});

function check(text: string, expected: string): void {
  assert.equal(escapeLine(text), expected);
}
