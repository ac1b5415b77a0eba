import test from 'node:test';
import assert from 'node:assert/strict';
import { resolveSilently } from '../../src/core/session/resolveInSession';
import { sendBlock, type SendBlockInput, type SendBlockPorts } from '../../src/core/session/sendBlock';
import { createSession, type Session } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { buildResponse } from '../support/exchanges';
import { environmentsOf, fixedPorts, memoryReader } from '../support/resolveText';

const rules = { dev: { $identityHttp: { confirm: ['DELETE'], hosts: ['api.example.com'] }, accessToken: 'canary' } };

interface Walk {
  readonly files?: Readonly<Record<string, string>>;
  readonly environmentName?: string;
  readonly ports?: Partial<SendBlockPorts>;
  readonly signal?: AbortSignal;
  readonly session?: Session;
}

async function prepare(text: string, walk: Walk) {
  const files = {
    '/desk/http-client.env.json': JSON.stringify({ ...rules, other: {} }),
    '/desk/main.http': text,
    ...walk.files,
  };
  const sent: string[] = [];
  const asked: string[] = [];
  const ports: SendBlockPorts = {
    ...fixedPorts(),
    reader: memoryReader(files),
    prompt: async (question) => {
      asked.push(question);
      return 'answer';
    },
    confirm: async ({ reasons }) => {
      asked.push(...reasons);
      return true;
    },
    transport: async ({ method, url }) => {
      sent.push(`${method} ${url}`);
      return buildResponse({ body: '{"id":"1"}' });
    },
    ...walk.ports,
  };
  const file = parseRequestFile(text);
  const block = file.blocks.find((candidate) => candidate.name?.text === 'main') ?? file.blocks[0];
  assert.ok(block);
  const environments = await environmentsOf({ files: { ...files } });
  const environmentName = walk.environmentName ?? 'dev';
  const input: SendBlockInput = {
    file,
    block,
    environments,
    environmentName,
    path: '/desk/main.http',
    folder: '/desk',
    workspaceFolder: '/desk',
  };
  return { ports, input, sent, asked, session: walk.session ?? createSession() };
}

/** Sends the block `main`, else the first; what came of it, what went out, and what a person was asked. */
async function check(text: string, expected: RegExp, walk: Walk = {}) {
  const { ports, input, session, sent, asked } = await prepare(text, walk);
  const result = await sendBlock(ports, session, input, walk.signal ?? new AbortController().signal);
  const outcome =
    result.kind === 'unresolved'
      ? result.problems.map(({ code, message }) => `${code}: ${message}`).join('\n')
      : result.kind;
  assert.match(outcome, expected);
  return { sent, asked };
}

test('a chain with a file of another environment in it is stopped before its first request', async () => {
  const files = {
    '/desk/part.http':
      '# @env other\n\n# @name first\n# @ref zero\nPOST https://api.example.com/first\n### \n# @name zero\nPOST https://api.example.com/zero\n',
  };
  const text =
    'import part.http\n\n# @name main\n# @ref own\n# @ref first\nGET https://api.example.com/\n### \n# @name own\nPOST https://api.example.com/own\n';
  const { sent } = await check(text, /^ref-failed: .*pinned to the environment 'other'/, { files });
  assert.deepEqual(sent, []);
});

test('nobody is asked about a request that cannot go out, or was cancelled', async () => {
  const broken = await check('# @prompt otp\nGET https://api.example.com/{{}}\n', /empty-placeholder/);
  assert.deepEqual(broken.asked, []);
  const controller = new AbortController();
  const ports = {
    prompt: async () => {
      controller.abort();
      return 'answer';
    },
  };
  const text = '# @prompt otp\nDELETE https://api.example.com/{{otp}}\n';
  const cancelled = await check(text, /^cancelled$/, { ports, signal: controller.signal });
  assert.deepEqual([cancelled.asked, cancelled.sent], [[], []]);
});

test('a chain asks for each of its requests, and one no ends it', async () => {
  const text =
    '# @name main\n# @ref old\nGET https://api.example.com/\n### \n# @name old\nDELETE https://api.example.com/old\n';
  const yes = await check(text, /^sent$/);
  assert.deepEqual(yes.asked, ["The environment 'dev' asks before every DELETE."]);
  const no = await check(text, /^cancelled$/, { ports: { confirm: async () => false } });
  assert.deepEqual(no.sent, []);
  const nobody = await check(text, /^ref-failed: .*nobody could be asked/, { ports: { confirm: undefined } });
  assert.deepEqual(nobody.sent, []);
});

test('credentials of a chain go to the hosts of the environment only', async () => {
  const text =
    '# @name main\n# @ref far\nGET https://api.example.com/\n### \n# @name far\nGET https://far.example/\nAuthorization: Bearer {{accessToken}}\n';
  const { asked, sent } = await check(text, /^cancelled$/, { ports: { confirm: async () => false } });
  assert.deepEqual([asked, sent], [[], []]);
  const nobody = await check(text, /^ref-failed: .*carries credentials to https:\/\/far\.example/, {
    ports: { confirm: undefined },
  });
  assert.deepEqual(nobody.sent, []);
});

test('a redirect to another origin is not followed, with or without a yes', async () => {
  const text = 'POST https://api.example.com/\nAuthorization: Bearer {{accessToken}}\n';
  let sent = 0;
  for (const url of [
    'https://far.example/',
    '//far.example/',
    'http://api.example.com/',
    'https://api.example.com:8443/',
  ]) {
    const ports = {
      transport: async () => {
        sent++;
        return buildResponse({ status: 307, headers: [['Location', url]] });
      },
    };
    await check(text, /^sent$/, { ports });
  }
  assert.equal(sent, 4);
});

test('what was agreed to is what goes out, whatever changes while a person thinks', async () => {
  const text = 'DELETE https://api.example.com/{{x}}\n';
  const files: Record<string, string> = {
    '/desk/http-client.env.json': JSON.stringify({ dev: { ...rules.dev, x: '1' } }),
  };
  const ports = {
    confirm: async () => {
      files['/desk/http-client.env.json'] = JSON.stringify({ dev: { x: '2' } });
      return true;
    },
  };
  const { sent } = await check(text, /^sent$/, { files, ports });
  assert.deepEqual(sent, ['DELETE https://api.example.com/1']);
});

test('a prompt that is turned away in the middle of a chain sends nothing more', async () => {
  const text =
    '# @name main\n# @ref one\n# @ref two\nGET https://api.example.com/\n### \n# @name one\nPOST https://api.example.com/one\n### \n# @name two\n# @prompt otp\nPOST https://api.example.com/{{otp}}\n';
  const { sent } = await check(text, /^cancelled$/, { ports: { prompt: async () => undefined } });
  assert.deepEqual(sent, ['POST https://api.example.com/one']);
});

/** The URL as a send would have it now, or the code of the first error. */
async function checkSilently(text: string, expected: string, walk: Walk = {}): Promise<void> {
  const { ports, input, session, sent, asked } = await prepare(text, walk);
  const resolution = await resolveSilently(ports, session, input);
  const error = resolution.problems.find(({ severity }) => severity === 'error');
  assert.equal(resolution.kind === 'resolved' ? resolution.request.url : error?.code, expected);
  assert.deepEqual([sent, asked], [[], []]);
}

test('a request that is looked at again has its imports and .env files, and the environment of its file', async () => {
  const files = { '/desk/part.http': '@host = api.example.com\n', '/desk/.env': 'KEY=value\n' };
  const text = 'import part.http\n\nGET https://{{host}}/{{$dotenv KEY}}\n';
  await checkSilently(text, 'https://api.example.com/value', { files });
  await checkSilently(`# @env other\n${text}`, 'conflicting-environments', { files });
  await checkSilently(text, 'unknown-environment', { files, environmentName: 'gone' });
  await checkSilently('# @prompt otp\nGET https://api.example.com/{{otp}}\n', 'not-asked-yet');
});
