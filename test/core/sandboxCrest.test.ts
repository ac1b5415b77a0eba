import assert from 'node:assert/strict';
import test from 'node:test';
import { sandboxClient, type SandboxClient, type TestRequest } from '../support/sandboxClient';

const user = { userName: 'bjensen', givenName: 'Barbara', sn: 'Jensen', mail: 'bjensen@example.com' };

/** Sends one request and checks the status; every error has the body CREST gives it. */
function check(client: SandboxClient, line: string, request: TestRequest, status: number) {
  const answer = client.send(line, { token: null, ...request });
  assert.equal(answer.status, status, `${line}\n${answer.text}`);
  if (status >= 400) {
    assert.equal(answer.body.code, status);
    assert.deepEqual([typeof answer.body.reason, typeof answer.body.message], ['string', 'string']);
  }
  return answer;
}

const header = (name: string, value: string) => ({ headers: [[name, value]] as const });

test('the requests of the create page do what the page says', () => {
  const client = sandboxClient();
  const json = JSON.parse(client.values['JSON resource'] ?? '');
  const send = (line: string, status: number, ...headers: (readonly [string, string])[]) =>
    check(client, line, { json, headers: [['Accept', 'application/json'], ...headers] }, status);
  const created = send('POST /users?_action=create', 201);
  assert.equal(created.header('Location'), `${client.origin}/users/${created.body._id}`);
  assert.equal(created.header('ETag'), `"${created.body._rev}"`);
  const put = send('PUT /users/some-id', 201, ['If-None-Match', '*']);
  assert.equal(put.header('Location'), `${client.origin}/users/some-id`);
  send('PUT /users/some-id', 412, ['If-None-Match', '*']);
  send('PUT /users/some-id', 412, ['If-None-Match', '"*"']);
  send('PUT /users/some-id', 400, ['If-None-Match', 'revision']);
  const updated = send('PUT /users/some-id', 200);
  assert.deepEqual([updated.header('Location'), updated.body._id], [undefined, 'some-id']);
  assert.notEqual(updated.body._rev, put.body._rev);
  send('PUT /users/Some-ID', 201);
  assert.equal(check(client, 'GET /users?_queryFilter=true', {}, 200).body.resultCount, 3);
});

test('the host of the page is answered, links and all; a foreign one is not', () => {
  const { sandbox } = sandboxClient();
  const body = new TextEncoder().encode('{}');
  const handle = (host: string) => {
    const headers = [
      ['Host', host],
      ['Content-Type', 'application/json'],
    ] as const;
    return sandbox.handle({ method: 'POST', target: '/users', headers, body });
  };
  const location = handle('example.com').headers.find(([name]) => name === 'Location')?.[1];
  assert.match(location ?? '', /^https:\/\/example\.com\/users\/[0-9a-f-]{36}$/);
  for (const host of ['www.example.com', 'localhost:99', '[::1]:80', '127.9.9.9'])
    assert.equal(handle(host).status, 201);
  for (const host of [
    'evil.test',
    'example.com.evil.test',
    '127.0.0.1.evil.test',
    '10.0.0.1',
    'a b',
    '',
    'example.com/x',
  ]) {
    assert.equal(handle(host).status, 421, host);
  }
});

test('the verb is decided as CREST decides it', () => {
  const cases: readonly (readonly [line: string, request: TestRequest, status: number])[] = [
    ['POST /users', { json: user }, 201],
    ['POST /users?_action=CREATE', { json: user }, 201],
    ['POST /users', { json: user, ...header('Accept-API-Version', 'protocol=2.0') }, 400],
    ['POST /users/there', { json: user }, 400],
    ['POST /users?_action=frobnicate', {}, 400],
    ['POST /users?_action=', {}, 400],
    ['POST /users/there', { ...header('X-HTTP-Method-Override', 'delete') }, 200],
    ['POST /users/there', { ...header('X-HTTP-Method-Override', 'PATCH'), json: [] }, 200],
    ['GET /users/there', { ...header('X-HTTP-Method-Override', 'DELETE') }, 200],
    ['PUT /users/missing', { json: user }, 201],
    ['PUT /users/missing', { json: user, ...header('Accept-API-Version', 'protocol=1.0') }, 404],
    ['PUT /users/missing', { json: user, ...header('If-Match', '*') }, 404],
    ['PUT /users', { json: user }, 400],
    ['PUT /users/', { json: user }, 400],
    ['GET /users', {}, 400],
    ['GET /users?_queryFilter=', {}, 400],
    ['GET /users?_queryFilter=true', {}, 200],
    ['GET /users/there?_queryFilter=true', {}, 400],
    ['GET /users?_crestapi', {}, 501],
    ['GET /users/there/more', {}, 404],
    ['GET /openidm/managed/alpha_role?_queryFilter=true', {}, 404],
    ['DELETE /users', {}, 400],
    ['PATCH /users', { json: [] }, 400],
    ['TRACE /users', {}, 501],
    ['get /users/there', {}, 501],
    ['OPTIONS /users', {}, 200],
    ['HEAD /users/there', {}, 200],
  ];
  for (const [line, request, status] of cases) {
    const client = sandboxClient();
    check(client, 'PUT /users/there', { json: user }, 201);
    if (line.startsWith('HEAD')) assert.equal(client.send(line, { token: null }).status, status);
    else
      check(
        client,
        line,
        line.includes('openidm') ? { ...request, token: client.values['accessToken'] ?? '' } : request,
        status,
      );
  }
  assert.equal(sandboxClient().send('OPTIONS /users').header('Allow'), 'DELETE, GET, HEAD, OPTIONS, PATCH, PUT');
});

test('preconditions, verb by verb', () => {
  const kinds = ['none', 'INM *', 'INM rev', 'IM *', 'IM rev', 'IM stale', 'both'] as const;
  const matrix: Readonly<Record<string, readonly number[]>> = {
    'POST /users': [201, 412, 412, 412, 412, 412, 412],
    'POST /users?_action=x': [400, 412, 412, 412, 412, 412, 412],
    'GET /users/there': [200, 412, 304, 412, 412, 412, 412],
    'GET /users?_queryFilter=true': [200, 412, 412, 412, 412, 412, 412],
    'PUT /users/there': [200, 412, 400, 200, 200, 412, 412],
    'PUT /users/missing': [201, 201, 400, 404, 404, 404, 412],
    'PATCH /users/there': [200, 412, 412, 200, 200, 412, 412],
    'DELETE /users/there': [200, 412, 412, 200, 200, 412, 412],
  };
  for (const [line, statuses] of Object.entries(matrix)) {
    for (const [index, kind] of kinds.entries()) {
      const client = sandboxClient();
      const revision = check(client, 'PUT /users/there', { json: user }, 201).body._rev as string;
      const headers = {
        none: [],
        'INM *': [['If-None-Match', '*']],
        'INM rev': [['If-None-Match', `"${revision}"`]],
        'IM *': [['If-Match', '"*"']],
        'IM rev': [['If-Match', revision]],
        'IM stale': [['If-Match', `W/"${revision}"`]],
        both: [
          ['If-Match', '*'],
          ['If-None-Match', '*'],
        ],
      }[kind] as [string, string][];
      const json = line.startsWith('PATCH') ? [] : user;
      const answer = client.send(line, { token: null, headers, ...(/^(POST|PUT|PATCH)/.test(line) ? { json } : {}) });
      assert.equal(answer.status, statuses[index], `${line} with ${kind}`);
      if (answer.status === 304) assert.equal(answer.text, '');
    }
  }
  const client = sandboxClient();
  check(client, 'GET /users/x', header('If-Modified-Since', 'Sat, 01 Jan 2026 00:00:00 GMT'), 409);
});

test('parameters: unknown, misplaced, repeated and malformed ones are 400', () => {
  const client = sandboxClient();
  check(client, 'PUT /users/there', { json: user }, 201);
  const refused = [
    'GET /users/there?_nothing=1',
    'GET /users/there?_pageSize=1',
    'GET /users/there?_action=create',
    'GET /users?_queryFilter=true&_mimeType=text/plain',
    'GET /users?_queryFilter=true&_queryId=query-all',
    'GET /users?_queryFilter=true&_queryfilter=true',
    'GET /users?_queryFilter=true&_pageSize=ten',
    'GET /users?_queryFilter=true&_pageSize=99999999999',
    'GET /users?_queryFilter=true&_pagedResultsOffset=x',
    'GET /users?_queryFilter=true&_totalPagedResultsPolicy=ALL',
    'GET /users?_queryFilter=true&_pagedResultsCookie=x',
    'GET /users?_queryFilter=true&_countOnly=true',
    'GET /users?_queryFilter=true&_sortKeys=',
    'GET /users?_queryFilter=true&_sortKeys=+userName',
    'GET /users?_queryId=query-all&_sortKeys=userName',
    'GET /users?_queryId=nothing',
    'GET /users?_queryExpression=x',
    'GET /users/there?_prettyPrint=true&_prettyPrint=true',
    'GET /users/there?_fields=a%25zz',
    'GET /users/there?_fields=%22a%22',
    'GET /users/there?_mimeType=text/plain',
    'DELETE /users/there?_queryFilter=true',
  ];
  for (const line of refused) check(client, line, {}, 400);
  check(client, 'GET /users/there?anything=1', {}, 200);
  check(client, 'GET /users?_QUERYFILTER=true&_pageSize=-1', {}, 200);
  const counted = check(
    client,
    'GET /users?_queryFilter=true&_countOnly=true',
    header('Accept-API-Version', 'protocol=2.2,resource=1.0'),
    200,
  );
  assert.deepEqual(counted.body, { resultCount: 1 });
});

test('the version header', () => {
  const client = sandboxClient();
  check(client, 'PUT /users/there', { json: user }, 201);
  const cases: readonly (readonly [string, number])[] = [
    ['protocol=2.1,resource=1.0', 200],
    ['resource=1.0 , protocol=1', 200],
    ['resource=1', 200],
    ['protocol=2.2', 200],
    ['protocol=3.0', 400],
    ['protocol=2.3', 400],
    ['protocol=0.9', 400],
    ['Protocol=2.1', 400],
    ['protocol = 2.1', 400],
    ['protocol=2.1;resource=1.0', 400],
    ['protocol=2.1,protocol=2.1', 400],
    ['protocol=2.1,', 400],
    ['', 400],
    ['resource=2.0', 404],
    ['resource=1.1', 404],
  ];
  for (const [value, status] of cases) check(client, 'GET /users/there', header('Accept-API-Version', value), status);
  assert.equal(client.send('GET /users/there').header('Content-API-Version'), 'protocol=2.1,resource=1.0');
  const old = check(client, 'GET /users/there?_fields=sn', header('Accept-API-Version', 'protocol=1.0'), 200);
  assert.deepEqual(old.body, { sn: 'Jensen' });
});

test('bodies that are none, or the wrong ones', () => {
  const client = sandboxClient();
  check(client, 'PUT /users/there', { json: user }, 201);
  const type = 'application/json';
  const cases: readonly (readonly [line: string, request: TestRequest])[] = [
    ['POST /users', { body: '', type }],
    ['POST /users', { body: '{"a":1} x', type }],
    ['POST /users', { body: '{ JSON resource }', type }],
    ['POST /users', { body: '[]', type }],
    ['POST /users', { body: '"x"', type }],
    ['POST /users', { body: '{}' }],
    ['POST /users', { body: '{}', type: 'text/plain' }],
    ['POST /users', { json: { _id: 'a/b' } }],
    ['POST /users', { json: { _id: 7 } }],
    ['POST /users', { body: '{"_id":"\\ud800"}', type }],
    ['POST /users', { json: { _id: '..' } }],
    ['PUT /users/a%2Fb', { json: {} }],
    ['PATCH /users/there', { json: {} }],
    ['PATCH /users/there', { json: [], type: 'application/json-patch+json' }],
    ['DELETE /users/there', { body: 'x', type: 'text/plain' }],
  ];
  for (const [line, request] of cases) check(client, line, request, 400);
  check(client, 'POST /users', { json: { _id: 'mine' } }, 201);
  check(client, 'POST /users', { json: { _id: 'mine' } }, 412);
  const id = 'odd%20id%20%3F%23';
  const odd = check(client, `PUT /users/${id}`, { json: {} }, 201);
  assert.equal(odd.body._id, 'odd id ?#');
  assert.equal(odd.header('Location'), `${client.origin}/users/${id}`);
});

const part = (name: string, partType: string, content: string) =>
  `--b 1\r\nContent-Disposition: form-data; name="${name}"; filename="f-${name}"\r\nContent-Type: ${partType}\r\n\r\n${content}\r\n`;

test('a multipart body brings its parts into the JSON', () => {
  const client = sandboxClient();
  const type = 'multipart/form-data; boundary="b 1"';
  const json = {
    text: { $ref: 'cid:t#content' },
    raw: { $ref: 'cid:r#content' },
    type: { $ref: 'cid:r#mimetype' },
    file: { $ref: 'cid:r#filename' },
  };
  const body = `${part('json', 'application/json', JSON.stringify(json))}${part('t', 'text/plain', 'gr\u00fc\u00df')}${part('r', 'image/png', '\u0001\u0002')}--b 1--\r\n`;
  const answer = check(client, 'POST /users', { body, type }, 201).body;
  assert.deepEqual([answer.text, answer.raw, answer.type, answer.file], ['gr\u00fc\u00df', 'AQI', 'image/png', 'f-r']);
  check(client, 'POST /users', { body: body.replace('cid:t', 'cid:x'), type }, 400);
  check(client, 'POST /users', { body: body.replace('--b 1--', ''), type }, 400);
  check(client, 'POST /users', { body, type: 'multipart/form-data' }, 400);
});

test('fields, layout and raw values', () => {
  const client = sandboxClient();
  const json = { parent: { child: 'value', 'a/b': 1 }, list: [{ x: 1 }], picture: 'aGk', __proto__text: 1 };
  const { _id, _rev } = check(client, 'PUT /users/f', { json }, 201).body;
  const select = (fields: string) => check(client, `GET /users/f?_fields=${fields}`, {}, 200).body;
  assert.deepEqual(select('parent/child'), { _id, _rev, child: 'value' });
  assert.deepEqual(select('/parent/child/,nothing/here'), { _id, _rev, child: 'value' });
  assert.deepEqual(select('parent/a%252Fb'), { _id, _rev, 'a/b': 1 });
  assert.deepEqual(select('_id,picture&_fields=list'), { _id, _rev, picture: 'aGk', list: [{ x: 1 }] });
  assert.deepEqual(select(''), { _id, _rev, ...json });
  assert.deepEqual(select('toString,__proto__'), { _id, _rev });
  assert.equal(client.send('GET /users/f?_prettyPrint=TRUE').text.startsWith('{\n  "_id"'), true);
  assert.equal(client.send('GET /users/f?_prettyPrint=1').text.startsWith('{"_id"'), true);
  assert.equal(client.send('GET /users/f?_fields=parent/child&_mimeType=text/plain').text, 'value');
  const raw = client.send('GET /users/f?_fields=picture&_mimeType=image/png');
  assert.deepEqual([raw.text, raw.header('Content-Type')], ['hi', 'image/png']);
  check(client, 'GET /users/f?_fields=picture&_mimeType=a%0d%0ab', {}, 400);
  check(client, 'GET /users/f?_fields=picture,list&_mimeType=text/plain', {}, 400);
  const created = check(client, 'POST /users?_action=create&_fields=parent/child', { json }, 201).body;
  assert.deepEqual(Object.keys(created), ['_id', '_rev', 'child']);
  assert.deepEqual(check(client, 'DELETE /users/f?_fields=picture', {}, 200).body, { _id, _rev, picture: 'aGk' });
  check(client, 'GET /users/f', {}, 404);
});

test('pages by cookie and by offset, in the order that was asked for', () => {
  const client = sandboxClient();
  const names = ['delta', 'Alpha', 'charlie', 'Bravo', 'echo'];
  for (const [index, name] of names.entries()) {
    check(
      client,
      `PUT /users/${index}`,
      { json: { name, group: index % 2, ...(index === 4 ? {} : { rank: index }) } },
      201,
    );
  }
  const query = 'GET /users?_queryFilter=true&_fields=name';
  const list = (more: string) => {
    const { body } = check(client, `${query}${more}`, {}, 200);
    return { names: body.result.map((item: { name: string }) => item.name), body };
  };
  assert.deepEqual(list('').body.pagedResultsCookie, null);
  assert.deepEqual(list('&_sortKeys=name').names, ['Alpha', 'Bravo', 'charlie', 'delta', 'echo']);
  assert.deepEqual(list('&_sortKeys=-group,%2Bname').names, ['Alpha', 'Bravo', 'charlie', 'delta', 'echo']);
  assert.deepEqual(list('&_sortKeys=-rank').names.slice(-4), ['Bravo', 'charlie', 'Alpha', 'delta']);
  const first = list('&_sortKeys=name&_pageSize=2&_totalPagedResultsPolicy=exact');
  assert.deepEqual(
    [first.names, first.body.totalPagedResults, first.body.totalPagedResultsPolicy],
    [['Alpha', 'Bravo'], 5, 'EXACT'],
  );
  const cookie = encodeURIComponent(first.body.pagedResultsCookie);
  const second = list(`&_sortKeys=name&_pageSize=2&_pagedResultsCookie=${cookie}`);
  const last = list(
    `&_sortKeys=name&_pageSize=2&_pagedResultsCookie=${encodeURIComponent(second.body.pagedResultsCookie)}`,
  );
  assert.deepEqual([second.names, last.names, last.body.pagedResultsCookie], [['charlie', 'delta'], ['echo'], null]);
  assert.deepEqual(list('&_pageSize=2&_pagedResultsOffset=3').names, ['Bravo', 'echo']);
  check(client, `${query}&_sortKeys=name&_pageSize=2&_pagedResultsCookie=${cookie}&_pagedResultsOffset=1`, {}, 400);
  check(client, `${query}&_sortKeys=-name&_pageSize=2&_pagedResultsCookie=${cookie}`, {}, 400);
  assert.deepEqual(list('').body.totalPagedResults, -1);
});

test('a transaction ID of the client comes back, a broken one does not', () => {
  const client = sandboxClient();
  const sent = (value: string) =>
    client
      .send('GET /users?_queryFilter=true', header('X-ForgeRock-TransactionId', value))
      .header('X-ForgeRock-TransactionId');
  assert.equal(sent('my-transaction/1'), 'my-transaction/1');
  assert.match(sent('<script>') ?? '', /^[0-9a-f-]{36}$/);
});
