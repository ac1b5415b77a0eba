import assert from 'node:assert/strict';
import test from 'node:test';
import { buildRedactor } from '../../src/core/exchange/redaction';
import { describeBody } from '../../src/core/view/describeBody';
import { hideMarkupSecrets } from '../../src/core/view/hideMarkupSecrets';

function check(text: string, expected: string): void {
  assert.equal(
    hideMarkupSecrets(
      text,
      buildRedactor([], () => '•'),
    ),
    expected,
  );
}

test('what is secret by its name is hidden in XML as it is in JSON', () => {
  check('<a><accessToken>tk-1</accessToken><id>7</id></a>', '<a><accessToken>•</accessToken><id>7</id></a>');
  check('<w:Password Type="x">p</w:Password>', '<w:Password Type="x">•</w:Password>');
  check('<clientSecret><![CDATA[s<b]]></clientSecret>', '<clientSecret>•</clientSecret>');
  check(
    '<a clientSecret="s1" id=\'7\'/><b c="x>y" token=\'t\'>z</b>',
    '<a clientSecret="•" id=\'7\'/><b c="x>y" token=\'•\'>z</b>',
  );
  check('<Token>\n <x>1</x></Token>', '<Token>\n <x>1</x></Token>');
  check('<accessToken>tk-1', '<accessToken>•');
  const field = '<input type="hidden" name="SAMLResponse" value="PHNhbWw="/>';
  check(field, field.replace('PHNhbWw=', '•'));
  check('<p>a < b & <c</p>', '<p>a < b & <c</p>');
});

test('fields are known by their names, however they are written', () => {
  check('<input name=password value=p1>', '<input name=password value=•>');
  check('<input value="p1" title="a<b" name="password"> Label', '<input value="•" title="a<b" name="password"> Label');
  check('<textarea name="client_secret">s1</textarea>', '<textarea name="client_secret">•</textarea>');
  check('<meta name="csrf-token" content="c1">', '<meta name="csrf-token" content="•">');
  check('<add key="password" value="p1"/><i>x</i>', '<add key="password" value="•"/><i>x</i>');
  check(
    '<s:Attribute Name="password"><s:AttributeValue>p1</s:AttributeValue></s:Attribute><Value>7</Value>',
    '<s:Attribute Name="password"><s:AttributeValue>•</s:AttributeValue></s:Attribute><Value>7</Value>',
  );
  check('<form name="token"><p>Sign in</p></form>', '<form name="token"><p>Sign in</p></form>');
});

test('comments, CDATA and attributes hide no secret in them', () => {
  check('<password><!-- new -->p1</password>', '<password>•</password>');
  check('<a><!-- <password>p1</password> --></a>', '<a><!-- <password>•</password> --></a>');
  check('<a><![CDATA[<password>p1</password>]]></a>', '<a><![CDATA[<password>•</password>]]></a>');
  check('<a b="<password>p1</password>"/>', '<a b="<password>•</password>"/>');
  check('<p title="open> <password>p1</password>', '<p title="open> <password>•</password>');
  check('<a token="t1', '<a token="•');
  check('<a b="1" token=', '<a b="1" token=');
});

test('the body of an answer is shown so, laid out and raw', () => {
  const bytes = new TextEncoder().encode('<a><accessToken>tk-1</accessToken><id>7</id></a>');
  const headers = [['Content-Type', 'application/soap+xml']] as const;
  const { body } = describeBody({ bytes, size: bytes.byteLength, headers, spans: [] }, buildRedactor([]));
  assert.equal(body.formatted, '<a>\n  <accessToken>••••••</accessToken>\n  <id>7</id>\n</a>');
  assert.ok(!JSON.stringify(body).includes('tk-1'));
});

test('hostile text is gone through once', () => {
  for (const text of [
    '<a '.repeat(100_000),
    '<a b="'.repeat(100_000),
    `<a ${'b '.repeat(200_000)}`,
    '<a>'.repeat(100_000),
    '<a><![CDATA['.repeat(50_000),
    `<a>${'x'.repeat(3_000_000)}`,
    `<a b='${'"'.repeat(200_000)}`,
    `<a ${'x="'.repeat(100_000)}>`,
    `<a ${'"<a \''.repeat(100_000)}`,
    `<a ${'="<a =\''.repeat(100_000)}`,
    `<a ${'= '.repeat(200_000)}`,
    `<a =${' '.repeat(1_000_000)}`,
    `<a ${'x'.repeat(1_000_000)}`,
    `<a ${'password=x '.repeat(20_000)}`,
    '<!--'.repeat(200_000),
    '<!-- <a b="<!-- '.repeat(50_000),
  ])
    assert.ok(
      hideMarkupSecrets(
        text,
        buildRedactor([], () => '•'),
      ).length >=
        text.length / 2,
    );
});
