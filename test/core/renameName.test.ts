import assert from 'node:assert/strict';
import test from 'node:test';
import { prepareRename, renameName } from '../../src/core/language/names/renameName';
import { placeName, type MarkedFiles } from '../support/nameFiles';

test('a variable of the file is renamed in the file alone', async () => {
  await check(
    {
      'a.http':
        '@ho$0st = x\n@url = {{host}}/{{ hostname }}\n\nGET {{url}}/{{host}}?q={{%host}}\nX: {{host}}\n\n{"a":{{host}}}\n',
    },
    'base',
    {
      'a.http':
        '@base = x\n@url = {{base}}/{{ hostname }}\n\nGET {{url}}/{{base}}?q={{%base}}\nX: {{base}}\n\n{"a":{{base}}}\n',
    },
  );
  await check(
    { 'a.http': '@host = x\nGET {{$0host}}\n', 'b.http': '@host = y\nGET {{host}}\n', 'c.http': 'GET {{host}}\n' },
    'base',
    {
      'a.http': '@base = x\nGET {{base}}\n',
    },
  );
});

test('every spelling of a use is renamed', async () => {
  await check(
    {
      'a.http':
        '@cfg = {"host":"x"}\n# @cfg = off\n### One\nPOST https://a/%7B%7Bcfg%7D%7D/{{cf$0g.host}}/{{cfg[0]}}/{{cfgs}}/{{$shared cfg}}/{{$processEnv %cfg}}\n\n< ./{{cfg}}.json\n',
    },
    'set',
    {
      'a.http':
        '@set = {"host":"x"}\n# @set = off\n### One\nPOST https://a/%7B%7Bset%7D%7D/{{set.host}}/{{set[0]}}/{{cfgs}}/{{$shared set}}/{{$processEnv %set}}\n\n< ./{{set}}.json\n',
    },
  );
  await check({ 'a.http': '@v = 1\nrun #go(@$0v = {{v}})\n\n### go\nGET https://a\n...v\n\n>> {{v}}.txt\n' }, 'w', {
    'a.http': '@w = 1\nrun #go(@w = {{w}})\n\n### go\nGET https://a\n...w\n\n>> {{w}}.txt\n',
  });
});

test('a capture is renamed in the files that use it, members of it too, from either side', async () => {
  const capture = '# @capture user = response.body\nPOST https://a\n';
  const after = {
    'login.http': capture.replace('user', 'me'),
    'a.http': 'import ./login.http\n\nGET https://a/{{me}}/{{me.id}}/{{me[0]}}/{{users.id}}\n',
    'b.http': 'GET https://a/{{me.id}}\n',
  };
  const before = {
    'login.http': capture,
    'a.http': 'import ./login.http\n\nGET https://a/{{user}}/{{user.id}}/{{user[0]}}/{{users.id}}\n',
    'b.http': 'GET https://a/{{user.id}}\n',
  };
  await check({ ...before, 'login.http': capture.replace('user', 'us$0er') }, 'me', after);
  await check({ ...before, 'a.http': before['a.http'].replace('{{user.id', '{{us$0er.id') }, 'me', after);
  await check({ ...before, 'b.http': before['b.http'].replace('user', '$0user') }, 'me', after);
});

test('a variable of an environment is renamed in every environment file that has it, comments kept', async () => {
  const before = {
    'api/a.http': 'GET {{ho$0st}}/x\n',
    'api/deep/b.rest': 'GET {{host}}\n',
    'api/own.http': '@host = mine\nGET {{host}}\n',
    'other/c.http': 'GET {{host}}\n',
    'http-client.env.json':
      '{\n  // tenants: host\n  "dev": { "host": "d", /* host */ "url": "https://{{host}}/\\u0041", "list": ["{{ host }}", {"host": "{{host}}"}] },\n  "host": { "host": "p", },\n}\n',
    'api/http-client.private.env.json': '{ "dev": { "host": "secret" }, "$shared": { "x": "{{host}}" } }',
  };
  await check(before, 'base_url', {
    'api/a.http': 'GET {{base_url}}/x\n',
    'api/deep/b.rest': 'GET {{base_url}}\n',
    'other/c.http': 'GET {{base_url}}\n',
    'http-client.env.json':
      '{\n  // tenants: host\n  "dev": { "base_url": "d", /* host */ "url": "https://{{base_url}}/\\u0041", "list": ["{{ base_url }}", {"host": "{{base_url}}"}] },\n  "host": { "base_url": "p", },\n}\n',
    'api/http-client.private.env.json': '{ "dev": { "base_url": "secret" }, "$shared": { "x": "{{base_url}}" } }',
  });
});

test('from a key of an environment file the uses are found as well', async () => {
  await check(
    { 'http-client.env.json': '{"dev":{"$0a":"1"},"prod":{"a":"2"}}', 'x/a.http': 'GET {{a}}/{{b}}\n' },
    'c',
    {
      'http-client.env.json': '{"dev":{"c":"1"},"prod":{"c":"2"}}',
      'x/a.http': 'GET {{c}}/{{b}}\n',
    },
  );
  await check({ 'http-client.env.json': '{"dev":{"a":"1","u":"{{$0a}}"}}' }, 'c', {
    'http-client.env.json': '{"dev":{"c":"1","u":"{{c}}"}}',
  });
});

test('settings of an environment use its variables', async () => {
  await check(
    {
      'http-client.env.json':
        '{"dev":{"sec$0ret":"1","Security":{"Auth":{"secret":{"Client Secret":"{{secret}}"}}},"SSLConfiguration":{"x":"{{secret}}"}}}',
    },
    'key',
    {
      'http-client.env.json':
        '{"dev":{"key":"1","Security":{"Auth":{"secret":{"Client Secret":"{{key}}"}}},"SSLConfiguration":{"x":"{{key}}"}}}',
    },
  );
});

test('a nearer environment file makes a name another one', async () => {
  await check(
    {
      'a.http': 'GET {{h$0}}\n',
      'http-client.env.json': '{"dev":{"h":"1"}}',
      'own/http-client.env.json': '{"dev":{"h":"2"}}',
      'own/b.http': 'GET {{h}}\n',
    },
    'k',
    { 'a.http': 'GET {{k}}\n', 'http-client.env.json': '{"dev":{"k":"1"}}' },
  );
});

test('captures are renamed with what reads them, in other files too', async () => {
  await check(
    {
      'login.http':
        '# @name login\n# @capture secret to$0ken = response.body.$.token\nPOST https://a\n\n### Use\nGET https://a\nAuthorization: Bearer {{token}}\n',
      'use.http': 'GET https://a?t={{token}}\n',
      'own.http': '@token = 1\nGET https://a?t={{token}}\n',
      'http-client.env.json': '{"dev":{"token":""}}',
    },
    'accessToken',
    {
      'login.http':
        '# @name login\n# @capture secret accessToken = response.body.$.token\nPOST https://a\n\n### Use\nGET https://a\nAuthorization: Bearer {{accessToken}}\n',
      'use.http': 'GET https://a?t={{accessToken}}\n',
      'http-client.env.json': '{"dev":{"accessToken":""}}',
    },
  );
  await check(
    {
      'a.http': 'POST https://a\n\n> {% client.global.set("id", response.body.id); %}\n\n###\nGET https://a/{{i$0d}}\n',
    },
    'userID',
    {
      'a.http':
        'POST https://a\n\n> {% client.global.set("userID", response.body.id); %}\n\n###\nGET https://a/{{userID}}\n',
    },
  );
});

test('what a shell would fill in a curl command is renamed with the variable it means', async () => {
  await check(
    {
      'a.http':
        '@HOST = x\n\n### bash\ncurl "https://$HOST/${HO$0ST}-$HOSTS" -H \'X: $HOST\' -u $HOST:{{HOST}} -d "a=\\$HOST"\n\n### PowerShell\ncurl "https://$env:HOST/$HOST" `\n  -d \'{{HOST}}\'\n',
    },
    'BASE',
    {
      'a.http':
        '@BASE = x\n\n### bash\ncurl "https://$BASE/${BASE}-$HOSTS" -H \'X: $HOST\' -u $BASE:{{BASE}} -d "a=\\$HOST"\n\n### PowerShell\ncurl "https://$env:BASE/$BASE" `\n  -d \'{{BASE}}\'\n',
    },
  );
  await check({ 'a.http': 'curl https://$HO$0ST/x\n', 'http-client.env.json': '{"dev":{"HOST":"a"}}' }, 'BASE', {
    'a.http': 'curl https://$BASE/x\n',
    'http-client.env.json': '{"dev":{"BASE":"a"}}',
  });
  const files = { 'a.http': '@HOST = x\n\n###\ncurl "https://${HO$0ST}"\n' };
  for (const name of ['base-url', 'base.url', '1st', 'größe']) {
    await check(files, name, /behind a dollar sign, as 'HOST' does in a curl command/);
  }
  await check({ 'a.http': 'curl https://$HO$0ST\n' }, 'BASE', /No variable is called 'HOST'/);
});

test('a variable that a target means without naming it keeps its name', async () => {
  await check({ 'a.http': '@ho$0st = x\n\nGET /users\n' }, 'base', /A request in 'a\.http' begins with '\/'/);
  await check(
    { 'http-client.env.json': '{"dev":{"ho$0st":"x"}}', 'b.http': 'GET /users\n', 'a.http': 'GET {{host}}\n' },
    'base',
    /A request in 'b\.http' begins/,
  );
  await check({ 'a.http': '@ho$0st = x\n\nGET /users\nHost: {{host}}\n' }, 'base', {
    'a.http': '@base = x\n\nGET /users\nHost: {{base}}\n',
  });
});

test('prompts are renamed with their uses', async () => {
  await check({ 'a.http': '# @prompt secret co$0de One-time code\nGET https://a?c={{code}}\n' }, 'otp', {
    'a.http': '# @prompt secret otp One-time code\nGET https://a?c={{otp}}\n',
  });
});

test('a request is renamed with everything that refers to it', async () => {
  await check(
    {
      'a.http':
        '# @name lo$0gin\nPOST https://a\n\n### Use\n# @ref login\n# @capture id = response.body.$.id\nGET https://a/{{login.response.body.$.id}}/{{login.id}}/{{loginResponse}}\n\n###\nrun #login\n',
      'b.http': 'import ./a.http\nrun ./a.http#login\n\nGET https://a/{{login.response.status}}\n',
      'c.http': '# @name login\nPOST https://c\n\n###\nGET https://c/{{login.response.status}}\n',
    },
    'signIn',
    {
      'a.http':
        '# @name signIn\nPOST https://a\n\n### Use\n# @ref signIn\n# @capture id = response.body.$.id\nGET https://a/{{signIn.response.body.$.id}}/{{signIn.id}}/{{loginResponse}}\n\n###\nrun #signIn\n',
      'b.http': 'import ./a.http\nrun ./a.http#signIn\n\nGET https://a/{{signIn.response.status}}\n',
    },
  );
  await check({ 'a.http': '### login\nPOST https://a\n\n###\nGET https://a/{{lo$0gin.response.status}}\n' }, 'signIn', {
    'a.http': '### signIn\nPOST https://a\n\n###\nGET https://a/{{signIn.response.status}}\n',
  });
});

test('a variable of an imported file is renamed where it is imported', async () => {
  await check(
    { 'base.http': '@ho$0st = x\n', 'a.http': 'import ./base.http\nGET {{host}}\n', 'b.http': 'GET {{host}}\n' },
    'root',
    { 'base.http': '@root = x\n', 'a.http': 'import ./base.http\nGET {{root}}\n' },
  );
  await check(
    { 'base.http': '@ho$0st = x\n', 'a.http': '# @import ./base.http\nGET {{host}}\n', 'b.http': 'GET {{host}}\n' },
    'root',
    { 'base.http': '@root = x\n', 'a.http': '# @import ./base.http\nGET {{root}}\n' },
  );
});

test('a refusal says why', async () => {
  const file = '@a$0 = 1\n@b = 2\n# @name req\nGET https://x/{{a}}/{{typo}}\n';
  await check({ 'a.http': file }, 'b', /'b' is a name already in 'a\.http'/);
  await check({ 'a.http': file }, 'req', /'req' is a name already/);
  await check({ 'a.http': file }, 'typo', /'typo' is used in 'a\.http' already/);
  for (const name of ['', 'a b', '$x', 'x}', '{{x}}', 'x=1', 'x\ny', '"x"', '%x', 'x[0]', 'x.response.body']) {
    await check({ 'a.http': file }, name, /is not a name|would be read as/);
  }
  await check(
    { 'a.http': 'GET {{a$0}}\n', 'http-client.env.json': '{"dev":{"a":"1"},"prod":{"b":"1"}}' },
    'b',
    /'http-client\.env\.json'/,
  );
  await check({ 'a.http': '# @name a$0\nGET https://x\n' }, 'a.b', /not a name for a request/);
  await check({ 'a.http': '# @prompt co$0de What?\nGET https://x/{{code}}\n' }, 'secret', /marks a prompt/);
  await check({ 'a.http': '@a$0 = 1\nGET https://x/%7B%7Ba%7D%7D\n' }, 'ä', /%7B%7B/);
  await check({ 'a.http': '@a$0 = 1\nGET https://x/{{a}}\n' }, 'ä', { 'a.http': '@ä = 1\nGET https://x/{{ä}}\n' });
});

test('what is not written in these files is not renamed', async () => {
  await check({ 'a.http': 'GET https://x/{{$uu$0id}}\n' }, 'b', /dynamic variable/);
  await check({ 'a.http': 'GET https://x/{{$processEnv HO$0ME}}\n' }, 'b', /of the process/);
  await check({ 'a.http': 'GET https://x/{{nobo$0dy}}\n' }, 'b', /No variable is called 'nobody'/);
  await check({ 'a.http': 'GET https://x/{{a.response.bo$0dy.$.x}}\n' }, 'b', /inside 'a'/);
  await check({ 'a.http': 'GET $0https://x/{{a}}\n' }, 'b', /Put the cursor/);
  const sandbox = new Map([['envID', 'the built-in Sandbox']]);
  await check({ 'a.http': 'GET https://x/{{env$0ID}}\n' }, 'b', /built-in Sandbox/, sandbox);
  await check({ 'a.http': '@a$0 = 1\nGET {{a}}\n' }, 'envID', /built-in Sandbox/, sandbox);
});

async function check(
  files: MarkedFiles,
  newName: string,
  expected: MarkedFiles | RegExp,
  elsewhere?: ReadonlyMap<string, string>,
): Promise<void> {
  const { index, path, offset, found, texts } = await placeName(files, elsewhere);
  const prepared = prepareRename(index, { path, offset, found });
  const result =
    prepared.kind === 'refused' || found?.kind !== 'name'
      ? prepared
      : renameName(index, { kind: found.occurrence.kind, name: prepared.name, path }, newName);
  if (expected instanceof RegExp) {
    assert.equal(result.kind, 'refused');
    assert.match(result.kind === 'refused' ? result.message : '', expected);
    return;
  }
  assert.equal(result.kind, 'renamed', JSON.stringify(result));
  const changed = new Map<string, string>();
  const edits =
    result.kind === 'renamed' ? result.edits.toSorted((one, other) => other.span.start - one.span.start) : [];
  for (const { path: at, span, text } of edits) {
    const before = changed.get(at) ?? texts.get(at) ?? '';
    changed.set(at, before.slice(0, span.start) + text + before.slice(span.end));
  }
  const named = [...changed].map(([at, text]) => [at.slice('/w/'.length), text]);
  assert.deepEqual(Object.fromEntries(named), expected);
}
