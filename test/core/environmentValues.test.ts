import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dynamicVariableNames } from '../../src/core/environment/dynamic/dynamicVariables';
import { evaluateTemplate } from '../../src/core/environment/evaluateTemplate';
import { explainVariable, type VariableExplanation } from '../../src/core/environment/explainVariable';
import { findNearMisses } from '../../src/core/environment/findNearMisses';
import { isSecretName } from '../../src/core/environment/secrets/isSecretName';
import type { VariableScope } from '../../src/core/environment/variable';
import { buildScope } from '../../src/core/session/buildScope';
import { createSession } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { literalTemplate, parseTemplate } from '../../src/core/text/template';
import { environmentsOf, fixedPorts, type ResolveOptions } from '../support/resolveText';

async function scopeOf(options: ResolveOptions & { readonly text?: string } = {}): Promise<VariableScope> {
  const file = parseRequestFile(options.text ?? '');
  const environments = await environmentsOf(options);
  const environmentName = 'environmentName' in options ? options.environmentName : options.variables && 'dev';
  const { argumentValues, session = createSession(), ports } = options;
  const block = file.blocks[options.block ?? file.blocks.length - 1];
  return buildScope(fixedPorts(ports), session, { file, block, environments, environmentName, argumentValues });
}

async function check(text: string, expected: string, options: Parameters<typeof scopeOf>[0] = {}) {
  const evaluation = evaluateTemplate(parseTemplate(text, { start: 0, end: text.length }), await scopeOf(options));
  assert.equal(evaluation.kind === 'evaluated' ? evaluation.text : evaluation.problems[0]?.message, expected);
  return evaluation;
}

/** The code and the place of the only problem; a pattern for its sentence. */
async function checkError(text: string, code: string, message: RegExp, options: Parameters<typeof scopeOf>[0] = {}) {
  const evaluation = evaluateTemplate(parseTemplate(text, { start: 0, end: text.length }), await scopeOf(options));
  assert.equal(evaluation.kind, 'unevaluated');
  assert.equal(evaluation.problems.length, 1);
  const [problem] = evaluation.problems;
  assert.equal(problem?.code, code);
  assert.match(problem.message, message);
  return { problem, at: text.slice(problem.span.start, problem.span.end) };
}

test('values may use other values, of every place', async () => {
  const variables = {
    tld: 'com',
    apiPath: 'https://api.pingone.{{tld}}/v1',
    users: '{{apiPath}}/users',
    cfg: { host: '{{tld}}', list: [1, 'b'] },
  };
  await check('{{users}}/{{ tld }}', 'https://api.pingone.com/v1/users/com', { variables });
  await check(
    `{{cfg.host}} {{cfg.list[0]}} {{cfg['host']}} {{cfg.list[1]}} {{cfg}}`,
    'com 1 com b {"host":"com","list":[1,"b"]}',
    { variables },
  );
  await check('{{a}}', 'com!', { variables, text: '@a = {{tld}}!\n' });
});

test('what is kept elsewhere is never taken for the text that says so, inside of other values either', async () => {
  const stored = { provider: 'SecretStorage' };
  const vault = { provider: 'AzureKeyVault', secretName: 's' };
  const variables = {
    cfg: { id: 1, key: stored, deep: [{ 'a b': vault }] },
    list: ['x', stored],
    odd: { 'x}}y': vault },
    id: '{{list}}',
  };
  await checkError('{{cfg.deep[0]}}', 'unsupported-provider', /'cfg\.deep\[0\]\['a b'\]' is kept by 'AzureKeyVault'/, {
    variables,
  });
  await checkError("{{cfg.deep[0]['a b']}}", 'unsupported-provider', /AzureKeyVault/, { variables });
  await checkError('{{cfg}}', 'secret-not-set', /'cfg\.key'/, { variables });
  await checkError('{{id}}', 'secret-not-set', /'list\[1\]'/, { variables });
  await checkError('{{odd}}', 'expression-not-run', /odd/, { variables });
  await check('{{cfg.id}} {{list[0]}}', '1 x', { variables });
});

test('cycles are named', async () => {
  const variables = { a: '{{b}}', b: 'x{{c}}', c: '{{a}}', self: '{{self}}' };
  await checkError('{{a}}', 'cyclic-variable', /a → b → c → a/, { variables });
  await checkError('{{self}}', 'cyclic-variable', /self → self/, { variables });
  await checkError('{{x}}', 'cyclic-variable', /x → y → x/, { text: '@x = {{y}}\n@y = {{x}}\n' });
});

test('deep and exploding values end in an error', async () => {
  const chain = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`v${index}`, `{{v${index + 1}}}`]));
  await checkError('{{v0}}', 'nested-too-deep', /64/, { variables: chain });
  const bomb = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`v${index}`, `{{v${index + 1}}}{{v${index + 1}}}`]),
  );
  await checkError('{{v0}}', 'value-too-long', /8 million/, { variables: { ...bomb, v40: 'x' } });
});

test('an undefined name says where it is missing and where it exists, and offers near misses', async () => {
  const files = {
    '/desk/api/http-client.env.json':
      '{"dev": {"envID": "1"}, "stage": {"stageOnly": "2"}, "empty": {"stageOnly": ""}}',
  };
  const { problem, at } = await checkError(
    'x{{ envId }}',
    'undefined-variable',
    /'envId' is not defined in environment 'dev'.*'envID'/,
    { files, environmentName: 'dev' },
  );
  assert.equal(at, '{{ envId }}');
  assert.deepEqual(problem.fixes, [
    { kind: 'replace', title: "Change to 'envID'", span: { start: 4, end: 9 }, text: 'envID' },
    { kind: 'define-variable', name: 'envId', environmentName: 'dev' },
    { kind: 'define-variable', name: 'envId', environmentName: undefined },
    { kind: 'define-variable', name: 'envId', environmentName: 'dev', secret: true },
  ]);
  await checkError('{{stageOnly}}', 'undefined-variable', /It has a value in 'stage'\./, {
    files,
    environmentName: 'dev',
  });
  await checkError('{{zzz}}', 'undefined-variable', /no environment is chosen\.$/);
  const advice = { chooseEnvironment: 'Choose one with --env NAME.', allowHost: (host: string) => host };
  const none = { files, ports: { advice } };
  await checkError('{{zzz}}', 'undefined-variable', /no environment is chosen\. Choose one with --env NAME\.$/, none);
  const chosen = { ...none, environmentName: 'dev' };
  await checkError('{{zzz}}', 'undefined-variable', /in environment 'dev'\.$/, chosen);
});

test('an empty value is an error too, but an answer given just now may be empty', async () => {
  const files = { '/desk/api/http-client.env.json': '{"dev": {"popID": ""}, "stage": {"popID": "2"}}' };
  await checkError('{{popID}}', 'empty-variable', /'popID' is empty in environment 'dev'.*'stage'/, {
    files,
    environmentName: 'dev',
  });
  const { problem } = await checkError('{{x}}', 'empty-variable', /in this file/, {
    text: '@x =\n',
    files,
    environmentName: 'dev',
  });
  // A value in the environment would stay behind the empty one.
  assert.deepEqual(problem.fixes, [{ kind: 'define-variable', name: 'x', environmentName: undefined }]);
  await check('[{{x}}]', '[]', { argumentValues: new Map([['x', '']]) });
});

test('a problem in a nested value stands at the outer placeholder', async () => {
  const { at, problem } = await checkError(
    '{{outer}}',
    'undefined-variable',
    /'iner' is not defined.*'outer' needs it/s,
    { variables: { outer: '{{iner}}', inner: 'x' } },
  );
  assert.equal(at, '{{outer}}');
  assert.ok(problem.fixes?.every((fix) => fix.kind === 'define-variable' && fix.name === 'iner'));
});

test('what is no name is said not to be run', async () => {
  await checkError('{{a + b}}', 'expression-not-run', /not run/);
  await checkError('{{process.exit()}}', 'expression-not-run', /not run/);
  await checkError('{{}}', 'empty-placeholder', /name/);
  await checkError('{{$timestmp}}', 'unknown-dynamic-variable', /'\$timestamp'/);
  await checkError('{{$auth.token("x")}}', 'unknown-auth', /Security/);
});

test('secrets are told, also inside other values', async () => {
  const variables = { token: 't0ken-1', header: 'Bearer {{token}}', plain: 'x' };
  const evaluation = await check('{{header}} {{plain}}', 'Bearer t0ken-1 x', { variables });
  assert.equal(evaluation.kind, 'evaluated');
  assert.deepEqual(evaluation.secrets, ['t0ken-1']);
  const encoded = await check('{{%token}}', 't0ken-1', { variables });
  assert.ok(encoded.kind === 'evaluated' && encoded.secrets.includes('t0ken-1'));
});

test('dynamic variables', async () => {
  const cases: Record<string, string> = {
    $timestamp: '1736807489',
    '$timestamp -1 d': '1736721089',
    '$timestamp 2 M': '1741905089',
    $isoTimestamp: '2025-01-13T22:31:29.000Z',
    $randomInt: '500',
    '$randomInt 10 20': '15',
    '$randomInt 20 10': '15',
    '$random.integer(1, 3)': '2',
    '$random.float(1, 2)': '1.5',
    '$random.alphabetic(3)': 'aaa',
    '$random.alphanumeric(2)': 'ff',
    '$random.hexadecimal(4)': '8888',
    '$random.email': 'nnnnnnnnnn@example.com',
    '$datetime rfc1123': 'Mon, 13 Jan 2025 22:31:29 GMT',
    '$datetime iso8601': '2025-01-13T22:31:29.000Z',
    '$datetime iso8601 1 y': '2026-01-13T22:31:29.000Z',
    '$datetime "YYYY-MM-DD [at] HH:mm:ss.SSS Z"': '2025-01-13 at 22:31:29.000 +00:00',
    "$datetime 'dddd D MMMM YY, h:m A' -1 w": 'Monday 6 January 25, 10:31 PM',
    '$localDatetime rfc1123': 'Tue, 14 Jan 2025 00:31:29 +0200',
    '$localDatetime iso8601': '2025-01-14T00:31:29.000+02:00',
    '$processEnv HOME': '/root',
    '$processEnv %which': '/root',
    '$env.HOME': '/root',
    '$dotenv KEY': 'dot',
    '$dotenv HOME': '/root',
  };
  const options = {
    text: '@which = HOME\n',
    ports: {
      readProcessVariable: (name: string) => (name === 'HOME' ? '/root' : undefined),
      readDotenvVariable: (name: string) => (name === 'KEY' ? 'dot' : undefined),
    },
  };
  for (const [expression, expected] of Object.entries(cases)) await check(`{{${expression}}}`, expected, options);
  for (const name of ['$guid', '$uuid', '$random.uuid'])
    await check(`{{${name}}}`, '00000000-0000-4000-8000-000000000001');
  assert.ok(dynamicVariableNames.includes('$localDatetime'));
});

test('calendar arithmetic keeps to the month', async () => {
  const ports = { clock: () => Date.UTC(2024, 0, 31) };
  await check('{{$datetime YYYY-MM-DD 1 M}}', '2024-02-29', { ports });
  await check('{{$datetime YYYY-MM-DD -1 Q}}', '2023-10-31', { ports });
  await check('{{$datetime YYYY-MM-DD 1 y}}', '2025-01-31', { ports });
});

test('wrong arguments of dynamic variables are explained', async () => {
  for (const expression of [
    '$randomInt 1 1',
    '$randomInt a b',
    '$random.alphabetic(0)',
    '$random.alphabetic(1000000)',
    '$timestamp 1 parsec',
    '$timestamp x',
    '$processEnv',
    '$dotenv a b',
  ]) {
    await checkError(`{{${expression}}}`, 'invalid-argument', /./);
  }
  await checkError('{{$processEnv NOPE}}', 'undefined-process-variable', /NOPE/);
});

test('a .NET date format is read as one, and said to be', async () => {
  const evaluation = await check('{{$datetime "yyyy-MM-dd HH:mm"}}', '2025-01-13 22:31');
  assert.deepEqual(
    evaluation.problems.map(({ code, severity }) => [code, severity]),
    [['dot-net-date-format', 'information']],
  );
});

test('every occurrence is fresh, but one variable is one value in a request', async () => {
  await check('{{$uuid}} {{$uuid}}', '00000000-0000-4000-8000-000000000001 00000000-0000-4000-8000-000000000002');
  await check('{{id}} {{id}}', '00000000-0000-4000-8000-000000000001 00000000-0000-4000-8000-000000000001', {
    text: '@id = {{$uuid}}\n',
  });
});

test('process variables are secret by their name', async () => {
  const evaluation = await check('{{$processEnv CI_TOKEN}}', 'abc', { ports: { readProcessVariable: () => 'abc' } });
  assert.deepEqual(evaluation.kind === 'evaluated' && evaluation.secrets, ['abc']);
});

test('values given from outside are never read again', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('{{y}}', '{{x}}', '{{$uuid}}', '\\{\\{y\\}\\}')),
      async (value) => {
        const scope = await scopeOf({
          argumentValues: new Map([
            ['x', value],
            ['y', 'other'],
          ]),
        });
        const evaluation = evaluateTemplate(parseTemplate('<{{x}}>', { start: 0, end: 7 }), scope);
        assert.ok(evaluation.kind === 'evaluated' && evaluation.text === `<${value}>`);
        assert.equal(evaluateTemplate(literalTemplate(value), scope).kind, 'evaluated');
      },
    ),
  );
});

test('explaining a name gives the chain behind it', async () => {
  const variables = { tld: 'com', apiPath: 'https://{{tld}}/{{token}}', token: 's3cret' };
  const explained = explainVariable(
    'base',
    await scopeOf({ variables, text: '@base = {{apiPath}}/v1\n@apiPath = mine-{{tld}}\n' }),
  );
  const chain = (entry: VariableExplanation): unknown => [
    entry.expression,
    entry.variable?.origin,
    entry.uses.map(chain),
  ];
  assert.deepEqual(chain(explained), ['base', 'file', [['apiPath', 'file', [['tld', 'environment', []]]]]]);
  assert.equal(explained.secret, false);
  const shadowing = explained.uses[0];
  assert.deepEqual(
    shadowing?.shadowed.map(({ origin }) => origin),
    ['environment'],
  );
  const secret = explainVariable('apiPath', await scopeOf({ variables }));
  assert.equal(secret.secret, true);
  assert.equal(secret.value?.kind === 'text' && secret.value.text, 'https://com/s3cret');
  const cyclic = explainVariable('a', await scopeOf({ variables: { a: '{{b}}', b: '{{a}}' } }));
  assert.equal(cyclic.value?.kind, 'failure');
});

test('names that say secret', () => {
  for (const name of [
    'adminAppSecret',
    'access_token',
    'accessToken',
    'id_token',
    'client_secret',
    'clientsecret',
    'PASSWORD',
    'userPassword',
    'X-Api-Key',
    'apikey',
    'privateKey',
    'private_key',
    'jwk',
    'serviceAccountJwk',
    'refreshToken2',
    'X-OpenIDM-Password',
    'Cookie',
    'Authorization',
    'DB_PASS',
  ]) {
    assert.ok(isSecretName(name), name);
  }
  for (const name of [
    'apiPath',
    'envID',
    'username',
    'tokenEndpoint',
    'token_type',
    'tokenUrl',
    'passwordPolicyID',
    'expires_in',
    'keyboard',
    'compass',
    'authPath',
    'population',
    '',
  ]) {
    assert.ok(!isSecretName(name), name);
  }
});

test('near misses', () => {
  assert.deepEqual(findNearMisses('envId', ['envID', 'envName', 'other']), ['envID']);
  assert.deepEqual(findNearMisses('acessToken', ['accessToken']), ['accessToken']);
  assert.deepEqual(findNearMisses('a', ['b', 'toolong']), ['b']);
  assert.deepEqual(findNearMisses('popID', ['popID']), []);
});
