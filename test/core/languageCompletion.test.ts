import assert from 'node:assert/strict';
import test from 'node:test';
import { buildDynamicLayer, dynamicVariableNames } from '../../src/core/environment/dynamic/dynamicVariables';
import { sampleAliases, sampleNames } from '../../src/core/environment/dynamic/sampleNames';
import type { VariableScope } from '../../src/core/environment/variable';
import { loadPingOneActions, loadPingOneCatalogue } from '../../src/core/identity/catalogues';
import {
  completeCapturePath,
  completeDirective,
  completeDirectiveValue,
} from '../../src/core/language/complete/completeDirective';
import { completePath, type DirectoryEntry, type PathPlace } from '../../src/core/language/complete/completePath';
import { completePlaceholder } from '../../src/core/language/complete/completePlaceholder';
import {
  completeHeaderName,
  completeHeaderValue,
  completeMethod,
} from '../../src/core/language/complete/completeRequestLines';
import type { Completion, CompletionEntry } from '../../src/core/language/complete/completion';
import { cursorPlaceAt } from '../../src/core/language/cursorPlace';
import { lookupDynamicAbout } from '../../src/core/language/complete/dynamicTable';
import { requestSnippets } from '../../src/core/language/complete/requestSnippets';
import { findVendorMediaTypes } from '../../src/core/language/complete/mediaTypes';
import { methodTable } from '../../src/core/language/complete/methodTable';
import { listXmlPlaces, parseXmlTree } from '../../src/core/environment/answers/readXPath';
import { findResponsePaths, type RecordedResponse } from '../../src/core/language/complete/responsePaths';
import { knownDirectives } from '../../src/core/syntax/knownDirectives';
import { isKnownDirective } from '../../src/core/syntax/knownDirectives';
import { directiveTable } from '../../src/core/language/complete/directiveTable';
import { blockAtOffset } from '../../src/core/syntax/blockAtOffset';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { knownMethods } from '../../src/core/syntax/requestMethods';
import { cursor } from '../support/cursor';
import { fixedPorts } from '../support/resolveText';

const answer: RecordedResponse = {
  status: '201 Created',
  headers: [{ name: 'Location', shownValue: 'https://a/1' }],
  json: {
    id: 'u1',
    _links: { self: { href: 'https://a/1' }, 'password.set': { href: 'https://a/1/password' } },
    access_token: 'canary-1',
    echoed: 'canary-2',
    items: [{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }],
    "it's": 1,
    '{x}': 1,
  },
  isSecret: (text) => text === 'canary-2',
};

test('the place of a cursor is told from its line and the lines before it', () => {
  checkPlace('$0', 'method ||');
  checkPlace('G$0', 'method |G|');
  checkPlace('PO$0ST https://a', 'method |POST|');
  checkPlace('POST $0https://a', undefined);
  checkPlace('https$0://a', undefined);
  checkPlace('GET https://a\n$0', 'header-name ||');
  checkPlace('GET https://a\nAcc$0ept: x\n', 'header-name |Accept|');
  checkPlace('GET https://a\nAcc$0\n\n{}', 'header-name |Acc|');
  checkPlace('GET https://a\nAccept:$0', 'header-value || lead');
  checkPlace('GET https://a\nAccept: $0', 'header-value ||');
  checkPlace('GET https://a\nAccept: text/ht$0ml, text/x\n', 'header-value |text/html|');
  checkPlace('GET https://a\nAccept: text/html,$0', 'header-value || lead');
  checkPlace('GET https://a\nAccept: text/html, te$0xt/x', 'header-value |text/x|');
  checkPlace('GET https://a\nX: "a,b$0c", d', 'header-value |"a,bc"|');
  checkPlace('GET https://a\n?x=$01', undefined);
  checkPlace('POST https://a\n\n$0', undefined);
  checkPlace('POST https://a\n\n{ "a": "G$0" }', undefined);
  checkPlace('POST https://a\n\n{ "a": "{{G$0" }', 'placeholder |G|');
  checkPlace('### A\nGET https://a\n\n### B\nGE$0', 'method |GE|');
  checkPlace('\n\n$0\nGET https://a', 'method ||');
  checkPlace('# @na$0me x', 'directive |name|');
  checkPlace('// @$0', 'directive ||');
  checkPlace('# na$0me', undefined);
  checkPlace('### na$0me', undefined);
  checkPlace('# @env st$0age', 'directive-value |stage|');
  checkPlace('# @env $0', 'directive-value ||');
  checkPlace('# @env$0', 'directive |env|');
  checkPlace('# @capture $0', undefined);
  checkPlace('# @capture na$0me = x', undefined);
  checkPlace('# @capture id =$0', 'capture-path || lead');
  checkPlace('# @capture id = $0', 'capture-path ||');
  checkPlace('# @capture secret id = resp$0onse.status', 'capture-path |response.status|');
  checkPlace('@x = {{a$0', 'placeholder |a|');
  checkPlace('POST https://a\n\n< ./da$0ta.json', 'path |data.json|');
  checkPlace('POST https://a\n\n<@ ./sub/$0', 'path ||');
  checkPlace('POST https://a\n\n<us$0er>', undefined);
  checkPlace('import ./o$0', 'path |o|');
  checkPlace('# @import ./o$0', 'path |o|');
  checkPlace('GET https://a\n# @import "./d/o$0', 'path |o|');
  checkPlace('POST https://a\n\n> {% cli$0ent %}', undefined);
  checkPlace(
    'POST https://a\nContent-Type: multipart/form-data; boundary=b\n\n--b\nContent-Dis$0\n',
    'header-name |Content-Dis|',
  );
  checkPlace(
    'POST https://a\nContent-Type: multipart/form-data; boundary=b\n\n--b\nA: b\n\nContent-Dis$0\n',
    undefined,
  );
  checkPlace(`GET https://a/${'x'.repeat(50_000)}{{$0`, undefined);
});

test('a method brings its blank along unless something stands behind it', () => {
  checkCompletion('PAT$0', { label: 'PATCH', result: 'PATCH |' });
  checkCompletion('P$0ET https://a', { label: 'PUT', result: 'PUT| https://a' });
  checkCompletion('$0 https://a', undefined);
  assert.deepEqual(
    methodTable.filter(({ name }) => !knownMethods.has(name)).map(({ name }) => name),
    [],
  );
});

test('a field name brings its colon along, and one that is there already comes last', () => {
  checkCompletion('GET https://a\nauth$0', { label: 'Authorization', result: 'GET https://a\nAuthorization: |' });
  checkCompletion('GET https://a\nAu$0th: x', { label: 'Accept', result: 'GET https://a\nAccept|: x' });
  const { entries } = complete('GET https://a\nAuthorization: x\n$0') ?? { entries: [] };
  assert.ok(labels(entries).indexOf('Authorization') > labels(entries).indexOf('tracestate'));
  checkCompletion('POST https://a\nContent-Type: multipart/form-data; boundary=b\n\n--b\n$0', {
    label: 'Content-Disposition',
    result: 'POST https://a\nContent-Type: multipart/form-data; boundary=b\n\n--b\nContent-Disposition: |',
  });
});

test('values replace what is written of them, in the middle of a word too', () => {
  const head = 'PUT https://a\n';
  checkCompletion(`${head}Content-Type:$0`, {
    label: 'application/json',
    result: `${head}Content-Type: application/json|`,
  });
  checkCompletion(`${head}Content-Type: appli$0cation/x`, {
    label: 'application/scim+json',
    result: `${head}Content-Type: application/scim+json|`,
  });
  checkCompletion(`${head}Accept: text/html, a$0pp, text/csv`, {
    label: 'application/json',
    result: `${head}Accept: text/html, application/json|, text/csv`,
  });
  checkCompletion(`${head}If-None-Match: $0`, { label: '*', result: `${head}If-None-Match: *|` });
  checkCompletion(`${head}Accept-API-Version: res$0`, {
    label: 'resource=2.0,protocol=1.0',
    result: `${head}Accept-API-Version: resource=2.0,protocol=1.0|`,
  });
  checkCompletion(`${head}Accept-API-Version: resource=2.0,$0`, {
    label: 'protocol=2.1',
    result: `${head}Accept-API-Version: resource=2.0, protocol=2.1|`,
  });
  checkCompletion(`${head}authorization: Be$0`, {
    label: 'Bearer',
    result: `${head}authorization: Bearer {{\${1:accessToken}}}|`,
  });
  checkCompletion(`${head}X-Own: a$0`, undefined);
});

test('every media type of an action of the catalogue is offered, each once', async () => {
  const types = findVendorMediaTypes(await loadPingOneActions()).map(({ text }) => text);
  assert.equal(new Set(types).size, types.length);
  const { operations } = await loadPingOneCatalogue();
  const wanted = operations.flatMap(({ requestTypes = [] }) => requestTypes.filter((type) => type.includes('vnd.')));
  assert.ok(wanted.length > 50);
  assert.deepEqual(
    wanted.filter((type) => !types.includes(type)),
    [],
  );
});

test('directives are offered with what stands behind them', () => {
  checkCompletion('# @na$0', { label: 'name', result: '# @name ${1:name}|' });
  checkCompletion('# @na$0 one', { label: 'name', result: '# @name| one' });
  checkCompletion('# @capt$0', {
    label: 'capture',
    result: '# @capture ${1:name} = response.body.\\$.${2:id}|',
  });
  checkCompletion('# @env s$0', { label: 'stage', result: '# @env stage|' });
  checkCompletion('# @force-ref lo$0g', { label: 'login', result: '# @force-ref login|' });
  checkCompletion('# @timeout 1$0', undefined);
  assert.deepEqual(
    directiveTable.filter(({ name }) => !isKnownDirective(name)).map(({ name }) => name),
    [],
  );
  assert.ok(knownDirectives.length >= directiveTable.length);
});

test('names between braces close them where they are open', () => {
  checkCompletion('GET {{ho$0', { label: 'host', result: 'GET {{host}}|' });
  checkCompletion('GET {{ho$0st}}/x', { label: 'host', result: 'GET {{host|}}/x' });
  checkCompletion('GET {{ $0 }}/x', { label: 'host', result: 'GET {{ host| }}/x' });
  checkCompletion('GET {{ho$0}', { label: 'host', result: 'GET {{host}|}' });
  checkCompletion('GET {{a}}/{{$0/x', { label: 'host', result: 'GET {{a}}/{{host}}|/x' });
  checkCompletion('GET {{$randomInt 1$0', undefined);
});

test('dynamic variables come with the arguments they usually take', () => {
  checkCompletion('GET {{$ra$0', { label: '$randomInt', result: 'GET {{\\$randomInt ${1:1} ${2:100}\\}\\}|' });
  checkCompletion('GET {{$ra$0}}', {
    label: '$random.integer',
    result: 'GET {{\\$random.integer(${1:1}, ${2:100})|}}',
  });
  checkCompletion('GET {{$0}}', { label: '$uuid', result: 'GET {{\\$uuid|}}' });
  checkCompletion('GET {{$0}}', { label: '$randomFirstName', result: 'GET {{\\$randomFirstName|}}' });
  const samples = new Set([...sampleNames, ...Object.keys(sampleAliases)]);
  assert.deepEqual(
    dynamicVariableNames.filter((name) => !samples.has(name) && !lookupDynamicAbout(name)),
    [],
  );
});

test('environments that lack a name are told where another one could be chosen', () => {
  const entry = entryOf('GET {{$0', 'host');
  assert.equal(entry?.detail, 'https://h');
  assert.match(JSON.stringify(entry?.documentation), /Not defined in 'stage'\./);
  assert.doesNotMatch(JSON.stringify(entryOf('GET {{$0', 'here')?.documentation), /Not defined/);
});

test('a named request goes on to the places its last answer really has', () => {
  checkCompletion('GET {{lo$0', { label: 'login', result: 'GET {{login.|' });
  assert.equal(entryOf('GET {{$0', 'login')?.detail, 'not sent yet');
  assert.equal(entryOf('GET {{$0', 'create')?.detail, '201 Created');
  checkCompletion('GET {{create.resp$0', {
    label: 'create.response.body.$._links.self.href',
    result: 'GET {{create.response.body.$._links.self.href}}|',
  });
  checkCompletion('GET {{create.response.b$0ody.$.x}}', {
    label: "create.response.body.$._links['password.set'].href",
    result: "GET {{create.response.body.$._links['password.set'].href|}}",
  });
  checkCompletion('GET {{login.$0', {
    label: 'login.response.headers.Location',
    result: 'GET {{login.response.headers.Location}}|',
  });
});

test('the places of an answer are bounded, and their secrets masked', () => {
  const paths = new Map(findResponsePaths(answer).map(({ path, shownValue }) => [path, shownValue]));
  assert.equal(paths.get('response.status'), '201 Created');
  assert.equal(paths.get('response.body.$.id'), 'u1');
  assert.equal(paths.get('response.body.$.access_token'), '••••••••');
  assert.equal(paths.get('response.body.$.echoed'), '••••••••');
  assert.equal(paths.get('response.body.$.items[2].n'), '3');
  assert.equal(paths.has('response.body.$.items[3]'), false);
  assert.equal(paths.get('response.headers.Location'), 'https://a/1');
  assert.ok(![...paths.keys()].some((path) => /['"{}]\s*s|[{}]/.test(path.replace("['password.set']", ''))));
  const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`m${index}`, { a: { b: index } }]));
  assert.ok(findResponsePaths({ ...answer, json: wide }).length < 400);
  let deep: unknown = 1;
  for (let level = 0; level < 10_000; level++) deep = { a: deep };
  assert.ok(findResponsePaths({ ...answer, json: deep }).length < 400);
});

test('paths go from the folder of the file, and never out of the workspace', async () => {
  await checkPaths('< $0', ['./', '../', 'sub/', 'a.http', 'a.json']);
  await checkPaths('< ./$0', ['sub/', 'a.http', 'a.json']);
  await checkPaths('< ./sub/$0', ['b.json']);
  await checkPaths('< $0', ['./', 'sub/', 'a.http', 'a.json'], { workspaceFolder: '/desk/api' });
  await checkPaths('import $0', ['./', 'sub/'], { workspaceFolder: '/desk/api', path: '/desk/api/a.http' });
  await checkPaths('>> $0', ['./', '../', 'sub/']);
  await checkPaths('>>! ./$0', ['sub/', 'a.http', 'a.json']);
  await checkPaths('<> ./sub/$0', ['b.json']);
  await checkPaths('import $0', ['./', '../', 'sub/', 'a.http']);
  await checkPaths('< ../../$0', []);
  await checkPaths('< /etc/$0', []);
  await checkPaths('< {{folder}}/$0', undefined);
});

const testScope: VariableScope = {
  environmentName: 'dev',
  layers: [
    layerOf('file', { here: '1' }),
    layerOf('environment', { host: 'https://h' }),
    buildDynamicLayer(fixedPorts(), () => undefined),
  ],
  findEnvironmentsDefining: () => [],
};

function layerOf(origin: 'file' | 'environment', values: Readonly<Record<string, string>>) {
  return {
    origin,
    names: Object.keys(values),
    lookup: (name: string) => {
      const text = Object.hasOwn(values, name) ? values[name] : undefined;
      if (text === undefined) return undefined;
      const span = { start: 0, end: text.length };
      return { name, value: { span, parts: [{ kind: 'literal' as const, span, text }] }, secret: false, origin };
    },
  };
}

function placeOf(marked: string) {
  const { text, offset } = cursor(marked);
  const { block, start } = blockAtOffset(parseRequestFile(text), offset);
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1).split('\n', 1)[0] ?? '';
  return {
    text,
    block,
    line,
    lineStart: offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1,
    place: cursorPlaceAt(block, offset - start),
  };
}

/** `expected` is the kind, and between bars what would be replaced. */
function checkPlace(marked: string, expected: string | undefined): void {
  const { line, place } = placeOf(marked);
  const lead = place && 'lead' in place && place.lead !== '' ? ' lead' : '';
  const shown = place && `${place.kind} |${line.slice(place.span.start, place.span.end)}|${lead}`;
  assert.equal(shown, expected, marked.slice(0, 200));
}

function complete(marked: string): Completion | undefined {
  const { block, place } = placeOf(marked);
  switch (place?.kind) {
    case undefined:
    case 'path':
      return undefined;
    case 'method':
      return completeMethod(place, block);
    case 'header-name':
      return completeHeaderName(place, block);
    case 'header-value':
      return completeHeaderValue(place, []);
    case 'directive':
      return completeDirective(place);
    case 'capture-path':
      return completeCapturePath(place, answer);
    case 'directive-value':
      return completeDirectiveValue(place, { environmentNames: ['dev', 'stage'], requestNames: ['login'] });
    case 'placeholder':
      return completePlaceholder(place, {
        scope: testScope,
        requestNames: ['login', 'create'],
        lookupResponse: (name) => (name === 'create' ? answer : undefined),
        environments: [
          { name: 'dev', defines: (name) => name === 'host' },
          { name: 'stage', defines: () => false },
        ],
      });
  }
}

function entryOf(marked: string, label: string): CompletionEntry | undefined {
  return complete(marked)?.entries.find((entry) => entry.label === label);
}

/** `result` is the text once the entry is taken, with a bar behind what was written; snippets as they are. */
function checkCompletion(
  marked: string,
  expected: { readonly label: string; readonly result: string } | undefined,
): void {
  const completion = complete(marked);
  if (!expected) {
    assert.equal(completion, undefined, marked);
    return;
  }
  const entry = completion?.entries.find(({ label }) => label === expected.label);
  assert.ok(completion && entry, `${expected.label} in ${marked}`);
  const { text, lineStart } = placeOf(marked);
  const { start, end } = completion.span;
  const result = `${text.slice(0, lineStart + start)}${entry.insert.text}|${text.slice(lineStart + end)}`;
  assert.equal(result, expected.result);
}

function labels(entries: readonly CompletionEntry[]): readonly string[] {
  return entries.map(({ label }) => label);
}

async function checkPaths(
  line: string,
  expected: readonly string[] | undefined,
  file: Partial<PathPlace> = {},
): Promise<void> {
  const folders: Readonly<Record<string, readonly DirectoryEntry[]>> = {
    '/desk/api': [
      { name: 'a.json', kind: 'file' },
      { name: 'sub', kind: 'folder' },
      { name: '.git', kind: 'folder' },
      { name: 'a.http', kind: 'file' },
      { name: '{{x}}.json', kind: 'file' },
      { name: 'line\nend.json', kind: 'file' },
    ],
    '/desk/api/sub': [{ name: 'b.json', kind: 'file' }],
    '/': [{ name: 'secret', kind: 'file' }],
    '/etc': [{ name: 'passwd', kind: 'file' }],
  };
  const { place } = placeOf(line.startsWith('import') ? line : `POST https://a\n\n${line}`);
  assert.equal(place?.kind, 'path');
  if (place?.kind !== 'path') return;
  const read = async (path: string): Promise<readonly DirectoryEntry[]> => folders[path] ?? [];
  const completion = await completePath(read, place, {
    folder: '/desk/api',
    workspaceFolder: '/desk',
    ...file,
  });
  assert.deepEqual(completion && labels(completion.entries), expected, line);
}

test('places in an XML answer are offered by their XPath, what is secret masked', () => {
  const document = parseXmlTree(
    '<s:E xmlns:s="u"><s:B><user id="7"><token>tk-1</token></user><user id="8"/></s:B><name>Ann</name></s:E>',
  );
  assert.ok(!('fault' in document));
  const paths = findResponsePaths({ ...answer, json: undefined, xml: listXmlPlaces(document) });
  assert.deepEqual(
    paths.filter(({ path }) => path.startsWith('response.body./')).map(({ path, shownValue }) => [path, shownValue]),
    [
      ['response.body./s:E', undefined],
      ['response.body./s:E/s:B', undefined],
      ['response.body./s:E/name', 'Ann'],
      ['response.body./s:E/s:B/user', undefined],
      ['response.body./s:E/s:B/user/@id', '7'],
      ['response.body./s:E/s:B/user/token', '••••••••'],
    ],
  );
  const wide = parseXmlTree(`<a>${Array.from({ length: 5000 }, (_, index) => `<b${index} c="1"/>`).join('')}</a>`);
  assert.ok(!('fault' in wide) && listXmlPlaces(wide).length < 400);
});

test('a whole request is offered where one begins, with a separator where there is none yet', () => {
  checkCompletion('ge$0', {
    label: 'get',
    result:
      '### ${1:Read}\nGET {{apiPath}}/environments/{{envID}}/${2:users}\nAuthorization: Bearer {{accessToken}}\n\n$0|',
  });
  checkCompletion('### Mine\nge$0', {
    label: 'get',
    result: '### Mine\nGET {{apiPath}}/environments/{{envID}}/${2:users}\nAuthorization: Bearer {{accessToken}}\n\n$0|',
  });
  assert.ok(offered('### A\n$0').includes('pingone-create-user'));
  for (const marked of ['ge$0 https://a', 'GET https://a\n$0', 'POST https://a\n\nto$0', '# @$0'])
    assert.ok(!offered(marked).includes('token'), marked);
  for (const { lines } of requestSnippets) assert.match(lines[0] ?? '', /^### /);
});

test('a capture is offered what the answer has, or what answers usually have', () => {
  const { place } = placeOf('# @capture id =$0');
  assert.equal(place?.kind, 'capture-path');
  if (place?.kind !== 'capture-path') return;
  const usual = completeCapturePath(place, undefined).entries;
  assert.deepEqual(usual[0]?.insert, { kind: 'text', text: ' response.body.$.id' });
  assert.ok(!labels(usual).includes('response.body.*'));
  const real = completeCapturePath(place, answer).entries;
  assert.ok(labels(real).includes("response.body.$._links['password.set'].href"));
  assert.ok(!JSON.stringify(real).includes('canary'));
});

test('a value that the list has already is not offered again', () => {
  const protocols = offeredValues('GET https://a\nAccept-API-Version: resource=2.0, $0');
  assert.ok(protocols.length > 0 && protocols.every((text) => /^protocol=[\d.]+$/.test(text)), protocols.join());
  assert.deepEqual(offeredValues('GET https://a\nAccept-API-Version: $0, resource=2.0'), protocols);
  assert.deepEqual(offeredValues('GET https://a\nAccept-API-Version: resource=2.0,protocol=1.0,$0'), []);
  assert.ok(!offeredValues('GET https://a\nAccept: application/json, $0').includes('application/json'));
  assert.ok(offeredValues('GET https://a\nAccept: application/json, $0').includes('text/html'));
});

function offeredValues(marked: string): readonly string[] {
  const { place } = placeOf(marked);
  return place?.kind === 'header-value' ? labels(completeHeaderValue(place, [])?.entries ?? []) : [];
}

function offered(marked: string): readonly string[] {
  return labels(complete(marked)?.entries ?? []);
}
