import assert from 'node:assert/strict';
import test from 'node:test';
import { referToSecretStorage } from '../../src/core/environment/files/editEnvironmentFile';
import { findSecretProblemsOfFiles } from '../../src/core/environment/secrets/findSecretFileProblems';
import { loadEnvironments } from '../../src/core/environment/files/loadEnvironments';
import { parseSettingsFile } from '../../src/core/environment/files/readEnvironmentSettings';
import type { Problem } from '../../src/core/text/problem';
import { memoryReader } from '../support/resolveText';

const publicFile = '/w/http-client.env.json';
const privateFile = '/w/http-client.private.env.json';
const git = { '/w/.git/HEAD': 'ref: refs/heads/main\n' };
const secrets = '{ "dev": { "host": "a", "clientSecret": "canary-4711" } }';

test('a private file that git would take is told, with the fix', async () => {
  const found = 'private-file-not-ignored 0 ignore-file';
  await check({ ...git, [privateFile]: secrets }, [], [found]);
  await check({ ...git, [privateFile]: secrets, '/w/.gitignore': '*.private.env.json' }, [], []);
  await check({ [privateFile]: secrets }, [], [], 'outside of a repository');
  await check({ ...git, [privateFile]: '{ "dev": { "a": "{{b}}", "c": { "provider": "SecretStorage" } } }' }, [], []);
});

test('what git keeps already is told though it is ignored now', async () => {
  const files = { ...git, [privateFile]: secrets, '/w/.gitignore': '*.private.env.json' };
  await check(files, [privateFile], ['private-file-not-ignored 0 ']);
});

test('a secret in a file that git keeps is told at its place, and moved by the fix', async () => {
  const found = `secret-in-tracked-file ${secrets.indexOf('"canary-4711')} store-value dev clientSecret`;
  await check({ ...git, [publicFile]: secrets }, [publicFile], [found]);
  await check({ ...git, [publicFile]: secrets }, [], [], 'not kept');
  const harmless =
    '{ "dev": { "clientSecret": "{{other}}", "password": "", "token": "<token>", "apiKey": { "provider": "SecretStorage" }, "tokenEndpoint": "https://a" } }';
  await check({ ...git, [publicFile]: harmless }, [publicFile], []);
});

test('what other tools read has a fix of its own kind', async () => {
  const dotenv = '/w/.env';
  const text = 'HOST=a\nCLIENT_SECRET=canary-4711\n';
  const found = `secret-in-tracked-file ${text.indexOf('canary')} `;
  await check({ ...git, [dotenv]: text }, [dotenv], [`${found}ignore-file`]);
  await check({ ...git, [dotenv]: text, '/w/.gitignore': '.env' }, [dotenv], [found]);
  await check({ ...git, [dotenv]: text }, [], []);
  const postman = '/w/my.postman_environment.json';
  const exported = '{ "name": "qa", "values": [{ "key": "pin", "value": "canary-4711", "type": "secret" }] }';
  const move = `secret-in-tracked-file ${exported.indexOf('"canary')} store-value qa pin`;
  await check({ ...git, [postman]: exported }, [postman], [move]);
});

const inSettings = '{ "dev": { "host": "a", "clientSecret": "canary-4711" } }';
const settings = `{ // ours\n  "identityHttp.environmentVariables": ${inSettings},\n  "rest-client.environmentVariables": ${inSettings},\n  "httpyac.environmentVariables": { "$shared": { "apiKey": "canary-4711" } },\n}`;

/** Of two settings files: the secrets are told at their places, and the one of our setting is moved. */
async function checkSettings(path: string, text: string): Promise<void> {
  const places = [...text.matchAll(/"canary/g)].map(({ index }) => `secret-in-tracked-file ${index}`);
  const sources = parseSettingsFile(new TextEncoder().encode(text), path);
  const told = async (tracked: boolean) =>
    describe(await findSecretProblemsOfFiles(sources, memoryReader({}), async () => tracked));
  assert.deepEqual(await told(true), [`${places[0]} store-value dev clientSecret`, `${places[1]} `, `${places[2]} `]);
  assert.deepEqual(await told(false), []);
  const place = { section: 'dev', name: 'clientSecret', setting: 'identityHttp.environmentVariables' };
  const moved = referToSecretStorage(text, place);
  assert.ok(moved.kind === 'edits');
  const [edit] = moved.edits;
  assert.ok(edit);
  assert.equal(
    text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end),
    text.replace('"canary-4711"', '{ "provider": "SecretStorage" }'),
  );
}

test('a secret in settings that git keeps is told, and moved where the setting is ours', async () => {
  await checkSettings('/w/.vscode/settings.json', settings);
  await checkSettings('/w/all.code-workspace', `{ "folders": [{ "path": "." }],\n"settings": ${settings}\n}`);
});

/** `found`: code, place and fix of each problem. */
async function check(
  files: Readonly<Record<string, string>>,
  tracked: readonly string[],
  found: readonly string[],
  message?: string,
): Promise<void> {
  const reader = memoryReader(files);
  const { sources = [] } = await loadEnvironments(reader, '/w', {
    root: '/w',
    listFolder: async (folder) => (folder === '/w' ? Object.keys(files).map((path) => path.slice(3)) : []),
  });
  const problems = await findSecretProblemsOfFiles(sources, reader, (path) => Promise.resolve(tracked.includes(path)));
  assert.deepEqual(describe(problems), found, message);
}

function describe(problems: readonly Problem[]): readonly string[] {
  assert.ok(problems.every((problem) => !problem.message.includes('canary')));
  return problems.map(({ code, span, fixes = [] }) => {
    const fix = fixes.map((one) =>
      one.kind === 'store-value' ? `${one.kind} ${one.environment} ${one.name}` : one.kind,
    );
    return `${code} ${span.start} ${fix.join()}`;
  });
}
