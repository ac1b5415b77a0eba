import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { matchPattern, parsePattern } from '../../src/core/session/captures/pattern';
import { recordExchange } from '../../src/core/session/recordExchange';
import { createSession, fileSession, type Session } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import type { HeaderPair } from '../../src/core/request/resolvedRequest';
import { templateSource } from '../../src/core/text/template';
import { buildExchange, buildRequest, buildResponse } from '../support/exchanges';
import { resolvedText, resolveText, type ResolveOptions } from '../support/resolveText';

interface Answer {
  readonly status?: number;
  readonly headers?: readonly HeaderPair[];
  readonly body?: string;
}

/** Sends the first block of `text` in a session of its own and records that answer. */
async function recorded(text: string, answer: Answer, environmentName?: string) {
  const session = createSession();
  const block = parseRequestFile(text).blocks[0];
  assert.ok(block);
  const request = buildRequest({
    method: 'POST',
    url: 'https://example.com/users',
    headers: [['X-Sent', 's']],
    body: '{"in":{"a":1}}',
  });
  const exchange = buildExchange({
    request,
    outcome: buildResponse({ headers: [['Content-Type', 'application/json']], ...answer }),
  });
  const problems = await recordExchange(session, { environmentName, block, exchange });
  return { session, problems };
}

/** What a placeholder comes to after the answer was recorded, or the code and the sentence of its problem. */
async function check(expression: string, answer: Answer, expected: string | RegExp) {
  const login = '# @name login\nPOST https://example.com/\n';
  const { session } = await recorded(login, answer);
  const resolution = await resolveText(`${login}\n###\nGET https://example.com/\nX: {{${expression}}}`, {
    session,
    block: 1,
  });
  if (typeof expected === 'string') {
    assert.equal(
      resolution.kind === 'resolved' ? resolution.request.headers[0]?.[1] : resolution.problems[0]?.message,
      expected,
    );
  } else {
    assert.match(resolution.problems.map(({ code, message }) => `${code}: ${message}`).join('\n'), expected);
  }
  return resolution;
}

async function checkCapture(directive: string, answer: Answer, expected: string | RegExp) {
  const { session, problems } = await recorded(`# @capture ${directive}\nGET https://example.com/\n`, answer);
  const [capture] = fileSession(session, { environmentName: undefined }).captures.values();
  if (typeof expected === 'string') {
    assert.equal(problems[0]?.message, undefined);
    assert.equal(capture && `${capture.name}${capture.secret ? '*' : ''}=${templateSource(capture.value)}`, expected);
  } else {
    assert.equal(capture, undefined);
    assert.match(problems[0]?.message ?? '', expected);
  }
}

const body =
  '{"id":"u1","n":12345678901234567890,"f":1.50,"ok":true,"nil":null,"_links":{"self":{"href":"h"}},"items":[{"id":1},{"id":2}],"a-b":"c","access_token":"t0k","tokens":{"refresh_token":"r"}}';

test('references into a response body', async () => {
  await check('login.response.body.$.id', { body }, 'u1');
  await check('login.response.body.id', { body }, 'u1');
  await check('login.response.body.$.n', { body }, '12345678901234567890');
  await check('login.response.body.$.f', { body }, '1.50');
  await check('login.response.body.$.ok', { body }, 'true');
  await check('login.response.body.$.nil', { body }, 'null');
  await check('login.response.body.$._links.self.href', { body }, 'h');
  await check('login.response.body.$._links', { body }, '{"self":{"href":"h"}}');
  await check('login.response.body.$.items[1].id', { body }, '2');
  await check('login.response.body.$.items[-1].id', { body }, '2');
  await check('login.response.body.$.items[?@.id==2].id', { body }, '2');
  await check('login.response.body.$..href', { body }, 'h');
  await check("login.response.body.$['a-b']", { body }, 'c');
  await check('login.response.body.*', { body: 'plain' }, 'plain');
  await check('login.response.body', { body: 'plain' }, 'plain');
});

test('references to headers, status and the request', async () => {
  const headers: HeaderPair[] = [
    ['Location', 'https://example.com/1'],
    ['X-A', '1'],
    ['x-a', '2'],
  ];
  await check('login.response.headers.location', { headers }, 'https://example.com/1');
  await check('login.response.headers.X-A', { headers }, '1');
  await check("login.response.headers['X-A']", { headers }, '1');
  await check('login.response.status', { status: 201 }, '201');
  await check('login.request.body.$.in.a', {}, '1');
  await check('login.request.headers.X-Sent', {}, 's');
  await check('login.request.url', {}, 'https://example.com/users');
  await check('login.request.method', {}, 'POST');
});

test('a reference that finds nothing says what there is', async () => {
  await check('login.response.body.$.nope', { body }, /path-not-found.*It has: id, n, f/);
  await check('login.response.body.$._links.next.href', { body }, /It has: self/);
  await check('login.response.body.$.items[5]', { body }, /\[0\] to \[1\]/);
  await check('login.response.headers.Nope', {}, /header-not-found.*Content-Type/);
  await check('login.response.body.$.id', { body: '<a/>' }, /body-not-json.*not JSON/);
  await check('login.response.body.$.id', { body: '', status: 204 }, /status 204.*is empty/);
  await check('login.response.body.$[', { body }, /invalid-path/);
  await check('login.response.body.//a', { body }, /body-not-xml.*is not XML/);
  await check('login.response.cookies.x', { body }, /invalid-path/);
  await check('logn.response.body.$.id', { body }, /unknown-request.*'login'/);
});

test('the short form is understood, with an information', async () => {
  const resolution = await check('login.id', { body }, 'u1');
  assert.deepEqual(
    resolution.problems.map(({ code, severity }) => [code, severity]),
    [['short-reference', 'information']],
  );
});

test('a request that was not sent, or not in this environment', async () => {
  const text = '# @name login\nPOST https://example.com/\n\n###\nGET https://example.com/{{login.response.body.$.id}}';
  const { session } = await recorded(text, { body }, 'dev');
  const variables = { other: '1' };
  const inDev = await resolveText(text, { session, block: 1, variables });
  assert.equal(inDev.kind, 'resolved');
  const elsewhere = await resolveText(text, { session, block: 1 });
  assert.deepEqual(
    elsewhere.problems.map(({ code }) => code),
    ['request-not-sent'],
  );
});

/** What is masked in a request that uses the placeholder. */
async function secretsOf(expression: string) {
  const resolution = await check(expression, { body, headers: [['Set-Cookie', 'a=b']] }, /^/);
  return resolution.kind === 'resolved' ? resolution.request.secrets : undefined;
}

test('tokens out of responses are secret', async () => {
  assert.deepEqual(await secretsOf('login.response.body.$.access_token'), ['t0k']);
  assert.deepEqual(await secretsOf('login.response.body.$.tokens'), ['{"refresh_token":"r"}']);
  assert.deepEqual(await secretsOf('login.response.headers.Set-Cookie'), ['a=b']);
  assert.deepEqual(await secretsOf('login.response.body.$.id'), []);
});

test('what a server echoes of a secret stays secret', async () => {
  const text = '# @name echo\nGET https://example.com/\n';
  const session = createSession();
  const block = parseRequestFile(text).blocks[0];
  assert.ok(block);
  const request = buildRequest({ url: 'https://example.com/?t=hidden-1', secrets: ['hidden-1'] });
  const exchange = buildExchange({ request, outcome: buildResponse({ body: '{"note":"got hidden-1"}' }) });
  await recordExchange(session, { environmentName: undefined, block, exchange });
  const next = `${text}\n###\nGET https://example.com/\nA: {{echo.response.body.$.note}}\nB: {{echo.request.url}}`;
  const { secrets } = await resolvedText(next, { session, block: 1 });
  assert.deepEqual([...secrets].sort(), ['got hidden-1', 'https://example.com/?t=hidden-1']);
});

test('captures of every kind', async () => {
  await checkCapture('popID = response.body.$.id', { body }, 'popID=u1');
  await checkCapture('popID=body.id', { body }, 'popID=u1');
  await checkCapture('popID = $.id', { body }, 'popID=u1');
  await checkCapture('n = response.body.$.n', { body }, 'n=12345678901234567890');
  await checkCapture('accessToken = response.body.$.access_token', { body }, 'accessToken*=t0k');
  await checkCapture('x = response.body.$.access_token', { body }, 'x*=t0k');
  await checkCapture('secret x = response.body.$.id', { body }, 'x*=u1');
  await checkCapture('secret = response.body.$.id', { body }, 'secret*=u1');
  await checkCapture('s = response.status', {}, 's=200');
  await checkCapture('s = status', { status: 404 }, 's=404');
  const headers: HeaderPair[] = [['Location', 'https://auth.example/sign-on?environmentId=e&flowId=f1&x=2']];
  await checkCapture('flowID = response.headers.Location /flowId=([^&]+)/', { headers, status: 302 }, 'flowID=f1');
  await checkCapture('q = headers.Location /environmentId=\\w/', { headers, status: 302 }, 'q=environmentId=e');
});

test('a capture that finds nothing says what the response had, and keeps what was', async () => {
  await checkCapture('id = response.body.$.nope', { body }, /It has: id/);
  await checkCapture('id = response.body.$.id', { body: '{"id":"correlation"}', status: 400 }, /error, 400/);
  await checkCapture('id = response.headers.Location', {}, /no header 'Location'/);
  await checkCapture('id = response.headers.Content-Type /x=(.)/', {}, /'application\/json'.*does not match/);
  await checkCapture('id = response.headers.Content-Type /(/', {}, /not understood/);
  await checkCapture('id', {}, /A capture is/);
  await checkCapture('id = response.body.$.e', { body: '{"e":""}' }, /is empty/);
  const text = '# @capture id = response.body.$.id\nGET https://example.com/\n';
  const { session } = await recorded(text, { body });
  const [block] = parseRequestFile(text).blocks;
  assert.ok(block);
  await recordExchange(session, {
    environmentName: undefined,
    block,
    exchange: buildExchange({ outcome: buildResponse({ body: '{}' }) }),
  });
  assert.equal(fileSession(session, { environmentName: undefined }).captures.size, 1);
});

test('patterns agree with RegExp on what both know', () => {
  const piece = fc.constantFrom(
    'a',
    'b',
    '.',
    '[ab]',
    '[^a]',
    '\\d',
    '(a)',
    '(?:b|a)',
    '(a|ab)',
    'a*',
    'b+?',
    '(ab)*',
    'a{1,2}',
    '[a-c]?',
    '\\w',
  );
  const source = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(source, fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '\n') }), (pattern, text) => {
      const parsed = parsePattern(pattern);
      assert.ok(typeof parsed !== 'string', String(parsed));
      const expected = new RegExp(pattern).exec(text);
      assert.equal(
        matchPattern(parsed, text),
        expected ? (pattern.replaceAll('(?:', '').includes('(') ? expected[1] : expected[0]) : undefined,
      );
    }),
  );
});

/** What a pattern finds, or why it is none. */
function match(pattern: string, text: string): string | undefined {
  const parsed = parsePattern(pattern);
  return typeof parsed === 'string' ? parsed : matchPattern(parsed, text);
}

test('patterns: edges, lazy repeats, hostile ones', () => {
  assert.equal(match('^a(.*?)b$', 'axbxb'), 'xbx');
  assert.equal(match('a|b', 'cb'), 'b');
  assert.equal(match('x', 'abc'), undefined);
  assert.equal(match('[\\w.-]+@', 'me: a.b-c@d'), 'a.b-c@');
  assert.equal(match('(a+)+$', `${'a'.repeat(5000)}b`), undefined);
  assert.equal(match('(x+x+)+y', 'x'.repeat(5000)), undefined);
  for (const bad of [
    '(?=a)',
    '\\1',
    '(',
    'a)',
    '[',
    '*',
    'a{3,1}',
    `${'('.repeat(100)}${')'.repeat(100)}`,
    '((a{999}){999}){999}',
  ]) {
    assert.match(match(bad, 'a') ?? '', /not understood/, bad);
  }
});

test('the layers in their order', async () => {
  const options: ResolveOptions = {
    files: {
      '/desk/api/http-client.env.json': '{"dev": {"p": "env", "e": "env"}, "$shared": {"e": "shared", "s": "shared"}}',
      '/desk/api/http-client.private.env.json': '{"dev": {"p": "private", "f": "private"}}',
    },
    environmentName: 'dev',
  };
  const session: Session = createSession();
  const capture = {
    value: { span: { start: 0, end: 0 }, parts: [{ kind: 'literal', span: { start: 0, end: 7 }, text: 'capture' }] },
    secret: false,
    origin: 'capture',
  } as const;
  for (const name of ['c', 'a'])
    fileSession(session, { environmentName: 'dev' }).captures.set(name, { name, ...capture });
  const text = '@f = file\n@c = file\nGET https://example.com/{{a}}/{{c}}/{{f}}/{{p}}/{{e}}/{{s}}';
  const request = await resolvedText(text, { ...options, session, argumentValues: new Map([['a', 'argument']]) });
  assert.equal(request.url, 'https://example.com/argument/capture/file/private/env/shared');
});

test('file variables: the last one above, else the first one below with a warning', async () => {
  const text =
    '@a = 1\n@b = {{a}}-two\n@a = 2\nGET https://example.com/{{a}}/{{b}}/{{late}}\n\n###\n@a = 3\n@late = L\n@late = M\n\n###\nGET https://example.com/{{a}}/{{b}}/{{late}}';
  const first = await resolveText(text);
  assert.equal(first.kind === 'resolved' && first.request.url, 'https://example.com/2/1-two/L');
  assert.deepEqual(
    first.problems.filter(({ severity }) => severity === 'warning').map(({ code }) => code),
    ['used-before-definition'],
  );
  assert.equal((await resolvedText(text, { block: 2 })).url, 'https://example.com/3/1-two/M');
  assert.equal(
    (await resolvedText('@a = 1\n@a = {{a}}2\nGET https://example.com/{{a}}')).url,
    'https://example.com/12',
  );
});

test('members of a captured object', async () => {
  const text = '# @name login\n# @capture user = response.body.$.user\nGET https://example.com/\n';
  const { session } = await recorded(text, { body: '{"user":{"name":{"given":"Ann"},"ids":[7],"password":"x1"}}' });
  const request = await resolvedText(`${text}\n###\nGET https://example.com/{{user.name.given}}/{{user.ids[0]}}`, {
    session,
    block: 1,
  });
  assert.equal(request.url, 'https://example.com/Ann/7');
  const resolution = await resolveText(`${text}\n###\nGET https://example.com/{{user.nope}}`, { session, block: 1 });
  assert.deepEqual(
    resolution.problems.map(({ code }) => code),
    ['path-not-found'],
  );
});

/** What is said of `{{id}}`, and of a name that only its own answer gives, behind the request `first`. */
async function told(first: string): Promise<string> {
  const text = `${first}\n\n### Use\n# @capture own = response.body.$.id\nGET https://example.com/{{id}}/{{own}}\n`;
  const resolution = await resolveText(text, { block: 1 });
  return resolution.problems.map(({ message }) => message).join('\n');
}

test('a name that an answer of the file would give says which request to send first', async () => {
  const capture = '# @capture id = response.body.$.id';
  assert.match(await told(`# @name list\n${capture}\nGET https://example.com/`), /'id' .* 'list' gives it: send that/);
  assert.match(await told(`### List all\n${capture}\nGET https://example.com/`), /The answer of 'List all' gives it/);
  assert.match(await told(`${capture}\nGET https://example.com/{{x}}`), /'GET https:\/\/example.com\/{{x}}' gives it/);
  assert.doesNotMatch(await told('GET https://example.com/'), /gives it/);
});

function givesId(name: string): string {
  return `### ${name}\n# @capture id = response.body.$.id\nGET https://example.com/{{id}}\n\n`;
}

test('of several requests that would give a name the first other one is named', async () => {
  const text = givesId('One') + givesId('Two') + givesId('Three');
  const says = async (block: number): Promise<string> =>
    (await resolveText(text, { block })).problems.map(({ message }) => message).join('\n');
  assert.match(await says(0), /The answer of 'Two' gives it/);
  assert.match(await says(1), /The answer of 'One' gives it/);
  assert.match(await says(2), /The answer of 'One' gives it/);
});

function withScript(code: string): string {
  return `# @name make\nPOST https://example.com/\n\n> {% ${code} %}`;
}

test('a script whose assignment is understood gives the name by its request, as a capture does', async () => {
  const understood = 'client.global.set("id", response.body.id);';
  assert.match(await told(withScript(understood)), /The answer of 'make' gives it: send that one first/);
  // What else the script may set is not known, but this name is.
  assert.match(await told(withScript(`${understood}\nclient.global.set(x, 1);`)), /The answer of 'make' gives it/);
  assert.match(await told(withScript('client.global.set("id", work(response));')), /would be set by a script/);
});
