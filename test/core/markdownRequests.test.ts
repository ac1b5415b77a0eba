import assert from 'node:assert/strict';
import test from 'node:test';
import { findTextProblems } from '../../src/core/language/problems/findTextProblems';
import { isRequestText, parseMarkdownRequests } from '../../src/core/language/parseMarkdownRequests';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';

test('in Markdown only fences are requests, and they need no separator between them', () => {
  const text = '# A\n\n```http\nGET https://a/{{x}}\n```\n\nProse\n\n```http\nGET https://b\n\nGET https://c\n```\n';
  const file = parseMarkdownRequests(text);
  const isIn = (part: string): boolean => isRequestText(file, text.indexOf(part) + 1);
  assert.deepEqual(['# A', 'Prose', 'GET https://a', 'https://c'].map(isIn), [false, false, true, true]);
  assert.ok(isRequestText(parseRequestFile('# A\n'), 2));
  const separators = findTextProblems(file, { tracked: false }).filter(({ code }) => code === 'missing-separator');
  assert.deepEqual(
    separators.map(({ span }) => span.start),
    [text.indexOf('GET https://c')],
  );
});

test('an edit of a Markdown document keeps what it did not touch', () => {
  const text =
    '# A\n\n```http\nGET https://a\n```\n\nProse\n\n```http\nGET https://b\n```\n\n```http\nGET https://b\n```\n';
  const before = parseMarkdownRequests(text);
  for (const edited of [text.replace('Prose', 'Prose and more'), text.replace('https://a', 'https://abc'), '', text]) {
    const after = parseMarkdownRequests(edited, before);
    const fresh = parseMarkdownRequests(edited);
    assert.deepEqual(
      after.blocks.map((block) => block.text),
      fresh.blocks.map((block) => block.text),
    );
    assert.deepEqual([after.starts, after.length], [fresh.starts, fresh.length]);
    assert.equal(new Set(after.blocks).size, after.blocks.length, 'no block stands in two places');
  }
  const after = parseMarkdownRequests(text.replace('Prose', 'More'), before);
  assert.equal(after.blocks[1], before.blocks[1]);
  assert.equal(after.blocks.at(-2), before.blocks.at(-2));
});
