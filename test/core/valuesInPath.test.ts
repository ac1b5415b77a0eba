import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findVariableProblems } from '../../src/core/language/problems/findVariableProblems';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { literalTemplate } from '../../src/core/text/template';
import { resolveText } from '../support/resolveText';

/** The placeholders that are warned about, and the URL that goes out all the same. */
async function check(
  target: string,
  variables: Readonly<Record<string, string>>,
  warned: readonly string[],
  url?: string,
): Promise<void> {
  const text = target.includes('\n') ? target : `DELETE ${target}\n`;
  const resolution = await resolveText(text, { variables: { base: 'https://example.com/v1', ...variables } });
  const found = resolution.problems.filter(({ code }) => code === 'value-changes-path');
  assert.deepEqual(
    found.map(({ span }) => text.slice(span.start, span.end)),
    warned,
    text,
  );
  for (const { severity } of found) assert.equal(severity, 'warning');
  if (url !== undefined) assert.equal(resolution.kind === 'resolved' && resolution.request.url, url);
}

test('a value that leads out of the path is warned about, and sent as it stands', async () => {
  await check('{{base}}/users/{{id}}', { id: '..' }, ['{{id}}'], 'https://example.com/v1/users/..');
  await check('{{base}}/users/{{id}}/x', { id: '1/../../admin' }, ['{{id}}']);
  await check('{{base}}/users/{{id}}', { id: '../environments' }, ['{{id}}']);
  await check('{{base}}/users/{{id}}', { id: '%2E%2e' }, ['{{id}}']);
  await check('{{base}}/users/{{id}}', { id: '.' }, ['{{id}}']);
  await check('{{base}}/users/{{id}}', { id: '..\\admin' }, ['{{id}}']);
  await check('{{base}}/users/{{id}}', { id: '..?x' }, ['{{id}}']);
  await check('{{base}}/users/.{{id}}/x', { id: '.' }, ['{{id}}']);
  await check('{{base}}/{{a}}{{b}}/x', { a: '.', b: '.' }, ['{{a}}', '{{b}}']);
  await check('{{base}}/x', { base: 'https://example.com/v1/../admin' }, ['{{base}}']);
});

test('a value that ends the path is warned about', async () => {
  await check(
    '{{base}}/users/{{id}}/password',
    { id: '1?x=' },
    ['{{id}}'],
    'https://example.com/v1/users/1?x=/password',
  );
  await check('{{base}}/users/{{%id}}/password', { id: '1?x' }, [], 'https://example.com/v1/users/1%3Fx/password');
});

test('it is seen before it is sent', () => {
  const text = 'DELETE https://example.com/{{id}}/{{other}}/{{$guid}}\n';
  for (const [id, other, expected] of [
    ['..', '1', ['{{id}}']],
    ['1', '2', []],
    ['..', undefined, []],
  ] as const) {
    const [block] = parseRequestFile(text).blocks;
    assert.ok(block);
    const values = new Map([
      ['id', id],
      ['other', other],
      ['$guid', 'g'],
    ]);
    const lookup = (name: string) => {
      const value = values.get(name);
      return value === undefined
        ? undefined
        : ({ name, value: literalTemplate(value), secret: false, origin: 'capture' } as const);
    };
    const scope = {
      environmentName: undefined,
      layers: [{ origin: 'capture', names: [], lookup } as const],
      findEnvironmentsDefining: () => [],
    };
    const found = findVariableProblems(block, scope, new Set(['other']));
    assert.deepEqual(
      found.map(({ span }) => text.slice(span.start, span.end)),
      expected,
    );
  }
});

test('what may be meant, or changes no path, is not warned about', async () => {
  await check('{{base}}/users/{{id}}', { id: 'a.b..c' }, []);
  await check('{{base}}/users/{{id}}', { id: '...' }, []);
  await check('{{base}}/users/{{id}}', { id: 'a/b' }, []);
  await check('{{base}}/users?filter={{id}}', { id: '../a?b' }, []);
  await check('{{next}}', { next: 'https://example.com/users?cursor=1' }, []);
  await check('{{next}}&x={{id}}', { next: 'https://example.com/users?cursor=1', id: '..' }, []);
  await check('https://example.com/users/../x', {}, []);
  await check('@query = ?limit=1\n@up = a/../b\nGET {{base}}/{{up}}/users{{query}}\n', {}, []);
  await check('@id = {{captured}}\nGET {{base}}/{{id}}\n', { captured: '..' }, ['{{id}}']);
});

test('no value in a path is missed, and no text is slow', async () => {
  const piece = fc.constantFrom('.', '..', '/', '%2e', '%2E', 'a', '\\', '-');
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 6 }), async (pieces) => {
      const id = pieces.join('');
      const segments = `/${id}`.split(/[/\\]/).slice(1);
      const expected = segments.some((segment) => /^(\.|%2e){1,2}$/i.test(segment));
      await check('{{base}}/{{id}}', { id }, expected ? ['{{id}}'] : []);
    }),
    { numRuns: 100 },
  );
  await check('{{base}}/{{id}}', { id: './'.repeat(200_000) }, ['{{id}}']);
});
