import assert from 'node:assert/strict';
import test from 'node:test';
import { parseXmlTree, readXPath } from '../../src/core/environment/answers/readXPath';
import { decodeText } from '../../src/core/exchange/decodeText';
import { readExchangeText } from '../../src/core/session/captures/exchangeText';
import { readExchangeValue } from '../../src/core/session/captures/readExchangeValue';
import { recordExchange } from '../../src/core/session/recordExchange';
import { listCaptures } from '../../src/core/session/captures/captures';
import { createSession } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { buildExchange, buildRequest, buildResponse } from '../support/exchanges';

const soap = `<?xml version="1.0"?>
<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:users">
  <s:Header><accessToken>tk-1234567</accessToken><Also>tk-1234567</Also></s:Header>
  <s:Body><user id="7" enabled="true"><name>Ann &amp; Bo</name><mail>a<!-- c -->@b</mail></user><user id="8"/>
  <list><![CDATA[<x>]]>y</list></s:Body>
</s:Envelope>`;

/** What a path finds in an answer: its text, `text*` for a secret one, or `code: message`. */
async function read(path: string, body: string, secrets: readonly string[] = []): Promise<string> {
  const exchange = buildExchange({ request: buildRequest({ secrets }), outcome: buildResponse({ body }) });
  const value = readExchangeValue(await readExchangeText(exchange), `response.body.${path}`);
  if (value.kind === 'lookup-failure') return `${value.code}: ${value.message}`;
  return value.text + (value.secret ? '*' : '');
}

async function check(path: string, expected: string | RegExp, body = soap, secrets: readonly string[] = []) {
  const found = await read(path, body, secrets);
  if (typeof expected === 'string') assert.equal(found, expected, path);
  else assert.match(found, expected, path);
}

test('an attribute gives its value, an element its text or what is in it', async () => {
  await check('//user/@id', '7');
  await check('//user[2]/@id', '8');
  await check("//user[name = 'Ann & Bo']/@id", '7');
  await check('//name', 'Ann & Bo');
  await check('//name/text()', 'Ann & Bo');
  await check('//mail', 'a@b');
  await check('//list', '<x>y');
  await check('//user', '<name>Ann &amp; Bo</name><mail>a<!-- c -->@b</mail>');
  await check('/s:Envelope/s:Body/user[@id="8"]/@id', '8');
  await check('(//user)[last()]/@id', '8');
  await check('count(//user)', '2');
  await check('asXml.//name', 'Ann & Bo');
  await check('s:Envelope/s:Body/user/@enabled', 'true');
  await check("string(//*[local-name() = 'name'])", 'Ann & Bo');
});

test('the language of an element is that of the nearest one that says it', async () => {
  const body = '<r xml:lang="en-US"><a>one</a><b lang="de" xml:lang="de"><c>zwei</c></b></r>';
  await check("//a[lang('en')]", 'one', body);
  await check("//c[lang('de')]", 'zwei', body);
  await check("//c[lang('en')]", /has nothing at/, body);
});

test('without a match the message says what the answer has', async () => {
  await check(
    '//nam',
    /^path-not-found: The response body \(status 200\) has nothing at '\/\/nam'\. It has: s:Envelope,.*Did you mean 'name'\?/,
  );
  await check('//q:user', /^invalid-path: The document has no namespace prefix 'q'.*It declares: s\./);
  await check('//user[', /^invalid-path: '\/\/user\[' is not an XPath 1\.0 expression/);
  await check('matches(//user)', /no function 'matches'|is not an XPath/);
  await check('//id', /^body-not-xml: .* is not XML\./, '{"id":1}');
  await check('//id', /^body-not-xml: .* is empty\./, '');
  await check('$.id', /^body-not-json: .*write an XPath such as \/\/id/);
  await check('asJson.$.id', '1', '{"id":1}');
  await check('id', /^body-not-json/, '<!DOCTYPE html><html><p>Sign in</html>');
  const form =
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://127.0.0.1:9/x.dtd"><html><input name="RelayState" value="r1"/></html>';
  await check("//input[@name='RelayState']/@value", 'r1', form);
});

test('a value is secret by its name, by what is in it, and where it is said a second time', async () => {
  await check('//accessToken', 'tk-1234567*');
  await check('//accessToken/text()', 'tk-1234567*');
  await check('//s:Header/Also', 'tk-1234567*');
  await check('concat("Bearer ", //Also)', 'Bearer tk-1234567*');
  await check('substring(//Also, 3)', '-1234567*');
  await check('//s:Header', /\*$/);
  await check('*', /\*$/);
  await check('//a/@clientSecret', 's*', '<a clientSecret="s"/>');
  await check('//name', 'Ann & Bo*', soap, ['Ann & Bo']);
});

test('a value is secret by the name of its field', async () => {
  const page = '<html><input name="password" value="p1"/><input value="longer-secret" name="SAMLResponse"/></html>';
  await check('//input[1]/@value', 'p1*', page);
  await check('//input[2]/@value', 'longer-secret*', page);
  await check('asXml.string(//input[2]/@value)', 'longer-secret*', page);
  await check('//input[1]/@name', 'password', page);
  const saml = '<A Name="password"><Value>p1</Value><Other>7</Other></A>';
  await check('//Value', 'p1*', saml);
  await check('//Value/text()', 'p1*', saml);
  await check('//Other', '7', saml);
  await check('//A', /\*$/, saml);
  await check('//password', 'p1*', '<password><!-- x -->p1</password>');
});

test('a page has names for characters, other XML has not', async () => {
  const page = '<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"><p>a&nbsp;b&eacute;</p><p>2</p></html>';
  await check('//p', 'a\u00a0b\u00e9', page);
  await check('//p[2]', '2', page);
  await check('/html/p[2]', '2', page);
  await check('//p', 'a\u00a0b', '<html><p>a&nbsp;b</p></html>');
  await check('//p', /^body-not-xml: .*not well-formed/, '<a><p>a&nbsp;b</p></a>');
  await check('//p', /^body-not-xml: .*not well-formed/, '<html><p>a&nosuchname;b</p></html>');
});

test('a message shows no secret of the request', async () => {
  await check('//x', /It has: a, ••••••/, '<a><hidden-1/></a>', ['hidden-1']);
});

test('captures read XML, also by their short form and with a pattern', async () => {
  const text =
    '# @name soap\n# @capture id = response.body.//user/@id\n# @capture first = //name /^(\\w+)/\n# @capture token = body.//Also\n# @capture none = //nothing\nGET https://example.com/\n';
  const [block] = parseRequestFile(text).blocks;
  assert.ok(block);
  const session = createSession();
  const exchange = buildExchange({ outcome: buildResponse({ body: soap }), name: 'soap' });
  const problems = await recordExchange(session, { environmentName: 'dev', block, exchange });
  assert.deepEqual(
    listCaptures(session, { environmentName: 'dev' }).map(({ name, text: value, secret }) => [name, value, secret]),
    [
      ['id', '7', false],
      ['first', 'Ann', false],
      ['token', 'tk-1234567', true],
    ],
  );
  assert.match(
    problems.map(({ message }) => message).join(),
    /'none' was not captured\. .*has nothing at '\/\/nothing'/,
  );
});

/** What is said of a document that is not read. */
function checkFault(xml: string, expected: RegExp) {
  const document = parseXmlTree(xml);
  assert.ok('fault' in document, xml.slice(0, 80));
  assert.match(document.fault, expected);
}

test('hostile documents are refused in a sentence, before they cost anything', () => {
  const laughs = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');
  checkFault(`<!DOCTYPE a [<!ENTITY l0 "lol">${laughs}]><a>&l9;</a>`, /declares entities .* not read/);
  checkFault('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', /declares entities/);
  checkFault('<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a>&x;</a>', /not well-formed XML, see line 1/);
  checkFault('<a>'.repeat(100_000), /deeper than 500/);
  checkFault(`${'<a b="/>" c=\'>\'>'.repeat(600)}`, /deeper than 500/);
  checkFault(`<a>${'<b/>'.repeat(100_001)}</a>`, /more than 100 thousand tags/);
  checkFault(`<a>${'x'.repeat(2_000_001)}</a>`, /larger than 2 MB/);
  for (const broken of [
    '<a><![CDATA[',
    '<a><!--',
    '<a b="',
    '<a',
    '<a b',
    '<',
    '<?x',
    '<!',
    '<a></b>',
    '<a/><b/>',
    'x<a/>',
  ])
    checkFault(broken, /not well-formed/);
  checkFault('<!DOCTYPE a>'.repeat(90_000), /not well-formed/);
  checkFault(`<a>${'<!x>'.repeat(90_000)}</a>`, /not well-formed/);
  const attributes = Array.from({ length: 100_000 }, (_, index) => `a${index}=''`).join(' ');
  checkFault(`<a ${attributes}/>`, /more than 500 attributes/);
  const declarations = Array.from({ length: 490 }, (_, index) => `xmlns:a${index}='u'`).join(' ');
  checkFault(`<a ${declarations}>${"<b xmlns:c='u'/>".repeat(50_000)}</a>`, /too many namespaces/);
  checkFault('<a>\n<b c=d/></a>', /not well-formed XML/);
});

test('names that mean something to JavaScript are names like others', () => {
  const document = parseXmlTree(
    '<__proto__ constructor="1" xmlns:__proto__="u"><__proto__:toString>x</__proto__:toString></__proto__>',
  );
  assert.ok(!('fault' in document));
  assert.deepEqual(readXPath(document, '/__proto__/@constructor'), { kind: 'value', text: '1', isSecret: false });
  assert.deepEqual(readXPath(document, '//__proto__:toString'), { kind: 'value', text: 'x', isSecret: false });
  assert.match(JSON.stringify(readXPath(document, '//hasOwnProperty:a')), /no namespace prefix 'hasOwnProperty'/);
});

test('an expression that would look at everything from everywhere is stopped, and the next one works', () => {
  const document = parseXmlTree(`<r>${'<a><b>1</b></a>'.repeat(2000)}</r>`);
  assert.ok(!('fault' in document));
  for (const path of ['//a/following-sibling::a[1]', '//*[//*[//*]]', '//b[. = //b[last()]]/preceding::a']) {
    const result = readXPath(document, path);
    assert.ok(result.kind === 'invalid-path', path);
    assert.match(result.message, /looks at too many places/);
  }
  assert.equal(readXPath(document, 'count(//b)').kind, 'value');
  assert.equal(readXPath(document, '//a[2000]/b').kind, 'value');
  assert.match(JSON.stringify(readXPath(document, `//${'a'.repeat(1000)}`)), /at most 1000 characters/);
});

test('what functions make of texts costs as much as it is long', () => {
  const document = parseXmlTree(`<r>${`<a>${'x'.repeat(1000)}</a>`.repeat(1000)}</r>`);
  assert.ok(!('fault' in document));
  const upper = (times: number, of: string): string =>
    times === 0 ? of : upper(times - 1, `translate(${of}, "a", "A")`);
  assert.equal(readXPath(document, `//a[${upper(2, '.')} = "y"]`).kind, 'nothing');
  assert.match(JSON.stringify(readXPath(document, `//a[${upper(20, '.')} = "y"]`)), /looks at too many places/);
});

test('a long text costs as much as it is gone through', () => {
  const document = parseXmlTree(`<r><a>${'x'.repeat(1_000_000)}</a>${'<b/>'.repeat(1000)}</r>`);
  assert.ok(!('fault' in document));
  assert.match(JSON.stringify(readXPath(document, '//*[contains(/, "y")]')), /looks at too many places/);
  assert.equal(readXPath(document, 'string-length(translate(/, "x", ""))').kind, 'value');
});

test('what was found does not grow with each step that finds it again', () => {
  const document = parseXmlTree(`${'<a>'.repeat(60)}x${'</a>'.repeat(60)}`);
  assert.ok(!('fault' in document));
  const result = readXPath(document, 'count(//*//*//*//*)');
  assert.deepEqual(result, { kind: 'value', text: '57', isSecret: false });
});

test('what XML says of its characters counts where the field does not', async () => {
  await checkEncoding('<?xml version="1.0" encoding="ISO-8859-1"?><a>\u00e9</a>', 'latin1', '\u00e9');
  await checkEncoding('<?xml version="1.0" encoding="UTF-16"?><a>\u00e9</a>', 'utf16le', '\u00e9');
  await checkEncoding('<?xml version="1.0" encoding="UTF-16"?><a>\u00e9</a>', 'utf8', '\u00e9');
  await checkEncoding('<?xml version="1.0" encoding="nobody-knows"?><a>\u00e9</a>', 'utf8', '\u00e9');
  await checkEncoding(
    '<?xml version="1.0" encoding="UTF-8"?><a>\u00e9</a>',
    'latin1',
    '\u00e9',
    '; charset=iso-8859-1',
  );
});

async function checkEncoding(xml: string, encoding: BufferEncoding, expected: string, charset = ''): Promise<void> {
  const bytes = new Uint8Array(Buffer.from(xml, encoding));
  const { text } = decodeText(bytes, [['Content-Type', `application/xml${charset}`]]);
  const document = parseXmlTree(text);
  assert.ok(!('fault' in document), xml);
  assert.deepEqual(readXPath(document, '//a'), { kind: 'value', text: expected, isSecret: false });
}
