import test from 'node:test';
import assert from 'node:assert/strict';
import { evaluateTemplate } from '../../src/core/environment/evaluateTemplate';
import { vendorAliases } from '../../src/core/environment/vendorAliases';
import { loadPingOneCatalogue } from '../../src/core/identity/catalogues';
import { findPinProblems } from '../../src/core/request/findPinProblems';
import { findEnvironmentPin } from '../../src/core/request/pinnedEnvironment';
import { buildScope } from '../../src/core/session/buildScope';
import { loadImports } from '../../src/core/session/loadImports';
import { sendBlock } from '../../src/core/session/sendBlock';
import { createSession } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { parseTemplate } from '../../src/core/text/template';
import { buildResponse } from '../support/exchanges';
import { environmentsOf, fixedPorts, memoryReader, resolveText, type MemoryFiles } from '../support/resolveText';

/** What the file `/w/api/main.http` imports, in the order that counts, and the problems with the text they stand at. */
async function check(
  text: string,
  files: MemoryFiles,
  expected: { readonly paths: readonly string[]; readonly problems?: readonly RegExp[] },
) {
  const file = parseRequestFile(text);
  const place = { file, path: '/w/api/main.http', folder: '/w/api', workspaceFolder: '/w' };
  const loaded = await loadImports(memoryReader({ '/w/api/main.http': text, ...files }), place);
  assert.deepEqual(
    loaded.imports.map(({ path }) => path),
    expected.paths,
  );
  const shown = loaded.problems.map(
    ({ code, message, span }) => `${code} at ${text.slice(span.start, span.end)}: ${message}`,
  );
  const patterns = expected.problems ?? [];
  assert.equal(shown.length, patterns.length, shown.join('\n'));
  patterns.forEach((pattern, index) => assert.match(shown[index] ?? '', pattern));
  return { file, loaded };
}

test('imports are read from the folder of the file, then from the workspace folder', async () => {
  await check(
    'import b.http\nimport "c d.http"\nimport ../e.http\nimport deep/f.http\n',
    {
      '/w/api/b.http': '@x = 1\n',
      '/w/b.http': '@x = 2\n',
      '/w/c d.http': '',
      '/w/e.http': '',
      '/w/deep/f.http': '',
    },
    { paths: ['/w/deep/f.http', '/w/e.http', '/w/c d.http', '/w/api/b.http'] },
  );
});

test('the directive of another tool is an import, quoted or not', async () => {
  await check(
    '# @import ./b.http\n// @import "c d.http"\nimport e.http\n# @import\n# @import = f.http\n',
    { '/w/api/b.http': '', '/w/api/c d.http': '', '/w/api/e.http': '', '/w/api/f.http': '' },
    { paths: ['/w/api/e.http', '/w/api/c d.http', '/w/api/b.http'] },
  );
  await check(
    '### A\n# @import ./absent.http\nGET https://a\n',
    {},
    {
      paths: [],
      problems: [/^import-not-read at \.\/absent\.http: /],
    },
  );
});

test('nested imports stand behind the file that names them; each file is read once', async () => {
  await check(
    'import one.http\nimport two.http\n',
    {
      '/w/api/one.http': 'import shared.http\n',
      '/w/api/two.http': 'import shared.http\n',
      '/w/api/shared.http': '@x = 1\n',
    },
    { paths: ['/w/api/two.http', '/w/api/shared.http', '/w/api/one.http'] },
  );
});

test('cycles are cut with the path of the cycle', async () => {
  await check(
    'import b.http\n',
    { '/w/api/b.http': 'import c.http\n', '/w/api/c.http': 'import main.http\nimport b.http\n' },
    {
      paths: ['/w/api/b.http', '/w/api/c.http'],
      problems: [
        /^cyclic-import at b\.http: .*'api\/b\.http' → 'api\/c\.http' → 'api\/b\.http'/,
        /^cyclic-import at b\.http: .*'api\/main\.http' → .* → 'api\/main\.http'/,
      ],
    },
  );
  await check('import main.http\n', {}, { paths: [], problems: [/^cyclic-import at main\.http/] });
});

test('depth and number are bounded', async () => {
  const chain = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`/w/api/f${index}.http`, `import f${index + 1}.http\n`]),
  );
  await check('import f0.http\n', chain, {
    paths: Array.from({ length: 15 }, (_, index) => `/w/api/f${index}.http`),
    problems: [/^import-not-read at f0\.http: .*16 files in a row/],
  });
  const wide = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`/w/api/g${index}.http`, '']));
  const text = Object.keys(wide)
    .map((path) => `import ${path.slice('/w/api/'.length)}\n`)
    .join('');
  const loaded = await loadImports(memoryReader(wide), { file: parseRequestFile(text), folder: '/w/api' });
  assert.equal(loaded.imports.length, 200);
  assert.ok(loaded.problems.length > 0 && loaded.problems.length <= 100);
});

test('nothing outside of the workspace is read, and what cannot be read is named', async () => {
  await check(
    'import ../../etc/passwd\nimport /etc/passwd\nimport {{x}}.http\nimport gone.http\nimport folder.http\nimport binary.http\n',
    {
      '/etc/passwd': '@x = leaked\n',
      '/w/api/folder.http': { kind: 'file-failure', message: "'/w/api/folder' is a folder, not a file." },
      '/w/api/binary.http': new Uint8Array([0, 1, 2]),
    },
    {
      paths: [],
      problems: [
        /^import-not-read at \.\.\/\.\.\/etc\/passwd: .*outside '\/w'/,
        /^import-not-read at \/etc\/passwd: .*outside/,
        /^import-not-read at \{\{x\}\}\.http: .*without placeholders/,
        /^import-not-read at gone\.http: There is no file 'api\/gone\.http' and no file 'gone\.http' to import\. Correct/,
        /^import-not-read at folder\.http: .*folder, not a file/,
        /^import-not-read at binary\.http: .*no text/,
      ],
    },
  );
});

test("imported variables count behind the file's own, the last import first", async () => {
  const files = { '/w/api/b.http': '@x = b\n@y = b\n@z = {{x}}\n', '/w/api/c.http': '@y = c\n' };
  const { file, loaded } = await check('import b.http\nimport c.http\n@x = own\nGET https://example.com/\n', files, {
    paths: ['/w/api/c.http', '/w/api/b.http'],
  });
  const environments = await environmentsOf({ variables: { x: 'env', y: 'env', w: 'env' } });
  const input = { file, block: file.blocks[0], environments, environmentName: 'dev', imports: loaded.imports };
  const scope = await buildScope(fixedPorts(), createSession(), input);
  const text = '{{x}} {{y}} {{z}} {{w}}';
  const evaluation = evaluateTemplate(parseTemplate(text, { start: 0, end: text.length }), scope);
  assert.equal(evaluation.kind === 'evaluated' && evaluation.text, 'own c own env');
});

test('a send reads the imports by itself', async () => {
  const file = parseRequestFile('import b.http\n\nGET https://example.com/{{x}}\n');
  const [block] = file.blocks;
  assert.ok(block);
  const sent: string[] = [];
  const ports = {
    ...fixedPorts(),
    reader: memoryReader({ '/w/b.http': '@x = imported\n' }),
    transport: async ({ url }: { readonly url: string }) => {
      sent.push(url);
      return buildResponse();
    },
  };
  const environments = await environmentsOf({});
  const input = { file, block, environments, environmentName: undefined, folder: '/w', workspaceFolder: '/w' };
  await sendBlock(ports, createSession(), input, new AbortController().signal);
  assert.deepEqual(sent, ['https://example.com/imported']);
});

function checkPin(text: string, name: string | undefined, problems: readonly string[] = []): void {
  const pin = findEnvironmentPin(parseRequestFile(text));
  assert.equal(pin.name, name, text);
  assert.deepEqual(
    pin.problems.map(({ severity, code, span }) => `${severity} ${code} at ${text.slice(span.start, span.end)}`),
    problems,
    text,
  );
}

test('a file pins its environment before the first request', () => {
  checkPin('# @env staging\nGET https://example.com/\n', 'staging');
  checkPin('// @env staging + eu \n\n### one\nGET https://example.com/\n', 'staging+eu');
  checkPin('@x = 1\n\n### head\n# only comments\n\n###\n# @env PingOne dev\nGET https://example.com/\n', 'PingOne dev');
  checkPin('# @env a\n# @env a\nGET https://example.com/\n', 'a');
  checkPin('GET https://example.com/\n', undefined);
  checkPin('# environment @envy\nGET https://example.com/\n', undefined);
  checkPin('# @env a\n# @env b\nGET https://example.com/\n', 'a', ['error conflicting-environments at @env b']);
  checkPin('# @env\nGET https://example.com/\n', undefined, ['warning environment-not-pinned at @env']);
  checkPin('GET https://example.com/\n\n###\n# @env b\nGET https://example.com/\n', undefined, [
    'warning environment-not-pinned at @env b',
  ]);
});

test('a pin that names what there is not offers what was meant, at the name', async () => {
  const environments = await environmentsOf({
    files: { '/desk/api/http-client.env.json': '{"staging": {}, "eu": {}}' },
  });
  for (const [name, message, meant] of [
    ['stagign', /defines 'stagign'. There are: staging, eu/, ['staging']],
    ['sandbox', /defines 'sandbox'/, ['Sandbox']],
    ['eu+sandbox', /used alone/, []],
    ['staging+asia', /defines 'asia'/, []],
    ['staging', undefined, []],
    ['staging + eu', undefined, []],
    ['Sandbox', undefined, []],
  ] as const) {
    const text = `@x = 1\n# @env ${name} \nGET https://example.com/\n`;
    const file = parseRequestFile(text);
    const [problem, ...others] = findPinProblems(file, environments);
    assert.deepEqual(others, []);
    assert.match(problem?.message ?? '', message ?? /^$/, name);
    assert.equal(problem && text.slice(problem.span.start, problem.span.end), message && name);
    assert.deepEqual(problem?.fixes?.map((fix) => fix.kind === 'replace' && fix.text) ?? [], meant, name);
    assert.deepEqual(findPinProblems(file, undefined), []);
  }
});

test('a pinned file is sent in no other environment', async () => {
  for (const [text, environmentName, code] of [
    ['# @env dev\nGET https://example.com/\n', undefined, 'conflicting-environments'],
    ['# @env dev\nGET https://example.com/\n', 'other', 'conflicting-environments'],
    ['# @env dev\n# @env other\nGET https://example.com/\n', 'dev', 'conflicting-environments'],
    ['# @env gone\nGET https://example.com/\n', 'gone', 'unknown-environment'],
    ['# @env dev\nGET https://example.com/\n', 'dev', undefined],
  ] as const) {
    const environments = await environmentsOf({
      files: { '/desk/api/http-client.env.json': '{"dev": {}, "other": {}}' },
    });
    const file = parseRequestFile(text);
    const [block] = file.blocks;
    assert.ok(block);
    const ports = { ...fixedPorts(), reader: memoryReader({}), transport: async () => buildResponse() };
    const input = { file, block, environments, environmentName, folder: '/desk/api' };
    const result = await sendBlock(ports, createSession(), input, new AbortController().signal);
    assert.equal(result.kind === 'unresolved' ? result.problems[0]?.code : undefined, code, text);
  }
});

async function checkMeant(name: string, variables: Readonly<Record<string, string>>, texts: readonly string[]) {
  const resolution = await resolveText(`GET https://example.com/{{${name}}}\n`, { variables });
  const problem = resolution.problems.find(({ code }) => code === 'undefined-variable');
  assert.deepEqual(
    problem?.fixes?.flatMap((fix) => (fix.kind === 'replace' ? [fix.text] : [])),
    texts,
    problem?.message,
  );
}

test("names of the vendor's documentation are offered in the spelling that is defined", async () => {
  await checkMeant('environmentID', { envID: '1' }, ['envID']);
  await checkMeant('environmentId', { envID: '1', other: '2' }, ['envID']);
  await checkMeant('population_id', { popID: '1' }, ['popID']);
  await checkMeant('popID', { populationId: '1' }, ['populationId']);
  await checkMeant('envId', { envID: '1' }, ['envID']);
  await checkMeant('apiPathTest', { apiPath: '1' }, ['apiPath']);
  await checkMeant('organizationID', { envID: '1' }, []);
});

test('the aliases are those of the catalogue', async () => {
  const catalogue = (await loadPingOneCatalogue()) as unknown as { readonly paramAliases: Record<string, string[]> }; // The file holds more than its type.
  const groups = vendorAliases.map((group) => new Set(group.map((name) => name.toLowerCase())));
  for (const [name, aliases] of Object.entries(catalogue.paramAliases)) {
    for (const alias of aliases) {
      if (alias.toLowerCase() === name.toLowerCase()) continue;
      assert.ok(
        groups.some((group) => group.has(name.toLowerCase()) && group.has(alias.toLowerCase())),
        `${name} and ${alias}`,
      );
    }
  }
});
