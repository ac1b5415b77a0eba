import assert from 'node:assert/strict';
import test from 'node:test';
import { parseDotenvFile } from '../../src/core/environment/files/parseDotenv';
import { buildEnvironmentSet } from '../../src/core/environment/environmentSet';
import { parseEnvironmentFile } from '../../src/core/environment/files/parseEnvironmentFile';
import { splitEnvironmentName } from '../../src/core/environment/environmentNames';
import { buildRedactor } from '../../src/core/exchange/redaction';
import {
  describeVariables,
  findDescribedVariable,
  type DescribedVariable,
  type VariablesDescription,
} from '../../src/core/language/names/describeVariables';
import {
  lookupFileVariable,
  removeFileVariable,
  setFileVariable,
} from '../../src/core/language/edits/editFileVariable';
import { buildScope, chosenEnvironment } from '../../src/core/session/buildScope';
import { listCaptures } from '../../src/core/session/captures/captures';
import { createSession, fileSession, type Session } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { literalTemplate } from '../../src/core/text/template';

const noPorts = { clock: () => 0, newId: () => 'id', random: () => 0, readProcessVariable: undefined };

const bytes = (text: string) => new TextEncoder().encode(text);

/** The description of a request file with environment files beside it, `dev` chosen where nothing else is said. */
async function describe(
  files: Readonly<Record<string, string>>,
  { name = 'dev', session = createSession() }: { readonly name?: string; readonly session?: Session } = {},
): Promise<VariablesDescription> {
  const sources = Object.entries(files)
    .filter(([path]) => path !== 'a.http')
    .map(([path, text]) =>
      path.endsWith('.json')
        ? parseEnvironmentFile(bytes(text), `/w/${path}`)
        : parseDotenvFile(bytes(text), `/w/${path}`, undefined),
    );
  const environments = buildEnvironmentSet(sources);
  const file = parseRequestFile(files['a.http'] ?? '');
  const scope = await buildScope(noPorts, session, {
    file,
    block: undefined,
    environments,
    environmentName: name,
    path: '/w/a.http',
  });
  return describeVariables({
    scope,
    environments: splitEnvironmentName(name).map((part) => ({
      name: part,
      color: environments.lookup(part)?.rules?.color,
      isBuiltIn: false,
      isUnknown: environments.lookup(part) === undefined,
    })),
    unavailable: chosenEnvironment(environments, name).unavailable ?? new Map(),
    captures: listCaptures(session, { environmentName: name, path: '/w/a.http' }),
    path: '/w/a.http',
    buildRedactor: (secrets) => buildRedactor(secrets).text,
  });
}

/** Each variable as `name=value`, its layers as `origin:value`, the winning one first. */
function check({ variables }: VariablesDescription, expected: readonly string[]): void {
  const print = ({ name, shownValue, layers, members }: DescribedVariable): string => {
    const places = layers.map((layer) => `${layer.origin}:${layer.shownValue ?? '-'}${layer.isWinning ? '!' : ''}`);
    const inside = members.length === 0 ? '' : ` {${members.map(print).join('; ')}}`;
    return `${name}=${shownValue ?? '-'} [${places.join(' ')}]${inside}`;
  };
  assert.deepEqual(variables.map(print), expected);
}

test('every layer of a name is there, the one that wins first, and names are in order', async () => {
  const description = await describe({
    'a.http': '@host = file.example\nGET https://{{host}}/\n',
    'http-client.private.env.json': '{ "dev": { "token": "canary-1" } }',
    'http-client.env.json':
      '{ "$shared": { "Host": "x", "host": "shared" }, "dev": { "host": "dev.{{zone}}", "zone": "z" } }',
    '.env': 'host=dotenv\n',
  });
  check(description, [
    'host=file.example [file:file.example! environment:dev.z shared:shared dotenv:dotenv]',
    'Host=x [shared:x!]',
    'token=•••••••• [private:••••••••!]',
    'zone=z [environment:z!]',
  ]);
  const host = findDescribedVariable(description.variables, 'host');
  assert.deepEqual(
    host?.layers.map(({ writable }) => writable),
    ['request-file', 'environment-file', 'environment-file', undefined],
  );
  assert.deepEqual(
    host?.layers.map(({ shownSource }) => shownSource),
    [undefined, 'dev.{{zone}}', undefined, undefined],
  );
});

test('members stand inside their whole, and a cycle says why there is no value', async () => {
  const description = await describe({
    'http-client.env.json': '{ "dev": { "cfg": { "host": "h", "ids": [1, 2] }, "a": "{{b}}", "b": "{{a}}" } }',
  });
  check(description, [
    'a=- [environment:-!]',
    'b=- [environment:-!]',
    'cfg={"host":"h","ids":[1,2]} [environment:{"host":"h","ids":[1,2]}!] {cfg.host=h [environment:h!]; ' +
      'cfg.ids=[1,2] [environment:[1,2]!]; cfg.ids[0]=1 [environment:1!]; cfg.ids[1]=2 [environment:2!]}',
  ]);
  assert.match(findDescribedVariable(description.variables, 'a')?.failure ?? '', /a → b → a/);
  assert.equal(findDescribedVariable(description.variables, 'cfg.ids[1]')?.memberOf, 'cfg');
});

test('environments have their colours, and the last one wins', async () => {
  const { environments } = await describe(
    { 'http-client.env.json': '{ "dev": { "$identityHttp": { "color": "red" } }, "eu": {} }' },
    { name: 'dev+eu+gone' },
  );
  assert.deepEqual(
    environments.map(({ name, color, under, over, isUnknown }) => [name, color, under, over, isUnknown]),
    [
      ['dev', 'red', 'eu', undefined, false],
      ['eu', undefined, 'gone', 'dev', false],
      ['gone', undefined, undefined, 'eu', true],
    ],
  );
});

test('no secret is in a description, not even inside another value', async () => {
  const session = createSession();
  const captured = { requestName: 'login', time: 5, path: '/w/b.http' };
  fileSession(session, { environmentName: 'dev', path: '/w/b.http' }).captures.set('accessToken', {
    name: 'accessToken',
    value: literalTemplate('canary-captured'),
    secret: true,
    origin: 'capture',
    captured,
  });
  const description = await describe(
    {
      'a.http': '@url = https://example.com/?t={{hidden}}\n@copied = x canary%2Dprivate y\n',
      'http-client.private.env.json':
        '{ "dev": { "hidden": "canary-private", "cfg": { "password": "canary-inside" } } }',
      'http-client.env.json': '{ "dev": { "seen": "Bearer canary-captured" } }',
    },
    { session },
  );
  assert.ok(!/canary/.test(JSON.stringify(description)), JSON.stringify(description));
  assert.deepEqual(description.captures, [
    {
      kind: 'capture',
      name: 'accessToken',
      path: '/w/b.http',
      isForeign: true,
      shownValue: '••••••••',
      secret: true,
      requestName: 'login',
      time: 5,
    },
  ]);
});

test('a declaration of a request file is edited and taken out in its place', () => {
  const text = '@a = 1\r\n@b = {{a}}/x \r\n\r\nGET https://example.com\r\n\r\n###\r\n@a = 2\r\nGET /\r\n';
  const file = parseRequestFile(text);
  const apply = (edits: ReturnType<typeof setFileVariable>) =>
    edits.kind === 'edits'
      ? edits.edits.reduce((whole, { span, text: by }) => whole.slice(0, span.start) + by + whole.slice(span.end), text)
      : edits.message;
  const at = (name: string, start?: number) => {
    const found = lookupFileVariable(file, name, start);
    assert.ok(found);
    return found;
  };
  assert.equal(at('b').source.trim(), '{{a}}/x');
  assert.equal(apply(setFileVariable(at('a', 1), 'z')), text.replace('@a = 1', '@a = z'));
  assert.equal(apply(setFileVariable(at('a', 99_999), 'z')), text.replace('@a = 2', '@a = z'));
  assert.match(apply(setFileVariable(at('a'), 'x\nGET /')), /one line/);
  assert.equal(apply(removeFileVariable(text, at('a', 1))), text.replace('@a = 1\r\n', ''));
  assert.equal(lookupFileVariable(file, 'c', undefined), undefined);
});
