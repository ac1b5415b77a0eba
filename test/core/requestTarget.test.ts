import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sandboxEnvironment } from '../../src/core/environment/sandboxEnvironment';
import { encodeUrlText } from '../../src/core/request/encodeUrlText';
import { resolvedText, resolveText, type ResolveOptions } from '../support/resolveText';

const pingone = {
  apiPath: 'https://api.pingone.com/v1',
  envID: 'abfba8f6',
  bare: 'api.example.com',
  multi: 'a\r\nX-Injected: 1',
};

async function check(
  text: string,
  expected: Record<string, unknown>,
  options: ResolveOptions = { variables: pingone },
) {
  const request = await resolvedText(text, options);
  const shown = Object.fromEntries(Object.keys(expected).map((key) => [key, request[key as keyof typeof request]]));
  assert.deepEqual(shown, expected);
}

/** Codes of errors with the text they stand at. */
async function checkErrors(
  text: string,
  expected: readonly string[],
  options: ResolveOptions = { variables: pingone },
) {
  const resolution = await resolveText(text, options);
  assert.equal(resolution.kind, 'unresolved');
  const errors = resolution.problems.filter((problem) => problem.severity === 'error');
  assert.deepEqual(
    errors.map(({ code, span }) => `${code} at ${text.slice(span.start, span.end)}`),
    expected,
  );
}

test('the target of a documentation page: whole URL, and Host that holds scheme, host and path', async () => {
  await check('POST {{apiPath}}/environments/{{envID}}/users', {
    method: 'POST',
    url: 'https://api.pingone.com/v1/environments/abfba8f6/users',
    httpVersion: undefined,
    headers: [],
  });
  await check('POST /environments/{{envID}}/users HTTP/1.1\nHost: {{apiPath}}\nAccept: */*', {
    url: 'https://api.pingone.com/v1/environments/abfba8f6/users',
    httpVersion: '1.1',
    headers: [
      ['Host', 'api.pingone.com'],
      ['Accept', '*/*'],
    ],
  });
  await check('GET /users\nHost: https://example.com:8443/base/', {
    url: 'https://example.com:8443/base/users',
    headers: [['Host', 'example.com:8443']],
  });
});

test('origin form takes the host from Host', async () => {
  await check('GET /users?a=1\nhost: example.com', {
    url: 'https://example.com/users?a=1',
    headers: [['host', 'example.com']],
  });
  await check('GET /x\nHost: localhost:8080', { url: 'http://localhost:8080/x' });
  await check('GET /x\nHost: [::1]:8080', { url: 'http://[::1]:8080/x' });
  await check('GET /x\nHost: 127.1.2.3', { url: 'http://127.1.2.3/x' });
  await check('GET /x\nHost: example.com:80', { url: 'http://example.com/x' });
  await checkErrors('GET /users', ['missing-host at /users']);
  await checkErrors('GET /users\nHost: https://a.example/x?y=1', ['invalid-host at https://a.example/x?y=1']);
  await checkErrors('GET /users\nHost: ftp://a.example', ['unsupported-scheme at ftp://a.example']);
  await checkErrors('GET /users\nHost: {{nope}}', ['undefined-variable at {{nope}}']);
});

test('a missing scheme is https, and http for this machine', async () => {
  await check('GET {{bare}}/x', { url: 'https://api.example.com/x' });
  await check('GET localhost:3000/x', { url: 'http://localhost:3000/x' });
  await check('GET example.com', { url: 'https://example.com/' });
  await check('GET HTTPS://EXAMPLE.com/Path', { url: 'https://example.com/Path' });
});

test('what cannot be sent is refused at the target', async () => {
  await checkErrors('GET ftp://example.com/x', ['unsupported-scheme at ftp://example.com/x']);
  await checkErrors('GET javascript:alert(1)', ['unsupported-scheme at javascript:alert(1)']);
  await checkErrors('GET https:/example.com', ['invalid-url at https:/example.com']);
  await checkErrors('GET https://', ['invalid-url at https://']);
  await checkErrors('GET https://good.example\\@evil.example/', [
    'invalid-url at https://good.example\\@evil.example/',
  ]);
  await checkErrors('GET https://example.com:99999/', ['invalid-url at https://example.com:99999/']);
  await checkErrors('GET https://example.com/{{multi}}', ['line-break-in-value at {{multi}}']);
  await checkErrors('GET https://example.com/{{envId}}', ['undefined-variable at {{envId}}']);
});

test('only octets that a URL forbids are encoded', async () => {
  await check('GET https://example.com/Users?filter=userName eq "ä" and x%20y+z&q=[1]|2', {
    url: 'https://example.com/Users?filter=userName%20eq%20%22%C3%A4%22%20and%20x%20y+z&q=[1]%7C2',
  });
  await check('GET https://example.com/seg/./a/../b%2f', { url: 'https://example.com/seg/./a/../b%2f' });
  await check('GET https://example.com/100%', { url: 'https://example.com/100%25' });
  await check('GET https://bücher.example/x', { url: 'https://xn--bcher-kva.example/x' });
});

test('encoding is idempotent and leaves legal URLs alone', () => {
  fc.assert(fc.property(fc.webUrl({ withQueryParameters: true }), (url) => assert.equal(encodeUrlText(url), url)));
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const once = encodeUrlText(text);
      assert.match(once, /^[\x21-\x7e]*$/);
      assert.equal(encodeUrlText(once), once);
    }),
  );
});

test('a fragment is left off and said to be', async () => {
  const resolution = await resolveText('GET https://example.com/a#b');
  assert.equal(resolution.kind, 'resolved');
  assert.equal(resolution.request.url, 'https://example.com/a');
  assert.deepEqual(
    resolution.problems.map((problem) => problem.code),
    ['fragment-left-off'],
  );
});

test('user and password of a URL become a field and secrets', async () => {
  const request = await resolvedText('GET https://ann:p%40ss@example.com/a');
  assert.equal(request.url, 'https://example.com/a');
  assert.deepEqual(request.headers, [['Authorization', `Basic ${btoa('ann:p@ss')}`]]);
  assert.ok(request.secrets.includes('p@ss') && request.secrets.includes(btoa('ann:p@ss')));
  await check('GET https://ann:x@example.com/a\nAuthorization: Bearer t0ken', {
    headers: [['Authorization', 'Bearer t0ken']],
  });
});

test('encoded braces are a placeholder when there is such a variable', async () => {
  await check('GET https://example.com/%7B%7BenvID%7D%7D/%7b%7bnope%7d%7d', {
    url: 'https://example.com/abfba8f6/%7b%7bnope%7d%7d',
  });
});

test('{{%name}} is percent-encoded', async () => {
  await check('GET https://example.com/?u={{%apiPath}}', {
    url: 'https://example.com/?u=https%3A%2F%2Fapi.pingone.com%2Fv1',
  });
});

test('a path parameter of an API description is a warning with a fix', async () => {
  const text = 'GET https://example.com/users/{userID}/x';
  const resolution = await resolveText(text);
  assert.equal(resolution.kind, 'resolved');
  const [problem] = resolution.problems;
  assert.equal(problem?.code, 'path-parameter');
  assert.equal(text.slice(problem.span.start, problem.span.end), '{userID}');
  assert.equal(resolution.request.url, 'https://example.com/users/%7BuserID%7D/x');
});

test('methods: known ones in upper case, others as written', async () => {
  await check('post https://example.com/', { method: 'POST' });
  await check('https://example.com/', { method: 'GET' });
  await check('PURGE https://example.com/', { method: 'PURGE' });
});

test('the sandbox answers for the hosts of the documentation, and the URL keeps them', async () => {
  const builtIn = sandboxEnvironment({
    name: 'Sandbox',
    origin: 'http://127.0.0.1:8123',
    variables: {},
    secretNames: [],
  });
  const options = { builtIn, environmentName: 'Sandbox' };
  await check(
    'GET /users HTTP/1.1\nHost: example.com',
    { url: 'https://example.com/users', connectOrigin: 'http://127.0.0.1:8123' },
    options,
  );
  await check('GET https://other.example/', { connectOrigin: undefined }, options);
  await check('GET https://example.com.evil.example/', { connectOrigin: undefined }, options);
});

test('no file takes a host from verification that nobody allowed', async () => {
  const variables = { api: 'https://own.example/v1', SSLConfiguration: { verifyHostCertificate: false } };
  const defaults = { unverifiedHosts: ['own.example:443'] };
  await check('GET {{api}}/x', { verifiesCertificates: true }, { variables });
  await check('GET {{api}}/x', { verifiesCertificates: false }, { variables, defaults });
  await check('# @insecure\nGET https://own.example/x', { verifiesCertificates: false }, { defaults });
  await check('GET https://other.example/x', { verifiesCertificates: true }, { variables, defaults });
  await check('# @insecure\nGET https://other.example/x', { verifiesCertificates: true });
});

test('directives that a request understands', async () => {
  await check('# @no-redirect\nGET https://example.com/', { followsRedirects: false });
  await check('GET https://example.com/', { followsRedirects: true, timeoutMilliseconds: undefined });
  for (const [value, milliseconds] of [
    ['30', 30_000],
    ['1.5 s', 1500],
    ['250ms', 250],
    ['2 m', 120_000],
  ] as const) {
    await check(`# @timeout ${value}\nGET https://example.com/`, { timeoutMilliseconds: milliseconds });
  }
  const resolution = await resolveText('# @timeout soon\nGET https://example.com/');
  assert.deepEqual(
    resolution.problems.map((problem) => problem.code),
    ['invalid-timeout'],
  );
});

test('requests of another kind, and with scripts before them, are not sent', async () => {
  await checkErrors('WEBSOCKET wss://example.com/', ['unsupported-request at wss://example.com/']);
  const script = '< {% x %}\n';
  await checkErrors(`${script}GET https://example.com/`, [`script-not-run at ${script}`]);
  const resolution = await resolveText('GET https://example.com/\n\n> {% client.test() %}\n');
  assert.equal(resolution.kind, 'resolved');
  await checkErrors('# @disabled\nGET https://example.com/', ['disabled-request at @disabled']);
  await checkErrors('### only a title\n# comment', ['no-request at only a title']);
});
