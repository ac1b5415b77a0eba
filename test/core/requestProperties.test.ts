import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { requestText } from '../support/requestText';
import { resolveText } from '../support/resolveText';

/** Resolves every block of the text; whatever comes of it holds what a resolution promises. */
async function check(text: string) {
  const variables = { apiPath: 'https://api.example.com/v1', host: 'https://example.com', id: 'i1', b: 'b', x: 'x' };
  const count = parseRequestFile(text).blocks.length;
  for (let block = 0; block < count; block++) {
    const length = parseRequestFile(text).blocks[block]?.text.length ?? 0;
    const resolution = await resolveText(text, { variables, block, files: { '/desk/api/file.json': '{{id}}' } });
    for (const { span } of resolution.problems)
      assert.ok(0 <= span.start && span.start <= span.end && span.end <= length);
    const hasError = resolution.problems.some(({ severity }) => severity === 'error');
    assert.equal(resolution.kind, hasError ? 'unresolved' : 'resolved');
    if (resolution.kind === 'unresolved') continue;
    const { url, headers } = resolution.request;
    assert.match(url, /^https?:\/\/[^/\s]+\/[\x21-\x7e]*$/);
    assert.equal(new URL(url).host, /^https?:\/\/([^/]+)/.exec(url)?.[1]);
    for (const [name, value] of headers) {
      assert.match(name, /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/);
      assert.doesNotMatch(value, /[\x00-\x08\x0a-\x1f\x7f]/);
    }
  }
}

test('any text resolves to a sendable request or to an error at a place of its block', async () => {
  await fc.assert(fc.asyncProperty(requestText, check), { numRuns: 400 });
});
