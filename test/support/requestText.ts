import fc from 'fast-check';

/** What stands between two requests. */
const separators: readonly string[] = ['', '###', '###', '### createUser', '### Create a user ###', '###x'];

/** What may stand before a request line. */
const beforeRequest: readonly string[] = [
  '',
  ' ### indented',
  '##',
  '# comment',
  '// comment',
  '/* open',
  'close */',
  '# @name login',
  '#@name other',
  '// @name = third',
  '# @name',
  '# @name GET LIST',
  '# @no-redirect',
  '# @capture id = response.body.$.id',
  '# @off = 1',
  '# @prompt password "Which?"',
  '@host = https://example.com',
  '@empty =',
  '@late := {{host}}/x',
  '@broken',
  '@ two words = 1',
  'import ./other.http',
  'run #login',
  'run ./other.http#login (@a=1, @b=2)',
  '< ./before.js',
  '< {%\nx\n%}',
  '{{\nx\n}}',
];

/** What opens a request. */
const requestLines: readonly string[] = [
  'GET https://example.com/a',
  'GET https://example.com/a HTTP/1.1',
  'GET http://b HTTP/9',
  'POST {{apiPath}}/users',
  'post /users HTTP/2 (Prior Knowledge)',
  'PURGE https://example.com',
  'https://example.com/{{id}}',
  '{{host}}/path',
  '/path?q=1',
  'localhost:8080/x',
  'example.com',
  'GET',
  'GRAPHQL https://example.com/graphql',
  'WEBSOCKET wss://example.com',
  'GRPC localhost:1/a.B/c',
  "curl -X POST 'https://example.com' \\",
  "  --data-raw '{",
  "}'",
  'curl https://example.com',
  "curl -sSLkXPOST -uuser:p@ss 'https://example.com/{{id}}' -d $'a\\n\\u0041' \\",
  'curl "$BASE/${ID}" -H "Accept: \\"{{a}}\\"" --json "{{b}}" | jq . > out.json',
  'curl ^"https://example.com/^%^7B^{^{x^}^}^" --data-raw ^"^{^\\^"a^\\^":{{b}}^}^" ^',
  'curl.exe "https://example.com/$env:A" -H \'x: it\'\'s\' -d "`"{{b}}`n" `',
  "  -H 'Accept:' -F 'f=@./a.txt;type=text/plain' -G --data-urlencode 'q={{c}} d' `$(x)` \\",
];

/** What continues a target, and header fields, well formed or not. */
const headerLines: readonly string[] = [
  '  ?a=1',
  '  &b={{b}}',
  '    /more',
  '?q=%7B%7Bname%7D%7D',
  'Accept: application/json',
  'Content-Type: application/json',
  'Content-Type: application/x-www-form-urlencoded',
  'Content-Type: multipart/form-data; boundary=b',
  'Content-Type: text/plain',
  'Content-Type: application/xml',
  'X-Request-Type: GraphQL',
  'Host : {{apiPath}}',
  'X-Empty:',
  'X:: y',
  '  indented continuation',
  '{{wholeHeader}}',
  '...spread',
  'no colon here',
  '# between',
  '# @no-log',
];

/** What bodies are made of. */
const bodyLines: readonly string[] = [
  '',
  '{',
  '}',
  '{ JSON resource }',
  '{"a": "{{b}}", "c": {{d}}}',
  '{"open": "',
  '[1, 2',
  ']',
  '<a b="c">',
  '</a>',
  '<!-- x',
  '-->',
  '<a/>',
  'a=1&b=2',
  '&c = {{d}}',
  'e=f &',
  'query { me }',
  'mutation M($a: Int) {',
  '--b',
  '--b--',
  'Content-Disposition: form-data; name="f"; filename="x"',
  '< ./file.json',
  '<@ ./file.json',
  '<@latin1 ./file.json',
  'plain text',
  '> quoted text',
  '\\{\\{x\\}\\}',
  '{{{{x}}',
  '{{ $randomInt 1 2 }}',
  '# in the body',
  '@x = 1',
];

/** What stands behind a body. */
const tailLines: readonly string[] = [
  '',
  '< {%',
  '> {%',
  '%}',
  '> {% x %}',
  '> ./handler.js',
  '< ./before.js',
  '>> ./out.json',
  '>>! ./out.json',
  '<> ./earlier.json',
  '?? status == 200',
  '{{',
  '}}',
  '{{@response',
  '{{+',
  'HTTP/1.1 200 OK',
  '# behind',
  '@after = 1',
  '   ',
  '\t',
  '\u00A0',
  '\uFEFF### bom',
];

/** Each with the most lines of it in one request. */
const groups: readonly (readonly [readonly string[], number])[] = [
  [separators, 1],
  [beforeRequest, 1],
  [requestLines, 2],
  [headerLines, 2],
  [['', '', '', '   '], 1],
  [bodyLines, 3],
  [tailLines, 1],
];

/** Without the bias towards small numbers most texts would be empty. */
const choice = fc.noBias(fc.nat(9999));

const section = fc.tuple(...groups.map(([, most]) => fc.array(choice, { maxLength: most, size: 'max' })));

/**
 * Texts made of the lines that real files are made of: requests whose pieces stand in order, with lines from anywhere
 * between them, cut anywhere, with any line end.
 */
export const requestText: fc.Arbitrary<string> = fc
  .tuple(fc.array(section, { maxLength: 4, size: 'max' }), choice, fc.string({ maxLength: 8 }))
  .map(([sections, style, stray]) => {
    const lines = sections.flatMap((pieces) =>
      pieces.flatMap((choices, index) => choices.map((one) => pickLine(one, index))),
    );
    if (style % 5 === 0) lines.push(stray);
    const lineEnd = ['\n', '\n', '\n', '\r\n', '\r'][style % 7] ?? '\n';
    const isMixed = style % 11 === 0;
    const text = lines.map((line, index) => line + (isMixed && index % 3 === 1 ? '\r\n' : lineEnd)).join('');
    return style % 2 === 0 ? text : text.slice(0, -1 - (style % 3));
  });

/** Mostly a line of that group, at times one of another. */
function pickLine(number: number, group: number): string {
  const lines = groups[number % 16 === 0 ? (number >> 4) % groups.length : group]?.[0] ?? [];
  return lines[number % lines.length] ?? '';
}
