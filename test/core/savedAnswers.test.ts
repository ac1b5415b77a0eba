import test from 'node:test';
import assert from 'node:assert/strict';
import type { FileSaver } from '../../src/core/environment/ports';
import type { HttpResponse, TransportFailure } from '../../src/core/exchange/exchange';
import { describeSaveText } from '../../src/core/language/hover/describeHoverText';
import { hoverPlaceAt } from '../../src/core/language/hover/describeHover';
import { findDocumentLinks } from '../../src/core/language/outline/findDocumentLinks';
import { findSavedTokens, maySaveTokens } from '../../src/core/language/problems/findSavedTokens';
import { findVariableProblems } from '../../src/core/language/problems/findVariableProblems';
import { findSaves } from '../../src/core/request/resolveSaves';
import { refuseSavePath } from '../../src/core/request/savePath';
import { buildScope } from '../../src/core/session/buildScope';
import { sendBlock, type SendBlockPorts } from '../../src/core/session/sendBlock';
import { createSession } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { describeExchange } from '../../src/core/view/describeExchange';
import { buildResponse } from '../support/exchanges';
import {
  environmentsOf,
  fixedPorts,
  folder,
  memoryReader,
  resolveText,
  type MemoryFiles,
} from '../support/resolveText';

const variables = {
  id: 'u1',
  dir: 'out/deep',
  up: '..',
  far: '../../etc/cron',
  root: '/etc',
  clientSecret: 's3cret-value',
  dot: '.',
  bend: 'a\r\nb',
  nul: 'a\0b',
};

/** `code: place` of a refusal, else where it is saved from the workspace `/desk` on, `!` before one outside. */
async function check(line: string, expected: string, { head = '', isLoose = false } = {}) {
  const workspaceFolder = isLoose ? undefined : '/desk';
  const text = `${head}GET https://example.com/\n\n${line}\n`;
  const resolution = await resolveText(text, { variables, workspaceFolder });
  if (resolution.kind === 'unresolved') {
    const [problem] = resolution.problems;
    assert.ok(problem);
    assert.match(problem.message, /\.$/, 'a sentence');
    assert.equal(`${problem.code}: ${text.slice(problem.span.start, problem.span.end)}`, expected, line);
    return;
  }
  const shown = (resolution.saves ?? []).map(({ shown: place, isOutside }) => (isOutside ? `!${place}` : place));
  assert.equal(shown.join(' '), expected, line);
}

test('a path is filled and goes from the folder of the file', async () => {
  await check('>> out.json', 'api/out.json');
  await check('>>! ./out/{{id}}.json', 'api/out/u1.json');
  await check('>> "my answer.json"', 'api/my answer.json');
  await check('>> ../shared/{{dir}}/x.json', 'shared/out/deep/x.json');
  await check('>> .\\out\\x.json', 'api/out/x.json');
  await check('>> /desk/x.json', 'x.json');
  await check('>> a.json\n>>! b.json', 'api/a.json api/b.json');
});

test('what lies outside is known before anything is sent', async () => {
  await check('>> ../../x.json', '!/x.json');
  await check('>> /etc/x.json', '!/etc/x.json');
  await check('>> {{root}}/x.json', '!/etc/x.json');
  await check('>> ../x.json', '!/desk/x.json', { isLoose: true });
});

test('a name that no system takes, or one takes for something else, is refused', async () => {
  for (const path of ['out/', '.', '..', './a/..', 'nul', 'out/CON.json', 'com1.txt', 'a.', '~/x.json', 'a./b']) {
    await check(`>> ${path}`, `invalid-save-path: ${path}`);
  }
  for (const path of ['.git/config', '../.GIT/hooks/post-checkout', 'git~1/config', 'a/.git', '.git./config']) {
    await check(`>>! ${path}`, `invalid-save-path: ${path}`);
  }
  for (const path of ['\\\\server\\share\\x', '//server/share/x.json', 'C:\\x.json', 'D:/x.json', '\\\\.\\pipe\\x']) {
    await check(`>> ${path}`, `invalid-save-path: ${path}`);
  }
  await check('>> {{bend}}.json', 'invalid-save-path: {{bend}}.json');
  await check('>> {{nul}}.json', 'invalid-save-path: {{nul}}.json');
  assert.equal(refuseSavePath('a:b?.json', false), undefined);
  assert.match(refuseSavePath('a:b.json', true) ?? '', /':'/);
  assert.equal(refuseSavePath('C:\\a\\b.json', true), undefined);
});

test('a value makes no step out of the path, and no secret becomes a name', async () => {
  await check('>> {{up}}/x.json', 'value-changes-save-path: {{up}}');
  await check('>> out/{{far}}', 'value-changes-save-path: {{far}}');
  await check('>> out/.{{dot}}/x.json', 'value-changes-save-path: {{dot}}');
  await check('>> out/{{clientSecret}}.json', 'secret-in-save-path: {{clientSecret}}');
  await check('>> {{x}}.json', 'secret-in-save-path: {{x}}', { head: '@x = a-{{clientSecret}}\n' });
  await check('>> {{nobody}}.json', 'undefined-variable: {{nobody}}');
  await check('>> {{$historyFolder}}/a.json', 'unsupported-dynamic-variable: {{$historyFolder}}');
});

test('an answer becomes nothing that tools run, and no request and no environment', async () => {
  for (const path of [
    '../.vscode/settings.json',
    '.VSCODE/tasks.json',
    '../.v\u200cscode/tasks.json',
    '../.v\u017fcode/tasks.json',
    '../.github/workflows/x.yml',
    '.devcontainer/devcontainer.json',
    'a.http',
    'A.REST',
    'http-client.env.json',
    'HTTP-Client.private.env.json',
    '.env',
    '.env.local',
    'dev.env',
    'x.code-workspace',
  ]) {
    await check(`>> ${path}`, `invalid-save-path: ${path}`);
    await check(`>>! "${path}"`, `invalid-save-path: "${path}"`);
  }
  await check('>> .g\u200dit/config', 'invalid-save-path: .g\u200dit/config');
  await check('>> .git::$INDEX_ALLOCATION/config', 'invalid-save-path: .git::$INDEX_ALLOCATION/config');
  await check('>> ../vscode/env.json', 'vscode/env.json');
  await check('>> http.json', 'api/http.json');
  await check('>> ../.idea/workspace.xml', 'invalid-save-path: ../.idea/workspace.xml');
  await check('>> ../.idea/httpRequests/x.json', '.idea/httpRequests/x.json');
  assert.match(refuseSavePath('HTTP-C~1.JSO', true) ?? '', /short name/);
  assert.equal(refuseSavePath('notes~1.json', false), undefined);
});

test('quotes around a path hide no step in it', async () => {
  await check('>> "{{up}}/x.json"', 'value-changes-save-path: {{up}}');
  await check(">> '{{up}}/x.json'", 'value-changes-save-path: {{up}}');
  await check('>> "{{id}}/x.json"', 'api/u1/x.json');
});

interface Walk {
  readonly outcome?: HttpResponse | TransportFailure;
  readonly answer?: string;
  readonly saver?: FileSaver;
  readonly confirmSave?: SendBlockPorts['confirmSave'];
}

/** Sends the blocks one after another; gives what the last one came to, and all that was written. */
async function send(text: string, { outcome, answer = '{}', saver, confirmSave }: Walk = {}) {
  const written: string[] = [];
  let sent = 0;
  const save: FileSaver = async ({ path, within, overwrites }, { size, read }) => {
    written.push(`${path} ${within} ${overwrites} ${new TextDecoder().decode(await read(0, size))}`);
    return { kind: 'saved-file', path: path.replace('.json', '-1.json') };
  };
  const ports: SendBlockPorts = {
    ...fixedPorts(),
    reader: memoryReader({}),
    saveFile: saver ?? save,
    confirmSave,
    transport: async () => {
      sent++;
      return outcome ?? buildResponse({ body: answer });
    },
  };
  const file = parseRequestFile(text);
  const session = createSession();
  const environments = await environmentsOf({ variables });
  let result: Awaited<ReturnType<typeof sendBlock>> = { kind: 'cancelled' };
  for (const block of file.blocks) {
    const input = { file, block, environments, environmentName: 'dev', folder, workspaceFolder: '/desk' };
    result = await sendBlock(ports, session, input, new AbortController().signal);
  }
  return { result, written, sent };
}

test('the answer is saved, and says where', async () => {
  const { result, written } = await send('GET https://example.com/\n\n>> out/a.json\n>>! b.json\n', { answer: 'body' });
  assert.deepEqual(written, ['/desk/api/out/a.json /desk false body', '/desk/api/b.json /desk true body']);
  assert.ok(result.kind === 'sent');
  const { saves } = await describeExchange(result.exchange, 'v');
  assert.deepEqual(saves, [
    { kind: 'saved', path: '/desk/api/out/a-1.json', shown: 'api/out/a-1.json' },
    { kind: 'saved', path: '/desk/api/b-1.json', shown: 'api/b-1.json' },
  ]);
});

test('an error of the server is an answer too', async () => {
  const { written } = await send('GET https://example.com/\n\n>> a.json\n', {
    outcome: buildResponse({ status: 404 }),
  });
  assert.equal(written.length, 1);
});

test('no part of an answer is saved, and nothing where none came', async () => {
  const text = 'GET https://example.com/\n\n>> a.json\n';
  const whole = buildResponse({ body: 'half' });
  const cut = await send(text, { outcome: { ...whole, body: { ...whole.body, incomplete: 'The server hung up.' } } });
  checkNotSaved(cut, /not whole\. The server hung up\./);
  checkNotSaved(await send(text, { outcome: { ...whole, wasCancelled: true } }), /cancelled/);
  const failed = await send(text, {
    outcome: { kind: 'failure', code: 'timeout', message: 'No.', nextStep: 'Wait.', mayHaveReachedServer: true },
  });
  assert.deepEqual(failed.written, []);
  assert.equal(failed.result.kind === 'sent' && failed.result.exchange.saves, undefined);
});

test('why it could not be written stands in the answer and at the line', async () => {
  const run = await send('GET https://example.com/\n\n>> a.json\n', { saver: fullDisk });
  checkNotSaved(run, /The disk is full/);
  assert.ok(run.result.kind === 'sent');
  const problem = run.result.problems.find(({ code }) => code === 'answer-not-saved');
  assert.equal(problem?.severity, 'error');
});

const fullDisk: FileSaver = async () => ({ kind: 'file-failure', message: 'The disk is full. Make room on it.' });

test('outside of the workspace somebody is asked before the request goes out', async () => {
  const text = 'POST https://example.com/\n\n>> /etc/a.json\n';
  const nobody = await send(text);
  assert.equal(nobody.sent, 0);
  assert.equal(nobody.result.kind === 'unresolved' && nobody.result.problems[0]?.code, 'save-outside-workspace');
  const asked: (readonly string[])[] = [];
  const answer = (yes: boolean) => async (paths: readonly string[]) => {
    asked.push(paths);
    return yes;
  };
  const refused = await send(text, { confirmSave: answer(false) });
  assert.deepEqual([refused.sent, refused.result.kind, refused.written], [0, 'cancelled', []]);
  const allowed = await send(text, { confirmSave: answer(true) });
  assert.deepEqual(allowed.written, ['/etc/a.json undefined false {}']);
  assert.deepEqual(asked, [['/etc/a.json'], ['/etc/a.json']]);
});

test('a server has a say in one name at most, and in no file that is replaced', async () => {
  await checkServer('>> out/{{name}}.json', 'u7', ['/desk/api/out/u7.json']);
  await checkServer('>>! out/user-{{name}}.json', 'u7', ['/desk/api/out/user-u7.json']);
  for (const name of ['../x', 'a/b', 'a\\b', '..', '.env', 'C:x', '/etc/x']) {
    await checkServer('>> {{name}}', name, []);
    await checkServer('>> {{given}}', name, []);
    await checkServer('>> "{{name}}"', name, []);
    await checkServer(">> ' {{name}}'", name, []);
    await checkServer('>> out/{{login.response.body.$.name}}', name, []);
  }
  await checkServer('>>! {{name}}', 'package.json', []);
  await checkServer('>>! ./{{name}}.json', 'package', []);
});

async function checkServer(line: string, name: string, expected: readonly string[]): Promise<void> {
  const first = '# @name login\n# @capture name = response.body.$.name\nGET https://example.com/\n\n###\n';
  const text = `${first}@given = {{name}}\nGET https://example.com/\n\n${line}\n`;
  const { written, result } = await send(text, { answer: JSON.stringify({ name }) });
  assert.deepEqual(
    written.map((entry) => entry.split(' ')[0]),
    expected,
    `${line} ${name}`,
  );
  const [problem] = result.kind === 'unresolved' ? result.problems : [];
  assert.equal(problem?.code, expected.length > 0 ? undefined : 'value-changes-save-path');
}

test('what is wrong with a path is marked while one writes', async () => {
  const file = parseRequestFile('GET https://example.com/\n\n>> {{clientSecret}}.json\n>> .git/x\n>> {{nobody}}\n');
  const [block] = file.blocks;
  assert.ok(block);
  const environments = await environmentsOf({ variables });
  const scope = await buildScope(fixedPorts(), createSession(), { file, block, environments, environmentName: 'dev' });
  assert.deepEqual(
    findVariableProblems(block, scope, new Set<string>())
      .map(({ code }) => code)
      .sort(),
    ['invalid-save-path', 'secret-in-save-path', 'undefined-variable'],
  );
});

test('the path is a link, and a hover tells where it leads', async () => {
  const text = 'GET https://example.com/\n\n>> out/{{id}}.json\n';
  const file = parseRequestFile(text);
  const [block] = file.blocks;
  assert.ok(block);
  const links = findDocumentLinks(file).map(({ span }) => text.slice(span.start, span.end));
  assert.ok(links.includes('out/{{id}}.json'));
  const refused = parseRequestFile('GET https://a/\n\n>> .git/hooks/pre-commit\n>> "more.http"\n>> .\n');
  assert.deepEqual(
    findDocumentLinks(refused).map(({ kind }) => kind),
    ['target'],
  );
  const place = hoverPlaceAt(block, text.indexOf('out/') + 1);
  assert.equal(place?.kind, 'save');
  assert.equal(hoverPlaceAt(block, text.indexOf('{{id') + 3)?.kind, 'placeholder');
  const environments = await environmentsOf({ variables });
  const scope = await buildScope(fixedPorts(), createSession(), { file, block, environments, environmentName: 'dev' });
  const prose = describeSaveText(findSaves(block, scope, { folder, workspaceFolder: '/desk' }), place.span);
  const said = prose?.map((piece) => ('text' in piece ? piece.text : '')).join('');
  assert.equal(said, 'The answer is saved as api/out/u1.json, or under the next free name: api/out/u1-1.json.');
});

test('tokens in a file that git would take are a warning', async () => {
  const git = { '/desk/.git/HEAD': 'x' };
  const token = 'POST https://example.com/as/token\n\ngrant_type=client_credentials\n\n>> token.json\n';
  await checkTokens(token, git, ['tokens-saved']);
  await checkTokens(token.replace('/as/token', '/x'), git, ['tokens-saved']);
  await checkTokens(token, { ...git, '/desk/.gitignore': 'token.json\n' }, []);
  await checkTokens(token, {}, []);
  await checkTokens('GET https://example.com/users\n\n>> users.json\n', git, []);
});

async function checkTokens(text: string, files: MemoryFiles, expected: readonly string[]): Promise<void> {
  const file = parseRequestFile(text);
  const [block] = file.blocks;
  assert.ok(block);
  const environments = await environmentsOf({});
  const scope = await buildScope(fixedPorts(), createSession(), {
    file,
    block,
    environments,
    environmentName: undefined,
  });
  const place = { scope, folder, workspaceFolder: '/desk' };
  const found = maySaveTokens(block) ? await findSavedTokens(memoryReader(files), block, place) : [];
  assert.deepEqual(
    found.map(({ code }) => code),
    expected,
  );
}

function checkNotSaved({ written, result }: Awaited<ReturnType<typeof send>>, message: RegExp): void {
  assert.deepEqual(written, []);
  assert.ok(result.kind === 'sent');
  const [save] = result.exchange.saves ?? [];
  assert.match(save?.kind === 'not-saved' ? save.message : '', message);
}
