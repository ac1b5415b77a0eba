import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sendBlock } from '../../src/core/session/sendBlock';
import { createSession } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { printCurl } from '../../src/core/export/printCurl';
import { createTransport, type NetworkTransport } from '../../src/transport/createTransport';
import {
  environmentsOf,
  fixedPorts,
  folder,
  memoryReader,
  resolvedText,
  type ResolveOptions,
} from '../support/resolveText';
import { startRecorder, type RecordedRequest, type Recorder } from '../support/recorder';

// A row is a command, and what arrives of it: the request line, its fields in any order, and the body. Where curl is
// on the machine, the same command is given to a shell, and curl has to send the same.

const { sends, refuses } = describeCommands();

const form = 'Content-Type: application/x-www-form-urlencoded';

sends('a URL alone', "curl '%URL%/a?b=c'", 'GET /a?b=c');
sends('without a scheme it is http', 'curl %HOST%/a', 'GET /a');
sends('an empty path', 'curl %URL%', 'GET /');
sends('a method in any case is sent as it is written', 'curl -X pAtCh %URL%/a', 'pAtCh /a');
sends('switches and a method in one word', 'curl -sSLkXPOST -uuser:p@ss %URL%/a', 'POST /a', {
  fields: ['Authorization: Basic dXNlcjpwQHNz', 'Content-Length: 0'],
  // curl sends no length where it has no body.
  differs: ['Content-Length: 0'],
});
sends('a head', 'curl -I %URL%/a', 'HEAD /a');
sends(
  'fields in their case, one left out, one empty',
  "curl %URL% -H 'x-a: 1' -H 'X-A:2' -H 'Accept:' -H 'X-E;'",
  'GET /',
  {
    fields: ['x-a: 1', 'X-A: 2', 'X-E: '],
    leavesOut: ['Accept'],
    loose: true,
  },
);
sends('data', "curl %URL%/a -d 'a=b c' --data d=%7B", 'POST /a', { fields: [form], body: 'a=b c&d=%7B' });
sends('JSON without its type', `curl %URL%/a -d '{"a": "é"}'`, 'POST /a', { fields: [form], body: '{"a": "é"}' });
sends('data with a type and line ends', "curl %URL%/a -H 'content-type: text/plain' -d 'a\r\nb\n'", 'POST /a', {
  fields: ['content-type: text/plain'],
  body: 'a\nb\n',
  ownShell: true,
});
sends('escapes of C', String.raw`curl %URL%/a --data-raw $'@it\'s\u00e9\x41\101\r\n\t'`, 'POST /a', {
  fields: [form],
  body: "@it'séAA\r\n\t",
  ownShell: true,
});
sends('a body with another method', 'curl -XPUT %URL%/a --data-binary x', 'PUT /a', { fields: [form], body: 'x' });
sends(
  'encoded data',
  "curl %URL%/a --data-urlencode 'a=b &+=ä~' --data-urlencode '=x/' --data-urlencode 'y z'",
  'POST /a',
  {
    fields: [form],
    body: 'a=b+%26%2B%3D%C3%A4~&x%2F&y+z',
  },
);
sends('data in the URL', "curl -G '%URL%/a?x=1' -d b=c --data-urlencode 'd=e f'", 'GET /a?x=1&b=c&d=e+f');
sends('JSON in pieces', `curl %URL%/a --json '{"a":' --json '1}'`, 'POST /a', {
  fields: ['Content-Type: application/json', 'Accept: application/json'],
  body: '{"a":1}',
});
sends('JSON with a type of its own', `curl %URL%/a --json '{}' -H 'Content-Type: application/scim+json'`, 'POST /a', {
  fields: ['Content-Type: application/scim+json', 'Accept: application/json'],
  body: '{}',
});
sends(
  'agent, referrer, cookies, range',
  "curl %URL%/a -A me -e 'http://r.example' -b 'a=b' -b 'c=d' -r 0-9",
  'GET /a',
  {
    fields: ['User-Agent: me', 'Referer: http://r.example', 'Cookie: a=b;c=d', 'Range: bytes=0-9'],
  },
);
sends(
  'a written field wins over an option',
  "curl %URL%/a -A me -H 'user-agent: you' -u a:b -H 'Authorization: Bearer t'",
  'GET /a',
  {
    fields: ['user-agent: you', 'Authorization: Bearer t'],
  },
);
sends('a token', 'curl %URL%/a --oauth2-bearer t0k', 'GET /a', { fields: ['Authorization: Bearer t0k'] });
sends('user and password in the URL', 'curl http://ann:s%40c@%HOST%/a', 'GET /a', {
  fields: ['Authorization: Basic YW5uOnNAYw=='],
});
sends('brackets as they stand', "curl -g '%URL%/a[1]{b}'", 'GET /a[1]%7Bb%7D', { url: '/a[1]{b}' });
sends('HTTP/1.0', 'curl -0 %URL%/a', 'GET /a', { version: 'HTTP/1.0' });
sends('a file as it is', 'curl %URL%/a --data-binary @lines.txt', 'POST /a', { fields: [form], body: 'one\r\ntwo\n' });
sends('a file without its line ends', 'curl %URL%/a -d @lines.txt -d x', 'POST /a', {
  fields: [form],
  body: 'onetwo&x',
});
sends('an upload', 'curl -T lines.txt %URL%/a', 'PUT /a', { body: 'one\r\ntwo\n' });
sends('a pipe behind it', 'curl %URL%/a 2>/dev/null | cat', 'GET /a');
sends('a comment behind it, and lines that go on', 'curl \\\n  -H "A: \\"b\\" \\$c" \\\n  %URL%/a # -d x', 'GET /a', {
  fields: ['A: "b" $c'],
});
sends(
  'a form',
  "curl %URL%/a -F a=b -F 'c=@lines.txt' -F 'd=<lines.txt' -F 'e=f;type=text/x' --form-string 'g=@h;i'",
  'POST /a',
  {
    fields: ['Content-Type: multipart/form-data; boundary=BOUNDARY'],
    body: [
      '--BOUNDARY\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n',
      '--BOUNDARY\r\nContent-Disposition: form-data; name="c"; filename="lines.txt"\r\nContent-Type: text/plain\r\n\r\none\r\ntwo\n\r\n',
      '--BOUNDARY\r\nContent-Disposition: form-data; name="d"\r\n\r\none\r\ntwo\n\r\n',
      '--BOUNDARY\r\nContent-Disposition: form-data; name="e"\r\nContent-Type: text/x\r\n\r\nf\r\n',
      '--BOUNDARY\r\nContent-Disposition: form-data; name="g"\r\n\r\n@h;i\r\n--BOUNDARY--\r\n',
    ].join(''),
  },
);

// Placeholders: no shell knows them.
sends(
  'placeholders in every place',
  "curl -X POST {{base}}/a/{{v}} -H 'X: {{v}}' -d 'q={{v}}&r={{ v }}'",
  'POST /a/1%202&3',
  {
    variables: { base: '%URL%', v: '1 2&3' },
    fields: ['X: 1 2&3', form],
    body: 'q=1%202%263&r=1%202%263',
  },
);
sends('variables of a shell', 'curl "$BASE/${ID}" -H "X: $ID"', 'GET /u1', {
  variables: { BASE: '%URL%', ID: 'u1' },
  fields: ['X: u1'],
  isShell: true,
});
sends('a value cannot end a string of JSON', `curl %URL%/a --json '{"a": "{{v}}", "n": {{n}}}'`, 'POST /a', {
  variables: { v: 'x", "admin": "yes', n: 7 },
  fields: ['Content-Type: application/json', 'Accept: application/json'],
  body: '{"a": "x\\", \\"admin\\": \\"yes", "n": 7}',
});
sends('a value is data, whatever it begins with', "curl %URL%/a -d '{{v}}'", 'POST /a', {
  variables: { v: '@lines.txt' },
  fields: [form],
  body: '@lines.txt',
});
sends('a value of credentials', "curl %URL%/a -u '{{u}}:{{p}}'", 'GET /a', {
  variables: { u: 'ann', p: 'a:b c' },
  fields: ['Authorization: Basic YW5uOmE6YiBj'],
});
sends('an encoded value', "curl -G %URL%/a --data-urlencode 'q={{v}}'", 'GET /a?q=a+%26%22%C3%A4', {
  variables: { v: 'a &"ä' },
});
sends('a name in a form cannot end its quotes', "curl %URL%/a -F '{{n}}=b' --globoff", 'POST /a', {
  variables: { n: 'a"; filename="x' },
  fields: ['Content-Type: multipart/form-data; boundary=BOUNDARY'],
  body: '--BOUNDARY\r\nContent-Disposition: form-data; name="a%22; filename=%22x"\r\n\r\nb\r\n--BOUNDARY--\r\n',
});
sends(
  'a copy from a browser on Windows',
  String.raw`curl ^"%URL%/a?b=^%^7B^" ^
  -H ^"accept: */*^" ^
  --data-raw ^"^{^\^"a^\^":^\^"b^\^"^}^"`,
  'POST /a?b=%7B',
  {
    fields: ['accept: */*', form],
    body: '{"a":"b"}',
  },
);
sends('a copy for PowerShell', "curl.exe '%URL%/a' `\n  -H \"X: `\"a`\" it's\" `\n  -d 'it''s'", 'POST /a', {
  fields: ['X: "a" it\'s', form],
  body: "it's",
});

refuses('no URL', 'curl -X GET', 'missing-target');
refuses('an unknown option', 'curl --frobnicate %URL%', 'unknown-curl-option');
refuses('an unknown letter', 'curl -sP %URL%', 'unknown-curl-option');
refuses('an option without its value', 'curl %URL% -H', 'missing-option-value');
refuses('two requests', 'curl %URL% --next %URL%', 'curl-option-refused', 'curl-option-refused');
refuses('a second URL', 'curl %URL%/a %URL%/b', 'curl-option-refused');
refuses('a proxy', 'curl -x http://proxy.example %URL%', 'curl-option-refused');
refuses('a signature of another provider', 'curl --aws-sigv4 osc %URL% -u a:b', 'curl-option-refused');
refuses('a configuration', 'curl -K secrets %URL%', 'curl-option-refused');
refuses('standard input', 'curl -d @- %URL%', 'curl-option-refused');
refuses('a file outside of the folder', 'curl -d @/etc/passwd %URL%', 'file-outside-workspace');
refuses('a file that climbs out', 'curl -F a=@../../../etc/passwd %URL%', 'file-outside-workspace');
refuses('a path from a value that climbs out', 'curl -T {{p}} %URL%', 'file-outside-workspace', {
  variables: { p: '../../secret' },
});
refuses('a substitution', 'curl %URL% -H "A: $(cat x)"', 'shell-not-run');
refuses('backticks', 'curl %URL% -H "A: `cat x`"', 'shell-not-run');
refuses('a second command', 'curl %URL% && rm -rf x', 'shell-not-run');
refuses('a list of URLs', "curl '%URL%/[1-3]'", 'curl-globbing');
refuses('an open quote', "curl '%URL%", 'unclosed-quote');
refuses('a line break from a value in a field', "curl %URL% -H 'A: {{v}}'", 'line-break-in-value', {
  variables: { v: 'a\r\nB: c' },
});
refuses('a variable that nobody defines', 'curl "%URL%/$NOBODY"', 'undefined-variable');
refuses('two bodies', 'curl %URL% -d a -F b=c', 'curl-option-refused');
refuses('a script before it', '< {%\nx\n%}\ncurl %URL%', 'script-not-run');

test('a certificate is verified, whatever the command says', async () => {
  const [block] = parseRequestFile('curl -k https://example.com').blocks;
  assert.deepEqual(
    block?.problems.map(({ code, severity }) => [code, severity]),
    [['curl-option-ignored', 'hint']],
  );
});

test('user and password go with the scheme that is asked for', async () => {
  const url = 'https://sts.eu-west-1.amazonaws.com/';
  const { origin } = new URL(url);
  const aws = { kind: 'aws', accessKey: 'AKIA', secretKey: 'a/se+cret', origin };
  const variables = { region: 'eu-west-1', key: 'a/se+cret' };
  for (const [options, expected] of [
    ['--digest -u ann:hunter22', { kind: 'digest', user: 'ann', password: 'hunter22', origin }],
    ['-u ann:hunter22 --digest --basic', undefined],
    ['--digest', undefined],
    ['--aws-sigv4 aws:amz -u AKIA:{{key}}', { ...aws, sessionToken: undefined, region: undefined, service: undefined }],
    [
      `--aws-sigv4 'aws:amz:{{region}}:es' -u AKIA:{{key}} -H 'X-Amz-Security-Token: t0ken42'`,
      { ...aws, sessionToken: 't0ken42', region: 'eu-west-1', service: 'es' },
    ],
  ] as const) {
    const request = await resolvedText(`curl ${url} ${options}`, { variables });
    assert.deepEqual(request.authentication, expected, options);
    const printed = printCurl({ ...request, headers: [['Host', new URL(url).host], ...request.headers] });
    assert.deepEqual((await resolvedText(printed)).authentication, expected, printed);
    const has = request.headers.some(([name]) => name === 'Authorization');
    assert.equal(has, options.endsWith('--basic'), 'nothing of it stands in a field');
    if (expected) assert.ok(request.secrets.includes(expected.kind === 'aws' ? 'a/se+cret' : 'hunter22'));
  }
});

test('passwords and tokens of every option are masked', async () => {
  const rows = [
    ["curl https://a.example -u 'ann:hunter22'", ['hunter22', 'YW5uOmh1bnRlcjIy']],
    ['curl https://a.example --oauth2-bearer t0ken42', ['t0ken42']],
    ["curl https://a.example -H 'Authorization: Bearer t0ken42'", ['t0ken42']],
    ["curl https://a.example -d 'grant_type=password&password=hunter22'", ['hunter22']],
    ["curl https://a.example --data-urlencode 'client_secret=hunter 22'", ['hunter 22', 'hunter+22']],
    [`curl https://a.example --json '{"password": "hunter22"}'`, ['hunter22']],
    ["curl https://a.example -F 'password=hunter22'", ['hunter22']],
    ["curl https://a.example -b 'session=0123456789abcdef'", ['0123456789abcdef']],
  ] as const;
  for (const [command, secrets] of rows) {
    const { secrets: found } = await resolvedText(command);
    for (const secret of secrets) assert.ok(found.includes(secret), `${command} marks ${secret}`);
  }
});

interface Row extends ResolveOptions {
  readonly fields?: readonly string[];
  readonly leavesOut?: readonly string[];
  readonly body?: string;
  readonly version?: string;
  /** What curl has on its request line, where it sends what a URL cannot hold. */
  readonly url?: string;
  /** Fields of ours that curl does not send. */
  readonly differs?: readonly string[];
  /** Fields whose blanks curl leaves out or adds. */
  readonly loose?: boolean;
  /** A shell may not have these quotes, or keeps other line ends. */
  readonly ownShell?: boolean;
  /** The variables are those of the shell too. */
  readonly isShell?: boolean;
}

interface Seen {
  readonly line: string;
  readonly fields: readonly string[];
  readonly body: string;
}

const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';
const lines = 'one\r\ntwo\n';

function describeCommands() {
  let recorder: Recorder;
  let transport: NetworkTransport;
  let place = '';
  before(async () => {
    recorder = await startRecorder(() => answer);
    transport = createTransport();
    place = await mkdtemp(join(tmpdir(), 'curl-'));
    await writeFile(join(place, 'lines.txt'), lines);
  });
  after(async () => {
    await transport.close();
    await recorder.close();
    await rm(place, { recursive: true, force: true });
  });
  const fill = (text: string) =>
    text.replaceAll('%URL%', recorder.origin).replaceAll('%HOST%', `127.0.0.1:${recorder.port}`);
  return {
    sends: (name: string, command: string, line: string, row: Row = {}) =>
      void test(`sent: ${name}`, async () => {
        const result = await sendCommand(fill(command), fillVariables(row, fill), { recorder, transport });
        assert.equal(result.kind, 'sent', JSON.stringify(result));
        const [ours] = recorder.requests.slice(result.first);
        assert.ok(ours && recorder.requests.length === result.first + 1);
        const fields = expectedFields(row);
        assert.deepEqual(describe(ours, row), {
          line: `${line} ${row.version ?? 'HTTP/1.1'}`,
          fields: fields.toSorted(),
          body: row.body ?? '',
        });
        const known = row.variables === undefined || row.isShell === true;
        if (!known || row.ownShell === true || /\^"|`/.test(command)) return;
        const first = recorder.requests.length;
        if (!(await runShell(fill(command), place, fillVariables(row, fill)))) return;
        const theirs = recorder.requests[first];
        assert.ok(theirs, 'curl sent something');
        const shown = describe(theirs, row);
        const [method] = line.split(' ');
        const target = row.url === undefined ? line : `${method} ${row.url}`;
        assert.deepEqual(shown, {
          line: `${target} ${row.version ?? 'HTTP/1.1'}`,
          fields: fields.filter((field) => row.differs?.includes(field) !== true).toSorted(),
          body: row.body ?? '',
        });
      }),
    refuses: (name: string, command: string, ...expected: readonly (string | Row)[]) =>
      void test(`refused: ${name}`, async () => {
        const row = expected.find((one) => typeof one !== 'string') ?? {};
        const result = await sendCommand(fill(command), fillVariables(row, fill), { recorder, transport });
        assert.equal(result.kind, 'unresolved', JSON.stringify(result));
        assert.deepEqual(
          result.codes,
          expected.filter((one) => typeof one === 'string'),
        );
        assert.equal(recorder.requests.length, result.first, 'nothing was sent');
      }),
  };
}

function fillVariables(row: Row, fill: (text: string) => string): Row {
  if (row.variables === undefined) return row;
  const entries = Object.entries(row.variables);
  return { ...row, variables: Object.fromEntries(entries.map(([k, v]) => [k, typeof v === 'string' ? fill(v) : v])) };
}

/** What every request has is told by what the row says of it. */
function expectedFields(row: Row): readonly string[] {
  const fields = [...(row.fields ?? [])];
  const has = (name: string) => fields.some((field) => field.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  if (!has('Accept') && row.leavesOut?.includes('Accept') !== true) fields.push('Accept: */*');
  return fields;
}

/** Without the fields that say who sends, where to, how long and whether to wait. */
function describe({ head, body }: RecordedRequest, row: Row): Seen {
  const [line = '', ...fields] = head.trimEnd().split('\r\n');
  const boundary = /boundary=(\S+)/.exec(head)?.[1];
  const plain = (text: string): string => (boundary === undefined ? text : text.replaceAll(boundary, 'BOUNDARY'));
  const own = /^(?:Host|Expect|Content-Length: [1-9]|User-Agent: (?:identity-http|curl)\/)/i;
  const kept = fields.filter((field) => !own.test(field)).map((field) => plain(field));
  const octets = Buffer.from(plain(body), 'latin1').toString('utf8');
  const loose = row.loose === true ? kept.map((field) => field.replace(/^([^:]+):\s*/, '$1: ')) : kept;
  return { line, fields: loose.toSorted(), body: octets };
}

async function sendCommand(
  text: string,
  row: Row,
  { recorder, transport }: { readonly recorder: Recorder; readonly transport: NetworkTransport },
) {
  const file = parseRequestFile(text);
  const [block] = file.blocks;
  assert.ok(block);
  const environments = await environmentsOf(row);
  const environmentName = row.variables ? 'dev' : undefined;
  const ports = { ...fixedPorts(), reader: memoryReader({ [`${folder}/lines.txt`]: lines }), transport };
  const input = { file, block, folder, workspaceFolder: '/desk', environments, environmentName };
  const first = recorder.requests.length;
  const result = await sendBlock(ports, createSession(), input, new AbortController().signal);
  const problems = result.kind === 'unresolved' ? result.problems : [];
  const codes = problems.filter(({ severity }) => severity === 'error').map(({ code }) => code);
  return { kind: result.kind, codes, first };
}

/** False where the machine has no curl: the recorded expectations count alone then. */
async function runShell(command: string, cwd: string, row: Row): Promise<boolean> {
  const own = Object.entries(row.variables ?? {}).map(([name, value]) => [name, String(value)]);
  const env = { PATH: process.env['PATH'], HOME: cwd, ...Object.fromEntries(own) };
  const script = `command -v curl >/dev/null || exit 77\n${command.replace(/^curl/, 'curl -q --noproxy "*" -s -o /dev/null')}`;
  const child = spawn('sh', ['-c', script], { cwd, env, stdio: 'ignore' });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code !== 77));
  });
}
