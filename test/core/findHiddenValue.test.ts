import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Exchange } from '../../src/core/exchange/exchange';
import { mask } from '../../src/core/exchange/redaction';
import { describeExchange } from '../../src/core/view/describeExchange';
import { findHiddenValue } from '../../src/core/view/findHiddenValue';
import type { HiddenPlace } from '../../src/core/view/protocol';
import { seededRandom } from '../../src/core/environment/dynamic/seededRandom';
import { buildExchange, buildRequest, buildResponse } from '../support/exchanges';

/** Reveals every mask of one text of the view, in order. */
async function revealAll(exchange: Exchange, part: HiddenPlace['part'], index = 0): Promise<(string | undefined)[]> {
  const view = await describeExchange(exchange, 'v');
  const { request, outcome } = view;
  assert.ok(outcome.kind === 'response');
  const texts: Record<HiddenPlace['part'], string | undefined> = {
    body: outcome.body.formatted,
    raw: outcome.body.raw ?? outcome.body.formatted,
    header: outcome.headers[index]?.[1],
    trailer: outcome.trailers?.[index]?.[1],
    link: outcome.links[index]?.href,
    url: request.url,
    requestHeader: request.headers[index]?.[1],
    requestBody: request.body,
  };
  const values: (string | undefined)[] = [];
  for (const { index: offset } of (texts[part] ?? '').matchAll(new RegExp(mask, 'g'))) {
    values.push(await findHiddenValue(exchange, view, { part, index, offset }, seededRandom(offset).random));
  }
  return values;
}

async function check(
  exchange: Exchange,
  part: HiddenPlace['part'],
  expected: readonly (string | undefined)[],
  index = 0,
): Promise<void> {
  assert.deepEqual(await revealAll(exchange, part, index), expected);
}

function answered(body: string, type = 'application/json', secrets: readonly string[] = []): Exchange {
  const outcome = buildResponse({ body, headers: [['Content-Type', type]] });
  return buildExchange({ request: buildRequest({ secrets }), outcome });
}

test('each mask of a JSON body stands for its own value, laid out or as it came', async () => {
  const exchange = answered(
    '{"access_token":"first\\nline","otp":123456,"n":"a s3cr3t-value b","l":["x"],"pwd":"last"}',
    undefined,
    ['s3cr3t-value'],
  );
  const expected = ['first\\nline', '123456', 's3cr3t-value', 'last'];
  await check(exchange, 'body', expected);
  await check(exchange, 'raw', expected);
});

test('a value of which a part is a secret by itself is shown whole', async () => {
  await check(answered('{"password":"my s3cr3t-value!"}', undefined, ['s3cr3t-value']), 'body', ['my s3cr3t-value!']);
  await check(answered('{"a":"s3cr3t-values3cr3t-value"}', undefined, ['s3cr3t-value']), 'body', [
    's3cr3t-values3cr3t-value',
  ]);
});

test('a secret across the tokens of a damaged body', async () => {
  await check(answered('{"a":"one","b":"two"} s3cr3t","value', undefined, ['s3cr3t","value']), 'body', [
    's3cr3t","value',
  ]);
});

test('forms, XML and text', async () => {
  const form = 'application/x-www-form-urlencoded';
  await check(answered('a=1&client_secret=one&x=s3cr3t-value', form, ['s3cr3t-value']), 'body', [
    'one',
    's3cr3t-value',
  ]);
  await check(answered('<a><b>s3cr3t-value</b><c>s3cr3t-value</c></a>', 'application/xml', ['s3cr3t-value']), 'body', [
    's3cr3t-value',
    's3cr3t-value',
  ]);
  await check(answered('x czNjcjN0LXZhbHVl y', 'text/plain', ['s3cr3t-value']), 'body', ['czNjcjN0LXZhbHVl']);
});

test('headers, address and body of the request', async () => {
  const exchange = buildExchange({
    request: buildRequest({
      url: 'https://user:word@api.example.com/s3cr3t-value?access_token=abc&x=1',
      headers: [
        ['Authorization', 'Bearer the-token'],
        ['Cookie', 'a=one; b=two'],
        ['Content-Type', 'application/json'],
      ],
      body: '{"password":"pa55"}',
      secrets: ['s3cr3t-value'],
    }),
    outcome: buildResponse({
      headers: [
        ['Set-Cookie', 'sid=three; Path=/'],
        ['Location', 'https://api.example.com/cb?code=four'],
      ],
    }),
  });
  await check(exchange, 'url', ['user:word', 's3cr3t-value', 'abc']);
  await check(exchange, 'requestHeader', ['the-token']);
  await check(exchange, 'requestHeader', ['one', 'two'], 1);
  await check(exchange, 'requestBody', ['pa55']);
  await check(exchange, 'header', ['three']);
  await check(exchange, 'header', ['four'], 1);
});

test('the address of a link', async () => {
  const body = '{"_links":{"next":{"href":"https://api.example.com/users?access_token=abc"}}}';
  await check(answered(body, 'application/hal+json'), 'link', ['abc']);
});

test('dots of the server hide nothing, and neither does any other place', async () => {
  const exchange = answered(`{"a":"${mask}","token":"t","b":"${mask}"}`);
  await check(exchange, 'body', [undefined, 't', undefined]);
  const view = await describeExchange(exchange, 'v');
  for (const place of [
    { part: 'body', index: 0, offset: 0 },
    { part: 'body', index: 0, offset: 9_999_999 },
    { part: 'header', index: 7, offset: 0 },
    { part: 'trailer', index: 0, offset: 0 },
    { part: 'link', index: 0, offset: 0 },
    { part: 'requestBody', index: 0, offset: 0 },
  ] as const) {
    assert.equal(
      await findHiddenValue(exchange, view, place, seededRandom(1).random),
      undefined,
      JSON.stringify(place),
    );
  }
});

test('a place of another answer means nothing', async () => {
  const view = await describeExchange(answered('{"id":1,"token":"mine"}'), 'v');
  assert.ok(view.outcome.kind === 'response');
  const offset = view.outcome.body.formatted.indexOf(mask);
  const other = answered('{"id":2,"token":"other"}');
  assert.equal(
    await findHiddenValue(other, view, { part: 'body', index: 0, offset }, seededRandom(1).random),
    undefined,
  );
});

test('whatever the bodies, every member shows what stood under it', async () => {
  const text = fc.string({
    unit: fc.constantFrom('a', '"', '\\', '%', '&', '=', '\u{e000}', '\u{e001}', '•', ' ', '😀'),
  });
  const member = fc.record({ hides: fc.boolean(), text: text.filter((one) => one.trim() !== '') });
  await fc.assert(
    fc.asyncProperty(fc.array(member, { minLength: 1, maxLength: 8 }), async (members) => {
      const body = `{${members.map(({ hides, text: one }) => `"${hides ? 'token' : 'a'}":${JSON.stringify(one)}`).join(',')}}`;
      const found = (await revealAll(answered(body), 'body')).filter((one) => one !== undefined);
      const hidden = members.filter(({ hides }) => hides).map(({ text: one }) => JSON.stringify(one).slice(1, -1));
      assert.deepEqual(found, hidden);
    }),
    { numRuns: 60 },
  );
});
