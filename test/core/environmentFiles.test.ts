import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadDotenv } from '../../src/core/environment/files/loadDotenv';
import { parseDotenv } from '../../src/core/environment/files/parseDotenv';
import { withEnvironment } from '../../src/core/environment/environmentSet';
import { loadEnvironments } from '../../src/core/environment/files/loadEnvironments';
import { parseEnvironmentFile } from '../../src/core/environment/files/parseEnvironmentFile';
import { isInsideFolder, parentFolder, resolvePath } from '../../src/core/environment/paths';
import { sandboxEnvironment } from '../../src/core/environment/sandboxEnvironment';
import { templateSource } from '../../src/core/text/template';
import { memoryReader, type MemoryFiles } from '../support/resolveText';

/** Variables of each environment as `name=source`, secrets with a `*`; problems with the text they stand at. */
function check(
  text: string | Uint8Array,
  expected: { readonly variables?: Record<string, readonly string[]>; readonly problems?: readonly string[] },
  path = '/p/http-client.env.json',
) {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const file = parseEnvironmentFile(bytes, path);
  const source = typeof text === 'string' ? text.replace(/^\uFEFF/, '') : '';
  if (expected.variables) {
    const shown = Array.from(file.sections, ([name, section]) => [
      name,
      section.variables.map(
        (variable) => `${variable.name}${variable.secret ? '*' : ''}=${templateSource(variable.value)}`,
      ),
    ]);
    assert.deepEqual(Object.fromEntries(shown), expected.variables);
  }
  assert.deepEqual(
    file.problems.map(({ code, severity, span }) => `${severity} ${code} at ${source.slice(span.start, span.end)}`),
    expected.problems ?? [],
  );
  return file;
}

async function checkLoaded(
  files: MemoryFiles,
  folder: string,
  name: string,
  expected: Record<string, string>,
  root?: string,
) {
  const set = await loadEnvironments(memoryReader(files), folder, { root });
  const values: Record<string, string> = {};
  for (const variable of (set.lookup(name) ?? set.shared).variables)
    values[variable.name] ??= templateSource(variable.value);
  assert.deepEqual(values, expected);
  return set;
}

test('values of every type, as they are written', () => {
  check('{"dev": {"s": "text", "n": 12345678901234567890, "f": 1.50, "b": true, "e": "", "z": null}}', {
    variables: { dev: ['s=text', 'n=12345678901234567890', 'f=1.50', 'b=true', 'e=', 'z='] },
  });
  check('{"dev": {"cfg": { "host": "h", /* c */ "list": [1, {"a b": "{{x}}"}] }}}', {
    variables: {
      dev: [
        'cfg={"host":"h","list":[1,{"a b":"{{x}}"}]}',
        'cfg.host=h',
        'cfg.list=[1,{"a b":"{{x}}"}]',
        'cfg.list[0]=1',
        'cfg.list[1]={"a b":"{{x}}"}',
        "cfg.list[1]['a b']={{x}}",
      ],
    },
  });
});

test('comments, trailing commas, byte order mark, CRLF, empty files', () => {
  check('\uFEFF{ // c\r\n "dev": { "a": "1", }, /* c */\r\n}', { variables: { dev: ['a=1'] } });
  check('', { variables: {} });
  check('  \n', { variables: {} });
});

test('spans lead into the file, through escapes too', () => {
  const text = '\uFEFF{"dev": {"a": "x\\u0041\\"{{ b }}\\n{{c}}", "o": {"k": "{{d}}"}}}';
  const file = check(text, {});
  const source = text.slice(1);
  const variables = file.sections.get('dev')?.variables ?? [];
  const places = variables.flatMap((variable) =>
    variable.value.parts.flatMap((part) =>
      part.kind === 'placeholder'
        ? [
            source.slice(part.span.start, part.span.end),
            source.slice(part.expression.span.start, part.expression.span.end),
          ]
        : [],
    ),
  );
  assert.deepEqual(places, ['{{ b }}', 'b', '{{c}}', 'c', '{{d}}', 'd', '{{d}}', 'd']);
  assert.equal(
    source.slice(variables[0]?.source?.span.start, variables[0]?.source?.span.end),
    '"x\\u0041\\"{{ b }}\\n{{c}}"',
  );
  assert.equal(variables[0] && templateSource(variables[0].value), 'xA"{{b}}\n{{c}}');
});

test('duplicate keys: the last one counts; names of Object.prototype are names', () => {
  check('{"dev": {"a": 1, "a": 2}, "dev": {"b": 3}}', {
    variables: { dev: ['b=3'] },
    problems: ['warning duplicate-key at dev'],
  });
  check('{"dev": {"a": 1, "a": 2}}', { variables: { dev: ['a=2'] }, problems: ['warning duplicate-key at a'] });
  const file = check('{"__proto__": {"__proto__": "x", "constructor": "y", "toString": {"__proto__": 1}}}', {});
  assert.deepEqual(
    file.sections.get('__proto__')?.variables.map((variable) => variable.name),
    ['__proto__', 'constructor', 'toString', 'toString.__proto__'],
  );
  assert.equal(({} as Record<string, unknown>)['x'], undefined);
});

test('broken JSON keeps what can be read, with the error at its place', () => {
  check('{"dev": {"a": "1" "b": "2"}}', {
    variables: { dev: ['a=1', 'b=2'] },
    problems: ['error invalid-json at "b"'],
  });
  check('[1]', { variables: {}, problems: ['error environment-not-an-object at [1]'] });
  check('{"dev": 1, "": {}, "$schema": "x"}', {
    variables: {},
    problems: ['error environment-not-an-object at 1', 'error environment-without-name at '],
  });
  check(`{"dev": ${'['.repeat(100_000)}`, { variables: {}, problems: ['error environment-file-unreadable at '] });
});

test('binary, UTF-16, invalid UTF-8 and huge files are refused with a sentence', () => {
  const refused = { variables: {}, problems: ['error environment-file-unreadable at '] };
  check(new Uint8Array([0x7b, 0, 0x7d]), refused);
  check(new Uint8Array([0xff, 0xfe, 0x7b, 0]), refused);
  check(new Uint8Array([0x7b, 0xe4, 0x7d]), refused);
  check(new Uint8Array(1_000_001).fill(32), refused);
});

test('settings of an environment are no variables, and foreign providers are named', () => {
  const text =
    '{"dev": {"Security": {"Auth": {}}, "$identityHttp": {}, "SSLConfiguration": {"verifyHostCertificate": false}, "p": {"provider": "AzureKeyVault", "secretName": "x"}}}';
  const file = check(text, {
    variables: { dev: [] },
    problems: ['warning unsupported-provider at {"provider": "AzureKeyVault", "secretName": "x"}'],
  });
  assert.equal(file.sections.get('dev')?.verifiesCertificates, false);
  assert.match(file.sections.get('dev')?.unavailable.get('p') ?? '', /AzureKeyVault/);
  check('{"dev": {"SSLConfiguration": {"verifyHostCertificate": "no"}}}', {
    problems: ['warning invalid-ssl-configuration at "no"'],
  });
});

test('private files and secret names', () => {
  check('{"dev": {"a": "1", "adminAppSecret": "2", "cfg": {"password": "3"}}}', {
    variables: { dev: ['a=1', 'adminAppSecret*=2', 'cfg*={"password":"3"}', 'cfg.password*=3'] },
  });
  check('{"dev": {"a": "1"}}', { variables: { dev: ['a*=1'] } }, '/p/http-client.private.env.json');
  check('{"dev": {"a": "1"}}', { variables: { dev: ['a*=1'] } }, '/p/http-client.env.json.user');
});

test('parsing never throws and its spans stay in the text', () => {
  const json = fc.json().map((text) => `{"dev": ${text}}`);
  fc.assert(
    fc.property(
      fc.oneof(
        json,
        fc.string(),
        fc.tuple(json, fc.nat()).map(([text, cut]) => text.slice(0, cut)),
      ),
      (text) => {
        const file = parseEnvironmentFile(new TextEncoder().encode(text), '/p/x');
        for (const { span } of file.problems)
          assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length);
      },
    ),
  );
});

test('the nearest file of each kind counts, private over public, $shared under all', async () => {
  const files = {
    '/w/http-client.env.json': '{"far": {"x": "1"}, "dev": {"x": "far"}}',
    '/w/a/http-client.env.json':
      '{"$shared": {"s": "shared", "x": "shared", "p": "shared"}, "dev": {"x": "near", "y": "near"}}',
    '/w/http-client.private.env.json': '{"$shared": {"p": "private shared"}, "dev": {"y": "private"}}',
    '/w/http-client.env.json.user': '{"dev": {"y": "user", "z": "user"}}',
  };
  const set = await checkLoaded(files, '/w/a/b', 'dev', {
    y: 'private',
    z: 'user',
    x: 'near',
    p: 'private shared',
    s: 'shared',
  });
  assert.deepEqual(set.names, ['dev']);
  await checkLoaded(files, '/w/a/b', 'unknown', { p: 'private shared', s: 'shared', x: 'shared' });
  await checkLoaded(files, '/w', 'dev', { y: 'private', z: 'user', x: 'far', p: 'private shared' });
  await checkLoaded(files, '/w/a/b', 'dev', { s: 'shared', x: 'near', p: 'shared', y: 'near' }, '/w/a');
});

test('Windows paths', async () => {
  const files = {
    'C:\\w\\http-client.env.json': '{"dev": {"x": "1"}}',
    '\\\\srv\\share\\http-client.env.json': '{"dev": {"x": "2"}}',
  };
  await checkLoaded(files, 'C:\\w\\a\\b', 'dev', { x: '1' });
  await checkLoaded(files, 'c:/w/a', 'dev', {});
  await checkLoaded(files, '\\\\srv\\share\\deep\\down', 'dev', { x: '2' });
  assert.equal(parentFolder('C:\\'), undefined);
  assert.equal(parentFolder('/'), undefined);
  assert.equal(parentFolder('\\\\srv\\share\\'), undefined);
  assert.equal(resolvePath('C:\\w\\a', '..\\b/c.json'), 'C:\\w\\b\\c.json');
  assert.equal(resolvePath('C:\\w', '\\x'), 'C:\\x');
  assert.equal(resolvePath('/w/a', '../../../../x'), '/x');
  assert.ok(
    isInsideFolder('C:\\Work', 'c:\\work\\a') &&
      !isInsideFolder('/desk', '/workshop/a') &&
      !isInsideFolder('/w', 'C:\\w'),
  );
});

test('a file that cannot be read is a problem, and executable configuration is never asked for', async () => {
  const asked: string[] = [];
  const set = await loadEnvironments(async (path) => {
    asked.push(path);
    return path.endsWith('/http-client.env.json') ? { kind: 'file-failure', message: 'It is a folder.' } : undefined;
  }, '/w');
  assert.deepEqual(
    set.problems.map(({ code, path, message }) => [code, path, message]),
    [['environment-file-unreadable', '/w/http-client.env.json', 'It is a folder.']],
  );
  assert.ok(asked.every((path) => /\/(http-client(\.private)?\.env\.json(\.user)?|\.env)$/.test(path)));
});

test('the built-in environment takes the place of one of its name, above $shared', async () => {
  const files = {
    '/w/http-client.env.json': '{"$shared": {"apiPath": "real", "s": "1"}, "Sandbox": {"apiPath": "real", "t": "2"}}',
  };
  const builtIn = sandboxEnvironment({
    name: 'Sandbox',
    origin: 'http://127.0.0.1:1',
    variables: { apiPath: 'mine' },
    secretNames: ['apiPath'],
  });
  const set = withEnvironment(await loadEnvironments(memoryReader(files), '/w'), builtIn);
  assert.deepEqual(
    set.lookup('Sandbox')?.variables.map(({ name, secret, value }) => [name, secret, templateSource(value)]),
    [
      ['apiPath', true, 'mine'],
      ['apiPath', false, 'real'],
      ['s', false, '1'],
    ],
  );
  assert.deepEqual(
    set.problems.map(({ code }) => code),
    ['hidden-environment'],
  );
  assert.deepEqual(set.names, ['Sandbox']);
});

test('.env files', async () => {
  const text = [
    'A=1',
    'export B = two words # comment',
    "C='single # not \\n'",
    'D="line\\nbreak \\"q\\" \\\\"',
    'E=a#b',
    'F=',
    '# G=1',
    'H="over',
    'two lines"',
    'I=`back`',
  ].join('\r\n');
  assert.deepEqual(Object.fromEntries(parseDotenv(text)), {
    A: '1',
    B: 'two words',
    C: 'single # not \\n',
    D: 'line\nbreak "q" \\',
    E: 'a',
    F: '',
    H: 'over\r\ntwo lines',
    I: 'back',
  });
  const reader = memoryReader({
    '/w/.env': 'A=1\nB=1',
    '/w/a/.env': 'A=2',
    '/w/.env.dev': 'C=dev',
    '/.env.': 'C=bad',
    '/etc/x': 'A=3',
  });
  const read = await loadDotenv(reader, '/w/a/b', { root: '/w', environmentName: 'dev' });
  assert.deepEqual([read('A'), read('B'), read('C')], ['2', undefined, 'dev']);
  assert.equal((await loadDotenv(reader, '/w', { environmentName: '/../etc/x' }))('A'), '1');
});
