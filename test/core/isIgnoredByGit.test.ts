import assert from 'node:assert/strict';
import test from 'node:test';
import { isIgnoredByGit } from '../../src/core/environment/secrets/isIgnoredByGit';
import { memoryReader } from '../support/resolveText';

/** Whether the file is left out by these files of rules, by their path under `/w`, the top of the repository. */
async function check(rules: Readonly<Record<string, string>>, path: string, expected: boolean): Promise<void> {
  const files = Object.fromEntries(Object.entries(rules).map(([at, text]) => [`/w/${at}`, text]));
  const reader = memoryReader({ '/w/.git/HEAD': 'ref: refs/heads/main\n', ...files });
  assert.equal(await isIgnoredByGit(reader, `/w/${path}`), expected, JSON.stringify([rules, path]).slice(0, 300));
}

const privateFile = 'api/http-client.private.env.json';
const top = (text: string): Record<string, string> => ({ '.gitignore': text });

test('names, stars and folders', async () => {
  await check({}, privateFile, false);
  await check(top('http-client.private.env.json\n'), privateFile, true);
  await check(top('*.private.env.json\r\n'), privateFile, true);
  await check(top('# *.private.env.json\n\n'), privateFile, false);
  await check(top('api/\n'), privateFile, true);
  await check(top('/api/*.json  \n'), privateFile, true);
  await check(top('/http-client.private.env.json\n'), privateFile, false);
  await check(top('**/http-client.private.env.json\n'), privateFile, true);
  await check(top('api/**\n'), privateFile, true);
  await check(top('api/**/http-client.private.env.json\n'), privateFile, true);
  await check(top('api/**/x.json\n'), 'api/a/b/x.json', true);
  await check(top('a/**/b/**/x\n'), 'a/1/b/2/b/3/x', true);
  await check(top('a/**/b/**/x\n'), 'a/1/c/2/x', false);
  await check(top('http-client?private?env.json/\n'), privateFile, false);
  await check(top('http-client[.-]private.env.jso[!a-m]\n'), privateFile, true);
  await check(top('http-client\\.private*\n'), privateFile, true);
  await check(top('[\n'), '[', true);
  await check({ 'api/.gitignore': '*.private.env.json\n' }, privateFile, true);
  await check({ 'api/.gitignore': '/http-client.private.env.json\n' }, privateFile, true);
  await check({ 'other/.gitignore': '*.private.env.json\n' }, privateFile, false);
  await check({ '.git/info/exclude': 'api/*.private.env.json\n' }, privateFile, true);
});

test('the last rule decides, the nearest file last, and a folder that is left out stays so', async () => {
  await check(top('*.json\n!*.private.env.json\n'), privateFile, false);
  await check({ ...top('*.json\n'), 'api/.gitignore': '!http-client.private.env.json\n' }, privateFile, false);
  await check({ ...top('!*.json\n'), 'api/.gitignore': '*.json\n' }, privateFile, true);
  await check(top('api\n!api/http-client.private.env.json\n'), privateFile, true);
  await check({ '.git/info/exclude': '*.json\n', ...top('!*.json\n') }, privateFile, false);
});

test('outside of a repository nobody knows; where git has a file for its folder, it is one', async () => {
  assert.equal(await isIgnoredByGit(memoryReader({ '/w/.gitignore': '*' }), '/w/a/b'), undefined);
  const worktree = memoryReader({ '/w/.git': 'gitdir: /r/.git/worktrees/w\n', '/w/.gitignore': 'b' });
  assert.equal(await isIgnoredByGit(worktree, '/w/a/b'), true);
});

test('hostile rules cost no more than their length', async () => {
  await check(top(`${'*a'.repeat(450)}b\n`.repeat(2000)), `api/${'a'.repeat(250)}`, false);
  await check(top(`${'**/a/'.repeat(200)}b\n`), `${'a/'.repeat(90)}c`, false);
  await check(top(`${'['.repeat(900)}\n\\\n(\n${'*.json'.repeat(1000)}\n`), privateFile, false);
});
