import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { HeaderPair } from '../../src/core/request/resolvedRequest';
import { literalTemplate } from '../../src/core/text/template';
import { createSession, fileSession } from '../../src/core/session/session';
import { resolvedText, resolveText, type ResolveOptions } from '../support/resolveText';

async function check(headers: string, expected: readonly HeaderPair[], options: ResolveOptions = {}) {
  const request = await resolvedText(`GET https://example.com/\n${headers}\n`, options);
  assert.deepEqual(request.headers, expected);
}

/** Codes of the problems with the text they stand at. */
async function checkProblems(headers: string, expected: readonly string[], options: ResolveOptions = {}) {
  const text = `GET https://example.com/\n${headers}\n`;
  const resolution = await resolveText(text, options);
  assert.deepEqual(
    resolution.problems.map(({ code, severity, span }) => `${severity} ${code} at ${text.slice(span.start, span.end)}`),
    expected,
  );
  return resolution.kind;
}

test('order, case and repeats are kept', async () => {
  await check('X-Dup: 1\nx-dup:2\nX-DUP : 3\nAccept: a/b, c/d;q=0.5', [
    ['X-Dup', '1'],
    ['x-dup', '2'],
    ['X-DUP', '3'],
    ['Accept', 'a/b, c/d;q=0.5'],
  ]);
  await check('X-Empty:', [['X-Empty', '']]);
  await check('X-Hash: value #tag', [['X-Hash', 'value #tag']]);
  await check('If-None-Match: *', [['If-None-Match', '*']]);
});

test('fields that the connection decides are left out, with a hint and a note', async () => {
  assert.equal(await checkProblems('Content-Length: ...', ['hint header-left-out at Content-Length: ...']), 'resolved');
  const text = 'GET https://example.com/\nContent-Length: ...\nX: 1\n';
  const [problem] = (await resolveText(text)).problems;
  const [fix] = problem?.fixes ?? [];
  assert.ok(fix?.kind === 'replace');
  assert.equal(text.slice(0, fix.span.start) + fix.text + text.slice(fix.span.end), 'GET https://example.com/\nX: 1\n');
  const request = await resolvedText(
    'GET https://example.com/\nContent-Length: 5\nTransfer-Encoding: chunked\nExpect: 100-continue\nConnection: close\nX: 1',
  );
  assert.deepEqual(request.headers, [['X', '1']]);
  assert.equal(request.notes.length, 4);
  assert.equal(await checkProblems('Upgrade: websocket', ['error refused-header at Upgrade: websocket']), 'unresolved');
});

test('a value with a line break stops the send', async () => {
  const variables = { a: 'x\nX-Injected: 1', b: 'x\r', c: 'x\u0000', d: 'x\u0007' };
  await checkProblems('X: {{a}}', ['error line-break-in-value at {{a}}'], { variables });
  await checkProblems('X: {{b}}', ['error line-break-in-value at {{b}}'], { variables });
  await checkProblems('X: {{c}}', ['error line-break-in-value at {{c}}'], { variables });
  await checkProblems('X: {{d}}', ['error invalid-header-value at {{d}}'], { variables });
  await checkProblems('{{a}}', ['error line-break-in-value at {{a}}'], { variables });
});

test('a line that is one placeholder is one whole header', async () => {
  const variables = { whole: 'X-Whole:  a:b ', no: 'nothing', length: 'Content-Length: 3' };
  await check('{{whole}}', [['X-Whole', 'a:b']], { variables });
  await checkProblems('{{no}}', ['error no-header-in-value at {{no}}'], { variables });
  await check('{{length}}', [], { variables });
});

function basic(text: string): readonly HeaderPair[] {
  return [['Authorization', `Basic ${btoa(text)}`]];
}

test('Basic credentials are encoded where user and password are written apart', async () => {
  const variables = {
    id: 'client:id',
    user: 'ann',
    secret: 'p:w d+/=',
    both: 'ann:pw',
    apart: 'Basic ann pw',
    done: btoa('ann:pw'),
  };
  const options = { variables };
  await check('Authorization: Basic ann pw', basic('ann:pw'));
  await check('Authorization: basic ann:pw', basic('ann:pw'));
  await check('Authorization: Basic ann pw:with:colons and blanks', basic('ann:pw:with:colons and blanks'));
  await check('Authorization: Basic ann:', basic('ann:'));
  await check('Authorization: Basic {{user}} {{secret}}', basic('ann:p:w d+/='), options);
  await check('Authorization: Basic {{user}}:{{secret}}', basic('ann:p:w d+/='), options);
  await check('Authorization: Basic {{user}} pw', basic('ann:pw'), options);
  await check('Authorization: Basic {{both}}', basic('ann:pw'), options);
  await check('Authorization: {{apart}}', basic('ann:pw'), options);
  await check('Authorization: Basic {{done}}', basic('ann:pw'), options);
  await check(`Authorization: Basic ${btoa('ann:pw')}`, basic('ann:pw'));
  await check('Authorization: Basic ann grüße', [['Authorization', 'Basic YW5uOmdyw7zDn2U=']]);
  await check('Proxy-Authorization: Basic ann pw', [['Proxy-Authorization', `Basic ${btoa('ann:pw')}`]]);
  await checkProblems('Authorization: Basic {{id}} pw', ['error invalid-credentials at Basic {{id}} pw'], options);
});

test('other schemes go out as written, or are refused where another tool would do something', async () => {
  await check('Authorization: Bearer abc', [['Authorization', 'Bearer abc']]);
  await check('Authorization: Digest username="a", realm="b"', [['Authorization', 'Digest username="a", realm="b"']]);
  await check('Authorization: AWS AKID:c2lnbmF0dXJl', [['Authorization', 'AWS AKID:c2lnbmF0dXJl']]);
  await checkProblems('Authorization: oauth2 x', ['error unsupported-authorization at oauth2 x']);
});

test('schemes that are worked out while sending', async () => {
  const variables = { user: 'ann', pw: 'a b:c=d', key: 'sec/ret+=' };
  const schemeOf = async (value: string) => {
    const request = await resolvedText(`GET https://example.com/\nAuthorization: ${value}\n`, { variables });
    assert.deepEqual(request.headers, []);
    return request;
  };
  const digest = { kind: 'digest', user: 'ann', origin: 'https://example.com' };
  assert.deepEqual((await schemeOf('Digest ann pw')).authentication, { ...digest, password: 'pw' });
  assert.deepEqual((await schemeOf('digest ann:p w=')).authentication, { ...digest, password: 'p w=' });
  const filled = await schemeOf('Digest {{user}} {{pw}}');
  assert.deepEqual(filled.authentication, { ...digest, password: 'a b:c=d' });
  assert.ok(filled.secrets.includes('a b:c=d'));
  const aws = await schemeOf('AWS AKID {{key}} region:eu-west-1 token:t/1 service:sts');
  assert.deepEqual(aws.authentication, {
    kind: 'aws',
    accessKey: 'AKID',
    secretKey: 'sec/ret+=',
    sessionToken: 't/1',
    region: 'eu-west-1',
    service: 'sts',
    origin: 'https://example.com',
  });
  assert.ok(aws.secrets.includes('sec/ret+=') && aws.secrets.includes('t/1'));
  await checkProblems('Authorization: Digest ann', ['error unsupported-authorization at Digest ann']);
  await checkProblems('Authorization: AWS A B other', ['error unsupported-authorization at AWS A B other']);
  await checkProblems('Proxy-Authorization: Digest a b', ['error unsupported-authorization at Digest a b']);
});

test('what a header makes secret', async () => {
  const variables = { user: 'ann', pw: 'hunter22', token: 'tok-123' };
  const secretsOf = async (headers: string) =>
    (await resolvedText(`GET https://example.com/\n${headers}\n`, { variables })).secrets;
  assert.deepEqual(
    [...(await secretsOf('Authorization: Basic {{user}} {{pw}}'))].sort(),
    ['hunter22', btoa('ann:hunter22')].sort(),
  );
  assert.ok((await secretsOf('Authorization: Bearer literal')).includes('literal'));
  assert.ok((await secretsOf('X-OpenIDM-Password: openidm')).includes('openidm'));
  assert.deepEqual(await secretsOf('X: {{token}}'), ['tok-123']);
  assert.deepEqual(await secretsOf('X: {{user}}'), []);
});

test('names and values that are no header', async () => {
  await checkProblems('X: grüße', ['hint header-not-ascii at grüße']);
  await check('X: grüße', [['X', 'grüße']]);
});

/** Any text as a captured value, where it is used in every place of a request. */
function withCapture(text: string) {
  const session = createSession();
  fileSession(session, { environmentName: undefined }).captures.set('x', {
    name: 'x',
    value: literalTemplate(text),
    secret: false,
    origin: 'capture',
  });
  return { session };
}

test('no value ever adds a header, changes another one, or is read again', async () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('{{y}}', 'a\r\nX-Evil: 1', '{{$uuid}}', '\n\nbody', '###\nGET x', '{{x}}', '%7B%7Bx%7D%7D'),
  );
  await fc.assert(
    fc.asyncProperty(hostile, async (value) => {
      const text = 'POST https://example.com/{{x}}\nX-First: {{x}}\nX-Last: end\nContent-Type: text/plain\n\n[{{x}}]\n';
      const resolution = await resolveText(text, withCapture(value));
      if (resolution.kind === 'unresolved') return;
      const { headers, body, url } = resolution.request;
      assert.deepEqual(
        headers.map(([name]) => name),
        ['X-First', 'X-Last', 'Content-Type'],
      );
      assert.equal(headers[0]?.[1], value.replace(/^[ \t]+|[ \t]+$/g, ''));
      assert.doesNotMatch(headers.map(([, field]) => field).join('') + url, /[\r\n\0]/);
      assert.deepEqual(body?.bytes, new TextEncoder().encode(`[${value}]`));
    }),
  );
});
