import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { buildRedactor, mask, noRedaction, shortestInside } from '../../src/core/exchange/redaction';
import type { HeaderPair } from '../../src/core/request/resolvedRequest';

function check(secrets: readonly string[], text: string, expected: string): void {
  assert.equal(buildRedactor(secrets).text(text), expected);
}

function checkField(field: HeaderPair, expected: string, secrets: readonly string[] = []): void {
  assert.deepEqual(buildRedactor(secrets).headers([field]), [[field[0], expected]]);
}

test('plain text', () => {
  check(['s3cr3t-value'], 'a s3cr3t-value b s3cr3t-values3cr3t-value', `a ${mask} b ${mask}`);
  check(['s3cr3t-value'], 'nothing here, s3cr3t-valu', 'nothing here, s3cr3t-valu');
  check([], 'anything', 'anything');
  check(['', '   '], 'any  thing', 'any  thing');
});

test('overlapping secrets are one mask', () => {
  check(['abcdefgh', 'efghijkl'], '-abcdefghijkl-', `-${mask}-`);
  check(['abcdefgh', 'cdefgh', 'abcdefghij'], '-abcdefghij-abcdefgh-cdefgh-', `-${mask}-${mask}-${mask}-`);
});

test('a secret in blanks is found without them', () => check(['  s3cr3t-value\n'], 'x=s3cr3t-value', `x=${mask}`));

test('short secrets are masked only where they are a whole value', () => {
  assert.ok('1234'.length < shortestInside);
  check(['1234'], 'id 12345', 'id 12345');
  assert.equal(buildRedactor(['1234']).value('1234'), mask);
  assert.equal(buildRedactor(['1 34']).value('1%2034'), mask);
  assert.equal(
    buildRedactor(['1234']).url('https://x.example/1234/a?pin=1234&x=12345'),
    `https://x.example/${mask}/a?pin=${mask}&x=12345`,
  );
  assert.equal(buildRedactor(['ab"c']).value('ab\\"c'), mask);
  checkField(['X-Pin', '1234'], mask, ['1234']);
  checkField(['X-Other', '12345'], '12345', ['1234']);
});

test('fields with a credential by name', () => {
  checkField(['Authorization', 'Bearer abc.def'], `Bearer ${mask}`);
  checkField(['authorization', 'Basic dXNlcjpzZWNyZXQ='], `Basic ${mask}`);
  checkField(['Proxy-Authorization', 'Digest username="a", response="b"'], `Digest ${mask}`);
  checkField(['Authorization', 'abc'], mask);
  checkField(['Authorization', ''], '');
  checkField(['Cookie', 'a=1; session=abc=; flag'], `a=${mask}; session=${mask};${mask}`);
  checkField(['Set-Cookie', 'a=1; Path=/; HttpOnly'], `a=${mask}; Path=/; HttpOnly`);
  checkField(['set-cookie', 'abc'], mask);
  checkField(['X-OpenIDM-Password', 'pw'], mask);
  checkField(['iPlanetDirectoryPro', 'AQIC'], mask);
  checkField(['X-Tenant-Token', 'abc'], mask);
  checkField(['x-api-key', 'abc'], mask);
  checkField(['X-OpenIDM-Username', 'amadmin'], 'amadmin');
  checkField(['Content-Type', 'application/json'], 'application/json');
  checkField(['X-Request-ID', 'abc'], 'abc');
  checkField(['Location', '/cb?code=abc&state=1#id_token=x.y.z'], `/cb?code=${mask}&state=1#id_token=${mask}`);
});

test('URLs', () => {
  const { url } = buildRedactor(['s3cr3t/value']);
  assert.equal(url('https://user:pw@x.example/a'), `https://${mask}@x.example/a`);
  assert.equal(
    url('https://x.example/a?access_token=abc&limit=5&client_secret='),
    `https://x.example/a?access_token=${mask}&limit=5&client_secret=`,
  );
  assert.equal(
    url('https://x.example/s3cr3t%2Fvalue/s3cr3t/value?q=s3cr3t%2fvalue'),
    `https://x.example/${mask}/${mask}?q=${mask}`,
  );
  assert.equal(url('/users{?filter}'), '/users{?filter}');
});

test('forms', () => {
  const { form } = buildRedactor(['two words!']);
  assert.equal(
    form(
      'grant_type=password&username=jane&password=a%26b&client_secret=x&client_assertion=y&scope=two+words%21&code=c',
    ),
    `grant_type=password&username=jane&password=${mask}&client_secret=${mask}&client_assertion=${mask}&scope=${mask}&code=${mask}`,
  );
});

test('members of JSON objects', () => {
  const { hidesMember } = buildRedactor([]);
  for (const name of [
    'access_token',
    'refresh_token',
    'id_token',
    'client_secret',
    'clientSecret',
    'password',
    'newPassword',
    'currentPassword',
    'assertion',
    'tokenId',
    'authId',
    'secret',
    'device_code',
  ]) {
    assert.ok(hidesMember(name), name);
  }
  for (const name of [
    'token_type',
    'expires_in',
    'username',
    'id',
    'pagedResultsCookie',
    'nextPageToken',
    'code',
    'passwordPolicy',
    'tokenEndpointAuthMethod',
    'href',
  ]) {
    assert.ok(!hidesMember(name), name);
  }
});

test('who asked for everything gets it', () => {
  assert.equal(noRedaction.text('Bearer abc'), 'Bearer abc');
  assert.deepEqual(noRedaction.headers([['Authorization', 'Bearer abc']]), [['Authorization', 'Bearer abc']]);
});

test('base64 with its neighbours', () => {
  for (const user of ['', 'u:', 'us:', 'use:']) {
    const basic = Buffer.from(`${user}correct horse battery`).toString('base64');
    const masked = buildRedactor(['correct horse battery']).text(`Basic ${basic}`);
    assert.match(masked, /^Basic [A-Za-z0-9]{0,5}•{6}={0,2}$/);
  }
});

/** Every way to write a secret into a text that a reader would undo. */
const encodings: Readonly<Record<string, (text: string) => string>> = {
  raw: (text) => text,
  component: encodeURIComponent,
  lower: (text) => encodeURIComponent(text).replace(/%../g, (escape) => escape.toLowerCase()),
  every: (text) => [...Buffer.from(text)].map((octet) => `%${octet.toString(16).padStart(2, '0')}`).join(''),
  form: (text) => new URLSearchParams({ x: text }).toString().slice(2),
  twice: (text) => encodeURIComponent(encodeURIComponent(text)),
  json: (text) => JSON.stringify(text).slice(1, -1),
  slashes: (text) => JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/'),
  unicode: (text) =>
    [...Array(text.length).keys()].map((at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
  jsonOfUrl: (text) => JSON.stringify(`/x?q=${encodeURIComponent(text)}`).slice(1, -1),
  urlOfJson: (text) => encodeURIComponent(JSON.stringify({ x: text })),
  html: (text) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`),
  named: (text) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  hex: (text) => text.replace(/[&<>"'/=]/g, (character) => `&#x${character.charCodeAt(0).toString(16)};`),
  base64: (text) => Buffer.from(text).toString('base64'),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  basic: (text) => Buffer.from(`jane:${text}`).toString('base64'),
  inside: (text) => Buffer.from(`{"k":"${text}","n":1}`).toString('base64url'),
  base64InUrl: (text) => encodeURIComponent(Buffer.from(text).toString('base64')),
};

const wellFormed = fc
  .oneof(
    fc.string({ minLength: shortestInside, maxLength: 40 }),
    fc.string({ minLength: shortestInside, maxLength: 40, unit: 'binary' }),
    fc.string({
      minLength: shortestInside,
      maxLength: 40,
      unit: fc.constantFrom('%', '4', '1', '&', 'a', 'm', 'p', ';', '\\', 'n', '"', '+', '/', ' ', '=', '<'),
    }),
  )
  .filter((text) => text.trim() === text && !/\p{Surrogate}/u.test(text));

for (const [name, encode] of Object.entries(encodings)) {
  test(`no secret survives: ${name}`, () => {
    fc.assert(
      fc.property(
        wellFormed,
        fc.constantFrom('', 'before ', '"a":"', 'x='),
        fc.constantFrom('', ' after', '","b":2', '&y=z'),
        (secret, before, after) => {
          const encoded = encode(secret);
          const masked = buildRedactor([secret]).text(before + encoded + after);
          assert.ok(
            !masked.includes(encoded) || mask.includes(encoded),
            `${JSON.stringify(secret)} as ${encoded} in ${masked}`,
          );
          assert.ok(masked.includes(mask));
        },
      ),
      { numRuns: 400 },
    );
  });
}

test('masking twice is masking once, and text without secrets is untouched', () => {
  fc.assert(
    fc.property(
      fc.array(wellFormed, { maxLength: 4 }),
      fc.string({ unit: 'binary', maxLength: 200 }),
      (secrets, text) => {
        const { text: redact } = buildRedactor(secrets);
        const once = redact(text + secrets.join(text));
        assert.equal(redact(once), once);
        for (const secret of secrets) assert.ok(!once.includes(secret));
      },
    ),
  );
  assert.equal(buildRedactor(['never-there']).text('50% + \\ & of it'), '50% + \\ & of it');
});

test('a text made of the secret itself is read once', () => {
  const secret = `${'a'.repeat(5000)}b`;
  const text = 'a'.repeat(1_000_000);
  assert.equal(buildRedactor([secret]).text(text).length, text.length);
  const escaped = '%61'.repeat(300_000);
  assert.equal(buildRedactor([secret]).text(escaped), escaped);
  const many = Array.from({ length: 2000 }, (_, index) => `secret-number-${index}-of-many`);
  assert.equal(buildRedactor(many).text(many.join(' ')), many.map(() => mask).join(' '));
});

test('a text that goes on is not cut inside a secret in which another one begins', () => {
  const { text, beginsAtEnd } = buildRedactor(['topsecretpass', 'password123', 'extratops']);
  const shown = (part: string): string => text(part.slice(0, part.length - beginsAtEnd(part)));
  assert.equal(shown('a topsecretpass'), `a ${mask}`);
  assert.equal(shown('a topsecretpassw'), 'a ');
  assert.equal(shown('a extratopsecretpassword12'), 'a ');
  assert.equal(shown('a topsecretpasswx'), `a ${mask}wx`);
});
