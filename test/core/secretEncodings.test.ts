import assert from 'node:assert/strict';
import test from 'node:test';
import { isSecretName, setSecretNames } from '../../src/core/environment/secrets/isSecretName';
import { buildRedactor, mask } from '../../src/core/exchange/redaction';
import { formatJson } from '../../src/core/view/formatJson';

const secret = 'k7#Qz+w/9-Vé';

/** The text is masked where the secret stands in it, and nothing else is. */
function check(text: string, expected: string, secrets: readonly string[] = [secret]): void {
  assert.equal(buildRedactor(secrets).text(text), expected);
}

function base64(text: string, encoding: BufferEncoding = 'utf8'): string {
  return Buffer.from(text, encoding).toString('base64');
}

function quoted(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+');
}

function shownField(value: string): string | undefined {
  return buildRedactor([]).headers([['Authorization', value]])[0]?.[1];
}

function shownJson(text: string): string {
  return formatJson(text, { redactor: buildRedactor([]), spans: [], maximumLength: 10_000 }).raw;
}

test('hexadecimal, in both cases', () => {
  check(`x ${Buffer.from(secret).toString('hex')} y`, `x ${mask} y`);
  check(`x ${Buffer.from(secret).toString('hex').toUpperCase()} y`, `x ${mask} y`);
});

test('base64 of UTF-16, as Windows makes it', () => {
  check(`x ${base64(secret, 'utf16le')} y`, `x ${mask} y`);
  const swapped = Buffer.from(`a:${secret}`, 'utf16le').swap16().toString('base64');
  assert.ok(!buildRedactor([secret]).text(swapped).includes(swapped.slice(8, -4)));
});

test('base64 that is broken over lines', () => {
  const whole = base64(`${'p'.repeat(51)}${secret}${'q'.repeat(90)}`);
  const core = base64(secret).slice(0, 16);
  assert.equal(whole.indexOf(core), 68);
  for (const [width, end] of [
    [76, '\r\n'],
    [72, '\n'],
    [76, '\n  '],
  ] as const) {
    const lines = whole.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
    for (const text of [
      lines.join(end),
      JSON.stringify({ mail: lines.join(end) }),
      encodeURIComponent(lines.join(end)),
    ]) {
      const shown = buildRedactor([secret]).text(text);
      assert.ok(shown.includes(mask), text);
      assert.ok(shown.includes(whole.slice(0, 60)), 'what stands before it stays');
      assert.ok(!shown.includes(core.slice(0, 4)) && !shown.includes(core.slice(-4)), shown);
    }
  }
});

test('inside Basic as clients make it: form-encoded before, or in ISO 8859-1', () => {
  const strict = quoted(secret).replace(/[-_.!~*'()]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  const queried = new URLSearchParams({ '': secret }).toString().slice(1);
  const forms = [encodeURIComponent(secret), quoted(secret), strict, queried, strict.toLowerCase().replace('q', 'Q')];
  for (const form of [...forms.map((text) => text.replace('v', 'V')), secret]) {
    for (const before of ['', 'c', 'cl', 'client:']) {
      const encoding = form === secret ? 'latin1' : 'utf8';
      const shown = buildRedactor([secret]).text(`Basic ${base64(before + form, encoding)}`);
      const left = Buffer.from(shown.replaceAll(mask, '').slice(6), 'base64').toString('latin1');
      assert.ok(shown.includes(mask) && left.length <= before.length + 2, `${form}: ${shown}`);
    }
  }
});

test('base64 of JSON in which it is escaped', () => {
  const key = '-----BEGIN KEY-----\nMIIB"x"\n';
  const shown = buildRedactor([key]).text(base64(JSON.stringify({ n: 1, key })));
  assert.ok(!Buffer.from(shown.replaceAll(mask, ''), 'base64').toString().includes('MIIB'), shown);
});

test('HTML by the names of characters', () => {
  check('x k7&num;Qz&plus;w&sol;9-V&eacute; y', `x ${mask} y`);
  check('x k7#Qz+w/9-V&Eacute; y', 'x k7#Qz+w/9-V&Eacute; y');
  check('a&NewLine;line &Tab;b', `${mask}b`, ['a\nline \t']);
});

test('base64 of base64, wherever the secret stands in it', () => {
  for (const before of ['', 'c', 'cl', 'cli', 'client:']) {
    for (const outer of ['', 'a', 'ab']) {
      const text = base64(`${outer}${base64(`${before}${secret}`)}`);
      const shown = buildRedactor([secret]).text(`[${text}]`);
      assert.ok(shown.includes(mask), `${before} ${outer}`);
      // What is left is what stood before and behind, not the secret.
      const left = shown.slice(1, -1).split(mask);
      for (const part of left) assert.ok(!holdsPart(part), `${before} ${outer}: ${shown}`);
    }
  }
});

/** Three characters of the secret in a row can be read from the part. */
function holdsPart(part: string): boolean {
  for (let cut = 0; cut < 4; cut++) {
    const once = Buffer.from(part.slice(cut), 'base64').toString('latin1');
    for (let inner = 0; inner < 4; inner++) {
      const twice = Buffer.from(once.slice(inner), 'base64').toString('utf8');
      for (let index = 0; index + 3 <= secret.length; index++) {
        if (twice.includes(secret.slice(index, index + 3))) return true;
      }
    }
  }
  return false;
}

test('texts that only look like an encoding stay', () => {
  const texts = [base64('something else entirely'), 'deadbeefcafebabe', base64(base64('nothing in here')), 'a b c'];
  for (const text of texts) check(text, text);
});

test('many long secrets and a long text are no more work than their length', () => {
  const secrets = Array.from({ length: 50 }, (_, index) => `${index}`.padStart(8, 'x').repeat(40));
  const { text } = buildRedactor(secrets);
  assert.equal(text('eHh4'.repeat(200_000)).length > 0, true);
});

test('the first word of a credential without a scheme is no scheme', () => {
  assert.equal(shownField('correct horse'), mask);
  assert.equal(shownField('Bearer abc'), `Bearer ${mask}`);
  assert.equal(shownField('SSWS abc'), `SSWS ${mask}`);
  assert.equal(shownField('AWS4-HMAC-SHA256 Credential=a'), `AWS4-HMAC-SHA256 ${mask}`);
});

test('one-time and recovery codes are masked as numbers too', () => {
  assert.equal(shownJson('{"otp":123456,"n":1}'), `{"otp":"${mask}","n":1}`);
  assert.equal(
    shownJson('{"recoveryCodes":[1234567,"ab"],"n":[1]}'),
    `{"recoveryCodes":["${mask}","${mask}"],"n":[1]}`,
  );
  assert.equal(shownJson('{"hasPassword":true,"password":null}'), '{"hasPassword":true,"password":null}');
  assert.ok(isSecretName('recoveryCodes'));
});

test('names that a person adds are secret everywhere', () => {
  setSecretNames(['mfaSeed', 'pin', '']);
  try {
    for (const name of ['mfaSeed', 'MFA_SEED', 'user.mfaSeed', 'mfaseed', 'userPin', 'pin']) {
      assert.ok(isSecretName(name), name);
    }
    for (const name of ['spin', 'mfaSeedType', 'pinned', 'seed']) assert.ok(!isSecretName(name), name);
    assert.equal(buildRedactor([]).form('pin=1234&spin=1'), `pin=${mask}&spin=1`);
  } finally {
    setSecretNames([]);
  }
  assert.ok(!isSecretName('pin'));
});

test('blanks are not masked for a secret that reads as blanks in a form', () => {
  check('x      y', 'x      y', ['++++++']);
  check('x        y', 'x        y', ['ûï¾ûï¾']);
});

test('a whole answer can be a secret', () => {
  const long = `${'ab'.repeat(1_000_000)}é`;
  check(`x ${long} y`, `x ${mask} y`, [long]);
});
