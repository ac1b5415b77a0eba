import assert from 'node:assert/strict';
import test from 'node:test';
import { replaceSecret } from '../../src/core/language/edits/replaceSecret';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';

test('a placeholder takes the place of a secret', () => {
  check('GET https://a\nAuthorization: Bearer «abcdef»\n', 'GET https://a\nAuthorization: Bearer {{token}}\n');
  check('GET https://a\n\n{"t":"«abcdef»"}\n', 'GET https://a\n\n{"t":"{{token2}}"}\n', ['token']);
  check('@token = x\nGET https://a?t=«abcdef»\n', '@token = x\nGET https://a?t={{token2}}\n');
  check('# @prompt token\nGET https://a?t=«abcdef»\n', '# @prompt token\nGET https://a?t={{token2}}\n');
});

test('a variable that is the secret is taken out with its line, comments stay', () => {
  check('# mine\n@token = «abcdef»\n\nGET https://a?{{token}}\n', '# mine\n\nGET https://a?{{token}}\n');
  check('@token = «abcdef»\r\nGET https://a?{{token}}\r\n', 'GET https://a?{{token}}\r\n');
  check('###\n@token=«abcdef»', '###\n');
});

test('a variable stays where its name means something else too', () => {
  check('@token = «abcdef»\n', '@token = {{token2}}\n', ['token']);
  check('@token = «abcdef»\n@token = other\n', '@token = {{token2}}\n@token = other\n');
  check('@token = x-«abcdef»\n', '@token = x-{{token2}}\n');
});

/** `«…»` is the secret, whose name is to be `token`. */
function check(marked: string, expected: string, taken: readonly string[] = []): void {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  const text = marked.replace(/[«»]/g, '');
  const { edits } = replaceSecret(
    parseRequestFile(text),
    text,
    { name: 'token', span: { start, end } },
    new Set(taken),
  );
  let written = text;
  for (const edit of edits.toReversed()) {
    written = written.slice(0, edit.span.start) + edit.text + written.slice(edit.span.end);
  }
  assert.equal(written, expected, marked);
}
