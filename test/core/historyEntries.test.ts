import test from 'node:test';
import assert from 'node:assert/strict';
import { largestRecordedBody } from '../../src/core/history/buildHistoryEntry';
import { findExpiredSegments, segmentSize } from '../../src/core/history/historyBounds';
import { findRecordedBlock } from '../../src/core/history/findRecordedBlock';
import { summarizeEntry } from '../../src/core/history/historyEntry';
import { decodeHistoryLine, encodeHistoryLine } from '../../src/core/history/historyLine';
import { printHistoryEntry } from '../../src/core/history/printHistoryEntry';
import { matchesQuery, parseHistoryQuery } from '../../src/core/history/searchHistory';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { buildRequest, buildResponse } from '../support/exchanges';
import { recordExchange } from '../support/historyEntries';

const json = [['Content-Type', 'application/json']] as const;
const form = [['Content-Type', 'application/x-www-form-urlencoded']] as const;
const secret = 's3cret-value';

test('what was sent and answered is recorded, secrets masked, and comes back from its line as it was', async () => {
  const entry = await recordExchange({
    request: buildRequest({
      method: 'POST',
      headers: [...json, ['Authorization', `Bearer ${secret}`], ['X-Own', secret]],
      body: `{"password":"hunter2","note":"${secret}","name":"Zoë"}`,
      secrets: [secret],
    }),
    outcome: buildResponse({
      status: 201,
      statusText: 'Created',
      headers: [...json, ['Set-Cookie', 'sid=abc']],
      body: `{"id":"1","echo":"${secret}"}`,
    }),
  });
  const line = encodeHistoryLine(entry);
  assert.doesNotMatch(line, /[\r\n]/);
  for (const hidden of [secret, 'hunter2', 'sid=abc']) assert.ok(!line.includes(hidden), hidden);
  assert.deepEqual(decodeHistoryLine(line), JSON.parse(JSON.stringify(entry)));
  assert.equal(entry.requestBody, 'whole');
  assert.equal(entry.responseBody, 'whole');
  assert.match(printHistoryEntry(entry), /"name":"Zoë"[^]*HTTP\/1\.1 201 Created[^]*"id": "1"/);
  assert.deepEqual(summarizeEntry(entry).result, '201 Created');
});

test('texts that a view gets from elsewhere are masked all the same, and words of the program stay', async () => {
  const entry = await recordExchange(
    {
      request: buildRequest({ secrets: ['response', secret] }),
      outcome: buildResponse({ headers: json, body: '{}', notes: [`about ${secret}`] }),
      name: `name ${secret}`,
    },
    { requestLine: `GET https://h/?access_token=plain&x=${secret}` },
  );
  const line = encodeHistoryLine(entry);
  for (const hidden of [secret, 'plain']) assert.ok(!line.includes(hidden), hidden);
  assert.equal(entry.view.outcome.kind, 'response');
});

const tokenExchanges: readonly (readonly [why: string, url: string, sent: string | undefined, answer: string])[] = [
  ['the address', 'https://h/as/token', 'a=visible', 'visible'],
  ['a trailing slash', 'https://h/oauth2/token/?x=1', 'a=visible', 'visible'],
  ['an escaped address', 'https://h/oauth2/%74oken', 'a=visible', 'visible'],
  ['access_token of AM', 'https://h/am/oauth2/realms/root/access_token', 'a=visible', 'visible'],
  ['token.oauth2', 'https://h/as/token.oauth2', 'a=visible', 'visible'],
  ['introspection', 'https://h/as/introspect', 'token=visible', '{"active":true}'],
  ['authenticate of AM', 'https://h/am/json/realms/root/authenticate?x', '{"visible":1}', '{}'],
  ['a device', 'https://h/oauth/device/code', 'a=visible', 'visible'],
  ['grant_type elsewhere', 'https://h/odd', 'grant_type=x&a=visible', 'visible'],
  ['an escaped grant_type', 'https://h/odd', 'grant%5Ftype=x&a=visible', 'visible'],
  ['a client assertion', 'https://h/odd', 'client_assertion=abc&a=visible', 'visible'],
  ['an access token elsewhere', 'https://h/odd', 'a=visible', '{"access_token":"abc","visible":1}'],
  ['an escaped member', 'https://h/odd', 'a=visible', '{"access\\u005ftoken":"abc","visible":1}'],
  ['a tokenId', 'https://h/odd', undefined, '{"tokenId":"abc","visible":1}'],
  ['a form that is posted by a page', 'https://h/odd', undefined, '<input name="id_token" value="visible">'],
  ['a fragment', 'https://h/odd', undefined, 'go to #access_token=visible&x'],
];

test('the bodies of a token endpoint are recorded on neither side', async () => {
  for (const [why, url, sent, answer] of tokenExchanges) {
    const entry = await recordExchange({
      request: buildRequest({ method: 'POST', url, headers: form, ...(sent !== undefined && { body: sent }) }),
      outcome: buildResponse({ headers: [['Content-Type', 'text/plain']], body: answer }),
    });
    assert.equal(entry.requestBody, sent === undefined ? 'none' : 'withheld', why);
    assert.equal(entry.responseBody, 'withheld', why);
    assert.ok(!encodeHistoryLine(entry).includes('visible'), why);
    assert.match(printHistoryEntry(entry), /were not recorded/, why);
  }
});

test('a request for a token is recorded without its bodies whatever its address is', async () => {
  const request = buildRequest({ method: 'POST', url: 'https://h/custom', headers: form, body: 'a=visible' });
  const outcome = buildResponse({ headers: json, body: '{"jwt":"visible"}' });
  const entry = await recordExchange({ request, outcome, name: 'token' }, { origin: 'token' });
  assert.ok(!encodeHistoryLine(entry).includes('visible'));
  assert.deepEqual([entry.requestBody, entry.responseBody], ['withheld', 'withheld']);
  assert.equal(decodeHistoryLine(encodeHistoryLine(entry))?.origin, 'token');
});

test('a redirect to a token endpoint counts, and names that only look like it do not', async () => {
  const hop = { url: 'https://h/token', status: 307, location: '/other' };
  const outcome = buildResponse({ headers: json, body: '{"a":1}' });
  const redirected = await recordExchange({ request: buildRequest({ url: 'https://h/a' }), outcome, redirects: [hop] });
  assert.equal(redirected.responseBody, 'withheld');
  for (const url of ['https://h/tokens', 'https://h/tokenPolicies', 'https://h/users/token-1', 'https://h/parents']) {
    const entry = await recordExchange({ request: buildRequest({ url }), outcome });
    assert.equal(entry.responseBody, 'whole', url);
  }
  const metadata = '{"id_token_signing_alg_values_supported":["RS256"],"response_types_supported":["id_token"]}';
  const entry = await recordExchange({ outcome: buildResponse({ headers: json, body: metadata }) });
  assert.equal(entry.responseBody, 'whole');
});

test('of a large body the beginning is recorded, and it says so', async () => {
  const items = Array.from({ length: 40_000 }, (_, index) => `"item ${index}"`).join(',');
  const body = `{"items":[${items}],"_links":{"self":{"href":"https://api.example.com/last"}}}`;
  const entry = await recordExchange({
    request: buildRequest({ method: 'POST', headers: [['Content-Type', 'text/plain']], body: 'x'.repeat(300_000) }),
    outcome: buildResponse({ headers: json, body }),
  });
  assert.deepEqual([entry.requestBody, entry.responseBody], ['part', 'part']);
  assert.equal(entry.view.request.body?.length, largestRecordedBody);
  const { outcome } = entry.view;
  assert.ok(outcome.kind === 'response');
  assert.equal(outcome.body.formatted.length, largestRecordedBody);
  assert.match(outcome.body.cut ?? '', /Only the beginning of the .* was recorded/);
  assert.deepEqual(
    outcome.links.map(({ span }) => span),
    [undefined],
  );
  assert.ok(encodeHistoryLine(entry).length < 1_500_000);
});

test('octets and the lack of an answer are recorded as what they are', async () => {
  const binary = await recordExchange({
    request: buildRequest({
      method: 'POST',
      headers: [['Content-Type', 'application/octet-stream']],
      body: new Uint8Array([0, 1, 2]),
    }),
    outcome: buildResponse({ headers: [['Content-Type', 'image/png']], body: new Uint8Array([0, 1, 2, 255]) }),
  });
  assert.deepEqual([binary.requestBody, binary.responseBody], ['binary', 'binary']);
  const failed = await recordExchange({
    outcome: {
      kind: 'failure',
      code: 'timeout',
      message: 'No answer.',
      nextStep: 'Wait.',
      mayHaveReachedServer: true,
    },
  });
  assert.equal(failed.responseBody, 'none');
  assert.equal(summarizeEntry(failed).status, undefined);
  assert.match(printHistoryEntry(failed), /No answer\.\nWait\./);
});

test('a line that is no entry is none, whatever is wrong with it', async () => {
  const line = encodeHistoryLine(await recordExchange({ outcome: buildResponse({ headers: json, body: '{"a":1}' }) }));
  for (let end = 0; end < line.length; end += 7) assert.equal(decodeHistoryLine(line.slice(0, end)), undefined);
  for (const other of [
    'null',
    '1',
    '"text"',
    '[]',
    '{}',
    '{"version":1}',
    '\0\0\0',
    '{"version":1,"id":"x","view":{}}',
  ]) {
    assert.equal(decodeHistoryLine(other), undefined, other);
  }
  // Every member of every object is needed, or its absence is borne: nothing decoded may make a reader fail.
  const value = JSON.parse(line) as Record<string, unknown>;
  for (const path of pathsOf(value)) {
    for (const wrong of [null, 7, 'text', {}, [1]]) {
      const decoded = decodeHistoryLine(JSON.stringify(replaced(value, path, wrong)));
      if (!decoded) continue;
      assert.equal(typeof printHistoryEntry(decoded), 'string', path.join('.'));
      assert.equal(typeof summarizeEntry(decoded).title, 'string');
      matchesQuery(decoded, parseHistoryQuery('word'));
    }
  }
});

const found: readonly (readonly [query: string, matches: boolean])[] = [
  ['', true],
  ['users', true],
  ['USERS created', true],
  ['users nowhere', false],
  ['"x-own: some"', true],
  ['own some', true],
  ['status:201', true],
  ['status:2xx', true],
  ['status:20x', true],
  ['status:4xx', false],
  ['status:none', false],
  ['status:maybe', false],
  ['method:post', true],
  ['method:get', false],
  ['env:DEV', true],
  ['environment:prod', false],
  ['"env:prod"', false],
  ['inside-the-answer', true],
  ['inside-the-request', true],
  ['users.http', true],
  ['"unclosed phrase', false],
  ['status:2xx inside-the-answer env:dev', true],
  [secret, false],
];

test('search looks at everything that was recorded', async () => {
  const entry = await recordExchange({
    request: buildRequest({
      method: 'POST',
      headers: [...json, ['X-Own', 'some value'], ['X-Secret', secret]],
      body: '{"a":"inside-the-request"}',
      secrets: [secret],
    }),
    outcome: buildResponse({ status: 201, statusText: 'Created', headers: json, body: '{"b":"inside-the-answer"}' }),
  });
  for (const [query, expected] of found) assert.equal(matchesQuery(entry, parseHistoryQuery(query)), expected, query);
});

test('segments go by age and by size, the oldest first, and never the one that is written', () => {
  const day = 86_400_000;
  const now = 100 * day;
  const limits = { maximumDays: 30, maximumBytes: 1_000_000 };
  const check = (segments: Parameters<typeof findExpiredSegments>[0], expected: readonly string[]): void => {
    assert.deepEqual(findExpiredSegments(segments, limits, { now, current: 'now' }).toSorted(), expected);
  };
  check([], []);
  check([segment('old', 60 * day, 1), segment('young', 80 * day, 1)], ['old']);
  check([segment('a', 97 * day, 500_000), segment('c', 99 * day, 500_000), segment('b', 98 * day, 300_000)], ['a']);
  check([segment('now', 60 * day, 9e9), segment('young', 99 * day, 1)], []);
  check([{ ...segment('future', 900 * day, 1), endedAt: 60 * day }], ['future']);
  assert.ok(segmentSize(limits) < limits.maximumBytes / 4);
});

test('the block is found again, masks standing for any text', () => {
  const file = parseRequestFile(
    'GET https://h/a?access_token={{accessToken}}&b=1\n\n###\nGET https://h/a?access_token={{other}}&b=2\n\n###\nGET https://h/c\n',
  );
  const check = (requestLine: string, index: number, expected: number | undefined): void => {
    const reference = { name: undefined, title: undefined, requestLine, index };
    assert.equal(findRecordedBlock(file, reference), expected, requestLine);
  };
  check('GET https://h/a?access_token=••••••&b=1', 5, 0);
  check('GET https://h/a?access_token=••••••&b=2', 0, 1);
  check('GET https://h/a?access_token=••••••', 1, 1);
  check('GET https://h/a?access_token=••••••', 7, undefined);
  check('GET https://h/c', 0, 2);
  check('GET https://h/a••••••access_token••••••b=2', 0, 1);
  check('GET https://h/••••••gone••••••', 0, undefined);
});

function segment(name: string, startedAt: number, size: number) {
  return { name, size, startedAt, endedAt: startedAt };
}

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, member]) => pathsOf(member, [...path, name]))].filter(
    ({ length }) => length > 0,
  );
}

function replaced(value: unknown, [name = '', ...rest]: Path, by: unknown): unknown {
  const copy: Record<string, unknown> = Array.isArray(value)
    ? (Object.assign([], value) as unknown as Record<string, unknown>)
    : { ...(value as object) };
  copy[name] = rest.length === 0 ? by : replaced(copy[name], rest, by);
  return copy;
}
