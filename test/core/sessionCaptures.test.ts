import assert from 'node:assert/strict';
import test from 'node:test';
import { defineVariable } from '../../src/core/environment/files/defineVariable';
import { parseEnvironmentFile } from '../../src/core/environment/files/parseEnvironmentFile';
import { clearCaptures, listCaptures } from '../../src/core/session/captures/captures';
import { recordExchange, withCapturedSecrets, type KeepSecret } from '../../src/core/session/recordExchange';
import { createSession } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { literalSource, parseTemplate, templateLiteral } from '../../src/core/text/template';
import { buildExchange, buildRequest, buildResponse } from '../support/exchanges';

interface Answer {
  readonly status?: number;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string;
  readonly secrets?: readonly string[];
  readonly keepSecret?: KeepSecret;
}

/** Records an answer of the first block in `dev`. */
async function record(text: string, { secrets = [], keepSecret, ...answer }: Answer, session = createSession()) {
  const [block] = parseRequestFile(text).blocks;
  assert.ok(block);
  const outcome = buildResponse({ statusText: 'OK', ...answer });
  const exchange = buildExchange({
    request: buildRequest({ secrets }),
    outcome,
    ...(block.name && { name: block.name.text }),
  });
  const problems = await recordExchange(session, { environmentName: 'dev', block, exchange, keepSecret });
  return { session, problems, captures: listCaptures(session, { environmentName: 'dev' }) };
}

/** The captures as `name=value`, or the message of the first problem. */
async function check(directives: string, answer: Answer, expected: string | RegExp) {
  const { captures, problems } = await record(`${directives}\nGET https://example.com/\n`, answer);
  if (typeof expected === 'string') {
    assert.deepEqual(problems, []);
    assert.equal(captures.map(({ name, text, secret }) => `${name}${secret ? '*' : ''}=${text}`).join(' '), expected);
  } else {
    assert.deepEqual(captures, []);
    assert.match(problems[0]?.message ?? '', expected);
    assert.equal(problems[0]?.code, 'capture-failed');
  }
}

test('headers, status and patterns', async () => {
  const headers = [['Location', 'https://example.com/as/resume?flowId=abc-1&x=2']] as const;
  await check('# @capture l = headers.Location', { headers }, `l=${headers[0][1]}`);
  await check('# @capture flowID = response.headers.Location /flowId=([^&]+)/', { headers }, 'flowID=abc-1');
  await check('# @capture f = headers.location /FLOWID=([^&]+)/i', { headers }, 'f=abc-1');
  await check('# @capture f = headers.location /[A-F]BC-[^A]/i', { headers }, 'f=abc-1');
  await check('# @capture f = headers.location /FLOWID=([^&]+)/', { headers }, /does not match the pattern/);
  await check('# @capture f = headers.location /[^F]lowId/i', { headers }, /does not match the pattern/);
  await check('# @capture f = headers.location /flow/gi', { headers }, /only 'i' is possible\. Leave 'g' out/);
  await check('# @capture x = //a | //b/i', { body: '<a>1</a>' }, 'x=1');
  await check('# @capture x = //a/b /ID-(\\d+)/i', { body: '<a><b>id-7</b></a>' }, 'x=7');
  await check('# @capture x = //c | //b /id-(\\d+)/', { body: '<a><b>id-7</b></a>' }, 'x=7');
  const quoted = JSON.stringify({ items: [{ u: '/a /b/', id: 'ID-7' }], 'a /b/c': 'ID-8' });
  await check("# @capture x = $.items[?(@.u == '/a /b/')].id /id-(.+)/i", { body: quoted }, 'x=7');
  await check("# @capture x = $['a /b/c'] /ID-(.+)/", { body: quoted }, 'x=8');
  await check("# @capture x = $['a /b/c']", { body: quoted }, 'x=ID-8');
  await check('# @capture s = status', { status: 204 }, 's=204');
  await check('# @capture secret s = $.id', { body: '{"id":"1"}' }, 's*=1');
});

test('a capture that finds nothing says what there is instead', async () => {
  const body = '{"userId":"u1","name":"n"}';
  await check('# @capture x = $.userID', { body }, /It has: userId, name\. Did you mean 'userId'\?/);
  await check('# @capture x = headers.Locaton', { headers: [['Location', 'l']] }, /Did you mean 'Location'\?/);
  await check('# @capture x = $.id', { status: 401 }, /the response is an error, 401 OK/);
  await check('# @capture x = $.id', {}, /is empty/);
  await check('# @capture x = response.body.//id', { body: '<a/>' }, /has nothing at '\/\/id'\. It has: a\./);
});

test('what a message shows of an answer is masked', async () => {
  const body = '{"hidden-1":"x","b":1}';
  await check('# @capture x = $.a', { body, secrets: ['hidden-1'] }, /It has: ••••••, b/);
  const headers = [['Location', 'https://example.com/?code=abcdef&state=s']] as const;
  await check('# @capture x = headers.Location /nope/', { headers, secrets: ['hidden-1'] }, /code=••••••&state=s/);
});

function withScript(code: string): string {
  return `# @name login\nGET https://example.com/\n\n> {%\n${code}\n%}\n`;
}

test('plain assignments of a script are captures, and only warn', async () => {
  const set = withScript(
    'client.global.set("id", response.body.user.id);\nclient.global.set("token", response.headers.valueOf("X-T"))',
  );
  const answer: Answer = { body: '{"user":{"id":7}}', headers: [['X-T', 't0k']] };
  const { captures, problems } = await record(set, answer);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    captures.map(({ name, text, secret }) => [name, text, secret]),
    [
      ['id', '7', false],
      ['token', 't0k', true],
    ],
  );
  const failed = await record(set, { body: '{}' });
  assert.deepEqual(
    failed.problems.map(({ severity }) => severity),
    ['warning', 'warning'],
  );
  const conditional = await record(
    withScript('if (response.status === 200) client.global.set("id", response.body.user.id)'),
    answer,
  );
  assert.deepEqual(conditional.captures, []);
});

test('a list tells where values come from, and clearing forgets them', async () => {
  const text = '# @name login\n# @capture a = $.a\n# @capture b = $.b\nGET https://example.com/';
  const { session, captures } = await record(text, { body: '{"a":1,"b":2}' });
  assert.deepEqual(
    captures.map(({ name, source }) => [name, source?.requestName, source?.time]),
    [
      ['a', 'login', 1_700_000_000_000],
      ['b', 'login', 1_700_000_000_000],
    ],
  );
  assert.deepEqual(listCaptures(session, { environmentName: undefined }), []);
  clearCaptures(session, { environmentName: 'dev' }, 'a');
  assert.deepEqual(
    listCaptures(session, { environmentName: 'dev' }).map(({ name }) => name),
    ['b'],
  );
  clearCaptures(session, { environmentName: 'dev' });
  assert.deepEqual(listCaptures(session, { environmentName: 'dev' }), []);
});

test('what is marked secret is handed to the place for secrets, and nothing else', async () => {
  const kept: string[] = [];
  const keepSecret: KeepSecret = (environmentName, name, value) => {
    kept.push(`${environmentName} ${name}=${value}`);
    return Promise.resolve();
  };
  const text = '# @capture secret a = $.a\n# @capture token = $.b\nGET https://example.com/';
  const { problems } = await record(text, { body: '{"a":"1","b":"2"}', keepSecret });
  assert.deepEqual([kept, problems], [['dev a=1'], []]);
  const refused = await record(text, { body: '{"a":"1","b":"2"}', keepSecret: () => Promise.reject(new Error('1')) });
  assert.match(refused.problems[0]?.message ?? '', /captured for this session, but/);
  assert.equal(refused.captures.length, 2);
});

/** The value that is read back after a text from outside was written into an environment file. */
function checkSaved(file: string, value: string): string {
  const source = literalSource(value);
  assert.ok(source !== undefined);
  const plan = defineVariable(file, { environmentName: 'dev', name: 'x', value: source });
  assert.ok(plan.kind === 'edits');
  let text = file;
  for (const edit of plan.edits.toReversed())
    text = text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end);
  assert.equal(text.slice(plan.value.start - 1, plan.value.end + 1), JSON.stringify(source));
  const { sections } = parseEnvironmentFile(new TextEncoder().encode(text), '/http-client.env.json');
  const variable = sections.get('dev')?.variables.find(({ name }) => name === 'x');
  assert.equal(variable && templateLiteral(variable.value), value);
  return text;
}

test('a captured value is written so that it is read as it was', () => {
  const values = [
    'u1',
    '',
    'a "b" \\ c',
    'line\nbreak',
    '{{x}}',
    '{"a":"{{ y }}"}',
    '\\{\\{',
    '{{',
    'é ✓',
    '</script>',
  ];
  for (const value of values) {
    for (const file of ['', '{}', '{"dev": {}}', '{"dev": {"x": 12}}', '{"dev": {"x": "old", "y": 1}}'])
      checkSaved(file, value);
  }
  assert.equal(
    checkSaved('{\n  "dev": { // mine\n    "x": "old" // keep\n  }\n}', 'new'),
    '{\n  "dev": { // mine\n    "x": "new" // keep\n  }\n}',
  );
  assert.equal(literalSource('\\{\\{x\\}\\}'), undefined);
  const source = literalSource('{{a}}') ?? '';
  assert.equal(templateLiteral(parseTemplate(source, { start: 0, end: source.length })), '{{a}}');
});

test('what an answer gives as a secret is one of its exchange, wherever the answer says it again', async () => {
  const [block] = parseRequestFile(
    '# @capture secret otp = $.code\n# @capture accessToken = $.a\n# @capture id = $.id\n# @capture secret none = $.none\nGET https://example.com/',
  ).blocks;
  assert.ok(block);
  const body = '{"code":"otp-123456","a":"tk-123456","id":"u-123456","again":"otp-123456"}';
  const request = buildRequest({ secrets: ['earlier-1'] });
  const known = await withCapturedSecrets(buildExchange({ request, outcome: buildResponse({ body }) }), block);
  assert.deepEqual(known.request.secrets, ['earlier-1', 'otp-123456', 'tk-123456']);
  const error = buildExchange({ request, outcome: buildResponse({ status: 400, body }) });
  assert.equal(await withCapturedSecrets(error, block), error, 'nothing is captured from an error');
});
