import test from 'node:test';
import assert from 'node:assert/strict';
import { listVariables } from '../../src/core/environment/listVariables';
import { describePlaceholderText } from '../../src/core/language/hover/describeHoverText';
import { describePlaceholder } from '../../src/core/language/hover/describePlaceholder';
import { buildScope } from '../../src/core/session/buildScope';
import { clearCaptures, listCaptures } from '../../src/core/session/captures/captures';
import { loadImports } from '../../src/core/session/loadImports';
import { sendBlock, type SendBlockInput } from '../../src/core/session/sendBlock';
import { createSession } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { templateLiteral } from '../../src/core/text/template';
import { buildResponse } from '../support/exchanges';
import { environmentsOf, fixedPorts, memoryReader } from '../support/resolveText';

interface Walk {
  readonly environmentName?: string | undefined;
  readonly workspaceFolder?: string;
  readonly madeFor?: string;
}

/** Files of one window, whose requests are sent in one session; each answer has an id of its own: `1`, `2`, … */
function openFiles(files: Readonly<Record<string, string>>) {
  const session = createSession();
  const sent: string[] = [];
  let time = 1000;
  const ports = {
    ...fixedPorts(),
    clock: () => time++,
    reader: memoryReader(files),
    transport: async ({ url }: { readonly url: string }) => {
      sent.push(url.slice('https://example.com/'.length));
      return buildResponse({ body: `{"id":"${sent.length}"}` });
    },
  };
  const inputOf = async (path: string, name: string, walk: Walk = {}): Promise<SendBlockInput> => {
    const file = parseRequestFile(files[path] ?? '');
    const block = file.blocks.find((candidate) => candidate.name?.text === name);
    assert.ok(block, name);
    const place = { workspaceFolder: '/desk', environmentName: 'dev', ...walk, folder: '/desk', path };
    const { imports } = await loadImports(ports.reader, { ...place, file });
    return { ...place, file, block, imports, environments: await environmentsOf({ variables: { host: 'h' } }) };
  };
  const send = async (path: string, name: string, walk?: Walk) => {
    const result = await sendBlock(ports, session, await inputOf(path, name, walk), new AbortController().signal);
    return result.kind === 'unresolved' ? result.problems.map(({ code }) => code).join() : result.kind;
  };
  return { session, sent, send, inputOf, ports };
}

const create = '# @name create\n# @capture id = $.id\nPOST https://example.com/create\n';
const read = '### \n# @name read\n# @ref create\nGET https://example.com/read/{{create.response.body.$.id}}/{{id}}\n';

test('the request of another file that has the same name is another request', async () => {
  const { send, sent } = openFiles({ '/desk/a.http': create + read, '/desk/b.http': create + read });
  await send('/desk/a.http', 'create');
  assert.equal(await send('/desk/b.http', 'read'), 'sent');
  assert.equal(await send('/desk/a.http', 'read'), 'sent');
  assert.deepEqual(sent, ['create', 'create', 'read/2/2', 'read/1/1']);
});

test('a ref and a response belong to the file and its imports only', async () => {
  const files = {
    '/desk/a.http': create,
    '/desk/alone.http': `${read}### \n# @name shown\nGET https://example.com/{{create.response.body.$.id}}\n`,
    '/desk/importing.http': `import a.http\n\n${read}`,
  };
  const { send, sent } = openFiles(files);
  assert.equal(await send('/desk/alone.http', 'read'), 'unknown-ref');
  assert.equal(await send('/desk/importing.http', 'read'), 'sent');
  assert.equal(await send('/desk/importing.http', 'read'), 'sent');
  assert.equal(await send('/desk/a.http', 'create'), 'sent');
  assert.equal(await send('/desk/importing.http', 'read'), 'sent');
  assert.deepEqual(sent, ['create', 'read/1/1', 'read/1/1', 'create', 'read/4/4']);
  assert.equal(await send('/desk/alone.http', 'shown'), 'unknown-request');
  assert.equal(await send('/desk/alone.http', 'read'), 'unknown-ref');
});

test('an imported file does not see the names of the file that imports it', async () => {
  const { send, sent } = openFiles({
    '/desk/main.http': `import part.http\n\n${create}### \n# @name main\n# @ref part\nGET https://example.com/main\n`,
    '/desk/part.http': '# @name part\n# @ref create\nGET https://example.com/part\n',
  });
  assert.equal(await send('/desk/main.http', 'main'), 'unknown-ref');
  assert.deepEqual(sent, []);
});

test('refs may go round through files that import each other, and a circle is an error', async () => {
  const { send, sent } = openFiles({
    '/desk/a.http': 'import b.http\n\n# @name one\n# @ref two\nGET https://example.com/one\n',
    '/desk/b.http':
      'import a.http\n\n# @name two\n# @ref three\nGET https://example.com/two\n### \n# @name three\n# @ref two\nGET https://example.com/three\n',
  });
  assert.equal(await send('/desk/a.http', 'one'), 'cyclic-ref');
  assert.deepEqual(sent, []);
});

test('a capture of another file counts where the file itself has none, the newest one', async () => {
  const use = '# @name use\nGET https://example.com/use/{{id}}\n';
  const { send, sent } = openFiles({
    '/desk/a.http': create,
    '/desk/b.http': create,
    '/desk/use.http': use,
    '/desk/own.http': `@id = own\n${use}`,
    '/desk/part.http': `@id = imported\n`,
    '/desk/importing.http': `import part.http\n\n${use}`,
  });
  assert.equal(await send('/desk/use.http', 'use'), 'undefined-variable');
  await send('/desk/b.http', 'create');
  await send('/desk/a.http', 'create');
  await send('/desk/use.http', 'use');
  await send('/desk/b.http', 'create');
  await send('/desk/use.http', 'use');
  await send('/desk/own.http', 'use');
  await send('/desk/importing.http', 'use');
  assert.deepEqual(sent, ['create', 'create', 'use/2', 'create', 'use/4', 'use/own', 'use/imported']);
});

test('a capture tells its request and its file', async () => {
  const { session, send, inputOf, ports } = openFiles({
    '/desk/a.http': create,
    '/desk/b.http': create,
    '/desk/use.http': '# @name use\nGET https://example.com/use/{{id}}\n',
  });
  await send('/desk/a.http', 'create');
  await send('/desk/b.http', 'create');
  const scope = await buildScope(ports, session, await inputOf('/desk/use.http', 'use'));
  const listed = listVariables(scope).find(({ name }) => name === 'id');
  assert.deepEqual(
    listed?.definitions.map(({ variable }) => [templateLiteral(variable.value), variable.captured?.path]),
    [['2', '/desk/b.http']],
  );
  const hover = describePlaceholderText(describePlaceholder('id', scope), (path) => path.slice('/desk/'.length));
  assert.match(
    hover.map((piece) => ('text' in piece ? piece.text : ' ')).join(''),
    /id = 2.*a captured value of create in b\.http/,
  );
  const place = { environmentName: 'dev', workspaceFolder: '/desk' };
  const names = (path: string) =>
    listCaptures(session, { ...place, path }).map((capture) => `${capture.path} ${capture.text}`);
  assert.deepEqual(names('/desk/a.http'), ['/desk/a.http 1', '/desk/b.http 2']);
  assert.deepEqual(names('/desk/use.http'), ['/desk/b.http 2', '/desk/a.http 1']);
  clearCaptures(session, place, 'id', '/desk/b.http');
  assert.deepEqual(names('/desk/use.http'), ['/desk/a.http 1']);
  clearCaptures(session, place, 'id');
  assert.deepEqual(names('/desk/use.http'), []);
});

test('an environment of one name is another one in another workspace folder', async () => {
  const use = '# @name use\nGET https://example.com/use/{{id}}\n';
  const { send, sent } = openFiles({ '/desk/a.http': create, '/desk/use.http': use, '/other/use.http': use });
  await send('/desk/a.http', 'create');
  assert.equal(await send('/other/use.http', 'use', { workspaceFolder: '/other' }), 'undefined-variable');
  assert.equal(await send('/desk/use.http', 'use', { environmentName: undefined }), 'undefined-variable');
  assert.equal(await send('/desk/use.http', 'use'), 'sent');
  assert.deepEqual(sent, ['create', 'use/1']);
});

test('a document that was made for a file goes on with its answers', async () => {
  const { send, sent } = openFiles({
    '/desk/a.http': create,
    'Untitled-1': '# @name use\nGET https://example.com/use/{{create.response.body.$.id}}/{{id}}\n',
  });
  await send('/desk/a.http', 'create');
  assert.equal(await send('Untitled-1', 'use'), 'unknown-request');
  assert.equal(await send('Untitled-1', 'use', { madeFor: '/desk/a.http' }), 'sent');
  assert.deepEqual(sent, ['create', 'use/1/1']);
});

test('a file of Windows is the same one however its path is written', async () => {
  const { session, send, inputOf, ports } = openFiles({
    'C:\\Desk\\a.http': create,
    'c:/desk/A.http': '# @name use\nGET https://example.com/use/{{create.response.body.$.id}}\n',
  });
  await send('C:\\Desk\\a.http', 'create', { workspaceFolder: 'C:\\Desk' });
  const input = await inputOf('c:/desk/A.http', 'use', { workspaceFolder: 'c:\\desk' });
  assert.equal((await sendBlock(ports, session, input, new AbortController().signal)).kind, 'sent');
});
