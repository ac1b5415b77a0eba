import test from 'node:test';
import assert from 'node:assert/strict';
import { parseArguments } from '../../src/cli/parseArguments';
import type { Invocation, SendOptions } from '../../src/cli/invocation';

test('send takes a file and options in any order', () => {
  checkSend('send a.http', {});
  checkSend('send a.http --name login', { selection: { kind: 'name', name: 'login' } });
  checkSend('send --name=login a.http', { selection: { kind: 'name', name: 'login' } });
  checkSend('send a.http --line 12', { selection: { kind: 'line', line: 12 } });
  checkSend('send a.http --all --json', { selection: { kind: 'all' }, json: true });
  checkSend('send --env dev a.http --show-secrets', { environmentName: 'dev', showSecrets: true });
  checkSend('send a.http --timeout 1500', { timeoutMilliseconds: 1500 });
  checkSend('send a.http --sandbox-url http://127.0.0.1:9', { sandboxUrl: 'http://127.0.0.1:9' });
  checkSend('send -- --all', { file: '--all' });
});

test('--var may be repeated and keeps everything behind the first equals sign', () => {
  checkSend('send a.http --var a=1 --var b=x=y --var c=', {
    variables: [
      ['a', '1'],
      ['b', 'x=y'],
      ['c', ''],
    ],
  });
  checkSend('send a.http --var=a=--json', { variables: [['a', '--json']] });
});

test('check takes files and an environment', () => {
  check('check a.http b.http --json', {
    kind: 'check',
    options: { files: ['a.http', 'b.http'], environmentName: undefined, json: true },
  });
  check('check a.http --env dev', {
    kind: 'check',
    options: { files: ['a.http'], environmentName: 'dev', json: false },
  });
});

test('parse, format and sandbox', () => {
  check('parse a.http b.http --json', { kind: 'parse', files: ['a.http', 'b.http'], json: true });
  check('parse a.http', { kind: 'parse', files: ['a.http'], json: false });
  check('format a.http b.http --check', { kind: 'format', files: ['a.http', 'b.http'], check: true });
  check('format a.http', { kind: 'format', files: ['a.http'], check: false });
  check('sandbox', { kind: 'sandbox', port: 0 });
  check('sandbox --port 8123', { kind: 'sandbox', port: 8123 });
});

test('help and version', () => {
  check('--help', { kind: 'help', command: undefined });
  check('-h', { kind: 'help', command: undefined });
  check('help', { kind: 'help', command: undefined });
  check('help send', { kind: 'help', command: 'send' });
  check('send --help', { kind: 'help', command: 'send' });
  check('send a.http -h', { kind: 'help', command: 'send' });
  check('--version', { kind: 'version' });
});

test('wrong usage is refused with a sentence that names it', () => {
  checkMisused('', /send, parse, check, format, env or sandbox/);
  checkMisused('sned a.http', /'sned'/);
  checkMisused('send', /which file/);
  checkMisused('send a.http --seed -1', /seed/);
  checkMisused('send a.http --seed x', /--seed needs a whole number/);
  checkMisused('send a.http b.http', /'b\.http'/);
  checkMisused('send a.http --nmae x', /--nmae/);
  checkMisused('send a.http -x', /-x/);
  checkMisused('send a.http --name', /--name needs a value/);
  checkMisused('send a.http --name --json', /--name needs a value/);
  checkMisused('send a.http --json=yes', /--json takes no value/);
  checkMisused('send a.http --name a --line 3', /one of/);
  checkMisused('send a.http --line 3 --all', /one of/);
  checkMisused('send a.http --name a --name b', /--name is given twice/);
  checkMisused('send a.http --line 0', /--line/);
  checkMisused('send a.http --line 1.5', /'1\.5'/);
  checkMisused('send a.http --line=-3', /'-3'/);
  checkMisused('send a.http --line 1e3', /'1e3'/);
  checkMisused('send a.http --timeout soon', /'soon'/);
  checkMisused('send a.http --timeout 0', /--timeout/);
  checkMisused('send a.http --constructor', /--constructor/);
  checkMisused('parse', /which files/);
  checkMisused('parse a.http --all', /--all/);
  checkMisused('format', /which files/);
  checkMisused('format a.http --json', /--json/);
  checkMisused('env', /for which file/);
  checkMisused('env a.http b.http', /b\.http/);
  checkMisused('env a.http --show-secrets', /no option --show-secrets/);
  checkMisused('sandbox x', /'x'/);
  checkMisused('sandbox --port 65536', /65535/);
});

test('environments on top of each other, and what is sent without asking', () => {
  checkSend('send a.http --env staging --env eu', { environmentName: 'staging+eu' });
  checkSend('send a.http --env staging+eu --yes', { environmentName: 'staging+eu', confirmed: true });
  checkSend('send a.http --seed 42', { seed: 42 });
  check('env a.http --env dev --json', {
    kind: 'env',
    options: { file: 'a.http', environmentName: 'dev', json: true },
  });
  check('env a.http', { kind: 'env', options: { file: 'a.http', environmentName: undefined, json: false } });
});

test('connections', () => {
  checkSend('send a.http --connection-timeout 500 --proxy p.example:8080', {
    connectTimeoutMilliseconds: 500,
    proxy: 'http://p.example:8080',
  });
  checkSend('send a.http --proxy direct', { proxy: 'direct' });
  checkSend('send a.http --insecure-host LOCALHOST:8443 --insecure-host api.example.com', {
    unverifiedHosts: ['localhost:8443', 'api.example.com:443'],
  });
  checkMisused('send a.http --insecure-host *.example.com', /needs a host such as localhost:8443/);
  checkMisused('send a.http --insecure-host http://localhost', /needs a host/);
  checkMisused('send a.http --proxy ftp://p.example', /--proxy needs an address/);
});

test('a password in the address of a proxy is not repeated in the sentence', () => {
  const result = parseArguments(['send', 'a.http', '--proxy', 'http://me:hunter2@p.example']);
  assert.equal(result.kind, 'misused');
  assert.doesNotMatch(JSON.stringify(result), /hunter2/);
});

test('a value whose name was forgotten is not repeated in the sentence', () => {
  const result = parseArguments(['send', 'a.http', '--var', 'hunter2-hunter2']);
  assert.equal(result.kind, 'misused');
  assert.doesNotMatch(JSON.stringify(result), /hunter2/);
});

function check(words: string, expected: Invocation): void {
  assert.deepEqual(parseArguments(words.split(' ').filter(Boolean)), expected);
}

function checkSend(words: string, expected: Partial<SendOptions>): void {
  check(words, {
    kind: 'send',
    options: {
      file: 'a.http',
      selection: { kind: 'sole' },
      environmentName: undefined,
      variables: [],
      json: false,
      detailed: false,
      showSecrets: false,
      timeoutMilliseconds: undefined,
      connectTimeoutMilliseconds: undefined,
      proxy: undefined,
      unverifiedHosts: [],
      sandboxUrl: undefined,
      seed: undefined,
      confirmed: false,
      savesOutside: false,
      ...expected,
    },
  });
}

function checkMisused(words: string, message: RegExp): void {
  const result = parseArguments(words.split(' ').filter(Boolean));
  assert.ok(result.kind === 'misused', words);
  assert.match(result.message, message);
}
