import assert from 'node:assert/strict';
import test from 'node:test';
import { findDefinitions } from '../../src/core/language/names/findDefinitions';
import { findHighlights } from '../../src/core/language/names/findNameAt';
import { findSymbol } from '../../src/core/language/names/nameSymbol';
import { placeName, type MarkedFiles } from '../support/nameFiles';

const environments = '{"dev":{"host":"d","cfg":{"a":1}},"prod":{"host":"p"}}';

test('a variable is defined where its value comes from', async () => {
  await checkDefinitions({ 'a.http': '@v = 1\n@v = 2\nGET {{v$0}}\n@v = 3\n' }, ['a.http:2 v']);
  await checkDefinitions({ 'a.http': 'GET {{v$0}}\n\n###\n@v = 3\n' }, ['a.http:4 v']);
  await checkDefinitions({ 'a.http': 'GET {{ho$0st}}\n', 'http-client.env.json': environments }, [
    'http-client.env.json:1 host',
    'http-client.env.json:1 host',
  ]);
  await checkDefinitions({ 'a.http': 'GET {{cfg.$0a}}\n', 'http-client.env.json': environments }, [
    'http-client.env.json:1 cfg',
  ]);
  await checkDefinitions({ 'a.http': '@host = 1\nGET {{ho$0st}}\n', 'http-client.env.json': environments }, [
    'a.http:1 host',
  ]);
  await checkDefinitions({ 'a.http': '@v = 1\n\n###\n# @prompt v Which?\nGET {{v$0}}\n' }, ['a.http:4 v']);
  await checkDefinitions({ 'a.http': 'import b.http\nGET {{v$0}}\n', 'b.http': '@v = 1\n@v = 2\n' }, ['b.http:2 v']);
  await checkDefinitions({ 'a.http': 'GET https://x/{{no$0}}\n' }, []);
  await checkDefinitions({ 'a.http': 'GET https://x/{{$uu$0id}}\n' }, undefined);
});

test('a name in a curl command is what it would be between braces', async () => {
  await checkDefinitions({ 'a.http': '@V = 1\n\n###\ncurl "https://x/${V$0}"\n' }, ['a.http:1 V']);
  await checkDefinitions({ 'a.http': '@V = 1\n\n###\ncurl https://x -H "A: $V$0"\n' }, ['a.http:1 V']);
  await checkDefinitions({ 'a.http': "@V = 1\n\n###\ncurl https://x -H 'A: $V$0'\n" }, undefined);
  await checkDefinitions({ 'a.http': 'curl $ho$0st\n', 'http-client.env.json': environments }, [
    'http-client.env.json:1 host',
    'http-client.env.json:1 host',
  ]);
  const { index, path, found } = await placeName({ 'a.http': '@V = 1\n\n###\ncurl $V "${V$0}" \'$V\' {{V}}\n' });
  assert.ok(found?.kind === 'name');
  assert.deepEqual(
    findHighlights(index, path, found.occurrence).map(({ span }) => span.start),
    [1, 18, 23, 34],
  );
  assert.equal(findSymbol(index, { kind: 'variable', name: 'V', path }).requestFiles.get(path)?.length, 4);
});

test('a capture comes before the value of the environment, in this file and in others', async () => {
  const capture = '# @capture host = response.body.$.h\nPOST https://x\n';
  await checkDefinitions({ 'a.http': `GET {{h$0ost}}\n\n###\n${capture}`, 'http-client.env.json': environments }, [
    'a.http:4 host',
    'http-client.env.json:1 host',
    'http-client.env.json:1 host',
  ]);
  await checkDefinitions({ 'a.http': 'GET {{h$0ost}}\n', 'b.http': capture }, ['b.http:1 host']);
});

test('a request is defined by its name', async () => {
  const login = '# @name login\nPOST https://x\n\n';
  await checkDefinitions({ 'a.http': `${login}###\nGET {{login.resp$0onse.body.$.x}}\n` }, ['a.http:1 login']);
  await checkDefinitions({ 'a.http': `${login}###\n# @ref log$0in\nGET https://x\n` }, ['a.http:1 login']);
  await checkDefinitions({ 'a.http': 'GET {{login.response.st$0atus}}\n', 'b.http': login }, ['b.http:1 login']);
});

test('of very many highlights there are those around the name', async () => {
  const lines = Array.from({ length: 2000 }, (_, index) => `GET {{host}}/${index}\n\n###\n`);
  for (const [at, first, last] of [
    [0, 0, 499],
    [1000, 750, 1249],
    [1999, 1500, 1999],
  ] as const) {
    const marked = lines.map((line, index) => (index === at ? line.replace('host', 'ho$0st') : line)).join('');
    const { index, path, found } = await placeName({ 'a.http': marked });
    assert.ok(found?.kind === 'name');
    const starts = findHighlights(index, path, found.occurrence).map(({ span }) => span.start);
    const text = lines.join('');
    const lineOf = (offset: number | undefined) => /\/(\d+)/.exec(text.slice(offset))?.[1];
    assert.deepEqual([starts.length, lineOf(starts[0]), lineOf(starts.at(-1))], [500, String(first), String(last)]);
  }
});

test('references are all places of the symbol, highlights those of the file', async () => {
  const files = {
    'a.http': 'GET {{ho$0st}}/{{host}}\n',
    'b.http': 'GET {{host}}\n',
    'http-client.env.json': environments,
  };
  const { index, path, found } = await placeName(files);
  assert.ok(found?.kind === 'name');
  const { requestFiles, environmentFiles } = findSymbol(index, { kind: 'variable', name: 'host', path });
  const counts = [...requestFiles, ...environmentFiles].map(([at, { length }]) => [at, length]);
  assert.deepEqual(counts, [
    ['/w/a.http', 2],
    ['/w/b.http', 1],
    ['/w/http-client.env.json', 2],
  ]);
  assert.equal(findHighlights(index, path, found.occurrence).length, 2);
});

async function checkDefinitions(files: MarkedFiles, expected: readonly string[] | undefined): Promise<void> {
  const { index, path, offset, found, texts } = await placeName(files);
  if (found?.kind !== 'name') return assert.equal(expected, undefined);
  const places = findDefinitions(index, { kind: found.occurrence.kind, name: found.occurrence.name, path }, offset);
  const shown = places.map(({ path: at, span }) => {
    const text = texts.get(at) ?? '';
    return `${at.slice('/w/'.length)}:${text.slice(0, span.start).split('\n').length} ${text.slice(span.start, span.end)}`;
  });
  assert.deepEqual(shown, expected);
}
