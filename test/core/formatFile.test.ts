import test from 'node:test';
import assert from 'node:assert/strict';
import { editText, formatFile, formatOnType, formatRange } from '../../src/core/language/edits/formatFile';
import { applyEdits } from '../../src/core/syntax/applyEdits';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { cursor } from '../support/cursor';

test('request lines, fields, directives and variables have one blank where one belongs', () => {
  check('GET    https://a.example/x     HTTP/1.1  \n', 'GET https://a.example/x HTTP/1.1\n');
  check('   GET https://a.example\n', 'GET https://a.example\n');
  check('get https://a.example\n', 'get https://a.example\n');
  check('GET https://a.example/?filter=a  eq "b"   HTTP/2\n', 'GET https://a.example/?filter=a  eq "b" HTTP/2\n');
  check('GET https://a.example HTTP/2 (Prior Knowledge) \n', 'GET https://a.example HTTP/2 (Prior Knowledge)\n');
  check(
    'GET https://a.example\nACCEPT :application/json  \n  x-Empty :\nX-B:  a  b\n{{whole}}  \n',
    'GET https://a.example\nACCEPT: application/json\nx-Empty:\nX-B: a  b\n{{whole}}\n',
  );
  check('GET https://a.example\nX:: y\n', 'GET https://a.example\nX:: y\n');
  check('#@name   a\nGET https://a.example\n', '# @name a\nGET https://a.example\n');
  check('//  @name = a  \nGET https://a.example\n', '// @name a\nGET https://a.example\n');
  check('# @name "a b"\n#  @no-redirect \nhttps://a.example\n', '# @name "a b"\n# @no-redirect\nhttps://a.example\n');
  check('# @name = = x\nhttps://a.example\n', '# @name = = x\nhttps://a.example\n');
  check(' ### @name x\nhttps://a.example\n', ' ### @name x\nhttps://a.example\n');
  check('@a=1\n @b  :=  {{a}}  x \n@c = \n', '@a = 1\n@b := {{a}}  x\n@c =\n');
  check('#comment   \n  # another\t\nGET https://a.example\n', '#comment\n  # another\nGET https://a.example\n');
  check('import   ./a.http\nrun  #b \n', 'import ./a.http\nrun #b\n');
});

test('a folded target is indented by two', () => {
  check(
    'GET https://a.example/x\n?a=1\n      &b={{b}}   HTTP/1.1\n\t# &c=3 \n/more\nAccept: a/b\n',
    'GET https://a.example/x\n  ?a=1\n  &b={{b}} HTTP/1.1\n\t# &c=3\n  /more\nAccept: a/b\n',
  );
});

test('separators and blank lines', () => {
  check('###Title\nGET https://a.example\n###  Two ###\n', '### Title\nGET https://a.example\n\n### Two ###\n');
  check('\n\nGET https://a.example\n\n\n\n###\n', 'GET https://a.example\n\n###\n');
  check('#####\n### Users\n#####\nGET https://a.example\n', '#####\n### Users\n#####\nGET https://a.example\n');
  check('@a = 1\n\n \n@b = 2\n', '@a = 1\n\n@b = 2\n');
  check('GET https://a.example', 'GET https://a.example\n');
  check('\uFEFF \n\nGET https://a.example', '\uFEFFGET https://a.example\n');
  check('GET https://a.example\n   \n', 'GET https://a.example\n');
  check('', '');
  check('\n\n', '');
  check('GET https://a.example\r\nA:b\r\n###\r\n', 'GET https://a.example\r\nA: b\r\n\r\n###\r\n');
  check('GET https://a.example\n# of the next\n###\n', 'GET https://a.example\n# of the next\n###\n');
  check('GET https://a.example\nGET https://b.example\n', 'GET https://a.example\nGET https://b.example\n');
});

test('one blank line before the body, and the body stays', () => {
  check('POST https://a.example\n\n\n\nfree  \n\n  text \n\n\n', 'POST https://a.example\n\nfree  \n\n  text \n');
  check(
    'POST https://a.example\nContent-Type: text/plain\n<a  b="c">\n',
    'POST https://a.example\nContent-Type: text/plain\n\n<a  b="c">\n',
  );
  check('POST https://a.example\n{"a" :1}\n', 'POST https://a.example\n\n{"a" :1}\n');
  check('POST https://a.example\n\n<   ./a.json \n', 'POST https://a.example\n\n< ./a.json\n');
  check('POST https://a.example\n\n<@latin1    ./a.json\n', 'POST https://a.example\n\n<@latin1 ./a.json\n');
  for (const body of [
    'Content-Type: application/xml\n\n<a>\n      <b/>\n   </a>   \n',
    'Content-Type: application/x-www-form-urlencoded\n\na = 1 &\n  b=2  \n',
    'Content-Type: multipart/form-data; boundary=b\n\n--b\nContent-Disposition:form-data; name="f"\n\n{"a" :1}\n--b--\n',
    'Content-Type: text/plain\n\n  {"a" :1}\n',
    'X-Request-Type: GraphQL\n\nquery  {me}\n\n{"a" :1}\n',
    'Content-Type: application/json\n\nquery  {me}\n\n{"a" :1}\n',
  ]) {
    check(`POST https://a.example\n${body}`, `POST https://a.example\n${body}`);
  }
});

test('what is not run or was recorded stays', () => {
  const text =
    'GET https://a.example\n\n> {%\n   x( )\n%}\n\n>> ./out.json\n\nHTTP/1.1 200   OK\nA:b\n\n\n{"a" :1}\n\n\n###\ncurl   -X  POST https://a.example  \n';
  check(text, text.replace(/ {2}\n$/, '  \n'));
  check(
    'GET https://a.example\n\n>>   ./out.json  \n??  status ==  200\n',
    'GET https://a.example\n\n>> ./out.json\n?? status ==  200\n',
  );
  check('< {%\n  x\n%}\n\n\nGET https://a.example\n', '< {%\n  x\n%}\n\nGET https://a.example\n');
});

test('JSON bodies are indented by two, with placeholders and comments where they were', () => {
  checkJson('{"a":1}', '{ "a": 1 }');
  checkJson('{\n"a":1,"b":[1,2,{}],\n\n\n"c":{\n}}', '{\n  "a": 1,\n  "b": [1, 2, {}],\n\n  "c": {}\n}');
  checkJson('[\n{{a}},{{b}}.5,\n"x{{y "z"}}"]', '[\n  {{a}},\n  {{b}}.5,\n  "x{{y "z"}}"\n]');
  checkJson('{{{pairs}},"{{k}}":{{v}},{{k2}}:-{{n}}}', '{ {{pairs}}, "{{k}}": {{v}}, {{k2}}: -{{n}} }');
  checkJson('{"n":12345678901234567890.10,"n":1e400}', '{ "n": 12345678901234567890.10, "n": 1e400 }');
  checkJson(
    '{\n# one\n   "a": 1,\n\n // two  \n"b": 2\n# three\n}',
    '{\n  # one\n  "a": 1,\n\n  // two\n  "b": 2\n  # three\n}',
  );
  checkJson('{"s":"\\u00e9\\"{ [ ,","t":"\\{\\{x\\}\\}"}', '{ "s": "\\u00e9\\"{ [ ,", "t": "\\{\\{x\\}\\}" }');
  checkJson(
    `{"list":["${'x'.repeat(40)}","${'y'.repeat(40)}"],"short":[1]}`,
    `{\n  "list": [\n    "${'x'.repeat(40)}",\n    "${'y'.repeat(40)}"\n  ],\n  "short": [1]\n}`,
  );
  checkJson('\n\n   {"a":1}   ', '{ "a": 1 }');
});

test('a body that is not JSON, not said to be JSON or signed is not laid out', () => {
  for (const body of [
    '{ JSON resource }',
    '{"a":1,}',
    '{"a":1}{"b":2}',
    '{"a" "b"}',
    '{{body}}',
    '"a" ',
    '{"a":01}',
    '{"a":1 /* c */}',
  ]) {
    checkJson(body, body);
  }
  checkJson('['.repeat(300) + ']'.repeat(300), '['.repeat(300) + ']'.repeat(300));
  for (const field of [
    'Content-Type: application/x-ndjson',
    'Content-Type: application/json-seq',
    'Content-Type: {{type}}',
    'Content-Type: application/json{{more}}',
    'Content-Type: text/json',
    'Content-Type: application/json\nContent-Type: text/plain',
    'Content-Type: application/json\nContent-Digest: sha-256=:x:',
    'Content-Type: application/json\nx-amz-content-sha256: x',
    'Content-Type: application/json\nX-Hub-Signature-256: x',
    'Content-Type: application/json\nX-JWS-Signature: x',
    'Content-Type: application/json\nAuthorization: AWS4-HMAC-SHA256 x',
    'Content-Type: application/json\n{{whole}}',
    'Accept: */*',
  ]) {
    check(`POST https://a.example\n${field}\n\n{"a":1}\n`, `POST https://a.example\n${field}\n\n{"a":1}\n`);
  }
  check(
    'POST https://a.example\nContent-Type: application/vnd.a+json; charset=utf-8\nAuthorization: Bearer {{t}}\n\n[1,2]\n',
    'POST https://a.example\nContent-Type: application/vnd.a+json; charset=utf-8\nAuthorization: Bearer {{t}}\n\n[1, 2]\n',
  );
});

test('edits are as small as what differs, and blocks that are laid out give none', () => {
  const good = '### One\nGET https://a.example\nAccept: a/b\n\n';
  const file = parseRequestFile(`${good}###Two\nGET https://b.example\nA:b\n\n${good.trimEnd()}\n`);
  const start = good.length;
  assert.deepEqual(formatFile(file), [
    { start: start + 3, end: start + 3, text: ' ' },
    { start: start + 31, end: start + 31, text: ' ' },
  ]);
});

test('a range is laid out and nothing beside it', () => {
  const text = 'GET https://a.example\nA:b\nC:d\n###x\nE\n';
  const file = parseRequestFile(text);
  const line = text.indexOf('C:d');
  assert.equal(editText(text, formatRange(file, { start: line, end: line + 2 })), text.replace('C:d', 'C: d'));
});

test('while typing, the line above gets its spacing and a closed value its layout', () => {
  checkTyped('GET https://a.example\nA:b\n$0C:d\n', '\n', 'GET https://a.example\nA: b\nC:d\n');
  checkTyped('GET https://a.example\r\nA:b\r\n$0', '\n', 'GET https://a.example\r\nA: b\r\n');
  checkTyped('###Title\n$0', '\n', '### Title\n');
  checkTyped('GET https://a.example\n\n\n$0', '\n', 'GET https://a.example\n\n\n');
  const head = 'POST https://a.example\nContent-Type: application/json\n\n';
  checkTyped(`${head}{\n"a":{"b":1}$0,"c":2}\n`, '}', `${head}{\n"a":{ "b": 1 },"c":2}\n`);
  checkTyped(`${head}{\n"a":{"b":1}}$0\n`, '}', `${head}{\n  "a": { "b": 1 }\n}\n`);
  checkTyped(`${head}{\n"a":{"b":1}$0\n`, '}', `${head}{\n"a":{"b":1}\n`);
  checkTyped('$0', '\n', '');
});

test('what is typed into a long section without separators reads one block again', () => {
  const text = 'GET https://a.example\nA:b\n\n'.repeat(2000);
  const file = parseRequestFile(text);
  const offset = text.indexOf('A:b', 20_000) + 4;
  assert.deepEqual(formatOnType(file, offset, '\n'), [{ start: offset - 2, end: offset - 2, text: ' ' }]);
});

/** `expected` is the layout of `text`, and its own. */
function check(text: string, expected: string): void {
  const file = parseRequestFile(text);
  const edits = formatFile(file);
  assert.equal(editText(text, edits), expected);
  assert.deepEqual(formatFile(applyEdits(file, edits)), []);
}

function checkJson(body: string, expected: string): void {
  const head = 'POST https://a.example\nContent-Type: application/json\n\n';
  check(`${head}${body}\n`, `${head}${expected}\n`);
}

function checkTyped(marked: string, typed: string, expected: string): void {
  const { text, offset } = cursor(marked);
  assert.equal(editText(text, formatOnType(parseRequestFile(text), offset, typed)), expected);
}
