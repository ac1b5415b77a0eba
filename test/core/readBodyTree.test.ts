import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { readBodyTree, type BodyTreeNode } from '../../src/core/syntax/body/readBodyTree';
import { hostileTexts } from '../support/hostileTexts';
import { requestText } from '../support/requestText';

const json = 'Content-Type: application/json\n\n';
const xml = 'Content-Type: application/xml\n\n';
const form = 'Content-Type: application/x-www-form-urlencoded\n\n';

test('JSON', () => {
  check(`${json}{"a": [1, true], "b": {"c": "d"}}`, [
    'object {"a": [1, true], "b": {"c": "d"}}',
    '  member a: "a": [1, true]',
    '    array [1, true]',
    '      value 1',
    '      value true',
    '  member b: "b": {"c": "d"}',
    '    object {"c": "d"}',
    '      member c: "c": "d"',
    '        value "d"',
  ]);
});

test('placeholders in every position of JSON', () => {
  check(`${json}{"a": {{b}}, {{c}}: "x {{ d }} y", {{e}}, "f": "{{g}}", "h{{i}}": [{{j}}{{k}}, -{{l}}]}`, [
    'object {"a": {{b}}, {{c}}: "x {{ d }} y", {{e}}, "f": "{{g}}", "h{{i}}": [{{j}}{{k}}, -{{l}}]}',
    '  member a: "a": {{b}}',
    '    placeholder {{b}}',
    '  member {{c}}: {{c}}: "x {{ d }} y"',
    '    value "x {{ d }} y"',
    '  placeholder {{e}}',
    '  member f: "f": "{{g}}"',
    '    value "{{g}}"',
    '  member h{{i}}: "h{{i}}": [{{j}}{{k}}, -{{l}}]',
    '    array [{{j}}{{k}}, -{{l}}]',
    '      placeholder {{j}}',
    '      placeholder {{k}}',
    '      value -',
    '      placeholder {{l}}',
  ]);
});

test('JSON with comments, escapes, a file and what is missing', () => {
  check(`${json}{\n# no\n"a\\"{{b}}": "\\{\\{c\\}\\}",\n< ./x.json\n"d": [1\n`, [
    'object {\n# no\n"a\\"{{b}}": "\\{\\{c\\}\\}",\n< ./x.json\n"d": [1',
    '  member a\\"{{b}}: "a\\"{{b}}": "\\{\\{c\\}\\}"',
    '    value "\\{\\{c\\}\\}"',
    '  member d: "d": [1',
    '    array [1',
    '      value 1',
  ]);
  check(`${json}]{"a" 1}}`, ['object {"a" 1}', '  value "a"', '  value 1']);
});

test('a body that looks like JSON is read as such', () => {
  check('\n[1]', ['array [1]', '  value 1']);
});

test('XML', () => {
  check(`${xml}<?xml version="1.0"?><a b="{{c}}" d='<'><!-- <x> --><e/>{{f}}<g>h</a>`, [
    `element a: <a b="{{c}}" d='<'><!-- <x> --><e/>{{f}}<g>h</a>`,
    '  attribute b: b="{{c}}"',
    "  attribute d: d='",
    '  element e: <e/>',
    '  element g: <g>h',
  ]);
  check(`${xml}</b><a><![CDATA[</a>]]></a><b`, ['element a: <a><![CDATA[</a>]]></a>', 'element b: <b']);
});

test('forms', () => {
  check(`${form}a=1\n&b = {{c}} &d\n&&=e`, ['pair a: a=1', 'pair b: b = {{c}}', 'pair d: d', 'pair : =e']);
});

test('other bodies have no tree', () => {
  for (const text of ['Content-Type: text/plain\n\n{}', '\nquery { me }', '\nplain', '']) check(text, undefined);
  const [command] = parseRequestFile(`curl https://a.example --json '{"a": 1}'`).blocks;
  assert.equal(command && readBodyTree(command), undefined);
});

test('the same tree each time', () => {
  const [block] = parseRequestFile('POST https://a.example\n\n[1]').blocks;
  assert.ok(block);
  assert.equal(readBodyTree(block), readBodyTree(block));
});

test('pieces lie inside each other in order, whatever the text is', () => {
  fc.assert(
    fc.property(requestText, (text) => {
      for (const block of parseRequestFile(text).blocks) checkNesting(block.text, readBodyTree(block)?.roots ?? []);
    }),
    { numRuns: Math.ceil(Number(process.env['FUZZ_RUNS'] ?? 3000) * 0.2) },
  );
});

for (const [name, text] of hostileTexts(10_000)) {
  test(`${name}: ${text.length} characters`, { timeout: 60_000 }, () => {
    for (const block of parseRequestFile(text).blocks) readBodyTree(block);
  });
}

function check(behind: string, expected: readonly string[] | undefined): void {
  const [block] = parseRequestFile(`POST https://a.example\n${behind}`).blocks;
  assert.ok(block);
  const tree = readBodyTree(block);
  assert.deepEqual(tree && tree.roots.flatMap((node) => printNode(block.text, node, '')), expected);
}

function printNode(text: string, { kind, span, name, children }: BodyTreeNode, indent: string): string[] {
  const label = name ? `${kind} ${text.slice(name.start, name.end)}:` : kind;
  const line = `${indent}${label} ${text.slice(span.start, span.end)}`;
  return [line, ...children.flatMap((child) => printNode(text, child, `${indent}  `))];
}

function checkNesting(text: string, roots: readonly BodyTreeNode[]): void {
  const pending: { readonly nodes: readonly BodyTreeNode[]; readonly start: number; readonly end: number }[] = [
    { nodes: roots, start: 0, end: text.length },
  ];
  for (let next = pending.pop(); next; next = pending.pop()) {
    let offset = next.start;
    for (const { span, name, content, children } of next.nodes) {
      assert.ok(offset <= span.start && span.start <= span.end && span.end <= next.end);
      for (const inner of [name, content]) {
        if (inner) assert.ok(span.start <= inner.start && inner.start <= inner.end && inner.end <= span.end);
      }
      pending.push({ nodes: children, ...span });
      offset = span.end;
    }
  }
}
