import assert from 'node:assert/strict';
import test from 'node:test';
import { buildEnvironmentSet } from '../../src/core/environment/environmentSet';
import { parseEnvironmentFile } from '../../src/core/environment/files/parseEnvironmentFile';

test('values that need themselves are marked where they do, with the way round', () => {
  check({ 'http-client.env.json': '{"dev":{"a":"{{b}}","b":"x{{ c }}","c":"{{%a}}","d":"{{a}}"}}' }, [
    '{{b}} a → b → c → a',
    '{{ c }} b → c → a → b',
    '{{%a}} c → a → b → c',
  ]);
  check({ 'http-client.env.json': '{"dev":{"a":"{{a}}"}}' }, ['{{a}} a → a']);
  check({ 'http-client.env.json': '{"dev":{"cfg":{"host":"{{cfg.url}}","url":"https://{{cfg.host}}"}}}' }, [
    '{{cfg.host}} cfg.url → cfg.host → cfg.url',
    '{{cfg.url}} cfg.host → cfg.url → cfg.host',
  ]);
});

test('what ends somewhere is none, and neither is another environment', () => {
  check({ 'http-client.env.json': '{"dev":{"a":"{{b}}","b":"1"},"prod":{"b":"{{a}}","a":"2"}}' }, []);
  check({ 'http-client.env.json': '{"dev":{"a":"{{$processEnv a}}","b":"{{b.response.body.$.x}}"}}' }, []);
});

test('all files count together, and what all environments share is told once', () => {
  check(
    {
      'http-client.private.env.json': '{"dev":{"a":"{{b}}"}}',
      'http-client.env.json': '{"dev":{"b":"{{a}}","a":"1"},"prod":{"b":"{{a}}","a":"1"}}',
    },
    ['{{a}} b → a → b', '{{b}} a → b → a'],
  );
  check({ 'http-client.env.json': '{"$shared":{"a":"{{b}}","b":"{{a}}"},"dev":{"x":"1"},"prod":{"b":"1"}}' }, [
    '{{a}} b → a → b',
    '{{b}} a → b → a',
  ]);
});

test('many values are looked at once', () => {
  const names = Array.from({ length: 20_000 }, (_, index) => `v${index}`);
  const chain = names.map((name, index) => `"${name}":"{{v${index + 1}}}"`);
  assert.equal(problemsOf({ 'http-client.env.json': `{"dev":{${chain.join(',')}}}` }).length, 0);
  const ring = problemsOf({ 'http-client.env.json': `{"dev":{${[...chain, '"v20000":"{{v0}}"'].join(',')}}}` });
  assert.equal(ring.length, 20_001);
});

function check(files: Readonly<Record<string, string>>, expected: readonly string[]): void {
  assert.deepEqual([...problemsOf(files)].toSorted(), [...expected].toSorted());
}

/** Files in the order of precedence. */
function problemsOf(files: Readonly<Record<string, string>>): readonly string[] {
  const sources = Object.entries(files).map(([path, text]) =>
    parseEnvironmentFile(new TextEncoder().encode(text), path),
  );
  return buildEnvironmentSet(sources)
    .problems.filter(({ code, severity }) => code === 'cyclic-variable' && severity === 'warning')
    .map(({ path, span, message }) => {
      const way = /needs itself: (.*)\.$/.exec(message)?.[1] ?? message;
      return `${files[path]?.slice(span.start, span.end)} ${way}`;
    });
}
