import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import type { Environment } from '../../src/core/environment/variable';
import { sendBlock } from '../../src/core/session/sendBlock';
import { createSession } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { createTransport, type NetworkTransport } from '../../src/transport/createTransport';
import { environmentsOf, fixedPorts, folder, memoryReader, type ResolveOptions } from '../support/resolveText';
import { startRecorder, type Recorder } from '../support/recorder';

// Every place where dialects of request files disagree on what is sent. A row is a file and the octets that arrive, or
// the code of the problem that stops the send. `%HOST%` is the authority of the recorder, `%PORT%` its port.

const { sends, refuses } = describeRows();

// Request line.
sends('nothing but an address is a GET', 'http://%HOST%/a', 'GET /a HTTP/1.1|Host: %HOST%');
sends('a known method in lower case goes out in upper case', 'get http://%HOST%/a', 'GET /a HTTP/1.1|Host: %HOST%');
sends('an unknown method in upper case goes out', 'PURGE http://%HOST%/a', 'PURGE /a HTTP/1.1|Host: %HOST%');
sends('so does one with a hyphen', 'M-SEARCH http://%HOST%/a', 'M-SEARCH /a HTTP/1.1|Host: %HOST%');
refuses(
  'an unknown method in lower case is no request line',
  'frobnicate http://%HOST%/a',
  'unknown-line',
  'no-request',
);
sends(
  'without a scheme this machine is spoken to in plain http',
  'GET localhost:%PORT%/a',
  'GET /a HTTP/1.1|Host: localhost:%PORT%',
);
sends('so is 127.0.0.1', '%HOST%/a', 'GET /a HTTP/1.1|Host: %HOST%');
sends(
  'another host without a scheme is spoken to over https',
  'GET example.com/a',
  'GET /a HTTP/1.1|Host: example.com',
  { url: 'https://example.com/a' },
);
sends('the origin form takes its host from the Host field', 'GET /a\nHost: %HOST%', 'GET /a HTTP/1.1|Host: %HOST%');
sends(
  'the Host field may be a base address',
  'GET /users\nHost: http://%HOST%/v1/',
  'GET /v1/users HTTP/1.1|Host: %HOST%',
);
sends(
  'a Host field beside an address is kept where it stands',
  'GET http://%HOST%/\nA: 1\nhOST: virtual.example',
  'GET / HTTP/1.1|A: 1|hOST: virtual.example',
);
sends('without a Host field the variable host is meant', '@host = %HOST%\nGET /a?b', 'GET /a?b HTTP/1.1|Host: %HOST%');
sends('which may be a base address', 'GET /users', 'GET /v1/users HTTP/1.1|Host: %HOST%', {
  given: { host: 'http://%HOST%/v1/' },
});
sends('a Host field goes before it', '@host = x.example\nGET /a\nHost: %HOST%', 'GET /a HTTP/1.1|Host: %HOST%');
refuses('a line break in it', 'GET /a', 'line-break-in-value', 'missing-host', {
  given: { host: 'a.example\r\nX: y' },
});
refuses(
  'an answer does not decide on the host',
  `# @capture host = response.body.$.id\nGET http://%HOST%/a\n\n###\nGET /a`,
  'missing-host',
  {
    block: 1,
    earlier: 0,
  },
);
refuses('the origin form without Host', 'GET /a', 'missing-host');
refuses('the asterisk form', 'OPTIONS *\nHost: %HOST%', 'asterisk-target');
refuses('another scheme', 'GET ftp://example.com/a', 'unsupported-scheme');
refuses('a request without an address', 'GET', 'missing-target');
sends('HTTP/1.1', 'GET http://%HOST%/a HTTP/1.1', 'GET /a HTTP/1.1|Host: %HOST%');
sends('HTTP/1.0', 'GET http://%HOST%/a HTTP/1.0', 'GET /a HTTP/1.0|Host: %HOST%');
sends('HTTP/2 needs TLS, so plain http stays 1.1', 'GET http://%HOST%/a HTTP/2', 'GET /a HTTP/1.1|Host: %HOST%');
sends(
  'a version on a line of its own below the target is none of it',
  'GET http://%HOST%/a\n  ?b=1\n  HTTP/1.0\nA: 1',
  'GET /a?b=1 HTTP/1.0|Host: %HOST%|A: 1',
);
refuses('HTTP/9.9', 'GET http://%HOST%/a HTTP/9.9', 'unsupported-http-version');
refuses('HTTP/3', 'GET http://%HOST%/a HTTP/3', 'invalid-request');
refuses('a tunnel', 'CONNECT http://%HOST%/a', 'invalid-request');
refuses('a web socket', 'WEBSOCKET ws://%HOST%/a', 'unsupported-request');
refuses('gRPC', 'GRPC %HOST%/a.B/c', 'unsupported-request');

sends('the address may stand below the method', 'GET\n    http://%HOST%/a\nA: 1', 'GET /a HTTP/1.1|Host: %HOST%|A: 1');
sends('an address may be a placeholder', '{{base}}/a', 'GET /a HTTP/1.1|Host: %HOST%', {
  given: { base: 'http://%HOST%' },
});
sends('a path alone is a GET', '/a\nHost: %HOST%', 'GET /a HTTP/1.1|Host: %HOST%');
sends(
  'a file of Windows with a byte order mark',
  '\uFEFFGET http://%HOST%/a\r\n  ?b\r\nA: 1 \r\n\r\n',
  'GET /a?b HTTP/1.1|Host: %HOST%|A: 1',
);
sends('a cURL command', "curl http://%HOST%/a -H 'A: 1'", 'GET /a HTTP/1.1|Host: %HOST%|A: 1');

// Target.
sends(
  'escapes and plus signs stay',
  'GET http://%HOST%/a%2fb%20?q=a%20b&p=a+b&r=%c3%a9',
  'GET /a%2fb%20?q=a%20b&p=a+b&r=%c3%a9 HTTP/1.1|Host: %HOST%',
);
sends(
  'dot segments stay',
  'GET http://%HOST%/seg/./a/../b/%2e%2e/c',
  'GET /seg/./a/../b/%2e%2e/c HTTP/1.1|Host: %HOST%',
);
sends(
  'double slashes, an empty query and empty pairs stay',
  'GET http://%HOST%//a//?',
  'GET //a//? HTTP/1.1|Host: %HOST%',
);
sends('a query of nothing but marks stays', 'GET http://%HOST%/?&&a=&=b', 'GET /?&&a=&=b HTTP/1.1|Host: %HOST%');
sends('an empty path is a slash', 'GET http://%HOST%', 'GET / HTTP/1.1|Host: %HOST%');
sends('an empty path before a query is a slash', 'GET http://%HOST%?a=b', 'GET /?a=b HTTP/1.1|Host: %HOST%');
sends(
  'blanks, quotes and other octets that a URL cannot hold are encoded, the rest stays',
  'GET http://%HOST%/users?filter=name.given eq "Zoë" or (a eq \'b\')&x=[1]{2}|3',
  "GET /users?filter=name.given%20eq%20%22Zo%C3%AB%22%20or%20(a%20eq%20'b')&x=[1]%7B2%7D%7C3 HTTP/1.1|Host: %HOST%",
);
sends(
  'a percent sign that escapes nothing is encoded',
  'GET http://%HOST%/100%?a=%zz',
  'GET /100%25?a=%25zz HTTP/1.1|Host: %HOST%',
);
sends(
  'sub-delimiters stay',
  "GET http://%HOST%/a;b=1,2!$'()*~@:?x=/?:@!$'()*,;",
  "GET /a;b=1,2!$'()*~@:?x=/?:@!$'()*,; HTTP/1.1|Host: %HOST%",
);
sends('a fragment is left off', 'GET http://%HOST%/a?b#c', 'GET /a?b HTTP/1.1|Host: %HOST%');
sends(
  'user and password become a field',
  'GET http://ann:s%40c@%HOST%/a',
  'GET /a HTTP/1.1|Host: %HOST%|Authorization: Basic YW5uOnNAYw==',
);
sends(
  'a target goes on in lines that begin with a mark, comments between them left out',
  'GET http://%HOST%/a\n?b=1\n  &c=2\n  # &d=3\n  // &e=4\n  &f=a b\nA: 1',
  'GET /a?b=1&c=2&f=a%20b HTTP/1.1|Host: %HOST%|A: 1',
);
sends(
  'a target goes on in indented lines, with the version at the end',
  'GET http://%HOST%/a\n    /b\n    {{c}}\n    ?d HTTP/1.0',
  'GET /a/bc?d HTTP/1.0|Host: %HOST%',
  { variables: { c: 'c' } },
);
sends(
  'a value in a target cannot end it',
  'GET http://%HOST%/a/{{v}}?q={{v}}',
  'GET /a/b%20HTTP/1.0?q=b%20HTTP/1.0 HTTP/1.1|Host: %HOST%',
  { variables: { v: 'b HTTP/1.0' } },
);
sends(
  'braces that a tool encoded are a placeholder where the name is known',
  'GET http://%HOST%/%7B%7Bv%7D%7D/%7B%7Bw%7D%7D',
  'GET /1/%7B%7Bw%7D%7D HTTP/1.1|Host: %HOST%',
  { variables: { v: '1' } },
);
sends(
  'a gap of a documentation page is sent as it stands, encoded',
  'GET http://%HOST%/users/{id}',
  'GET /users/%7Bid%7D HTTP/1.1|Host: %HOST%',
);
refuses('a line break in a value of the target', 'GET http://%HOST%/{{v}}', 'line-break-in-value', {
  given: { v: 'a\r\nX: y' },
});

sends(
  'a number sign in a value is data',
  'GET http://%HOST%/?color={{c}}&b=1',
  'GET /?color=%23fff&b=1 HTTP/1.1|Host: %HOST%',
  { given: { c: '#fff' } },
);
sends('a fragment of a whole address in a value is left off', 'GET {{url}}', 'GET /a HTTP/1.1|Host: %HOST%', {
  given: { url: 'http://%HOST%/a#b' },
});
refuses('a number sign in a value that is the host', 'GET http://{{host}}/a', 'invalid-url', {
  given: { host: '%HOST%#' },
});
sends(
  'plus signs and escapes in a value stay, as they do in the text',
  'GET http://%HOST%/?q={{v}}',
  'GET /?q=a+b%20c/d?e HTTP/1.1|Host: %HOST%',
  { given: { v: 'a+b%20c/d?e' } },
);
sends(
  'everything is encoded where a percent sign asks for it',
  'GET http://%HOST%/?q={{%v}}',
  'GET /?q=a%2Bb%2520c%2Fd%3Fe%26 HTTP/1.1|Host: %HOST%',
  { given: { v: 'a+b%20c/d?e&' } },
);

// Header fields.
sends(
  'order, case and repeats stay',
  'GET http://%HOST%/\nX-Dup: 1\naccept-LANGUAGE: de\nX-DUP: 2\nX-Dup: 1',
  'GET / HTTP/1.1|Host: %HOST%|X-Dup: 1|accept-LANGUAGE: de|X-DUP: 2|X-Dup: 1',
);
sends(
  'repeated cookies stay fields of their own',
  'GET http://%HOST%/\nCookie: a=1\nCookie: b=2',
  'GET / HTTP/1.1|Host: %HOST%|Cookie: a=1|Cookie: b=2',
);
sends(
  'what looks like a comment at the end of a value is data',
  'GET http://%HOST%/\nX-Hash: value #tag // x',
  'GET / HTTP/1.1|Host: %HOST%|X-Hash: value #tag // x',
);
sends(
  'characters above ASCII go out in UTF-8',
  'GET http://%HOST%/\nX-Name: Grüße 漢',
  'GET / HTTP/1.1|Host: %HOST%|X-Name: Gr\u00c3\u00bc\u00c3\u009fe \u00e6\u00bc\u00a2',
);
sends(
  'blanks round a value are left out, blanks in it stay',
  'GET http://%HOST%/\nX :  a \t b\t',
  'GET / HTTP/1.1|Host: %HOST%|X: a \t b',
);
sends('an empty value is sent', 'GET http://%HOST%/\nX-Empty:', 'GET / HTTP/1.1|Host: %HOST%|X-Empty: ');
sends(
  'comments and directives between fields are left out',
  'GET http://%HOST%/\nA: 1\n# B: 2\n// C: 3\n# @no-redirect\nD: 4',
  'GET / HTTP/1.1|Host: %HOST%|A: 1|D: 4',
);
sends(
  'comments between slashes and stars are left out before the body',
  '/* one\ntwo */\nGET http://%HOST%/\nA: 1\n/* B: 2 */\nC: 3',
  'GET / HTTP/1.1|Host: %HOST%|A: 1|C: 3',
);
sends(
  'a line that is one placeholder is a whole field',
  'GET http://%HOST%/\n{{field}}',
  'GET / HTTP/1.1|Host: %HOST%|X-Whole: a:b',
  { variables: { field: 'X-Whole: a:b' } },
);
refuses('a placeholder that holds no field', 'GET http://%HOST%/\n{{field}}', 'no-header-in-value', {
  variables: { field: 'nothing' },
});
refuses('a value that would add a field', 'GET http://%HOST%/\nA: {{v}}', 'line-break-in-value', {
  given: { v: '1\r\nB: 2' },
});
refuses('a value that goes on in the next line', 'GET http://%HOST%/\nA: 1\n  2', 'header-continuation');
refuses('a field without a colon', 'GET http://%HOST%/\nnonsense here', 'missing-colon');
refuses('a definition between fields', 'GET http://%HOST%/\nA: 1\n@x = 1\nB: 2', 'variable-in-headers');
sends(
  'fields that a variable holds',
  'GET http://%HOST%/\nA: 1\n...common\nB: 2',
  'GET / HTTP/1.1|Host: %HOST%|A: 1|X-One: v1|X-Two: 12345678901234567890|B: 2',
  {
    given: { common: '{"X-One":"v1","X-Two":12345678901234567890}' },
  },
);
refuses('fields that nothing holds', 'GET http://%HOST%/\n...common', 'header-spread');
refuses('fields of a value that is no object', '@common = A: 1\nGET http://%HOST%/\n...common', 'header-spread');
refuses('a field of an object with a line break', 'GET http://%HOST%/\n...common', 'line-break-in-value', {
  given: { common: '{"A":"1\\r\\nB: 2"}' },
});
sends(
  'a value in such an object is a value, whatever it holds',
  '@common = {"A":"{{id}}","B":2}\n@same = {{common}}\nGET http://%HOST%/\n...same',
  'GET / HTTP/1.1|Host: %HOST%|A: 1","Cookie":"c=1|B: 2',
  { given: { id: '1","Cookie":"c=1' } },
);
refuses(
  'a line break in a value of such an object',
  '@common = {"A":"{{id}}"}\nGET http://%HOST%/\n...common',
  'line-break-in-value',
  { given: { id: '1\r\nB: 2' } },
);
refuses('an object that needs itself', '@a = {{b}}\n@b = {{a}}\nGET http://%HOST%/\n...a', 'header-spread');
refuses('a change of protocol', 'GET http://%HOST%/\nUpgrade: h2c', 'refused-header');
refuses('a control character in a value', 'GET http://%HOST%/\nA: a\u0001b', 'invalid-header-value');
sends(
  'lengths and codings of the connection are our own',
  'POST http://%HOST%/\nContent-Length: 99\nTransfer-Encoding: chunked\n\nab',
  'POST / HTTP/1.1|Host: %HOST%',
  { body: 'ab' },
);
sends(
  'Accept-Encoding and User-Agent are what is written',
  'GET http://%HOST%/\nuser-agent: me\nAccept: a/b\nAccept-Encoding: br',
  'GET / HTTP/1.1|Host: %HOST%|user-agent: me|Accept: a/b|Accept-Encoding: br',
  { own: '' },
);
sends(
  'Basic with a blank',
  'GET http://%HOST%/\nAuthorization: Basic ann s ecret',
  'GET / HTTP/1.1|Host: %HOST%|Authorization: Basic YW5uOnMgZWNyZXQ=',
);
sends(
  'Basic with a colon',
  'GET http://%HOST%/\nAuthorization: Basic ann:s:ecret',
  'GET / HTTP/1.1|Host: %HOST%|Authorization: Basic YW5uOnM6ZWNyZXQ=',
);
sends(
  'Basic that is encoded already',
  'GET http://%HOST%/\nauthorization: basic YW5uOng=',
  'GET / HTTP/1.1|Host: %HOST%|authorization: basic YW5uOng=',
);
sends(
  'Basic of values, in UTF-8',
  'GET http://%HOST%/\nAuthorization: Basic {{u}} {{p}}',
  'GET / HTTP/1.1|Host: %HOST%|Authorization: Basic YSBiOmM6ZMOk',
  { variables: { u: 'a b', p: 'c:dä' } },
);
sends(
  'other schemes as they are',
  'GET http://%HOST%/\nAuthorization: Custom a=b, c',
  'GET / HTTP/1.1|Host: %HOST%|Authorization: Custom a=b, c',
);
refuses('Digest without a password', 'GET http://%HOST%/\nAuthorization: Digest ann', 'unsupported-authorization');

sends(
  'what the connection decides is left out',
  'GET http://%HOST%/\nConnection: close\nKeep-Alive: timeout=1\nExpect: 100-continue\nTrailer: X\nA: 1',
  'GET / HTTP/1.1|Host: %HOST%|A: 1',
);
sends(
  'another X-Request-Type is a field like any other',
  'GET http://%HOST%/\nX-Request-Type: other',
  'GET / HTTP/1.1|Host: %HOST%|X-Request-Type: other',
);
refuses('a value that is kept where it cannot be read', 'GET http://%HOST%/\nA: {{a}}', 'unsupported-provider', {
  variables: { a: { provider: 'AzureKeyVault', secretName: 's', resourceId: 'r' } },
});

// Bodies of text.
sends(
  'text: comments, tabs and blanks are data',
  text('\t# not a comment\n// nor this\n  x \t'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: text/plain',
  { body: '\t# not a comment\n// nor this\n  x \t' },
);
sends(
  'text: one line end is left off, and blank lines',
  text('a\n\nb\n\n \n\n###\nGET /'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: text/plain',
  { body: 'a\n\nb' },
);
sends('text: no line end at the end of the file', text('a'), 'POST / HTTP/1.1|Host: %HOST%|Content-Type: text/plain', {
  body: 'a',
});
sends(
  'text: line ends of Windows go out as LF',
  text('a\n\nb\n').replaceAll('\n', '\r\n'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: text/plain',
  { body: 'a\n\nb' },
);
sends(
  'text: UTF-8, surrogates included',
  text('Zoë 漢 😀 \u0000'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: text/plain',
  { body: 'Zoë 漢 😀 \u0000' },
);
sends(
  'text: Latin-1 where the field says so',
  'POST http://%HOST%/\nContent-Type: text/plain; charset=iso-8859-1\n\nZoë',
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: text/plain; charset=iso-8859-1',
  { body: Buffer.from('Zoë', 'latin1') },
);
refuses(
  'text that Latin-1 cannot express',
  'POST http://%HOST%/\nContent-Type: text/plain; charset=iso-8859-1\n\n漢',
  'character-not-in-charset',
);
sends(
  'text: definitions and separators that are indented are data',
  text('@x = 9\n ### no separator\nGET http://x.example'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: text/plain',
  { body: '@x = 9\n ### no separator\nGET http://x.example' },
);
sends('text: stars and slashes are data', text('/* a */'), 'POST / HTTP/1.1|Host: %HOST%|Content-Type: text/plain', {
  body: '/* a */',
});
sends(
  'text: a value may hold separators and braces, and is not read again',
  text('{{v}}'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: text/plain',
  { body: 'a\r\n\r\n###bomb\n{{v}} \\{\\{', given: { v: 'a\r\n\r\n###bomb\n{{v}} \\{\\{' } },
);
sends(
  'a body of no declared type is sent as written',
  'POST http://%HOST%/\n\n# a\nb=c',
  'POST / HTTP/1.1|Host: %HOST%',
  { body: '# a\nb=c' },
);
sends(
  'XML: blanks and comments as written',
  'PUT http://%HOST%/\nContent-Type: application/xml\n\n<a>\n  <!-- # x -->\n\n  # y\n</a>\n',
  'PUT / HTTP/1.1|Host: %HOST%|Content-Type: application/xml',
  { body: '<a>\n  <!-- # x -->\n\n  # y\n</a>' },
);
sends('GET and DELETE may carry a body', 'DELETE http://%HOST%/\n\nx', 'DELETE / HTTP/1.1|Host: %HOST%', { body: 'x' });
sends('POST without a body says so', 'POST http://%HOST%/', 'POST / HTTP/1.1|Host: %HOST%', { body: '' });

sends('blank lines before a body are left out', 'POST http://%HOST%/\n\n\n \n x', 'POST / HTTP/1.1|Host: %HOST%', {
  body: ' x',
});
sends(
  'XML: the blank line before it may be missing',
  'PUT http://%HOST%/\nContent-Type: application/xml\n<a/>',
  'PUT / HTTP/1.1|Host: %HOST%|Content-Type: application/xml',
  { body: '<a/>' },
);

// JSON.
sends(
  'JSON: full-line comments are left out, everything else stays',
  json('{\n  # one\n  "a" : 1,\n  // two\n  "b": "# no comment",\n\n  "c": 12345678901234567890.10, "c": 2\n}\n'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/json',
  { body: '{\n  "a" : 1,\n  "b": "# no comment",\n\n  "c": 12345678901234567890.10, "c": 2\n}' },
);
sends(
  'JSON: what is a comment nowhere is sent',
  json('{"a": 1 /* x */, // y\n"b": "//"}'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/json',
  { body: '{"a": 1 /* x */, // y\n"b": "//"}' },
);
sends(
  'JSON: placeholders with and without quotes',
  json('{"a": "{{ v }}", "b": {{v}}, "c": "\\{\\{v\\}\\}", "{{v}}": -{{v}}.5}'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/json',
  { body: '{"a": "7", "b": 7, "c": "{{v}}", "7": -7.5}', variables: { v: 7 } },
);
sends(
  'JSON: a definition in it is data',
  json('{\n"a": 1,\n@x = 9\n}'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/json',
  { body: '{\n"a": 1,\n@x = 9\n}' },
);
sends(
  'JSON: a value with a line that looks like a separator',
  json('{"a": "{{v}}"}'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/json',
  { body: '{"a": "x###bomb"}', given: { v: 'x###bomb' } },
);
sends(
  'JSON: the blank line before it may be missing',
  'POST http://%HOST%/\nContent-Type: application/json\n{"a": 1}',
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/json',
  { body: '{"a": 1}' },
);
sends(
  'JSON a line: the last line end stays',
  'POST http://%HOST%/\nContent-Type: application/x-ndjson\n\n{"a":1}\n{"a":2}\n',
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/x-ndjson',
  { body: '{"a":1}\n{"a":2}\n' },
);
sends(
  'JSON a line: the last line end is added',
  'POST http://%HOST%/\nContent-Type: application/x-ndjson\n\n{"a":1}\n{"a":2}',
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/x-ndjson',
  { body: '{"a":1}\n{"a":2}\n' },
);

sends(
  'JSON: line ends of Windows go out as LF',
  json('{\n# one\n"a": 1\n}\n').replaceAll('\n', '\r\n'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/json',
  { body: '{\n"a": 1\n}' },
);
sends(
  'JSON: lists and objects are values',
  json('{"a": {{l}}, "b": {{o}}, "c": {{t}}}'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/json',
  { body: '{"a": [1,"x"], "b": {"y":null}, "c": true}', variables: { l: [1, 'x'], o: { y: null }, t: true } },
);
sends(
  'JSON: a definition behind it is sent as well',
  json('{}\n@x = 9'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/json',
  { body: '{}\n@x = 9' },
);

// Forms.
sends(
  'forms: lines are joined at the ampersand, escapes and plus signs stay',
  form('grant_type=password\n&username=ann%20b\n&scope=a+b&\nx = y z\n'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/x-www-form-urlencoded',
  { body: 'grant_type=password&username=ann%20b&scope=a+b&x=y%20z' },
);
sends(
  'forms: only what a form cannot hold is encoded',
  form("a=ä&b=1/2:3@4,5;6'7(8)*9-.~_[]!$"),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/x-www-form-urlencoded',
  { body: "a=%C3%A4&b=1/2:3@4,5;6'7(8)*9-.~_[]!$" },
);
sends(
  'forms: a value cannot add a field',
  form('a={{v}}&b=1'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/x-www-form-urlencoded',
  { body: 'a=1%26c=2%2B3&b=1', variables: { v: '1&c=2+3' } },
);
sends(
  'forms: braces that a tool encoded',
  form('a=%7B%7Bv%7D%7D'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/x-www-form-urlencoded',
  { body: 'a=x%20y', variables: { v: 'x y' } },
);
sends(
  'forms: line ends of Windows are joined too',
  form('a=1\n&b=2\n').replaceAll('\n', '\r\n'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/x-www-form-urlencoded',
  { body: 'a=1&b=2' },
);

sends(
  'forms: the blank line before them may be missing',
  'POST http://%HOST%/\nContent-Type: application/x-www-form-urlencoded\na=1&b=2',
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/x-www-form-urlencoded',
  { body: 'a=1&b=2' },
);
sends(
  'forms: a comment line is sent',
  form('a=1\n# b'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/x-www-form-urlencoded',
  { body: 'a=1%0A#%20b' },
);

// Multipart.
const multipart =
  'POST http://%HOST%/\nContent-Type: multipart/form-data; boundary=b\n\n--b\nContent-Disposition: form-data; name="t"\n\n  # text \n\n--b\nContent-Disposition: form-data; name="f"; filename="x"\n\n< ./x.bin\n--b--\n';
const multipartBody = Buffer.concat([
  Buffer.from(
    '--b\r\nContent-Disposition: form-data; name="t"\r\n\r\n  # text \r\n\r\n--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n',
  ),
  Buffer.from([0, 10, 13, 255]),
  Buffer.from('\r\n--b--\r\n'),
]);
const binary = { '/desk/api/x.bin': new Uint8Array([0, 10, 13, 255]) };
sends(
  'multipart: lines end in CRLF, files go in as they are',
  multipart,
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: multipart/form-data; boundary=b',
  { body: multipartBody, files: binary },
);
sends(
  'multipart: the same from a file of Windows',
  multipart.replaceAll('\n', '\r\n'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: multipart/form-data; boundary=b',
  { body: multipartBody, files: binary },
);

// Bodies from files.
const files = {
  '/desk/api/a.json': '{"a":"{{v}}"}\r\n\n',
  '/desk/api/l.txt': new Uint8Array([0x67, 0xfc]),
  '/desk/api/x.bin': new Uint8Array([0, 255]),
  '/etc/passwd': 'root',
};
const variables = { v: '1' };
sends(
  'a file with < goes out octet for octet',
  text('< ./a.json'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: text/plain',
  { body: '{"a":"{{v}}"}\r\n\n', files, variables },
);
sends(
  'a file with <@ is filled, its line ends stay',
  text('<@ ./a.json'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: text/plain',
  { body: '{"a":"1"}\r\n\n', files, variables },
);
sends(
  'a file with < is filled where a directive says so',
  `# @injectVariables\n${text('< a.json')}`,
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: text/plain',
  { body: '{"a":"1"}\r\n\n', files, variables },
);
sends(
  'a file in Latin-1 goes out in UTF-8',
  text('<@latin1 ./l.txt'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: text/plain',
  { body: 'gü', files },
);
sends('octets that are no text', text('< ./x.bin'), 'POST / HTTP/1.1|Host: %HOST%|Content-Type: text/plain', {
  body: Buffer.from([0, 255]),
  files,
});
sends(
  'files and text in turn',
  text('one\n<   ./x.bin  \n\ntwo\n< x.bin\n'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: text/plain',
  {
    body: Buffer.concat([Buffer.from('one\n'), Buffer.from([0, 255]), Buffer.from('\n\ntwo\n'), Buffer.from([0, 255])]),
    files,
  },
);
sends(
  'a file beside the request comes before one in the workspace folder',
  text('< ./a'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: text/plain',
  { body: '1', files: { '/desk/api/a': '1', '/desk/a': '2' } },
);
sends('a file in the workspace folder', text('< ./a'), 'POST / HTTP/1.1|Host: %HOST%|Content-Type: text/plain', {
  body: '2',
  files: { '/desk/a': '2' },
});
refuses('a file that is not there', text('< ./absent'), 'file-not-found', { files });
refuses('a file outside the workspace', text('< /etc/passwd'), 'file-outside-workspace', { files });
refuses('octets that are no text, to be filled', text('<@ ./x.bin'), 'invalid-text', { files });
refuses('an encoding nobody knows', text('<@klingon ./a.json'), 'unknown-encoding', { files });
refuses('an unknown name in a file', text('<@ ./a.json'), 'undefined-variable', { files });

// Comments in bodies.
const jsonBody = (directive: string, body: string) =>
  `${directive}POST http://%HOST%/\nContent-Type: application/json\n\n${body}`;
const textBody = (directive: string, body: string, type = 'text/plain') =>
  `${directive}POST http://%HOST%/\nContent-Type: ${type}\n\n${body}`;
const jsonHead = 'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/json';
const textHead = 'POST / HTTP/1.1|Host: %HOST%|Content-Type: text/plain';
const keep = '# @body-comments keep\n';
const strip = '# @body-comments strip\n';
const commented = '{\n  // one\n  "a": 1,\n\n  # two {{v}}\n  "b": "# no"\n}\n// three\n';
sends('comments are left out of JSON', jsonBody('', commented), jsonHead, { body: '{\n  "a": 1,\n\n  "b": "# no"\n}' });
sends('or kept there, their placeholders filled', jsonBody(keep, commented), jsonHead, {
  body: '{\n  // one\n  "a": 1,\n\n  # two 1\n  "b": "# no"\n}\n// three',
  variables,
});
sends('which a setting says too', jsonBody('', commented), jsonHead, {
  body: '{\n  // one\n  "a": 1,\n\n  # two 1\n  "b": "# no"\n}\n// three',
  variables,
  defaults: { bodyComments: 'keep' },
});
const comments = '//\n'.repeat(150_000);
sends('however many there are', jsonBody(keep, `[\n${comments}1\n]`), jsonHead, { body: `[\n${comments}1\n]` });
sends('and the request goes before it', jsonBody('# @body-comments auto\n', '{\n// one\n}'), jsonHead, {
  body: '{\n}',
  defaults: { bodyComments: 'keep' },
});
sends('comments stay in a text', textBody('', 'a\n# b\n  // c\nd'), textHead, { body: 'a\n# b\n  // c\nd' });
sends('or are left out of it', textBody(strip, '# z\r\na #x\r\n# b\r\n  // c\r\nd\r\n# e'), textHead, {
  body: 'a #x\nd',
});
sends(
  'or of a form',
  textBody(strip, 'a=b\n# &x=y\n&c=d', 'application/x-www-form-urlencoded'),
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/x-www-form-urlencoded',
  { body: 'a=b&c=d' },
);

// GraphQL.
const graphql = 'query Q($id: ID!) {\n  # a comment of GraphQL\n  me(id: $id) { name }\n}\n\n{ "id": {{v}} }\n';
const graphqlBody =
  '{"query":"query Q($id: ID!) {\\n  # a comment of GraphQL\\n  me(id: $id) { name }\\n}","variables":{ "id": 1 }}';
sends(
  'GraphQL by its field, which is not sent',
  `POST http://%HOST%/\nX-Request-Type: GraphQL\n\n${graphql}`,
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/json',
  { body: graphqlBody, variables },
);
sends(
  'GraphQL by its method',
  `GRAPHQL http://%HOST%/\n\n${graphql}`,
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/json',
  { body: graphqlBody, variables },
);
refuses(
  'GraphQL variables that are no object',
  'GRAPHQL http://%HOST%/\n\nquery { me }\n\n{ "id": }\n',
  'invalid-graphql-variables',
);
// What other requests of the file, or none, define for it.
const parts =
  'fragment Parts on User {\n  name\n  ...Deep\n}\n\n### two\nfragment Deep on User { id }\n\nfragment Unused on User { x }\n\n';
sends(
  'a query has the fragments it spreads, wherever the file has them',
  `${parts}POST http://%HOST%/\n\nquery { me { ...Parts } }\n\n{ "a": {{v}} }\n`,
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/json',
  {
    body: '{"query":"query { me { ...Parts } }\\n\\nfragment Parts on User {\\n  name\\n  ...Deep\\n}\\n\\nfragment Deep on User { id }","variables":{ "a": 1 }}',
    variables,
    block: 1,
  },
);
sends(
  'a fragment of its own goes before one of the file',
  'fragment P on U { a }\n\nGRAPHQL http://%HOST%/\n\nquery { ...P }\nfragment P on U { b }\n',
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/json',
  { body: '{"query":"query { ...P }\\nfragment P on U { b }"}' },
);
sends(
  'and before one that another of the file spreads',
  'fragment A on U { ...B }\n\nfragment B on U { a }\n\nGRAPHQL http://%HOST%/\n\nquery { ...A }\nfragment B on U { b }\n',
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/json',
  { body: '{"query":"query { ...A }\\nfragment B on U { b }\\n\\nfragment A on U { ...B }"}' },
);
sends(
  'a query in a file of its own',
  'POST http://%HOST%/\n\ngql Named < ./q.graphql\n\n{ "a": 1 }\n',
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/json',
  {
    body: '{"query":"query Named { me(id: 1) }","variables":{ "a": 1 }}',
    files: { [`${folder}/q.graphql`]: 'query Named { me(id: {{v}}) }\n' },
    variables,
  },
);
refuses(
  'a fragment with a name in it that nothing gives a value',
  'fragment P on U { a(b: {{nothing}}) }\n\nGRAPHQL http://%HOST%/\n\nquery { ...P }\n',
  'undefined-variable',
);

// Variables.
sends(
  'the last definition above counts, and was read where it stands',
  '@a = one\n@b = {{a}}-two\n@a = three\nGET http://%HOST%/\nA: {{a}}\nB: {{b}}',
  'GET / HTTP/1.1|Host: %HOST%|A: three|B: one-two',
);
sends(
  ':= is read the same way',
  '@a = one\n@b := {{a}}-two\nGET http://%HOST%/\nB: {{b}}',
  'GET / HTTP/1.1|Host: %HOST%|B: one-two',
);
sends(
  'the first definition below counts where there is none above',
  'GET http://%HOST%/\nA: {{a}}\n\n###\n@a = late\n@a = later',
  'GET / HTTP/1.1|Host: %HOST%|A: late',
);
sends(
  'blanks at the end of a definition are left out',
  '@pad = x  \t\nGET http://%HOST%/\nA: [{{pad}}]',
  'GET / HTTP/1.1|Host: %HOST%|A: [x]',
);
sends(
  'blanks in the braces are left out',
  '@a = 1\nGET http://%HOST%/\nA: {{ a }}{{\ta}}',
  'GET / HTTP/1.1|Host: %HOST%|A: 11',
);
sends(
  'escaped braces are braces',
  '@a = 1\nGET http://%HOST%/\nA: \\{\\{a\\}\\}',
  'GET / HTTP/1.1|Host: %HOST%|A: {{a}}',
);
sends(
  'a definition in the file wins over the environment',
  '@a = file\nGET http://%HOST%/\nA: {{a}}',
  'GET / HTTP/1.1|Host: %HOST%|A: file',
  { variables: { a: 'environment' } },
);
sends(
  'a private value wins over a public one',
  'GET http://%HOST%/\nA: {{a}}',
  'GET / HTTP/1.1|Host: %HOST%|A: private',
  { variables: { a: 'public' }, files: { '/desk/api/http-client.private.env.json': '{"dev":{"a":"private"}}' } },
);
sends(
  'a name with a dot, then a path into a value',
  'GET http://%HOST%/\nA: {{a.b}} {{c.d}} {{c.e[1]}}',
  'GET / HTTP/1.1|Host: %HOST%|A: 1 2 4',
  { variables: { 'a.b': '1', a: { b: 'x' }, c: { d: 2, e: [3, 4] } } },
);
sends('values in values of the environment', 'GET http://%HOST%/\nA: {{a}}', 'GET / HTTP/1.1|Host: %HOST%|A: 1-2', {
  variables: { a: '{{b}}-2', b: '1' },
});
sends(
  'a value that was given is not read again',
  'GET http://%HOST%/\nA: {{a}}',
  'GET / HTTP/1.1|Host: %HOST%|A: {{b}} $& $1 $$',
  { given: { a: '{{b}} $& $1 $$', b: '2' } },
);
sends(
  'a switched-off variable is none',
  '@a = 1\n# @a = 2\nGET http://%HOST%/\nA: {{a}}',
  'GET / HTTP/1.1|Host: %HOST%|A: 1',
);
sends(
  'times are in seconds, ranges leave out their end',
  'GET http://%HOST%/\nA: {{$timestamp}} {{$randomInt}} {{$randomInt 10 20}}\nB: {{$datetime iso8601}} {{$datetime "YYYY-MM-DD"}}',
  'GET / HTTP/1.1|Host: %HOST%|A: 1736807489 500 15|B: 2025-01-13T22:31:29.000Z 2025-01-13',
);
sends(
  'formats of dates, and those of another dialect',
  'GET http://%HOST%/\nA: {{$datetime "yyyy-MM-dd"}} {{$datetime rfc1123}}',
  'GET / HTTP/1.1|Host: %HOST%|A: 2025-01-13 Mon, 13 Jan 2025 22:31:29 GMT',
);
refuses('an unknown name', 'GET http://%HOST%/\nA: {{nope}}', 'undefined-variable');
refuses('an empty definition', '@empty =\nGET http://%HOST%/\nA: {{empty}}', 'empty-variable');
refuses('a circle', '@a = {{b}}\n@b = {{a}}\nGET http://%HOST%/\nA: {{a}}', 'cyclic-variable');
refuses('code in braces', 'GET http://%HOST%/\nA: {{1 + 1}}', 'expression-not-run');

sends(
  'values of an answer',
  '# @name login\nGET http://%HOST%/a\n\n###\nGET http://%HOST%/{{login.response.body.$.id}}\nA: {{login.response.headers.X-Id}}\nB: {{login.id}}',
  'GET /i%201 HTTP/1.1|Host: %HOST%|A: h1|B: i 1',
  { block: 1, earlier: 0 },
);
refuses(
  'values of an answer that is not there yet',
  '# @name login\nGET http://%HOST%/a\n\n###\nGET http://%HOST%/{{login.response.body.$.id}}',
  'request-not-sent',
  { block: 1 },
);

// Blocks, and what is not part of the request.
sends(
  'what stands behind a separator belongs to the next request',
  'GET http://%HOST%/a\n### Title\nGET http://%HOST%/b',
  'GET /a HTTP/1.1|Host: %HOST%',
);
sends(
  'a second request line without a separator ends the first request',
  'POST http://%HOST%/a\nContent-Type: application/json\n\n{"a": 1}\n\nGET http://%HOST%/b',
  'POST /a HTTP/1.1|Host: %HOST%|Content-Type: application/json',
  { body: '{"a": 1}' },
);
sends(
  'and is one itself',
  'POST http://%HOST%/a\nContent-Type: application/json\n\n{"a": 1}\n\nGET http://%HOST%/b',
  'GET /b HTTP/1.1|Host: %HOST%',
  { block: 1 },
);
sends(
  'handlers, assertions and redirections are not sent',
  'POST http://%HOST%/\nContent-Type: application/json\n\n{}\n\n> {%\n  x\n%}\n> ./handler.js\n\n>> ./out.json\n<> ./earlier.json\n?? status == 200\n',
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/json',
  { body: '{}' },
);
sends(
  'a recorded response is not sent',
  'POST http://%HOST%/\n\nx\n\nHTTP/1.1 200 OK\nA: b\n\ny',
  'POST / HTTP/1.1|Host: %HOST%',
  { body: 'x' },
);
refuses('a script that has to run before', '< {%\n  x()\n%}\nGET http://%HOST%/', 'script-not-run');
refuses('a script in a file that has to run before', '< ./x.js\nGET http://%HOST%/', 'script-not-run');
refuses(
  'a script that sets what the request needs',
  '< {%\n  request.variables.set("v", "2");\n%}\nGET http://%HOST%/{{v}}',
  'script-not-run',
  { variables },
);
refuses(
  'a script that sets what a value of the request needs',
  '@x = {{v}}\n{{\n  exports.v = 2;\n}}\nGET http://%HOST%/{{x}}',
  'script-not-run',
  { variables },
);
for (const [what, code] of [
  ['the request', 'request.headers.A = "1";'],
  ['a name it works out', 'request.variables.set("a" + b, "1");'],
  ['anything by another name', 'const s = client.global; s["set"]("v", 1);'],
  ['what a template works out', 'client.log(`${x()}`);'],
  ['whether it is sent', 'throw "no";'],
] as const) {
  refuses(`a script that may change ${what}`, `< {%\n  ${code}\n%}\nGET http://%HOST%/`, 'script-not-run');
}
const setsV = '< {%\n  client.global.set("v", "2");\n%}\n';
refuses(
  'a script that sets what a file of the body needs',
  `${setsV}POST http://%HOST%/\n\n<@ ./x.txt`,
  'script-not-run',
  {
    variables,
    files: { [`${folder}/x.txt`]: 'v={{v}}' },
  },
);
refuses('a script that sets the host of the request', `${setsV.replace('"v"', '"host"')}GET /a`, 'script-not-run', {
  given: { host: '%HOST%' },
});
refuses('a script that sets the fields of the request', `${setsV}GET http://%HOST%/\n...v`, 'script-not-run', {
  given: { v: '{"A":"1"}' },
});
refuses(
  'a script that sets what a fragment of the file needs',
  `fragment P on U { {{v}} }\n\n###\n${setsV}GRAPHQL http://%HOST%/\n\nquery { ...P }\n`,
  'script-not-run',
  { variables, block: 1 },
);
sends(
  'a script that only logs, or sets what the request does not use, changes nothing',
  '< {%\n  const now = Date.now();\n  client.log("at " + now);\n  client.global.set("other", now);\n%}\nGET http://%HOST%/{{v}}',
  'GET /1 HTTP/1.1|Host: %HOST%',
  { variables },
);
refuses('the count of a loop', '# @loop for 3\nGET http://%HOST%/{{$index}}', 'value-not-run');
refuses('the item of a loop', '# @loop for item of list\nGET http://%HOST%/{{item.id}}', 'value-not-run');
sends(
  'a value of that name goes before',
  '# @loop for v of list\nGET http://%HOST%/{{v}}',
  'GET /1 HTTP/1.1|Host: %HOST%',
  {
    variables,
  },
);
sends(
  'a remark behind the address takes its blank along',
  'GET http://%HOST%/users ### all of them\nA: 1',
  'GET /users HTTP/1.1|Host: %HOST%|A: 1',
);
sends('the day', 'GET http://%HOST%/{{$date}}', 'GET /2025-01-13 HTTP/1.1|Host: %HOST%');
refuses('a constant of a script', 'GET http://%HOST%/{{true}}', 'expression-not-run');
refuses('a variable for all files of another tool', 'GET http://%HOST%/{{$global.id}}', 'unsupported-dynamic-variable');
sends(
  'definitions for gRPC are passed over',
  'proto < ./a.proto\nkeepCase: true\nincludeDirs: [`x`]\n\nGET http://%HOST%/a',
  'GET /a HTTP/1.1|Host: %HOST%',
);
refuses('the count of no loop', 'GET http://%HOST%/{{$index}}', 'unknown-dynamic-variable');
refuses(
  'a name that a script of another request sets',
  'GET http://%HOST%/a\n\n> {%\n  if (x) client.global.set("id", response.body.id);\n%}\n\n###\nGET http://%HOST%/{{id}}',
  'value-not-run',
  { block: 1 },
);
refuses('a name that a script of a file may set', '< ./sign.js\n\n###\nGET http://%HOST%/{{id}}', 'value-not-run', {
  block: 1,
});
refuses('a name that a directive sets', '# @env-json-key id .id\nGET http://%HOST%/{{id}}', 'value-not-run');
sends(
  'a body behind assertions is the body',
  'POST http://%HOST%/a\nContent-Type: application/json\n?? status == 200\n# more\n?? body a == 1\n\n{"a": 1}\n\n?? duration < 900\n',
  'POST /a HTTP/1.1|Host: %HOST%|Content-Type: application/json',
  { body: '{"a": 1}' },
);
sends(
  'a ruled line behind assertions is passed over',
  'GET http://%HOST%/a\n?? status == 200\n\n---\n\n###\nGET http://%HOST%/b\n',
  'GET /a HTTP/1.1|Host: %HOST%',
);
sends(
  'names of assertions on XML are passed over',
  '@xpath_ns x = "urn:x"\nGET http://%HOST%/a\n\n?? xpath //x:a == 1\n',
  'GET /a HTTP/1.1|Host: %HOST%',
);
sends(
  'a saved answer behind a text is not sent',
  'POST http://%HOST%/\nContent-Type: text/plain\n\n>>! ./out.txt\n',
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: text/plain',
  { own: 'User-Agent: identity-http/0.1.0|Accept: */*|Content-Length: 0|' },
);
sends(
  'the whole answer by its name',
  '# @name login\nGET http://%HOST%/a\n\n###\nGET http://%HOST%/{{loginResponse.headers.x-id}}/{{loginResponse.parsedBody.id}}/{{loginResponse.statusCode}}',
  'GET /h1/i%201/200 HTTP/1.1|Host: %HOST%',
  { block: 1, earlier: 0 },
);
sends(
  'a variable for all files',
  '@global.x = 1\nGET http://%HOST%/{{x}}/{{global.x}}',
  'GET /1/1 HTTP/1.1|Host: %HOST%',
);
refuses('a request that is switched off', '# @disabled\nGET http://%HOST%/', 'disabled-request');
refuses('a block without a request', '# nothing\n', 'no-request');
refuses('a line that belongs to nothing', 'GET http://%HOST%/\n\n> {% x %}\nmore', 'unexpected-line');

// Names and directives.
const answered = 'GET /i%201 HTTP/1.1|Host: %HOST%';
for (const [how, head] of [
  ['behind the separator', '### login'],
  ['behind the separator, with closing hashes', '### login ###'],
  ['in a directive', '# @name login'],
  ['in a directive without a blank', '#@name login'],
  ['in a directive with an equals sign', '# @name = login'],
  ['in a directive behind slashes', '// @name login'],
  ['in a directive, which goes before the separator', '### other\n# @NAME login'],
] as const) {
  sends(
    `a request is named ${how}`,
    `${head}\nGET http://%HOST%/a\n\n###\nGET http://%HOST%/{{login.response.body.$.id}}`,
    answered,
    { block: 1, earlier: 0 },
  );
}
sends(
  'a directive below the request line is named as well',
  'GET http://%HOST%/a\n# @name login\nA: 1\n\n###\nGET http://%HOST%/{{login.response.body.$.id}}',
  answered,
  { block: 1, earlier: 0 },
);
sends(
  'directives that nobody knows are passed over',
  '# @whatever x\n# @no-such-thing\nGET http://%HOST%/a',
  'GET /a HTTP/1.1|Host: %HOST%',
);
sends(
  'a directive counts below the request line and in every spelling',
  'POST http://%HOST%/\n# @Inject-Variables\n\n< ./a.json',
  'POST / HTTP/1.1|Host: %HOST%',
  { body: '{"a":"1"}\r\n\n', files, variables },
);
sends(
  'an import and a run beside a request change nothing of it',
  'import ./other.http\nrun #other\nrun ./other.http\n\nGET http://%HOST%/a',
  'GET /a HTTP/1.1|Host: %HOST%',
);
sends(
  'a second request line inside GraphQL is text',
  'GRAPHQL http://%HOST%/\n\nquery Q {\n  me\n}\nGET http://x.example/\n',
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/json',
  { body: '{"query":"query Q {\\n  me\\n}\\nGET http://x.example/"}' },
);
sends(
  'a second request line inside a part is data',
  'POST http://%HOST%/\nContent-Type: multipart/form-data; boundary=b\n\n--b\n\nGET http://x.example/\n--b--\n',
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: multipart/form-data; boundary=b',
  { body: '--b\r\n\r\nGET http://x.example/\r\n--b--\r\n' },
);
sends(
  'GraphQL: the blank line before it may be missing',
  'POST http://%HOST%/\nX-Request-Type: GraphQL\nquery { me }\n',
  'POST / HTTP/1.1|Host: %HOST%|Content-Type: application/json',
  { body: '{"query":"query { me }"}' },
);

function text(body: string): string {
  return `POST http://%HOST%/\nContent-Type: text/plain\n\n${body}`;
}

function json(body: string): string {
  return `POST http://%HOST%/\nContent-Type: application/json\n\n${body}`;
}

function form(body: string): string {
  return `POST http://%HOST%/\nContent-Type: application/x-www-form-urlencoded\n\n${body}`;
}

interface Row extends Omit<ResolveOptions, 'builtIn' | 'environmentName' | 'argumentValues'> {
  /** Its length is expected in a field of its own. */
  readonly body?: string | Uint8Array;
  /** Values from outside. */
  readonly given?: Readonly<Record<string, string>>;
  /** Instead of the fields that are added to every request. */
  readonly own?: string;
  /** A block that is sent before, in the same session. */
  readonly earlier?: number;
  /** What the exchange says of where the request went. */
  readonly url?: string;
}

const answer =
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Id: h1\r\nContent-Length: 12\r\n\r\n{"id":"i 1"}';

/** `head` has a bar for each line end. */
function describeRows() {
  let recorder: Recorder;
  let transport: NetworkTransport;
  before(async () => {
    recorder = await startRecorder(() => answer);
    transport = createTransport();
  });
  after(async () => {
    await transport.close();
    await recorder.close();
  });
  const place = (marked: string) =>
    marked.replaceAll('%HOST%', `127.0.0.1:${recorder.port}`).replaceAll('%PORT%', String(recorder.port));
  return {
    sends: (name: string, marked: string, head: string, row: Row = {}) =>
      void test(`sent: ${name}`, async () => {
        const result = await send(place(marked), row, { recorder, transport });
        assert.equal(result.kind, 'sent', JSON.stringify(result));
        const body = row.body === undefined ? undefined : Buffer.from(row.body as string);
        const length = body === undefined ? '' : `Content-Length: ${body.length}|`;
        const fields = `${place(head)}|${row.own ?? 'User-Agent: identity-http/0.1.0|Accept: */*|'}${length}|`;
        const octets = result.octets.map((request) => request.head + request.body);
        assert.deepEqual(octets, [fields.replace(/\|(?!3)/g, '\r\n') + (body?.toString('latin1') ?? '')]);
        if (row.url !== undefined) assert.equal(result.url, row.url);
      }),
    refuses: (name: string, marked: string, ...expected: readonly (string | Row)[]) =>
      void test(`refused: ${name}`, async () => {
        const row = expected.find((one) => typeof one !== 'string') ?? {};
        const result = await send(place(marked), row, { recorder, transport });
        assert.equal(result.kind, 'unresolved', JSON.stringify(result));
        assert.deepEqual(result.codes.toSorted(), expected.filter((one) => typeof one === 'string').toSorted());
        assert.deepEqual(result.octets, []);
      }),
  };
}

/** The walk that every host takes, from the text to the wire. */
async function send(
  content: string,
  row: Row,
  { recorder, transport }: { readonly recorder: Recorder; readonly transport: NetworkTransport },
) {
  const file = parseRequestFile(content);
  const builtIn: Environment = {
    name: 'Recorder',
    variables: [],
    hostOrigins: new Map([['example.com', recorder.origin]]),
    verifiesCertificates: true,
  };
  const environments = await environmentsOf({ ...row, builtIn });
  const session = createSession();
  const sendOne = (index: number) => {
    const block = file.blocks[index];
    assert.ok(block);
    const given = Object.entries(row.given ?? {}).map(
      ([name, value]) => [name, value.replaceAll('%HOST%', `127.0.0.1:${recorder.port}`)] as const,
    );
    const environmentName = row.variables ? 'dev' : 'Recorder';
    const values = { environments, environmentName, argumentValues: new Map(given) };
    const ports = { ...fixedPorts(), reader: memoryReader(row.files ?? {}), transport };
    const input = { file, block, folder, workspaceFolder: '/desk', defaults: row.defaults, ...values };
    return sendBlock(ports, session, input, new AbortController().signal);
  };
  if (row.earlier !== undefined) assert.equal((await sendOne(row.earlier)).kind, 'sent');
  const first = recorder.requests.length;
  const result = await sendOne(row.block ?? 0);
  const octets = recorder.requests.slice(first);
  if (result.kind !== 'sent') {
    const problems = result.kind === 'unresolved' ? result.problems : [];
    const codes = problems.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    return { kind: result.kind, octets, codes, url: '' };
  }
  const { outcome, url } = result.exchange;
  if (outcome.kind === 'failure') return { kind: 'unresolved', octets, codes: [outcome.code], url };
  return { kind: 'sent', octets, codes: [], url };
}
