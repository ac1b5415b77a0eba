import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { HttpResponse, TransportFailure } from '../../src/core/exchange/exchange';
import { sendBlock, type SendBlockPorts, type SendResult } from '../../src/core/session/sendBlock';
import { createSession, fileSession, type Session } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { buildResponse } from '../support/exchanges';
import { environmentsOf, fixedPorts, folder, memoryReader } from '../support/resolveText';

interface Walk {
  readonly session?: Session;
  /** By the last segment of the path; everything else is `200 {}`. */
  readonly answers?: Readonly<Record<string, HttpResponse | TransportFailure>>;
  readonly ports?: Partial<SendBlockPorts>;
  readonly controller?: AbortController;
  /** Called with each request. */
  readonly onRequest?: (name: string) => void;
  readonly imports?: Readonly<Record<string, string>>;
}

/** Sends the block named `name`; `sent` are the last segments of the paths in the order in which they went out. */
async function send(text: string, name: string, walk: Walk = {}) {
  const { session = createSession(), answers = {}, controller = new AbortController() } = walk;
  const sent: string[] = [];
  const earlier: string[] = [];
  const ports: SendBlockPorts = {
    ...fixedPorts(),
    reader: memoryReader({}),
    onEarlier: ({ exchange, path }) => void earlier.push(`${path ?? ''}${exchange.name ?? ''}`),
    transport: (request) => {
      const segment = request.url.split('/').at(-1) ?? '';
      sent.push(segment);
      walk.onRequest?.(segment);
      return Promise.resolve(answers[segment] ?? buildResponse({ body: `{"id":"${segment}-id"}` }));
    },
    ...walk.ports,
  };
  const file = parseRequestFile(text);
  const block = file.blocks.find((candidate) => candidate.name?.text === name);
  assert.ok(block);
  const imports = Object.entries(walk.imports ?? {}).map(([path, source]) => ({
    path,
    file: parseRequestFile(source),
  }));
  const environments = await environmentsOf({});
  const input = { file, block, environments, environmentName: undefined, folder, workspaceFolder: '/desk', imports };
  const result = await sendBlock(ports, session, input, controller.signal);
  return { result, sent, earlier, session };
}

/** The requests that go out for `name`, and what came of it when it was not sent. */
async function check(text: string, name: string, sent: string, outcome?: RegExp, walk: Walk = {}) {
  const walked = await send(text, name, walk);
  assert.equal(walked.sent.join(' '), sent);
  assert.match(describe(walked.result), outcome ?? /^sent$/);
  return walked;
}

function describe(result: SendResult): string {
  if (result.kind !== 'unresolved') return result.kind;
  return result.problems.map(({ code, message }) => `${code}: ${message}`).join('\n');
}

/** `name: refs` a line; `!` in front of a ref forces it. */
function fileOf(...lines: readonly string[]): string {
  return lines
    .map((line) => {
      const [name = '', refs = ''] = line.split(/:\s*/);
      const directives = refs
        .split(' ')
        .filter((ref) => ref !== '')
        .map((ref) => (ref.startsWith('!') ? `# @forceRef ${ref.slice(1)}` : `# @ref ${ref}`));
      return ['###', `# @name ${name}`, ...directives, `POST https://example.com/${name}`, ''].join('\n');
    })
    .join('\n');
}

const failure: TransportFailure = {
  kind: 'failure',
  code: 'timeout',
  message: 'It took too long.',
  nextStep: '',
  mayHaveReachedServer: true,
};

test('what a request refers to is sent before it, each once, in order', async () => {
  await check(fileOf('a: b', 'b:'), 'a', 'b a');
  await check(fileOf('a: b c', 'b: d', 'c: d', 'd:'), 'a', 'd b c a');
  await check(fileOf('a: b b !b', 'b:'), 'a', 'b a');
  await check(fileOf('a: c b', 'b: !c', 'c:'), 'a', 'c b a');
  const { earlier } = await check(fileOf('a: b', 'b: c', 'c:'), 'a', 'c b a');
  assert.deepEqual(
    earlier.map((name) => name.slice(-1)),
    ['c', 'b'],
  );
});

test('an answer that is there already is used, unless it is forced or an error', async () => {
  const { session } = await send(fileOf('b:'), 'b');
  await check(fileOf('a: b', 'b:'), 'a', 'a', undefined, { session });
  await check(fileOf('a: !b', 'b:'), 'a', 'b a', undefined, { session });
  await check(fileOf('a: b', 'b: c', 'c:'), 'a', 'a', undefined, { session });
  const failed = await send(fileOf('b:'), 'b', { answers: { b: buildResponse({ status: 401 }) } });
  await check(fileOf('a: b', 'b:'), 'a', 'b a', undefined, { session: failed.session });
});

test('the values of a chain flow on', async () => {
  const text = [
    '# @name token',
    '# @capture accessToken = $.id',
    'POST https://example.com/token',
    '###',
    '# @name user',
    '# @ref token',
    'POST https://example.com/{{accessToken}}',
    '###',
    '# @name read',
    '# @ref user',
    'GET https://example.com/{{user.response.body.$.id}}',
  ].join('\n');
  await check(text, 'read', 'token token-id token-id-id');
});

test('a ref that fails stops what depends on it, with a sentence', async () => {
  const text = fileOf('a: b', 'b: c', 'c:');
  await check(text, 'a', 'c', /^ref-failed: .*'c' was sent first and answered with 404 Gone away/, {
    answers: { c: buildResponse({ status: 404, statusText: 'Gone away' }) },
  });
  await check(text, 'a', 'c b', /'b' was sent first and got no answer\. It took too long/, { answers: { b: failure } });
  await check(
    `${fileOf('a: b')}\n###\n# @name b\nGET https://example.com/{{nope}}`,
    'a',
    '',
    /'b' has to be sent first, and cannot\. 'nope' is not defined/,
  );
  await check(
    `${fileOf('a: b')}\n###\n# @name b\n# @capture x = $.nope\nGET https://example.com/b`,
    'a',
    'b',
    /'b' was sent first\. 'x' was not captured/,
  );
  // A text that is wrong is found before the first request of the chain.
  await check(
    `${fileOf('a: c b', 'c:')}\n###\n# @name b\nGET https://example.com/b\nno colon here`,
    'a',
    '',
    /ref-failed/,
  );
});

test('nothing is sent for a request that cannot be sent whatever is answered', async () => {
  const ends = [
    'GET https://example.com/{{nobody}}',
    '# @disabled\nGET https://example.com/',
    '< {% x() %}\nGET https://example.com/',
  ];
  for (const end of [...ends, 'GET https://example.com/{{$nothing}}', 'GET https://example.com/{{a + b}}']) {
    await check(`# @name a\n# @ref b\n${end}\n\n###\n# @name b\nPOST https://example.com/b`, 'a', '', /: ./);
  }
  const captured =
    '# @name b\n# @capture user = $\nPOST https://example.com/b\n> {% client.global.set("x", response.body.id) %}';
  const text = `@id = {{user.id}}\n# @name a\n# @ref b\nGET https://example.com/{{user.id}}/{{id}}/{{x}}\n\n###\n${captured}`;
  await check(text, 'a', 'b b-id');
});

test('a create that may have been carried out is not sent again unasked', async () => {
  const text = fileOf('a: b', 'b:');
  const { session } = await send(text, 'b', { answers: { b: failure } });
  await check(text, 'a', '', /ref-failed: .*may have acted on it/, { session });
  await check(fileOf('a: !b', 'b:'), 'a', 'b a', undefined, { session });
  const read = '# @name b\nGET https://example.com/b\n';
  const again = await send(read, 'b', { answers: { b: failure } });
  await check(`${read}\n${fileOf('a: b')}`, 'a', 'b a', undefined, { session: again.session });
});

test('cycles and unknown names are errors before anything is sent', async () => {
  await check(fileOf('a: b', 'b: c', 'c: a'), 'a', '', /^cyclic-ref: .*a → b → c → a/);
  await check(fileOf('a: a'), 'a', '', /^cyclic-ref: .*a → a/);
  await check(fileOf('a: x b', 'x:', 'b: c', 'c: b'), 'a', '', /^cyclic-ref: .*b → c → b/);
  const { result } = await check(fileOf('a: tokn', 'token:'), 'a', '', /^unknown-ref: .*'tokn'.*'token'/);
  assert.ok(result.kind === 'unresolved');
  assert.deepEqual(
    result.problems[0]?.fixes?.map(({ kind }) => kind),
    ['replace'],
  );
  await check(fileOf('a: b', 'b: nope'), 'a', '', /^unknown-ref: 'b' refers to 'nope'/);
});

test('of requests of the same name the nearest one above counts', async () => {
  const text = '# @name b\nGET https://example.com/first\n\n###\n# @name b\nGET https://example.com/second\n\n';
  await check(`${text}${fileOf('a: b')}\n###\n# @name b\nGET https://example.com/third`, 'a', 'second a');
});

test('requests of imported files are found behind those of the file itself', async () => {
  const imports = { '/desk/api/auth.http': fileOf('b: d', 'c:', 'd:'), '/desk/api/more.http': fileOf('e:') };
  const { earlier } = await check(fileOf('a: b c e', 'c:'), 'a', 'd b c e a', undefined, { imports });
  assert.deepEqual(earlier, ['/desk/api/auth.httpd', '/desk/api/auth.httpb', 'c', '/desk/api/more.httpe']);
});

test('cancelling stops the chain', async () => {
  const controller = new AbortController();
  const onRequest = (name: string) => name === 'c' && controller.abort();
  await check(fileOf('a: b', 'b: c', 'c:'), 'a', 'c', /^cancelled$/, { controller, onRequest });
});

test('a note asks before it is sent, and nobody to ask is a refusal', async () => {
  const text = '# @name a\n# @note This deletes everything\nDELETE https://example.com/a';
  const asked: string[] = [];
  const confirm = (yes: boolean) => ({
    confirm: ({ reasons }: { readonly reasons: readonly string[] }) => {
      asked.push(...reasons);
      return Promise.resolve(yes);
    },
  });
  await check(text, 'a', 'a', undefined, { ports: confirm(true) });
  await check(text, 'a', '', /^cancelled$/, { ports: confirm(false) });
  await check(text, 'a', '', /^confirmation-needed: .*This deletes everything/);
  assert.deepEqual(asked, ['This deletes everything', 'This deletes everything']);
  await check(`${fileOf('b: a')}\n###\n${text}`, 'b', '', /ref-failed/);
});

test('any graph of refs is sent in an order that fits, each request once, or refused as a whole', async () => {
  const graph = fc.array(fc.array(fc.tuple(fc.nat(11), fc.boolean()), { maxLength: 4 }), {
    minLength: 1,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(graph, async (nodes) => {
      const edges = nodes.map((refs) => refs.map(([to, forced]) => ({ to: to % nodes.length, forced })));
      const lines = edges.map(
        (refs, index) => `n${index}: ${refs.map(({ to, forced }) => `${forced ? '!' : ''}n${to}`).join(' ')}`,
      );
      const { sent, result, session } = await send(fileOf(...lines), 'n0');
      const reachable = new Set([0]);
      for (const from of reachable) for (const { to } of edges[from] ?? []) reachable.add(to);
      if (hasCycle(edges, reachable)) {
        assert.match(describe(result), /^cyclic-ref/);
        assert.deepEqual(sent, []);
        return;
      }
      assert.equal(result.kind, 'sent');
      assert.deepEqual([...sent].sort(), [...reachable].map((index) => `n${index}`).sort());
      for (const from of reachable) {
        for (const { to } of edges[from] ?? []) assert.ok(sent.indexOf(`n${to}`) < sent.indexOf(`n${from}`));
      }
      assert.equal(
        fileSession(session, { environmentName: undefined, workspaceFolder: '/desk' }).exchanges.size,
        reachable.size,
      );
    }),
    { numRuns: 150 },
  );
});

function hasCycle(edges: readonly (readonly { readonly to: number }[])[], nodes: ReadonlySet<number>): boolean {
  const left = new Set(nodes);
  for (let removed = true; removed;) {
    removed = false;
    for (const node of left) {
      if ((edges[node] ?? []).some(({ to }) => left.has(to))) continue;
      left.delete(node);
      removed = true;
    }
  }
  return left.size > 0;
}

test('a chain as long as a file needs no deep stack', async () => {
  const lines = Array.from({ length: 3000 }, (_, index) => `n${index}: ${index < 2999 ? `n${index + 1}` : ''}`);
  const file = parseRequestFile(fileOf(...lines, 'z: z'));
  const { planRefs } = await import('../../src/core/session/planRefs');
  const [block] = file.blocks;
  assert.ok(block);
  const plan = planRefs({ file, block, folder }, () => false);
  assert.equal(plan.kind === 'steps' && plan.steps.length, 2999);
});

test('a capture that no answer can fill stops the request and the chain before anything is sent', async () => {
  const text = `### a\n# @name a\n# @capture id = $.a-b\nPOST https://example.com/a\n\n### b\n# @name b\n# @ref a\nGET https://example.com/b\n`;
  await check(text, 'a', '', /invalid-capture.*is not a JSONPath/);
  await check(text, 'b', '', /ref-failed.*'a' has to be sent first, and cannot\. '\$\.a-b' is not a JSONPath/);
  await check(text.replace('$.a-b', 'foo'), 'a', '', /'response\.foo' is no place in an exchange/);
  await check(text.replace('$.a-b', 'headers.X /(?=x)/'), 'a', '', /is not understood/);
  await check(text.replace('$.a-b', "$['id']"), 'a', 'a');
});
