import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { evaluateTemplate } from '../../src/core/environment/evaluateTemplate';
import type { LastGoodFiles } from '../../src/core/environment/files/lastGoodFiles';
import { listVariables } from '../../src/core/environment/listVariables';
import { isEnvironmentPath, loadEnvironments } from '../../src/core/environment/files/loadEnvironments';
import type { LoadEnvironmentsOptions } from '../../src/core/environment/files/loadEnvironments';
import { parseDotenvFile } from '../../src/core/environment/files/parseDotenv';
import { parsePostmanEnvironment } from '../../src/core/environment/files/parsePostmanEnvironment';
import type { FolderLister } from '../../src/core/environment/ports';
import { parseSettingsFile } from '../../src/core/environment/files/readEnvironmentSettings';
import { sandboxEnvironment } from '../../src/core/environment/sandboxEnvironment';
import { withEnvironment } from '../../src/core/environment/environmentSet';
import { buildScope } from '../../src/core/session/buildScope';
import type { ScopeInput } from '../../src/core/session/buildScope';
import { createSession, fileSession } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { literalTemplate, parseTemplate, templateSource } from '../../src/core/text/template';
import { fixedPorts, memoryReader, type MemoryFiles } from '../support/resolveText';

interface Sources extends LoadEnvironmentsOptions {
  readonly files?: MemoryFiles;
  readonly environmentName?: string;
  readonly text?: string;
  readonly scope?: Partial<ScopeInput>;
}

/** What the expressions come to; a failure is its sentence in parentheses. */
async function check(sources: Sources, expected: Readonly<Record<string, string>>) {
  const { scope, set } = await loadScope(sources);
  const shown = Object.keys(expected).map((expression) => {
    const text = `{{${expression}}}`;
    const evaluation = evaluateTemplate(parseTemplate(text, { start: 0, end: text.length }), scope);
    return [
      expression,
      evaluation.kind === 'evaluated' ? evaluation.text : `(${evaluation.problems[0]?.message ?? ''})`,
    ];
  });
  assert.deepEqual(Object.fromEntries(shown), expected);
  return { scope, set };
}

async function loadScope({ files = {}, environmentName, text = '', scope: input, ...options }: Sources) {
  const set = await loadEnvironments(memoryReader(files), '/w/api', {
    root: '/w',
    listFolder: lister(files),
    ...options,
  });
  const file = parseRequestFile(text);
  const block = file.blocks.at(-1);
  const scope = await buildScope(fixedPorts(), createSession(), {
    file,
    block,
    environments: set,
    environmentName,
    ...input,
  });
  return { set, scope };
}

/** The names below each folder of the files in memory. */
function lister(files: MemoryFiles): FolderLister {
  return async (folder) => {
    const inside = Object.keys(files).filter((path) => path.startsWith(`${folder}/`));
    return [...new Set(inside.map((path) => path.slice(folder.length + 1).split('/')[0] ?? ''))];
  };
}

const postman = (name: string, values: readonly unknown[]): string =>
  JSON.stringify({ id: '1', name, values, _postman_variable_scope: 'environment' });

/** Each source defines `x` and all those that are weaker. */
const everySource: MemoryFiles = {
  '/w/api/http-client.private.env.json': '{"dev": {"x": "private", "x1": "private"}}',
  '/w/http-client.env.json.user': '{"dev": {"x": "user", "x1": "user", "x2": "user"}}',
  '/w/http-client.env.json':
    '{"dev": {"x": "public", "x2": "public", "x3": "public"}, "$shared": {"x": "shared", "x8": "shared", "x9": "shared"}}',
  '/w/api/.env.dev': 'x=named\nx6=named\nx5=named',
  '/w/dev.env': 'x=env\nx6=env\nx7=env',
  '/w/api/dev.postman_environment.json': postman('dev', [
    { key: 'x', value: 'postman' },
    { key: 'x7', value: 'postman' },
    { key: 'x8', value: 'postman' },
  ]),
  '/w/.env': 'x=dotenv\nx9=dotenv\nx10=dotenv',
};
const everySetting = [
  { setting: 'identityHttp.environmentVariables', value: { dev: { x: 'own', x3: 'own', x4: 'own' } } },
  { setting: 'rest-client.environmentVariables', value: { dev: { x: 'rest', x4: 'rest', xr: 'rest' } } },
  { setting: 'httpyac.environmentVariables', value: { dev: { x: 'yac', xr: 'yac', x5: 'yac' } } },
];

test('one order of all sources', async () => {
  await check(
    { files: everySource, settings: everySetting, environmentName: 'dev' },
    {
      x: 'private',
      x1: 'private',
      x2: 'user',
      x3: 'public',
      x4: 'own',
      xr: 'rest',
      x5: 'yac',
      x6: 'named',
      x7: 'env',
      x8: 'postman',
      x9: 'shared',
      x10: 'dotenv',
    },
  );
});

test('every layer that defines a name is listed, the winner first', async () => {
  const session = createSession();
  const x = { name: 'x', value: literalTemplate('captured'), secret: true, origin: 'capture' } as const;
  fileSession(session, { environmentName: 'dev', path: '/w/api/a.http' }).captures.set('x', x);
  const set = await loadEnvironments(memoryReader(everySource), '/w/api', {
    root: '/w',
    listFolder: lister(everySource),
    settings: everySetting,
  });
  const file = parseRequestFile('# @prompt x\n@x = file\n@y = {{x}}\nGET https://example.com/\n');
  const imported = { path: '/w/api/b.http', file: parseRequestFile('@x = import\n') };
  const scope = await buildScope(fixedPorts(), session, {
    file,
    block: file.blocks[0],
    environments: set,
    environmentName: 'dev',
    path: '/w/api/a.http',
    imports: [imported],
    argumentValues: new Map([['x', 'argument']]),
    promptValues: new Map([['x', 'answer']]),
  });
  const listed = listVariables(scope);
  const found = listed.find(({ name }) => name === 'x')?.definitions ?? [];
  assert.deepEqual(
    found.map(({ variable, secret, value }) => [
      variable.origin,
      value.kind === 'text' ? value.text : '',
      secret,
      variable.source?.path ?? variable.setting,
    ]),
    [
      ['prompt', 'answer', false, undefined],
      ['argument', 'argument', false, undefined],
      ['capture', 'captured', true, undefined],
      ['file', 'file', false, '/w/api/a.http'],
      ['import', 'import', false, '/w/api/b.http'],
      ['private', 'private', true, '/w/api/http-client.private.env.json'],
      ['private', 'user', true, '/w/http-client.env.json.user'],
      ['environment', 'public', false, '/w/http-client.env.json'],
      ['setting', 'own', false, 'identityHttp.environmentVariables'],
      ['setting', 'rest', false, 'rest-client.environmentVariables'],
      ['setting', 'yac', false, 'httpyac.environmentVariables'],
      ['dotenv', 'named', false, '/w/api/.env.dev'],
      ['dotenv', 'env', false, '/w/dev.env'],
      ['postman', 'postman', false, '/w/api/dev.postman_environment.json'],
      ['shared', 'shared', false, '/w/http-client.env.json'],
      ['dotenv', 'dotenv', false, '/w/.env'],
    ],
  );
  assert.ok(!listed.some(({ name }) => name.startsWith('$')), 'dynamic variables have no value to list');
});

test('structured values, and placeholders inside them', async () => {
  const files = {
    '/w/http-client.env.json':
      '{"dev": {"cfg": {"host": "h.{{tld}}", "ports": [8080, 9007199254740993], "on": true}, "list": ["{{cfg.host}}", {"a b": 1}], "tld": "eu"}}',
  };
  await check(
    { files, environmentName: 'dev' },
    {
      'cfg.host': 'h.eu',
      'cfg.ports[1]': '9007199254740993',
      'cfg.on': 'true',
      'list[0]': 'h.eu',
      "list[1]['a b']": '1',
      cfg: '{"host":"h.eu","ports":[8080,9007199254740993],"on":true}',
    },
  );
});

test('a cycle through several sources is named with its path', async () => {
  await check(
    {
      files: { '/w/.env': 'c={{a}}', '/w/http-client.env.json': '{"dev": {"b": "{{c}}"}}' },
      text: '@a = {{b}}\nGET https://example.com/\n',
      environmentName: 'dev',
    },
    { a: "(The value of 'a' needs itself: a → b → c → a.)" },
  );
});

test('several environments: the last one wins, and all of them go before $shared', async () => {
  const files = {
    '/w/http-client.env.json':
      '{"$shared": {"s": "shared", "t": "shared"}, "staging": {"t": "staging", "a": "1", "base": "{{t}}"}, "eu": {"t": "eu", "b": "2"}, "plus+sign": {"p": "own"}}',
    '/w/http-client.private.env.json': '{"staging": {"t": "private staging"}}',
  };
  const { set } = await check(
    { files, environmentName: 'staging+eu' },
    { t: 'eu', a: '1', b: '2', s: 'shared', base: 'eu' },
  );
  await check({ files, environmentName: 'eu+staging' }, { t: 'private staging' });
  await check({ files, environmentName: 'plus+sign' }, { p: 'own' });
  assert.deepEqual(set.lookup(' staging + eu ')?.parts, ['staging', 'eu']);
  assert.equal(set.lookup('staging+eu'), set.lookup('staging+eu'), 'one object, so that it is built once');
  assert.equal(set.lookup('staging+gone'), undefined);
  assert.equal(set.lookup('staging+staging')?.name, 'staging');
  assert.equal(set.lookup('staging+$shared'), undefined);
  const { scope } = await loadScope({ files, environmentName: 'staging+eu' });
  const evaluation = evaluateTemplate(parseTemplate('{{nope}}', { start: 0, end: 8 }), scope);
  assert.deepEqual(
    evaluation.problems[0]?.fixes?.map((fix) => fix.kind === 'define-variable' && fix.environmentName),
    ['eu', 'staging', undefined, 'eu'],
  );
});

test('the built-in environment is never mixed with another one', async () => {
  const files = { '/w/http-client.env.json': '{"dev": {"x": "1"}, "Sandbox": {"x": "2"}}' };
  const builtIn = sandboxEnvironment({ name: 'Sandbox', origin: 'http://127.0.0.1:1', variables: {}, secretNames: [] });
  const set = withEnvironment(await loadEnvironments(memoryReader(files), '/w'), builtIn);
  assert.equal(set.lookup('dev+Sandbox'), undefined);
  assert.equal(set.lookup('Sandbox+dev'), undefined);
  assert.equal(set.lookup('dev')?.name, 'dev');
});

test('REST Client settings: $shared under all, {{$shared name}}, {{$dev name}}', async () => {
  const settings = [
    {
      setting: 'rest-client.environmentVariables',
      value: {
        $shared: { version: 'v1', host: 'shared' },
        dev: { host: 'dev', path: '{{$shared version}}/{{$dev host}}', both: '{{$shared host}}' },
      },
    },
  ];
  await check(
    { settings, environmentName: 'dev' },
    {
      host: 'dev',
      path: 'v1/dev',
      both: 'shared',
      version: 'v1',
      '$shared none': "('$shared' has no variable 'none'.)",
      '$other host': "(There is no dynamic variable '$other'.)",
    },
  );
});

test('httpYac settings: $default counts only where nothing is chosen', async () => {
  const settings = [
    {
      setting: 'httpyac.environmentVariables',
      value: { $shared: { s: 's', x: 'shared' }, $default: { x: 'default' }, dev: { y: 'y' } },
    },
  ];
  await check({ settings }, { x: 'default', s: 's' });
  const { set } = await check({ settings, environmentName: 'dev' }, { x: 'shared', s: 's', y: 'y' });
  assert.deepEqual(set.names, ['dev']);
});

test('anything may stand in a setting', async () => {
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  for (const value of [undefined, null, 1, 'x', [], [1], { dev: 1 }, { dev: null }, cycle, { dev: { f: () => 1 } }]) {
    const set = await loadEnvironments(memoryReader({}), '/w', { settings: [{ setting: 's', value }] });
    assert.deepEqual(set.lookup('dev')?.variables ?? [], []);
  }
  const deep = JSON.parse(`${'{"dev":'.repeat(1000)}1${'}'.repeat(1000)}`) as unknown; // Any JSON.
  assert.deepEqual(
    (await loadEnvironments(memoryReader({}), '/w', { settings: [{ setting: 's', value: deep }] })).names,
    [],
  );
});

test('a number that an editor could not read with all its digits says so where it is used', async () => {
  const value = { dev: JSON.parse('{"big": 12345678901234567890, "small": 12, "text": "12345678901234567890"}') };
  const setting = 'identityHttp.environmentVariables';
  const { variables = [] } =
    (await loadEnvironments(memoryReader({}), '/w', { settings: [{ setting, value }] })).lookup('dev') ?? {};
  assert.deepEqual(
    variables.map(({ name, remark }) => [name, remark?.code]),
    [
      ['big', 'number-rounded'],
      ['small', undefined],
      ['text', undefined],
    ],
  );
  assert.match(variables[0]?.remark?.message ?? '', /'big' in the setting 'identityHttp.*as a text, in quotes/);
});

function settingsProblems(bytes: Uint8Array): readonly (readonly [string, string])[] {
  return parseSettingsFile(bytes, '/s').flatMap((source) =>
    source.problems.map(({ code, path }) => [code, path] as const),
  );
}

test('bad input in a settings file: a problem or the right value, and nothing of it leaks into another', () => {
  for (const bytes of [
    new Uint8Array([0x7b, 0, 0x7d]),
    new Uint8Array([0xff, 0xfe, 0x41, 0]),
    new Uint8Array([0xc3]),
    new Uint8Array(1_000_001).fill(32),
  ]) {
    assert.deepEqual(settingsProblems(bytes), [['environment-file-unreadable', '/s']]);
  }
  const text =
    '{"identityHttp.environmentVariables": {"dev": {"a": 1, "a": 2, "__proto__": "p"}}, "httpyac.environmentVariables": {"qa": {"b": 1} "c"';
  const sources = parseSettingsFile(new TextEncoder().encode(text), '/s');
  assert.deepEqual(
    sources.map(({ sections }) =>
      [...sections].map(([name, { variables }]) => [
        name,
        ...variables.map((one) => `${one.name}=${templateSource(one.value)}`),
      ]),
    ),
    [[['dev', 'a=2', '__proto__=p']], [['qa', 'b=1']], []],
  );
  assert.deepEqual([...new Set(settingsProblems(new TextEncoder().encode(text)).map(([code]) => code))].sort(), [
    'duplicate-key',
    'invalid-json',
  ]);
});

test('a settings file is read with its places, and nothing else of it', () => {
  const text =
    '\uFEFF{\r\n  "editor.fontSize": 12, // c\r\n  "rest-client.environmentVariables": { "dev": { "n": 12345678901234567890 } },\r\n  "httpyac.environmentVariables": [],\r\n}';
  const sources = parseSettingsFile(new TextEncoder().encode(text), '/w/.vscode/settings.json');
  const [variable] = sources[0]?.sections.get('dev')?.variables ?? [];
  assert.equal(variable && templateSource(variable.value), '12345678901234567890');
  const { start, end } = variable?.source?.span ?? { start: 0, end: 0 };
  assert.equal(text.slice(1).slice(start, end), '12345678901234567890');
  assert.deepEqual(
    sources.flatMap(({ problems }) => problems.map(({ code }) => code)),
    ['environment-not-an-object'],
  );
  assert.deepEqual(parseSettingsFile(new Uint8Array(), '/s'), []);
});

test('.env files: which ones count, and their values', async () => {
  const files = {
    '/w/.env': 'far=1\n',
    '/w/api/.env':
      'plain = a b # c\nquoted="line\\nnext {{ who }}"\nsingle=\'{{who}} \\n\'\nexport who=me\npath=$HOME\nwho=us\n',
    '/w/api/.env.example': 'no=1',
    '/w/api/.env.staging': 'st=1',
    '/w/eu.env': 'e=1',
    '/w/api/x.env.bak': 'no=1',
    '/above.env': 'no=1',
  };
  const { set } = await check(
    { files, environmentName: 'staging+eu' },
    { plain: 'a b', quoted: 'line\nnext us', single: 'us \\n', path: '$HOME', st: '1', e: '1' },
  );
  assert.deepEqual(set.names, ['staging', 'eu']);
  const variables = set.lookup('staging')?.variables ?? [];
  assert.ok(!variables.some(({ name }) => name === 'far'), 'of each file name the nearest one counts');
  const who = variables.find(({ name }) => name === 'who');
  const text = files['/w/api/.env'];
  assert.equal(text.slice(who?.source?.span.start, who?.source?.span.end), 'us');
});

test('quotes in .env values: escaped, of another kind, and those that end before the value does', async () => {
  const text = [
    "one='it\\'s {{who}}'",
    'who="a"b"',
    "path='C:\\'",
    "two='x'y # c",
    "three='x' # it's",
    'four=`a "b" \'c\'`',
    'export five="a \\"b\\"',
    'c"',
    'six="open',
    "seven=it's",
    "eight='a\\\\'",
  ];
  await check(
    { files: { '/w/.env': text.join('\r\n') } },
    {
      one: `it's "a"b"`,
      path: 'C:\\',
      two: "'x'y",
      three: 'x',
      four: `a "b" 'c'`,
      five: 'a "b"\r\nc',
      six: '"open',
      seven: "it's",
      eight: 'a\\\\',
    },
  );
});

test('quotes in a .env file cannot be made to take long', () => {
  for (const line of ["A='\\'x\n", 'A="\n', "A='\\'", '`', "A='", 'A="\\"']) {
    parseDotenvFile(new TextEncoder().encode(line.repeat(900_000 / line.length)), '/.env', undefined);
  }
});

test('placeholders in .env values are where they stand in the file', () => {
  const text = 'A="x\\"\\t{{ b }}" # {{no}}\nC=  {{d}}  \n';
  const source = parseDotenvFile(new TextEncoder().encode(text), '/.env', undefined);
  const places = [...(source.sections.get('$dotenv')?.variables ?? [])].flatMap(({ value }) =>
    value.parts.flatMap((part) => (part.kind === 'placeholder' ? [text.slice(part.span.start, part.span.end)] : [])),
  );
  assert.deepEqual(places, ['{{ b }}', '{{d}}']);
});

test('environments that Postman exported are read in place', async () => {
  const files = {
    '/w/postman/One.postman_environment.json': postman('PingOne dev', [
      { key: 'envID', value: 'e-1', type: 'default', enabled: true },
      { key: 'appSecret', value: 's', type: 'default' },
      { key: 'hidden', value: 'h', type: 'secret' },
      { key: 'off', value: 'x', enabled: false },
      { key: 'twice', value: '1' },
      { key: 'twice', value: '2' },
      { key: 'count', value: 1234567 },
      { key: 'url', value: 'https://{{envID}}/' },
      { key: '', value: 'x' },
      { value: 'x' },
      { key: 'empty' },
      7,
    ]).replace('1234567', '9007199254740993'),
    '/w/api/near.postman_environment.json': postman('Two', [{ key: 'n', value: 'near' }]),
    '/w/far.postman_environment.json': postman('Two', [
      { key: 'n', value: 'far' },
      { key: 'f', value: 'far' },
    ]),
    '/w/api/deeper/no.postman_environment.json': postman('No', []),
  };
  const { set } = await check(
    { files, environmentName: 'PingOne dev' },
    { envID: 'e-1', appSecret: 's', hidden: 'h', twice: '2', count: '9007199254740993', url: 'https://e-1/' },
  );
  assert.deepEqual(
    set.lookup('PingOne dev')?.variables.map(({ name, secret }) => (secret ? `${name}*` : name)),
    ['envID', 'appSecret*', 'hidden*', 'twice', 'count', 'url'],
  );
  assert.deepEqual(set.names, ['Two', 'PingOne dev']);
  await check({ files, environmentName: 'Two' }, { n: 'near', f: 'far' });
});

test('what is no Postman environment says so, and a name that cannot be chosen is replaced', () => {
  checkPostman('[]', [], ['environment-not-an-object']);
  checkPostman('{"name": "x"}', [], ['environment-not-an-object']);
  checkPostman('{"values": {}}', [], ['environment-not-an-object']);
  checkPostman('{"name": "x", "values": [', ['x'], ['invalid-json', 'invalid-json']);
  checkPostman('\u0000', [], ['environment-file-unreadable']);
  checkPostman('', [], []);
  checkPostman('{"name": "$shared", "values": []}', ['lab'], ['environment-without-name']);
  checkPostman('{"values": []}', ['lab'], ['environment-without-name']);
  checkPostman('{"name": 5, "values": [{"key": "__proto__", "value": "1"}]}', ['lab'], ['environment-without-name']);
});

function checkPostman(text: string, names: readonly string[], codes: readonly string[]): void {
  const source = parsePostmanEnvironment(new TextEncoder().encode(text), '/w/lab.postman_environment.json');
  assert.deepEqual([...source.sections.keys()], names, text);
  assert.deepEqual(
    source.problems.map(({ code }) => code),
    codes,
    text,
  );
}

test('a file that breaks while one edits it keeps its last values; the others go on', async () => {
  const lastGood: LastGoodFiles = new Map();
  const load = (text: string | undefined) =>
    loadEnvironments(
      memoryReader({ '/w/.env': 'other=1', ...(text !== undefined && { '/w/http-client.env.json': text }) }),
      '/w',
      { lastGood },
    );
  const values = async (text: string | undefined) => {
    const set = await load(text);
    return [
      (set.lookup('dev') ?? set.shared).variables.map(({ name, value }) => `${name}=${templateSource(value)}`),
      set.problems.map(({ code }) => code),
    ];
  };
  assert.deepEqual(await values('{"dev": {"a": "1", "b": "2"}}'), [['a=1', 'b=2', 'other=1'], []]);
  const broken = await load('{"dev": {"a": "9", "b');
  assert.deepEqual(
    broken.lookup('dev')?.variables.map(({ value }) => templateSource(value)),
    ['1', '2', '1'],
  );
  assert.match(broken.problems[0]?.message ?? '', /Until then the values from before count\.$/);
  assert.deepEqual((await values('\u0000'))[0], ['a=1', 'b=2', 'other=1']);
  assert.deepEqual((await values('[]'))[0], ['a=1', 'b=2', 'other=1']);
  assert.deepEqual(await values(''), [['other=1'], []], 'a file of no bytes has no values');
  assert.deepEqual((await values('{'))[0], ['a=1', 'b=2', 'other=1'], 'and is not what the next reading goes back to');
  assert.deepEqual(await values('{"dev": {"a": "3", "a": "4"}}'), [['a=4', 'other=1'], ['duplicate-key']]);
  assert.deepEqual(await values(undefined), [['other=1'], []], 'a file that is gone has no values');
  assert.deepEqual((await values('{'))[0], ['other=1'], 'and does not get them back');
});

test('bad input: each kind of file says what is wrong and harms no other', async () => {
  const huge = new Uint8Array(1_000_001).fill(32);
  const kinds = [
    '/w/http-client.env.json',
    '/w/http-client.private.env.json',
    '/w/.env',
    '/w/.env.x',
    '/w/x.postman_environment.json',
  ];
  const contents = [
    new Uint8Array([0x7b, 0, 0x7d]),
    new Uint8Array([0xff, 0xfe, 0x41, 0]),
    new Uint8Array([0xc3]),
    huge,
    { kind: 'file-failure', message: 'It is a folder.', isFolder: true },
    { kind: 'file-failure', message: 'It is a link that leads to itself.' },
  ] as const;
  for (const path of kinds) {
    for (const content of contents) {
      const files = { '/w/http-client.env.json.user': '{"dev": {"a": "1"}}', [path]: content };
      const { set } = await check({ files, environmentName: 'dev' }, { a: '1' });
      assert.deepEqual(
        set.problems.map((problem) => [problem.path, problem.code]),
        [[path, 'environment-file-unreadable']],
      );
      // What Python keeps in a folder of that name is nobody's mistake.
      const isUsual = 'isFolder' in content && path.includes('/.env');
      assert.equal(set.problems[0]?.severity, isUsual ? 'information' : 'error');
    }
  }
});

test('line ends, byte order marks and names of Object.prototype in every kind', async () => {
  const files = {
    '/w/.env': '\uFEFFone=1\r\ntwo=2\rconstructor=c\r\n',
    '/w/http-client.env.json': '\uFEFF{\r\n"dev": {"__proto__": "p", "toString": "t"}}',
    '/w/x.postman_environment.json': `\uFEFF${postman('dev', [{ key: 'hasOwnProperty', value: 'h' }])}`,
  };
  await check(
    { files, environmentName: 'dev' },
    {
      one: '1',
      two: '2',
      constructor: 'c',
      toString: 't',
      hasOwnProperty: 'h',
    },
  );
  await check({ files, environmentName: 'dev' }, JSON.parse('{"__proto__": "p"}') as Record<string, string>); // A plain object.
});

test('a .env and a Postman environment: repeated and odd names, large numbers', async () => {
  const files = {
    '/w/.env': 'a=1\n__proto__=p\na=2\nn=12345678901234567890\n',
    '/w/x.postman_environment.json':
      '{"name": "dev", "values": [{"key": "b", "value": "1"}, {"key": "__proto__", "value": "q"}, {"key": "b", "value": "2"}, {"key": "m", "value": 12345678901234567890}]}',
  };
  const expected = { a: '2', n: '12345678901234567890', b: '2', m: '12345678901234567890' };
  await check({ files, environmentName: 'dev' }, expected);
  await check({ files, environmentName: 'dev' }, JSON.parse('{"__proto__": "q"}') as Record<string, string>); // A plain object.
});

test('duplicate keys inside an object: the last one counts there too', async () => {
  const files = { '/w/http-client.env.json': '{"dev": {"cfg": {"a": 1, "a": 2}}}' };
  const { set } = await check({ files, environmentName: 'dev' }, { 'cfg.a': '2' });
  assert.deepEqual(
    set.problems.map(({ code }) => code),
    ['duplicate-key'],
  );
});

test('hostile folders cannot lead elsewhere', async () => {
  const asked: string[] = [];
  const reader = memoryReader({});
  await loadEnvironments(
    async (path) => {
      asked.push(path);
      return reader(path);
    },
    '/w/api',
    {
      root: '/w',
      listFolder: async () => ['../x.postman_environment.json', 'a/b.env', '..', '.env.../../y', '.env.ok'],
    },
  );
  assert.ok(
    asked.every((path) => /^\/w\/(api\/)?(http-client[\w.]*|\.env|\.env\.ok)$/.test(path)),
    asked.join('\n'),
  );
});

test('which paths give values', () => {
  for (const path of [
    '/w/.env',
    '/w/.env.dev',
    'C:\\w\\dev.env',
    '/a/http-client.env.json',
    '/x.postman_environment.json',
  ]) {
    assert.ok(isEnvironmentPath(path), path);
  }
  for (const path of ['/w/.envrc', '/w/a.http', '/w/.env.example', '/w/environment.json', '/w/env']) {
    assert.ok(!isEnvironmentPath(path), path);
  }
});

test('no text of any kind makes reading fail', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.json(),
        fc.string({ unit: fc.constantFrom('A', '=', '"', "'", '`', '\\', '#', '\n', '{', '}', ' ') }),
      ),
      (text) => {
        const bytes = new TextEncoder().encode(text);
        for (const source of [
          parseDotenvFile(bytes, '/.env', 'x'),
          parsePostmanEnvironment(bytes, '/p'),
          ...parseSettingsFile(bytes, '/s'),
        ]) {
          for (const { span } of source.problems)
            assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length);
          for (const section of source.sections.values()) {
            for (const variable of section.variables) assert.ok((variable.source?.span.end ?? 0) <= text.length);
          }
        }
      },
    ),
  );
});
