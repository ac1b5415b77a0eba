import assert from 'node:assert/strict';
import test from 'node:test';
import type { Variable, VariableLayer, VariableOrigin, VariableScope } from '../../src/core/environment/variable';
import { addCaptured, explainCaptured } from '../../src/core/language/captureElsewhere';
import { completePlaceholder } from '../../src/core/language/complete/completePlaceholder';
import { placeholderPlace } from '../../src/core/language/cursorPlace';
import { describePlaceholderText } from '../../src/core/language/hover/describeHoverText';
import { describePlaceholder } from '../../src/core/language/hover/describePlaceholder';
import { findVariableProblems } from '../../src/core/language/problems/findVariableProblems';
import { findFileNames } from '../../src/core/language/names/nameIndex';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { literalTemplate, parseTemplate } from '../../src/core/text/template';
import { cursor } from '../support/cursor';

const scope = buildTestScope({
  file: { here: '1', base: 'https://{{host}}/v1' },
  private: { clientSecret: 'canary', host: 'private.example' },
  environment: {
    host: 'public.example',
    empty: '',
    loop: '{{pool}}',
    pool: '{{loop}}',
    auth: 'Basic {{clientSecret}}',
  },
});

test('completion is offered behind two braces only, and replaces what is written of the name', () => {
  checkCompletion('GET {{$0', { span: '', suffix: '}}' });
  checkCompletion('GET {{ ho$0', { span: 'ho', suffix: '}}' });
  checkCompletion('GET {{ho$0st}}/x', { span: 'host', suffix: '' });
  checkCompletion('GET {{ ho$0st }}/x', { span: 'host', suffix: '' });
  checkCompletion('GET {{ho$0}', { span: 'ho', suffix: '}' });
  checkCompletion('GET {{a}}/{{b$0', { span: 'b', suffix: '}}' });
  checkCompletion('GET {{a}}$0', undefined);
  checkCompletion('GET {$0', undefined);
  checkCompletion('$0', undefined);
  checkCompletion('{{a$0{{b}}', { span: 'a', suffix: '}}' });
});

test('each name is offered once, as the innermost layer has it, and secrets are masked', () => {
  const place = placeholderPlace('{{', 2);
  assert.ok(place);
  const facts = { scope, requestNames: [], lookupResponse: () => undefined, environments: [] };
  const entries = completePlaceholder(place, facts)?.entries ?? [];
  assert.deepEqual(
    entries.map(({ label, origin, detail }) => [label, origin, detail]),
    [
      ['here', 'this file', '1'],
      ['base', 'this file', 'https://private.example/v1'],
      ['clientSecret', 'private file', '••••••••'],
      ['host', 'private file', 'private.example'],
      ['empty', 'environment', 'no value'],
      ['loop', 'environment', 'no value'],
      ['pool', 'environment', 'no value'],
      ['auth', 'environment', '••••••••'],
    ],
  );
  assert.ok(!JSON.stringify(entries).includes('canary'));
});

test('of very many named requests those are offered that what is typed may mean, and the list is asked for again', () => {
  const requestNames = Array.from({ length: 1000 }, (_, index) => `createUser${index}`);
  assert.deepEqual(offered('CU999', requestNames), { labels: ['createUser999'], isIncomplete: true });
  assert.equal(offered('', requestNames).labels.length, 200);
  assert.deepEqual(offered('none', requestNames), { labels: [], isIncomplete: true });
  // A list that is whole is narrowed by the editor.
  assert.deepEqual(offered('x', ['login']), { labels: ['login'], isIncomplete: undefined });
});

function offered(typed: string, names: readonly string[]) {
  const place = placeholderPlace(`{{${typed}`, 2 + typed.length);
  assert.ok(place);
  const facts = {
    scope: { ...scope, layers: [] },
    requestNames: names,
    lookupResponse: () => undefined,
    environments: [],
  };
  const completion = completePlaceholder(place, facts);
  return { labels: completion?.entries.map(({ label }) => label) ?? [], isIncomplete: completion?.isIncomplete };
}

test('a description has the chain, what is hidden, and why there is no value', () => {
  const base = describePlaceholder('base', scope);
  assert.equal(base.shownValue, 'https://private.example/v1');
  assert.deepEqual(
    base.uses.map(({ expression, shadowed }) => [expression, shadowed.map(({ origin }) => origin)]),
    [['host', ['environment']]],
  );
  assert.equal(describePlaceholder('auth', scope).shownValue, '••••••••');
  assert.ok(describePlaceholder('auth', scope).isHidden);
  assert.ok(!base.isHidden);
  assert.match(describePlaceholder('loop', scope).failure ?? '', /loop → pool → loop/);
  assert.match(describePlaceholder('nobody', scope).failure ?? '', /'nobody'.*'dev'/);
  assert.ok(!JSON.stringify(describePlaceholder('auth', scope)).includes('canary'));
});

test('a hover has every layer with its value, those that lose behind the one that wins', () => {
  const several = buildTestScope({
    file: { host: '{{zone}}.example', apiSecret: 'canary-own' },
    private: { zone: 'eu', host: 'private.example', apiSecret: 'canary-private' },
    environment: { host: 'public.example' },
  });
  const text = (name: string) =>
    describePlaceholderText(describePlaceholder(name, several), (path) => path)
      .map((piece) => ('text' in piece ? piece.text : '\n'))
      .join('');
  const lines = text('host').split('\n');
  assert.match(lines[0] ?? '', /^host = eu\.example$/);
  assert.deepEqual(
    lines.filter((line) => line.startsWith('hides')),
    ['hides private.example from the private environment file', 'hides public.example from the environment file'],
  );
  assert.match(text('apiSecret'), /hides •••••••• from the private environment file/);
  assert.ok(!/canary/.test(text('apiSecret')));
});

test('what is read from an answer hides nothing of itself', () => {
  const layer: VariableLayer = {
    origin: 'exchange',
    names: [],
    lookup: (name) => ({ name, value: literalTemplate('u-42'), secret: false, origin: 'exchange' }),
  };
  const { shownValue, shadowed } = describePlaceholder('made.response.body.$.id', { ...scope, layers: [layer] });
  assert.deepEqual([shownValue, shadowed], ['u-42', []]);
});

test('what stops a send is a problem while one writes; what may still come is none', () => {
  checkProblems('GET {{base}}/{{here}}\n', []);
  checkProblems('# @capture made = response.body.$.id\nGET https://a/{{made}}/{{made.id}}/{{other}}\n', [
    'undefined-variable {{other}}',
  ]);
  checkProblems('GET {{base}}/{{nobody}}/{{empty}}\n', ['undefined-variable {{nobody}}', 'empty-variable {{empty}}']);
  checkProblems('POST https://a\nX: {{loop}}\n\n{{}}\n', ['cyclic-variable {{loop}}', 'empty-placeholder {{}}']);
  checkProblems('@v = {{nobody}}\nGET https://a/{{nobody}}\n', [
    'undefined-variable {{nobody}}',
    'undefined-variable {{nobody}}',
  ]);
});

test('an answer of a request that nobody has is a problem, and the name that was meant is offered', () => {
  const names: VariableLayer = {
    origin: 'exchange',
    names: ['login'],
    lookup: () => ({ kind: 'lookup-failure', code: 'unknown-request', message: 'There is no request.' }),
  };
  const [block] = parseRequestFile('GET https://a/{{logni.response.body.$.id}}\n').blocks;
  assert.ok(block);
  const find = (mayBeElsewhere: boolean) =>
    findVariableProblems(block, { ...scope, layers: [names] }, new Set(), mayBeElsewhere);
  assert.deepEqual(
    find(false).map(({ code, severity, fixes }) => [code, severity, fixes]),
    [
      [
        'unknown-request',
        'error',
        [{ kind: 'replace', title: "Change to 'login'", span: { start: 16, end: 21 }, text: 'login' }],
      ],
    ],
  );
  assert.deepEqual(
    find(true).map(({ severity }) => severity),
    ['information'],
  );
});

function checkCompletion(
  marked: string,
  expected: { readonly span: string; readonly suffix: string } | undefined,
): void {
  const { text: line, offset: column } = cursor(marked);
  const found = placeholderPlace(line, column);
  assert.deepEqual(found && { span: line.slice(found.span.start, found.span.end), suffix: found.suffix }, expected);
}

function checkProblems(text: string, expected: readonly string[]): void {
  const [block] = parseRequestFile(text).blocks;
  assert.ok(block);
  const found = findVariableProblems(block, scope, findFileNames(parseRequestFile(text)).captures).map(
    ({ code, span }) => `${code} ${text.slice(span.start, span.end)}`,
  );
  assert.deepEqual(found, expected);
}

function buildTestScope(values: Partial<Record<VariableOrigin, Readonly<Record<string, string>>>>): VariableScope {
  const layers = Object.entries(values).map(([key, entries]): VariableLayer => {
    const origin = key as VariableOrigin; // The keys are those of the table above.
    const variables = new Map(
      Object.entries(entries).map(([name, text]): [string, Variable] => [
        name,
        { name, value: parseTemplate(text, { start: 0, end: text.length }), secret: name.includes('Secret'), origin },
      ]),
    );
    return { origin, names: [...variables.keys()], lookup: (name) => variables.get(name) };
  });
  return { environmentName: 'dev', layers, findEnvironmentsDefining: () => [] };
}

test('a name that another file captures is told, and one that this file captured until it was renamed is undefined', () => {
  const captured = new Map<string, string>();
  addCaptured(captured, parseRequestFile('# @capture id = $.id\nGET https://a'), 'login.http');
  const fixes = [{ kind: 'define-variable', name: 'id.x', environmentName: undefined } as const];
  const span = { start: 0, end: 2 };
  const problem = { code: 'undefined-variable', severity: 'error', span, message: '', fixes } as const;
  const [elsewhere] = explainCaptured([problem], captured, 'users.http');
  assert.deepEqual([elsewhere?.code, elsewhere?.severity], ['request-not-sent', 'information']);
  assert.deepEqual(explainCaptured([problem], captured, 'login.http'), [problem]);
});
