import test from 'node:test';
import assert from 'node:assert/strict';
import { searchBody } from '../../src/core/exchange/searchBody';
import type { BodySearch } from '../../src/core/exchange/searchBody';
import { buildResponse } from '../support/exchanges';

/** Offsets at which a text is found, as `indexOf` over the whole would. */
async function check(text: string, query: string, options: Partial<BodySearch> = {}): Promise<void> {
  const { body } = buildResponse({ body: text });
  const search = { query, matchCase: true, maximum: 1_000_000, ...options };
  const { matches, isComplete } = await searchBody(body, search, new AbortController().signal);
  const octets = Buffer.from(search.matchCase ? text : text.toLowerCase());
  const wanted = Buffer.from(search.matchCase ? query : query.toLowerCase());
  const expected: number[] = [];
  if (query !== '')
    for (let at = octets.indexOf(wanted); at >= 0; at = octets.indexOf(wanted, at + wanted.length)) {
      expected.push(at);
    }
  assert.deepEqual(
    matches.map(({ offset }) => offset),
    expected.slice(0, search.maximum),
  );
  assert.equal(isComplete, expected.length <= search.maximum);
  for (const match of matches.slice(0, 5)) assert.equal(match.text.length, query.length);
}

const window = 1024 * 1024;

test('every place is found, also across windows', async () => {
  await check('one two one', 'one');
  await check(`${'.'.repeat(window - 3)}needle${'.'.repeat(window)}needle`, 'needle');
  for (const gap of [0, 1, 5, 6, 7]) await check(`${'.'.repeat(window - gap)}needle`, 'needle');
  await check('ab'.repeat(window), 'abababab');
  await check('aaaaaaa', 'aa');
  await check('größer Größe GRÖSSE', 'größe');
  await check('Needle NEEDLE', 'needle', { matchCase: false });
  await check('text', '');
  await check('', 'text');
});

test('enough is enough, and what stands around is told', async () => {
  await check('x'.repeat(1000), 'x', { maximum: 10 });
  const { body } = buildResponse({ body: `${'b'.repeat(100)}hit${'a'.repeat(100)}` });
  const search = { query: 'hit', matchCase: true, maximum: 1 };
  const { matches } = await searchBody(body, search, new AbortController().signal);
  assert.deepEqual(matches, [{ offset: 100, before: 'b'.repeat(60), text: 'hit', after: 'a'.repeat(60) }]);
});

test('it ends when it is told to', async () => {
  const { body } = buildResponse({ body: 'hit' });
  const search = { query: 'hit', matchCase: true, maximum: 9 };
  assert.deepEqual(await searchBody(body, search, AbortSignal.abort()), { matches: [], isComplete: false });
});
