import test from 'node:test';
import assert from 'node:assert/strict';
import { allowsHost, parseHostEntry } from '../../src/core/environment/allowsHost';
import { buildEnvironmentSet } from '../../src/core/environment/environmentSet';
import { parseEnvironmentFile } from '../../src/core/environment/files/parseEnvironmentFile';
import type { Environment } from '../../src/core/environment/variable';
import { confirmationFor, type ConfirmationQuestion } from '../../src/core/session/confirmationFor';
import { sendBlock, type SendBlockPorts } from '../../src/core/session/sendBlock';
import { createSession } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { buildRequest, buildResponse } from '../support/exchanges';
import { environmentsOf, fixedPorts, folder, memoryReader } from '../support/resolveText';
import { describeExchange } from '../../src/core/view/describeExchange';

/** The rules that `$identityHttp` comes to, and the problems with the text they stand at. */
function check(rules: string, expected: object | undefined, problems: readonly string[] = []) {
  const text = `{"dev": {"$identityHttp": ${rules}, "x": "1"}}`;
  const file = parseEnvironmentFile(new TextEncoder().encode(text), '/w/http-client.env.json');
  const environment = buildEnvironmentSet([file]).lookup('dev');
  assert.deepEqual(environment?.rules, expected);
  assert.deepEqual(
    file.problems.map(({ code, severity, span }) => `${severity} ${code} at ${text.slice(span.start, span.end)}`),
    problems,
  );
  assert.deepEqual(
    environment?.variables.map(({ name }) => name),
    ['x'],
    'rules are no variables',
  );
  const fixes = file.problems.flatMap((problem) => problem.fixes ?? []);
  return fixes.map((fix) =>
    fix.kind === 'replace' ? `${text.slice(fix.span.start, fix.span.end)} → ${fix.text}` : '',
  );
}

const none = { color: undefined, confirm: [], hosts: undefined, proxy: undefined };

test('rules as they are meant', () => {
  check('{"color": "red"}', { ...none, color: 'red' });
  check('{"confirm": ["delete", "PUT", "*"]}', { ...none, confirm: ['DELETE', 'PUT', '*'] });
  check('{"hosts": ["api.example.com", " *.example.com:8443 ", "http://localhost:8080"]}', {
    ...none,
    hosts: ['api.example.com', '*.example.com:8443', 'http://localhost:8080'],
  });
  check('{"proxy": "http://p.example:3128"}', { ...none, proxy: 'http://p.example:3128' });
  check('{"proxy": "socks5h://p.example"}', { ...none, proxy: 'socks5h://p.example' });
  check('{"proxy": "P.example:8080/"}', { ...none, proxy: 'http://p.example:8080' });
  check('{"proxy": "direct"}', { ...none, proxy: 'direct' });
  check('{"timeout": 5, "connectionTimeout": "250 ms", "followRedirects": false, "httpVersion": "2"}', {
    ...none,
    timeoutMilliseconds: 5000,
    connectTimeoutMilliseconds: 250,
    followsRedirects: false,
    httpVersion: '2',
  });
  check('{}', undefined);
  check('{"confirm": []}', none);
});

test('what cannot be read is a problem at its place, and counts as its strictest form', () => {
  check('"red"', { ...none, confirm: ['*'], hosts: [] }, ['error invalid-rule at "red"']);
  check('{"confirm": "DELETE"}', { ...none, confirm: ['*'] }, ['error invalid-rule at "DELETE"']);
  check('{"confirm": ["DELETE", 5, "A B"]}', { ...none, confirm: ['DELETE', '*'] }, [
    'error invalid-rule at 5',
    'error invalid-rule at "A B"',
  ]);
  check('{"hosts": "api.example.com"}', { ...none, hosts: [] }, ['error invalid-rule at "api.example.com"']);
  check(
    '{"hosts": ["a.example", "{{host}}", "https://a.example/path", "u@a.example", 1]}',
    { ...none, hosts: ['a.example'] },
    [
      'error invalid-rule at "{{host}}"',
      'error invalid-rule at "https://a.example/path"',
      'error invalid-rule at "u@a.example"',
      'error invalid-rule at 1',
    ],
  );
  check('{"proxy": "http://user:secret@proxy.example.com"}', none, [
    'error invalid-rule at "http://user:secret@proxy.example.com"',
  ]);
  check('{"proxy": "socks4://p"}', none, ['error invalid-rule at "socks4://p"']);
  check('{"proxy": "http://p.example/path"}', none, ['error invalid-rule at "http://p.example/path"']);
  check('{"timeout": "soon"}', undefined, ['error invalid-rule at "soon"']);
  check('{"connectionTimeout": -1}', undefined, ['error invalid-rule at -1']);
  check('{"followRedirects": "yes"}', { ...none, followsRedirects: false }, ['error invalid-rule at "yes"']);
  check('{"httpVersion": 3}', undefined, ['error invalid-rule at 3']);
  check('{"color": "pink"}', none, ['warning invalid-rule at "pink"']);
  check('{"verifyHostCertificate": "no"}', undefined, ['error invalid-rule at "no"']);
});

test('near misses are offered as fixes', () => {
  assert.deepEqual(check('{"colour": "red"}', undefined, ['error unknown-rule at colour']), ['colour → color']);
  assert.deepEqual(check('{"color": "Rad"}', none, ['warning invalid-rule at "Rad"']), ['Rad → red']);
  const methods = check('{"confirm": ["DELET"]}', { ...none, confirm: ['DELET'] }, [
    'warning unknown-method at "DELET"',
  ]);
  assert.deepEqual(methods, ['DELET → DELETE']);
  const hosts = check('{"hosts": ["https://api.example.com/v1"]}', { ...none, hosts: [] }, [
    'error invalid-rule at "https://api.example.com/v1"',
  ]);
  assert.deepEqual(hosts, ['https://api.example.com/v1 → https://api.example.com']);
});

function parseText(path: string, text: string) {
  return parseEnvironmentFile(new TextEncoder().encode(text), path);
}

function certificates(environment: string): boolean | undefined {
  const file = parseText('/w/http-client.env.json', `{"dev": ${environment}}`);
  return buildEnvironmentSet([file]).lookup('dev')?.verifiesCertificates;
}

test('verifyHostCertificate goes before that of SSLConfiguration', () => {
  assert.equal(certificates('{"$identityHttp": {"verifyHostCertificate": false}}'), false);
  assert.equal(
    certificates(
      '{"SSLConfiguration": {"verifyHostCertificate": false}, "$identityHttp": {"verifyHostCertificate": true}}',
    ),
    true,
  );
  assert.equal(certificates('{"$identityHttp": {"verifyHostCertificate": 0}}'), true);
});

test('rules of several files and several environments', () => {
  const set = buildEnvironmentSet([
    parseText('/w/http-client.private.env.json', '{"prod": {"$identityHttp": {"color": "orange"}}}'),
    parseText(
      '/w/http-client.env.json',
      `{"$shared": {"$identityHttp": {"confirm": ["PATCH"], "hosts": ["shared.example"]}},
        "prod": {"$identityHttp": {"color": "red", "confirm": ["DELETE"], "hosts": ["a.example"]}},
        "eu": {"$identityHttp": {"hosts": ["b.example"], "proxy": "http://p.example:1"}},
        "plain": {}, "quiet": {"$identityHttp": {"confirm": []}}}`,
    ),
  ]);
  const shown = (name: string): unknown => set.lookup(name)?.rules;
  assert.deepEqual(shown('prod'), { color: 'orange', confirm: ['DELETE'], hosts: ['a.example'], proxy: undefined });
  assert.deepEqual(shown('plain'), { ...none, confirm: ['PATCH'], hosts: ['shared.example'] });
  assert.deepEqual(shown('quiet'), { ...none, hosts: ['shared.example'] });
  assert.deepEqual(shown('prod+eu'), {
    color: 'orange',
    confirm: ['DELETE'],
    hosts: ['b.example', 'a.example'],
    proxy: 'http://p.example:1',
  });
});

test('which hosts a list names', () => {
  const table: readonly (readonly [entry: string, url: string, allowed: boolean])[] = [
    ['api.example.com', 'https://api.example.com/x', true],
    ['API.Example.Com', 'https://api.example.com/x', true],
    ['api.example.com', 'https://api.example.com:443/', true],
    ['api.example.com', 'https://api.example.com:8443/', false],
    ['api.example.com:8443', 'https://api.example.com:8443/', true],
    ['api.example.com', 'http://api.example.com/', false],
    ['http://api.example.com', 'http://api.example.com/', true],
    ['http://api.example.com', 'https://api.example.com/', false],
    ['api.example.com', 'https://api.example.com.evil.example/', false],
    ['api.example.com', 'https://evil.example/api.example.com', false],
    ['api.example.com', 'https://api.example.com@evil.example/', false],
    ['api.example.com', 'https://xapi.example.com/', false],
    ['api.example.com', 'https://api.example.com./', false],
    ['*.example.com', 'https://a.example.com/', true],
    ['*.example.com', 'https://a.b.example.com/', true],
    ['*.example.com', 'https://example.com/', false],
    ['*.example.com', 'https://evilexample.com/', false],
    ['localhost', 'http://localhost/', true],
    ['localhost:8080', 'http://localhost:8080/', true],
    ['localhost', 'http://localhost:8080/', false],
    ['127.0.0.1:9', 'http://127.0.0.1:9/', true],
    ['[::1]:9', 'http://[::1]:9/', true],
    ['bücher.example', 'https://xn--bcher-kva.example/', true],
    ['*', 'https://a.example/', false],
    ['', 'https://a.example/', false],
    ['api.example.com', 'no address', false],
  ];
  for (const [entry, url, allowed] of table) assert.equal(allowsHost([entry], url), allowed, `${entry} and ${url}`);
  assert.equal(allowsHost([], 'https://a.example/'), false);
});

test('what is an entry of such a list', () => {
  for (const entry of ['a', 'a.b', '*.a.b', 'a:1', 'https://a', 'http://a:80/', '[2001:db8::1]'])
    assert.ok(parseHostEntry(entry), entry);
  for (const entry of [
    '',
    '*',
    '*.',
    'a*',
    'a b',
    'a/b',
    'ftp://a',
    'a:99999',
    'u@a',
    '{{a}}',
    'a?b',
    '.a',
    '-',
    'https://',
    '*.*.a',
  ]) {
    assert.equal(parseHostEntry(entry), undefined, entry);
  }
});

const prod: Environment = {
  name: 'prod',
  variables: [],
  hostOrigins: new Map(),
  verifiesCertificates: true,
  rules: { color: 'red', confirm: ['DELETE'], hosts: ['api.example.com'], proxy: undefined },
};

test('what has to be confirmed', () => {
  const reasons = (
    request: Partial<Parameters<typeof buildRequest>[0]>,
    environment: Environment | undefined = prod,
  ) => {
    const confirmation = confirmationFor(buildRequest({ url: 'https://api.example.com/', ...request }), environment);
    return confirmation.kind === 'none' ? [] : confirmation.reasons;
  };
  assert.deepEqual(reasons({ method: 'GET' }), []);
  assert.equal(reasons({ method: 'DELETE' }).length, 1);
  assert.equal(reasons({ method: 'delete' }).length, 1);
  assert.deepEqual(reasons({ method: 'POST', headers: [['x-http-method-override', ' delete ']] }), [
    "The environment 'prod' asks before every DELETE.",
  ]);
  assert.deepEqual(reasons({ method: 'POST', headers: [['X-HTTP-Method-Override', 'PATCH']] }), []);
  assert.deepEqual(reasons({ method: 'GET', headers: [['Authorization', 'Bearer x']] }), []);
  assert.equal(reasons({ url: 'https://other.example/', headers: [['authorization', 'Bearer x']] }).length, 1);
  assert.equal(reasons({ url: 'https://other.example/', headers: [['X-Tenant-Token', 'x']] }).length, 1);
  assert.equal(reasons({ url: 'https://other.example/?q=s3cret', secrets: ['s3cret'] }).length, 1);
  assert.deepEqual(reasons({ url: 'https://other.example/' }), [], 'without credentials nothing is at stake');
  assert.equal(reasons({ method: 'DELETE', url: 'https://other.example/', secrets: ['s'] }).length, 2);
  assert.equal(reasons({ method: 'GET' }, { ...prod, rules: { ...none, confirm: ['*'] } }).length, 1);
  assert.deepEqual(reasons({ method: 'DELETE' }, { ...prod, rules: none }), []);
  assert.equal(confirmationFor(buildRequest({ method: 'DELETE' }), undefined).kind, 'none');
});

test('the question holds the whole address, and no secret', () => {
  const request = buildRequest({ method: 'DELETE', url: 'https://other.example/s3cret?x=s3cret', secrets: ['s3cret'] });
  const question = confirmationFor(request, prod);
  assert.ok(question.kind === 'confirm');
  assert.equal(question.origin, 'https://other.example');
  assert.equal(question.url, 'https://other.example/••••••?x=••••••');
  assert.equal(question.environmentName, 'prod');
  assert.equal(question.color, 'red');
  assert.doesNotMatch(JSON.stringify(question), /s3cret/);
  const long = confirmationFor(buildRequest({ method: 'DELETE', url: `https://a.example/${'x'.repeat(5000)}` }), prod);
  assert.ok(long.kind === 'confirm' && long.url.length < 400 && long.url.endsWith('…'));
});

/** Sends one block in the environment `dev` with those rules; gives the result, the questions and what went out. */
async function send(text: string, rules: object, answer?: boolean) {
  const variables = { $identityHttp: rules, accessToken: 'canary' };
  const environments = await environmentsOf({ variables });
  const questions: ConfirmationQuestion[] = [];
  const sent: string[] = [];
  const ports: SendBlockPorts = {
    ...fixedPorts(),
    reader: memoryReader({}),
    transport: async (request) => {
      sent.push(`${request.method} ${request.url}`);
      return buildResponse({ body: '{}' });
    },
    ...(answer !== undefined && {
      confirm: async (question: ConfirmationQuestion) => {
        questions.push(question);
        return answer;
      },
    }),
  };
  const file = parseRequestFile(text);
  const block = file.blocks[0];
  assert.ok(block);
  const input = { file, block, environments, environmentName: 'dev', folder, workspaceFolder: '/desk' };
  const result = await sendBlock(ports, createSession(), input, new AbortController().signal);
  return { result, questions, sent };
}

test('a request that has to be confirmed goes out only after a yes', async () => {
  const text = 'DELETE https://api.example.com/1\n';
  const rules = { confirm: ['DELETE'] };
  const yes = await send(text, rules, true);
  assert.equal(yes.result.kind, 'sent');
  assert.equal(yes.questions.length, 1);
  const no = await send(text, rules, false);
  assert.equal(no.result.kind, 'cancelled');
  assert.deepEqual(no.sent, []);
  const nobody = await send(text, rules);
  assert.ok(nobody.result.kind === 'unresolved');
  assert.equal(nobody.result.problems[0]?.code, 'confirmation-needed');
  assert.deepEqual(nobody.sent, []);
  const other = await send('GET https://api.example.com/1\n', rules);
  assert.equal(other.result.kind, 'sent');
});

async function colorOf(rules: object) {
  const { result } = await send('GET https://api.example.com/1\n', rules);
  assert.ok(result.kind === 'sent');
  return (await describeExchange(result.exchange, 'id')).environmentColor;
}

test('an answer keeps the colour of the environment it was sent in', async () => {
  assert.deepEqual([await colorOf({ color: 'red' }), await colorOf({})], ['red', undefined]);
});

test('a host outside of the list never gets credentials silently', async () => {
  const rules = { hosts: ['api.example.com'] };
  const listed = await send('GET https://api.example.com/\nAuthorization: Bearer {{accessToken}}\n', rules);
  assert.equal(listed.result.kind, 'sent');
  for (const text of [
    'GET https://other.example/\nAuthorization: Bearer {{accessToken}}\n',
    'GET https://other.example/?t={{accessToken}}\n',
    'POST https://other.example/\n\n{"t": "{{accessToken}}"}\n',
    'GET https://user:password@other.example/\n',
    'GET http://api.example.com/\nX-Api-Key: 1\n',
  ]) {
    const { result, sent } = await send(text, rules);
    assert.equal(result.kind, 'unresolved', text);
    assert.deepEqual(sent, []);
  }
  assert.equal((await send('GET https://other.example/\n', rules)).result.kind, 'sent');
});
