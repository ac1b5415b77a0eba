import assert from 'node:assert/strict';
import type { Problem } from '../../src/core/text/problem';
import test from 'node:test';
import fc from 'fast-check';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { readScriptCaptures } from '../../src/core/syntax/script/readScriptCaptures';

/** Each capture as `name = path`; a `…` behind the last one says that something of the script is left over. */
function check(code: string, ...expected: string[]): void {
  const text = `> {%${code}%}`;
  const reading = readScriptCaptures(text, { start: 4, end: text.length - 2 });
  const found = reading.captures.map(({ name, path }) => `${name} = ${path}`);
  assert.deepEqual([...found, ...(reading.whole ? [] : ['…'])], expected, code);
  for (const { span } of reading.captures) assert.match(text.slice(span.start, span.end), /^\w[\w.]*\(.*\)$/s);
}

test('assignments of the known forms are captures', () => {
  check('client.global.set("x", response.body.a.b)', 'x = response.body.$.a.b');
  check(`client.global.set('x', response.body['a-b'][0].c);`, "x = response.body.$['a-b'][0].c");
  check('client.global.set("x", response.body?.a?.[1]);', 'x = response.body.$.a[1]');
  check('client.global.set("x", response.body)', 'x = response.body.*');
  check('client.global.set("x", response.status)', 'x = response.status');
  check('client.global.set("l", response.headers.valueOf("Location"))', 'l = response.headers.Location');
  check('pm.environment.set("x", pm.response.json().id);', 'x = response.body.$.id');
  check(`pm.globals.set("l", pm.response.headers.get('Location'))`, 'l = response.headers.Location');
  check('pm.globals.set("c", pm.response.code)', 'c = response.status');
  check(
    'var jsonData = pm.response.json();\npm.environment.set("id", jsonData.id);\npm.collectionVariables.set("n", jsonData._links.next.href)',
    'id = response.body.$.id',
    'n = response.body.$._links.next.href',
  );
  check(
    '\n// keep it\nconst data = JSON.parse(responseBody)\nlet user = data.user /* one */\npostman.setEnvironmentVariable("u", user.id)\n',
    'u = response.body.$.user.id',
  );
  check(`client.global.set("q", response.body["it's \\"x\\""])`, `q = response.body.$["it's \\"x\\""]`);
  check(
    'client.global.set("a", response.body.a)\nclient.global.set("b", response.body.b)',
    'a = response.body.$.a',
    'b = response.body.$.b',
  );
  check('');
  check('  \n ');
});

test('what is left over is said, and certain assignments beside it count', () => {
  check(
    'client.test("ok", function () { client.assert(true); });\nclient.global.set("x", response.body.a);',
    'x = response.body.$.a',
    '…',
  );
  check(
    'if (response.status === 200) {\n  client.log("yes");\n} else if (x) { y() } else { z() }\nclient.global.set("x", response.body.a)',
    'x = response.body.$.a',
    '…',
  );
  check(
    'console.log(`id ${response.body.id} ${`}`}`)\npm.environment.set("x", pm.response.json().a)',
    'x = response.body.$.a',
    '…',
  );
  check('const re = /["\']\\/[/]/g, n = 4 / 2;\nclient.global.set("x", response.body.a)', 'x = response.body.$.a', '…');
  check('client.log(\n  1)\n.then(f)\nclient.global.set("x", response.body.a)', 'x = response.body.$.a', '…');
  check('client.global.set("x", "text")', '…');
  check('client.global.set("x", response.body.a + 1)', '…');
  check('client.global.set("x", response.body.items.length)', '…');
  check('client.global.set("x", response.body.a.toString())', '…');
  check('client.global.set(name, response.body.a)', '…');
  check('client.global.set("x", response.body[i])', '…');
  check('client.global.set("x", unknown.a)', '…');
  check('client.global.set("a b", response.body.a)', '…');
  check('client.log(1)', '…');
});

test('what is not certain to be reached, or to mean the same, is no capture', () => {
  const set = 'client.global.set("x", response.body.a)';
  check(`if (a) ${set}`, '…');
  check(`if (a)\n${set}`, '…');
  check(`if (a) { ${set} }`, '…');
  check(`if (a) { return; }\n${set}`, '…');
  check(`for (const a of b)\n${set}`, '…');
  check(`label: if (a)\n${set}`, '…');
  check(`function f() { ${set} }`, '…');
  check(`f(() => { ${set} })`, '…');
  check(`a && ${set}`, '…');
  check(`return\n${set}`, '…');
  check(`client.exit()\n${set}`, '…');
  check(`var response = {}\n${set}`, '…');
  check(`response.body.a = 1\n${set}`, '…');
  check(`response.body.items.sort()\n${set}`, '…');
  check('var d = pm.response.json()\nd = other\npm.globals.set("x", d.a)', '…');
  check('var d = pm.response.json()\nd.items.reverse()\npm.globals.set("x", d.items[0])', '…');
  check('var d = pm.response.json()\ndelete d.a\npm.globals.set("x", d.a)', '…');
  check('var d = pm.response.json()\nObject.assign(d, o)\npm.globals.set("x", d.a)', '…');
  check('var d = pm.response.json()\n;[d] = [o]\npm.globals.set("x", d.a)', '…');
  check(`"${set.replaceAll('"', "'")}"`, '…');
  check(`// ${set}`);
  check(`/* ${set} */`);
  check(`\`${set}\``, '…');
  check(`${set} "unclosed`, '…');
  check(`${set})`, '…');
});

test('any text is read in linear time and never throws', () => {
  const piece = fc.constantFrom(
    'client.global.set(',
    '"x"',
    ',',
    'response.body',
    '.a',
    '[0]',
    ')',
    ';',
    '\n',
    'var d = ',
    'pm.response.json()',
    'd',
    'if (',
    '{',
    '}',
    'else',
    '`',
    '${',
    '/',
    '/*',
    '*/',
    '//',
    "'",
    '\\',
    '=',
    '++',
    'function',
    '?.',
    '[',
    ']',
    '\u2028',
    'é',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 60 }), (pieces) => {
      const code = pieces.join('');
      const { captures } = readScriptCaptures(code, { start: 0, end: code.length });
      let end = 0;
      for (const { span, name } of captures) {
        assert.ok(span.start >= end && span.end <= code.length);
        assert.match(code.slice(span.start, span.end), /\.set\w*\s*\(/);
        assert.notEqual(name, '');
        end = span.end;
      }
    }),
    { numRuns: 300 },
  );
  const set = 'client.global.set("x", response.body.a);';
  for (const hostile of [
    '(',
    '[',
    '{',
    '`${',
    '"\\',
    '/*',
    '/',
    'a.',
    'd[',
    'if(a){',
    'else ',
    'var d=d;',
    set,
    'a=\n',
    '/[',
  ]) {
    const code = `${set}${hostile.repeat(20_000 / hostile.length)}`;
    assert.ok(readScriptCaptures(code, { start: 0, end: code.length }).captures.length > 0);
  }
});

function problemsOf(script: string): readonly Problem[] {
  return parseRequestFile(`GET https://example.com/\n\n> {%\n${script}\n%}\n`).blocks[0]?.problems ?? [];
}

test('only a script with something left over is spoken of', () => {
  assert.deepEqual(problemsOf('client.global.set("token", response.body.access_token);'), []);
  const [problem] = problemsOf('client.log(1)\nclient.global.set("token", response.body.access_token);');
  assert.deepEqual([problem?.code, problem?.severity], ['script-not-run', 'information']);
  assert.match(problem?.message ?? '', /‘token’ \(line 3 of the script\)/);
});
