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
  ])
    assert.ok(hideMarkupSecrets(text, buildRedactor([])).length >= text.length / 2);
});
