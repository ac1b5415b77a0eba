import assert from 'node:assert/strict';
import test from 'node:test';
import { dynamicVariableNames } from '../../src/core/environment/dynamic/dynamicVariables';
import type { ValuePorts } from '../../src/core/environment/ports';
import { sampleAliases, sampleNames } from '../../src/core/environment/dynamic/sampleNames';
import { drawSample } from '../../src/core/environment/dynamic/sampleValues';
import { seededRandom } from '../../src/core/environment/dynamic/seededRandom';
import { bodyText, fixedPorts, resolvedText, resolveText, type ResolveOptions } from '../support/resolveText';

const form = /^[^"\\\r\n{}]+$/;

/** The shape of each sample; every other one is words. */
const shapes: Readonly<Record<string, RegExp>> = {
  $randomUUID: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  $randomAlphaNumeric: /^[a-z0-9]$/,
  $randomBoolean: /^(?:true|false)$/,
  $randomHexColor: /^#[0-9a-f]{6}$/,
  $randomIP: /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/,
  $randomIPV6: /^(?:[0-9a-f]{4}(?::(?!$)|$)){8}$/,
  $randomMACAddress: /^(?:[0-9a-f]{2}(?::(?!$)|$)){6}$/,
  $randomPassword: /^[A-Za-z0-9]{15}$/,
  $randomProtocol: /^https?$/,
  $randomSemver: /^\d\.\d\.\d$/,
  $randomFullName: /^\p{L}+ \p{L}+$/u,
  $randomPhoneNumber: /^\d{3}-555-01\d\d$/,
  $randomPhoneNumberExt: /^\d{3}-555-01\d\d x\d{3,5}$/,
  $randomCountryCode: /^[A-Z]{2}$/,
  $randomLatitude: /^-?\d{1,2}\.\d{4}$/,
  $randomLongitude: /^-?\d{1,3}\.\d{4}$/,
  $randomImageDataUri: /^data:image\/svg\+xml;charset=UTF-8,%3Csvg/,
  $randomBankAccount: /^\d{8}$/,
  $randomCreditCardMask: /^\d{4}$/,
  $randomBankAccountBic: /^[A-Z]{6}[A-Z0-9]{2}$/,
  $randomBankAccountIban: /^[A-Z]{2}\d{20}$/,
  $randomCurrencyCode: /^[A-Z]{3}$/,
  $randomBitcoin: /^[13][1-9A-HJ-NP-Za-km-z]{25,33}$/,
  $randomDateFuture: /^2025-|^2026-/,
  $randomDatePast: /^2024-|^2025-/,
  $randomDateRecent: /^2025-01-1[23]T/,
  $randomDomainName: /^[a-z-]+\.example\.(?:com|net|org)$/,
  $randomEmail: /^[a-z._]+\d+@example\.(?:com|net|org)$/,
  $randomExampleEmail: /^[a-z._]+\d+@example\.(?:com|net|org)$/,
  $randomUrl: /^https?:\/\/[a-z-]+\.example\.(?:com|net|org)$/,
  $randomMimeType: /^[a-z]+\/[a-z0-9.+-]+$/,
  $randomFileName: /^[\w-]+\.\w+$/,
  $randomFilePath: /^\/[\w/-]+\.\w+$/,
  $randomPrice: /^\d{1,3}\.\d\d$/,
  $randomLoremSlug: /^[a-z]+-[a-z]+-[a-z]+$/,
  $randomLoremSentence: /^[A-Z][a-z ]+\.$/,
};

test('every name for made-up data gives a value that fits into a JSON string', () => {
  assert.equal(new Set(sampleNames).size + ['$guid', '$timestamp', '$isoTimestamp', '$randomInt'].length, 118);
  for (const seed of [1, 2, 3, 4, 5]) {
    const { random, newId } = seededRandom(seed);
    const ports = { ...fixedPorts(), random, newId };
    for (const name of [...sampleNames, ...Object.keys(sampleAliases)]) {
      const text = drawSample(ports, name) ?? '';
      assert.match(text, form, name);
      assert.match(text, shapes[name] ?? /^./, name);
    }
  }
  for (const edge of [0, 1 - 2 ** -53]) {
    const ports = fixedPorts({ random: () => edge });
    for (const name of sampleNames) assert.doesNotMatch(drawSample(ports, name) ?? '', /undefined|NaN|^$/, name);
  }
  assert.equal(drawSample(fixedPorts(), '$randomNothing'), undefined);
  assert.equal(drawSample(fixedPorts(), '$random__proto__'), undefined);
  assert.equal(drawSample(fixedPorts(), '$randomconstructor'), undefined);
  for (const name of [...sampleNames, ...Object.values(sampleAliases)]) assert.ok(dynamicVariableNames.includes(name));
});

test('an IBAN passes the check of ISO 13616', () => {
  const { random } = seededRandom(7);
  for (let round = 0; round < 50; round++) {
    const iban = drawSample({ ...fixedPorts(), random }, '$randomBankAccountIban') ?? '';
    const digits = [...iban.slice(4), ...iban.slice(0, 4)].map((unit) => Number.parseInt(unit, 36)).join('');
    assert.equal(BigInt(digits) % 97n, 1n, iban);
  }
});

/** What a request comes to that uses the expressions, one a line of its body. */
async function check(expressions: readonly string[], options: ResolveOptions & { readonly head?: string } = {}) {
  const body = expressions.map((expression) => `{{${expression}}}`).join('\n');
  const text = `${options.head ?? ''}POST https://example.com/\nContent-Type: text/plain\n\n${body}`;
  return (bodyText(await resolvedText(text, options)) ?? '').split('\n');
}

test('samples are filled wherever they are asked for', async () => {
  const [name, job] = await check(['$randomFirstName', '$random.job.title']);
  assert.match(name ?? '', /^\p{L}+$/u);
  assert.match(job ?? '', / /);
  const variables = { who: '{{$randomLastName}}' };
  assert.match((await check(['who'], { variables }))[0] ?? '', /^\p{L}+$/u);
  const files = { '/desk/api/body.txt': 'city {{$randomCity}}' };
  const request = await resolvedText('POST https://example.com/\nContent-Type: text/plain\n\n<@ ./body.txt', { files });
  assert.match(bodyText(request) ?? '', /^city \p{L}+$/u);
});

async function codeOf(expression: string): Promise<string> {
  const { problems } = await resolveText(`GET https://example.com/{{${expression}}}`);
  return `${problems[0]?.code}: ${problems[0]?.message}`;
}

test('an unknown name is an error with suggestions', async () => {
  assert.match(await codeOf('$randomFirstNme'), /^unknown-dynamic-variable: .*'\$randomFirstName'/);
  assert.match(await codeOf('$randomUuid'), /'\$randomUUID'/);
  assert.match(await codeOf('$randomCity x'), /^invalid-argument/);
  assert.match(await codeOf('$guid 5'), /^invalid-argument: '\$guid' takes nothing behind its name\.$/);
  assert.match(await codeOf('$isoTimestamp 3 d'), /^invalid-argument: .* Write \{\{\$datetime iso8601 3 d\}\}/);
  assert.match(await codeOf('$date -1 M'), /^invalid-argument: .* Write \{\{\$datetime "YYYY-MM-DD" -1 M\}\}/);
  assert.match(await codeOf('$projectRoot'), /^unsupported-dynamic-variable/);
});

/** The clock moves with every look at it. */
function movingPorts(): Pick<ValuePorts, 'clock' | 'random'> {
  let now = 1_000;
  return { clock: () => (now += 1000), random: seededRandom(1).random };
}

test('each occurrence is fresh, and # @once keeps a value inside one request', async () => {
  const expressions = [
    '$timestamp',
    '$uuid',
    '$timestamp',
    '$uuid',
    '$isoTimestamp',
    '$randomInt 0 1000',
    '$randomInt 0 1000',
  ];
  const fresh = await check(expressions, { ports: movingPorts() });
  assert.notEqual(fresh[0], fresh[2]);
  assert.notEqual(fresh[1], fresh[3]);
  assert.notEqual(fresh[5], fresh[6]);
  const once = await check(expressions, { ports: movingPorts(), head: '# @once\n' });
  assert.deepEqual([once[0], once[1], once[5]], [once[2], once[3], once[6]]);
  assert.equal(once[4], new Date(Number(once[0]) * 1000).toISOString());
  const some = await check(expressions, { ports: movingPorts(), head: '# @once $timestamp\n' });
  assert.equal(some[0], some[2]);
  assert.notEqual(some[1], some[3]);
});

test('a seed gives the same values again, and another one others', async () => {
  const expressions = ['$uuid', '$randomInt', '$random.alphanumeric(20)', '$randomFullName', '$randomLoremParagraph'];
  const withSeed = (seed: number) => check(expressions, { ports: seededRandom(seed) });
  assert.deepEqual(await withSeed(42), await withSeed(42));
  assert.notDeepEqual(await withSeed(42), await withSeed(43));
  assert.notDeepEqual(await withSeed(1), await withSeed(2 ** 32 + 1));
  const { random, newId } = seededRandom(0);
  const drawn = Array.from({ length: 2000 }, random);
  assert.ok(drawn.every((number) => number >= 0 && number < 1));
  const mean = drawn.reduce((sum, number) => sum + number, 0) / drawn.length;
  assert.ok(mean > 0.45 && mean < 0.55, String(mean));
  const ids = Array.from({ length: 1000 }, newId);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, shapes['$randomUUID'] ?? /$^/);
});
