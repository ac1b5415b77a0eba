import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findBodyLinks } from '../../src/core/exchange/findLinks';
import { buildRedactor, mask, noRedaction } from '../../src/core/exchange/redaction';
import { formatJson } from '../../src/core/view/formatJson';
import { formatMarkup } from '../../src/core/view/formatMarkup';

function check(text: string, expected: string, secrets: readonly string[] = []): void {
  const redactor = secrets.length > 0 ? buildRedactor(secrets) : noRedaction;
  const links = findBodyLinks(text);
  const spans = links.flatMap(({ span }) => (span ? [span] : []));
  const result = formatJson(text, { redactor, spans, maximumLength: 1_000_000 });
  assert.equal(result.formatted, expected);
  if (secrets.length === 0) assert.equal(result.raw, text);
  assert.equal(result.isCut, false);
  assert.equal(result.spans.length, links.length);
  for (const [index, span] of result.spans.entries()) {
    assert.ok(span);
    const original = text.slice(spans[index]?.start, spans[index]?.end);
    assert.equal(result.formatted.slice(span.start, span.end), redactor.value(original));
  }
}

test('objects and arrays, empty ones on one line', () =>
  check(
    '{"a":[1,{},[],{"b":null}],"c":{ },"d":[ ]}',
    '{\n  "a": [\n    1,\n    {},\n    [],\n    {\n      "b": null\n    }\n  ],\n  "c": {},\n  "d": []\n}',
  ));

test('numbers stay as they came', () => {
  const million = '9'.repeat(1_000_000);
  check(
    '[1.0,1e400,-0,12345678901234567890,0.1000]',
    '[\n  1.0,\n  1e400,\n  -0,\n  12345678901234567890,\n  0.1000\n]',
  );
  assert.ok(
    formatJson(`[${million}]`, { redactor: noRedaction, spans: [], maximumLength: 2_000_000 }).formatted.includes(
      million,
    ),
  );
});

test('duplicate keys, their order, and escapes stay', () =>
  check('{"b":1,"a":"\\u00e9\\/\\"x","b":2}', '{\n  "b": 1,\n  "a": "\\u00e9\\/\\"x",\n  "b": 2\n}'));

test('links are found again', () =>
  check(
    '{ "_links":{"self":{"href":"/a"}, "b.c":[{"href":"/b"},{"templated":true,"href":"/c{?d}"}]}}',
    '{\n  "_links": {\n    "self": {\n      "href": "/a"\n    },\n    "b.c": [\n      {\n        "href": "/b"\n      },\n      {\n        "templated": true,\n        "href": "/c{?d}"\n      }\n    ]\n  }\n}',
  ));

test('what is not JSON stays', () => {
  check('{"a":1,}', '{\n  "a": 1,\n}');
  check('{"a":1} trailing', '{\n  "a": 1\n}\ntrailing');
  check('{"a":1}\n{"a":2}\n', '{\n  "a": 1\n}\n{\n  "a": 2\n}');
  check('[1 2]', '[\n  1 2\n]');
  check(']}', ']\n}');
  check('{"a":"unfinished', '{\n  "a": "unfinished');
  check('{"a', '{\n  "a');
  check('{"a":tru', '{\n  "a": tru');
  check('', '');
  check('  \n ', '');
  check('nonsense', 'nonsense');
});

test('a top-level scalar', () => check(' "a" ', '"a"'));

test('secrets and secret members are masked, token by token', () => {
  const redactor = buildRedactor(['s3cr3t/value', '987654321']);
  const text =
    '{"access_token":"abc","x":"a s3cr3t\\/value b","n":987654321,"s3cr3t/value":1,"password":{"status":"OK"},"tokens":["a"],"refreshToken":["b",["c"],{"d":"e"}],"client_secret":"","token_type":"Bearer"}';
  const { formatted, raw } = formatJson(text, { redactor, spans: [], maximumLength: 10_000 });
  const expected = {
    access_token: mask,
    x: `a ${mask} b`,
    n: mask,
    [mask]: 1,
    password: { status: 'OK' },
    tokens: ['a'],
    refreshToken: [mask, ['c'], { d: 'e' }],
    client_secret: '',
    token_type: 'Bearer',
  };
  assert.equal(raw, JSON.stringify(expected));
  assert.equal(formatted, JSON.stringify(expected, undefined, 2));
});

test('a link in which a secret stands is still where its span says', () =>
  check(
    '{"_links":{"self":{"href":"/a/s3cr3t-value/b"}}}',
    `{\n  "_links": {\n    "self": {\n      "href": "/a/${mask}/b"\n    }\n  }\n}`,
    ['s3cr3t-value'],
  ));

test('depth beyond any stack', () => {
  const text = '['.repeat(100_000) + ']'.repeat(100_000);
  const result = formatJson(text, { redactor: noRedaction, spans: [], maximumLength: 100_000_000 });
  assert.equal(result.formatted.replace(/\s/g, ''), text);
  assert.ok(result.formatted.length < text.length * 85);
});

test('a limit ends the formatted text and the spans behind it', () => {
  const text = `[${'{"_links":{"self":{"href":"/a"}}},'.repeat(1000)}1]`;
  const spans = findBodyLinks(text).flatMap(({ span }) => (span ? [span] : []));
  const result = formatJson(text, { redactor: noRedaction, spans, maximumLength: 5000 });
  assert.ok(result.isCut && result.formatted.length < 5100);
  assert.equal(result.spans.length, 1000);
  assert.ok(result.spans[0] && result.spans.at(-1) === undefined);
  assert.ok(text.startsWith(result.raw));
});

test('valid JSON is laid out as JSON.stringify does', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const value: unknown = JSON.parse(text);
      const compact = JSON.stringify(value);
      const { formatted } = formatJson(compact, { redactor: noRedaction, spans: [], maximumLength: 1_000_000 });
      assert.equal(formatted, JSON.stringify(value, undefined, 2));
    }),
  );
});

test('every text keeps all its characters but blanks', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"a"',
    '1',
    'true',
    '"',
    '\\',
    ' ',
    '\n',
    'x',
    '#',
    '\u00e9',
  );
  fc.assert(
    fc.property(fc.array(pieces), (parts) => {
      const text = parts.join('');
      const result = formatJson(text, { redactor: noRedaction, spans: [], maximumLength: 1_000_000 });
      assert.equal(result.raw, text);
      assert.equal(result.formatted.replace(/\s/g, ''), text.replace(/\s/g, ''));
    }),
  );
});

test('XML is indented', () =>
  assert.equal(
    formatMarkup(
      '<?xml version="1.0"?><a x="1>2"><!-- <b> --><b>text</b><c/><d></d><e><f>1</f><![CDATA[<x>]]></e>\n long text </a>',
      'xml',
    ),
    '<?xml version="1.0"?>\n<a x="1>2">\n  <!-- <b> -->\n  <b>text</b>\n  <c/>\n  <d></d>\n  <e>\n    <f>1</f>\n    <![CDATA[<x>]]>\n  </e>\n  long text\n</a>',
  ));

test('HTML keeps scripts and knows elements without an end', () =>
  assert.equal(
    formatMarkup(
      '<!DOCTYPE html><html><head><meta charset=utf-8><script>if (a<b) {\n x("</div>") }</script></head><body><br>hi<p>there</p></body></html>',
      'html',
    ),
    '<!DOCTYPE html>\n<html>\n  <head>\n    <meta charset=utf-8>\n    <script>if (a<b) {\n x("</div>") }</script>\n  </head>\n  <body>\n    <br>\n    hi\n    <p>there</p>\n  </body>\n</html>',
  ));

test('damaged markup loses nothing', () => {
  const pieces = fc.constantFrom(
    '<a>',
    '</a>',
    '<',
    '>',
    '"',
    "'",
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    '<script>',
    '</script>',
    'x',
    ' ',
    '\n',
    '<br>',
    '/>',
  );
  fc.assert(
    fc.property(fc.array(pieces), fc.constantFrom('xml' as const, 'html' as const), (parts, language) => {
      const text = parts.join('');
      assert.equal(formatMarkup(text, language).replace(/\s/g, ''), text.replace(/\s/g, ''));
    }),
  );
  const deep = '<a>'.repeat(50_000);
  assert.equal(formatMarkup(deep, 'xml').replace(/\s/g, ''), deep);
});
