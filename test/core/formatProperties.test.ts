import test from 'node:test';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { createScanner } from 'jsonc-parser';
import type { VariableScope } from '../../src/core/environment/variable';
import { editText, formatFile, formatOnType, formatRange } from '../../src/core/language/edits/formatFile';
import { resolveRequest } from '../../src/core/request/resolveRequest';
import type { Resolution, ResolvedRequest } from '../../src/core/request/resolvedRequest';
import { applyEdits, type TextEdit } from '../../src/core/syntax/applyEdits';
import type { RequestFile } from '../../src/core/syntax/nodes';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { literalTemplate } from '../../src/core/text/template';
import { requestText } from '../support/requestText';

/** Cases over all properties of this file; the nightly run asks for 100,000 and more. */
const runs = Number(process.env['FUZZ_RUNS'] ?? 3000);

test('any text: laid out twice is laid out once, and every request stays the same', async () => {
  await fc.assert(
    fc.asyncProperty(requestText, async (text) => void (await check(text))),
    { numRuns: Math.ceil(runs * 0.2) },
  );
});

test('any range and any typed character: every request stays the same', async () => {
  await fc.assert(
    fc.asyncProperty(requestText, fc.nat(), fc.nat(), async (text, from, length) => {
      const file = parseRequestFile(text);
      const start = from % (text.length + 1);
      await checkEdits(file, formatRange(file, { start, end: Math.min(text.length, start + (length % 80)) }));
      for (const typed of ['\n', '}', ']']) await checkEdits(file, formatOnType(file, start, typed));
    }),
    { numRuns: Math.ceil(runs * 0.1) },
  );
});

test('any JSON with placeholders, comments and blanks is laid out, and its tokens stay', async () => {
  await fc.assert(
    fc.asyncProperty(jsonBody, fc.constantFrom('\n', '\r\n'), async (body, lineEnd) => {
      const text = `POST https://a.example\nContent-Type: application/json\n\n${body}\n`.replaceAll('\n', lineEnd);
      const laidOut = await check(text);
      const lines = laidOut.split(lineEnd).slice(3, -1);
      assert.match(lines[0] ?? '', /^[{[]/);
      for (const line of lines) assert.match(line, /^(?: {2})*(?:\S.*\S|\S|)$/);
    }),
    { numRuns: Math.ceil(runs * 0.2) },
  );
});

test('a body of any kind, written with any blanks, is sent as it was', async () => {
  await fc.assert(
    fc.asyncProperty(bodyOfAnyKind, fc.constantFrom('\n', '\r\n'), async (text, lineEnd) => {
      await check(text.replaceAll('\n', lineEnd));
    }),
    { numRuns: Math.ceil(runs * 0.2) },
  );
});

for (const name of readdirSync('test/fixtures/syntax').filter((file) => file.endsWith('.http'))) {
  test(`${name}: as it is, with more blanks and with Windows line ends`, async () => {
    const text = readFileSync(join('test/fixtures/syntax', name), 'utf8');
    await check(text);
    await check(text.replace(/\r?\n/g, '\r\n'));
    await check(text.replace(/^([\w-]+): /gm, '  $1 :  '));
    await check(text.replace(/^###\s*/gm, '\n\n###'));
    await check(text.replace(/ (HTTP\/)/g, '   $1'));
  });
}

const blanks = fc.constantFrom('', '', ' ', '  ', '\t', ' \t ');
const piece = fc.constantFrom(
  'a',
  '{{v}}',
  'x y',
  '# c',
  '// d',
  '"q"',
  "it's",
  'ä',
  '\\{\\{x\\}\\}',
  '%7B%7Bv%7D%7D',
  '',
);
const piecesOf = (least: number) =>
  fc.array(
    fc.tuple(blanks, piece, blanks).map((parts) => parts.join('')),
    { minLength: least, maxLength: 5 },
  );
const gap = fc.constantFrom('\n', '\n\n', '\n \n', '\n\n\n');

/** A whole request, of which only the blanks and the pieces are by chance. */
const bodyOfAnyKind = fc
  .tuple(
    fc.constantFrom('form', 'multipart', 'xml', 'graphql', 'text', 'curl', 'curlForm', 'prompt', 'powershell', 'files'),
    piecesOf(1),
    blanks,
    gap,
  )
  .map(([kind, pieces, blank, between]) => {
    const head = (type: string): string =>
      `POST${blank} https://a.example${blank}\nContent-Type${blank}:${blank}${type}${blank}\n${blank}\n`;
    const quoted = pieces.map((one) => one.replaceAll("'", ''));
    switch (kind) {
      case 'form':
        return `${head('application/x-www-form-urlencoded')}${pieces.map((one, index) => `f${index}${blank}=${one}`).join(`\n${blank}&${blank}`)}${between}`;
      case 'multipart':
        return `${head('multipart/form-data; boundary=b')}${pieces.map((one) => `--b\nContent-Disposition${blank}:${blank}form-data; name="f"\n\n${one}\n`).join('')}--b--${between}`;
      case 'xml':
        return `${head('application/xml')}<a>${between}${pieces.map((one) => `${blank}<b>${one}</b>${blank}`).join(between)}</a>${between}`;
      case 'graphql':
        return `GRAPHQL${blank} https://a.example\n\nquery${blank} {${between.trimEnd()}\n${quoted.map((one) => `${blank}m(a: "${one.replaceAll('"', '')}")`).join('\n')}\n}\n\n{${blank}"a"${blank}:${blank}"{{v}}" }${between}`;
      case 'text':
        return `${head('text/plain')}${pieces.join(between)}${between}`;
      case 'curl':
        return `curl${blank} -X${blank}POST \\\n${blank}https://a.example \\\n${quoted.map((one) => `  --data${blank} '${one}'`).join(' \\\n')}${between}`;
      case 'curlForm':
        return `curl  https://a.example -H 'A${blank}:${blank}b'  ${quoted.map((one) => `-F 'f=${one}'`).join(blank || ' ')}${between}`;
      case 'prompt':
        return `curl ^"https://a.example^" ^\n${blank}-H ^"A: ${blank}b^" ^\n  --data-raw ^"${quoted.map((one) => one.replaceAll('"', '')).join('^\n\n')}^"${between}`;
      case 'powershell':
        return `curl.exe  "https://a.example" \`\n${blank}-d '${quoted.join('\n')}'${between}`;
      default:
        return `${head('text/plain')}${blank}${pieces.map((one) => `<${one.length % 2 ? '@' : ''} ${blank}./a.txt${blank}\n${one}`).join('\n')}${between}`;
    }
  })
  .map((text) => `### one\n${text}\n###  two\nGET https://b.example\n`);

/** Gives the text laid out. */
async function check(text: string): Promise<string> {
  const file = parseRequestFile(text);
  const edits = formatFile(file);
  await checkEdits(file, edits);
  const laidOut = editText(text, edits);
  assert.deepEqual(formatFile(parseRequestFile(laidOut)), [], JSON.stringify(laidOut));
  return laidOut;
}

/** In order, without overlap; what is sent before and after them is the same. */
async function checkEdits(file: RequestFile, edits: readonly TextEdit[]): Promise<void> {
  let offset = 0;
  for (const edit of edits) {
    assert.ok(offset <= edit.start && edit.start <= edit.end && edit.end <= file.length, 'edits follow each other');
    offset = edit.end;
  }
  if (edits.length === 0) return;
  const edited = applyEdits(file, edits);
  const [blocks, others] = [file, edited].map((one) => one.blocks.filter(({ text }) => text.trim() !== ''));
  assert.equal(others?.length, blocks?.length);
  for (const [index, block] of blocks?.entries() ?? []) {
    const other = others?.[index];
    if (other === undefined || block === other) continue;
    checkSame(await resolve(block), await resolve(other), JSON.stringify([block.text, other.text]));
  }
}

function checkSame(before: Resolution, after: Resolution, about: string): void {
  assert.equal(after.kind, before.kind, about);
  if (before.kind === 'unresolved' || after.kind === 'unresolved') {
    assert.deepEqual(errorCodes(after), errorCodes(before), about);
    return;
  }
  assert.deepEqual({ ...after.request, body: undefined }, { ...before.request, body: undefined }, about);
  const [written, sent] = [bodyOctets(before.request), bodyOctets(after.request)];
  if (written === sent) return;
  const mediaType = before.request.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  assert.match(mediaType, /json/i, about);
  assert.deepEqual(jsonTokens(sent), jsonTokens(written), about);
}

function errorCodes({ problems }: Resolution): readonly string[] {
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ code }) => code)
    .sort();
}

/** One character for each octet. */
function bodyOctets({ body }: ResolvedRequest): string {
  return body ? Buffer.from(body.bytes).toString('latin1') : '';
}

/** By a reader of JSON that shares no code with what is tested; line ends and blanks are no tokens. */
function jsonTokens(text: string): readonly string[] {
  const scanner = createScanner(text, true);
  const tokens: string[] = [];
  for (let kind = scanner.scan(); kind !== 17; kind = scanner.scan()) {
    tokens.push(text.slice(scanner.getTokenOffset(), scanner.getTokenOffset() + scanner.getTokenLength()));
  }
  return tokens;
}

function readAny(path: string): Promise<Uint8Array> {
  return Promise.resolve(new TextEncoder().encode(`content of ${path}`));
}

function resolve(block: RequestFile['blocks'][number]): Promise<Resolution> {
  return resolveRequest(
    { reader: readAny },
    { block, scope: everyName, environment: undefined, folder: '/desk/api', workspaceFolder: '/desk' },
  );
}

/** Defines every name: whole addresses and fields where the texts put them, else digits, which JSON takes anywhere. */
const everyName: VariableScope = {
  environmentName: undefined,
  findEnvironmentsDefining: () => [],
  layers: [
    {
      origin: 'environment',
      names: [],
      lookup: (name) => ({
        name,
        value: literalTemplate(
          known[name] ?? String([...name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 9973),
        ),
        secret: false,
        origin: 'environment',
      }),
    },
  ],
};

const known: Readonly<Record<string, string>> = {
  apiPath: 'https://api.example.com/v1',
  host: 'https://api.example.com',
  wholeHeader: 'X-Whole: 1',
};

const comment = fc.constantFrom('', '', '', '\n  # a "note" {\n', '\n// another ]\n\n');
const blank = fc.constantFrom('', '', ' ', '\t', '\n', ' \n\n   ', '\n\n\n');
const scalar = fc.oneof(
  fc.constantFrom(
    'true',
    'null',
    '{{x}}',
    '-{{n}}.5',
    '{{a}}{{b}}',
    '12345678901234567890',
    '1e400',
    '-0.10',
    '"\\{\\{x\\}\\}"',
  ),
  fc.string().map((text) => JSON.stringify(text).replaceAll('{{', '{')),
  fc.string({ maxLength: 60 }).map((text) => `"${text.replace(/["\\\p{Cc}{}]/gu, '')}{{y "q" }}"`),
);

/** Texts of JSON with random blanks between all tokens. */
const jsonValue: fc.Arbitrary<string> = fc.letrec<{ value: string; container: string }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, tie('container')),
  container: fc
    .tuple(fc.boolean(), fc.array(fc.tuple(tie('value'), blank, blank, blank, comment), { maxLength: 5 }), blank)
    .map(([isObject, members, end]) => {
      const texts = members.map(([value, one, two, three, note], index) =>
        isObject ? `${note}${one}"k${index % 3}"${two}:${three}${value}${one}` : `${note}${one}${value}${two}`,
      );
      return isObject ? `{${texts.join(',')}${end}}` : `[${texts.join(',')}${end}]`;
    }),
})).container;

const jsonBody = fc.tuple(blank, jsonValue).map(([before, value]) => before + value);
