import test from 'node:test';
import assert from 'node:assert/strict';
import { chooseProxy } from '../../src/transport/chooseProxy';
import { isExempt } from '../../src/transport/noProxy';
import type { ProxyRule } from '../../src/core/request/connectionRules';
import type { ProxySettings } from '../../src/transport/connectionOptions';

/** `scheme://host:port from source`, `direct`, or `unusable`. */
function check(
  origin: string,
  expected: string,
  settings: ProxySettings & { readonly variables?: Readonly<Record<string, string>> } = {},
  rule?: ProxyRule,
): void {
  const choice = chooseProxy(origin, rule, { readVariable: (name) => settings.variables?.[name], ...settings });
  const shown = !choice ? 'direct' : choice.kind === 'unusable' ? 'unusable' : `${choice.url} from ${choice.source}`;
  assert.equal(shown, expected);
}

const setting = { url: 'http://p.example:3128', urlSource: 'http.proxy' };

test('without a word there is no proxy', () => check('https://api.example.com', 'direct'));

test('the setting goes before the variables, and a request before both', () => {
  const variables = {
    HTTPS_PROXY: 'http://v.example:1',
    http_proxy: 'http://v.example:2',
    ALL_PROXY: 'socks5://v.example',
  };
  check('https://api.example.com', 'http://p.example:3128 from http.proxy', { ...setting, variables });
  check('https://api.example.com', 'http://v.example:1 from HTTPS_PROXY', { variables });
  check('http://api.example.com', 'http://v.example:2 from http_proxy', { variables });
  check('http://api.example.com', 'socks5://v.example:1080 from ALL_PROXY', {
    variables: { ALL_PROXY: 'socks5://v.example' },
  });
  const rule = { kind: 'proxy', url: 'https://own.example', source: 'the line # @proxy' } as const;
  check('https://api.example.com', 'https://own.example:443 from the line # @proxy', { ...setting, variables }, rule);
  check('https://api.example.com', 'direct', { ...setting, variables }, { kind: 'direct' });
});

test('this machine is reached directly, unless the request asks', () => {
  for (const host of ['localhost', '127.0.0.1', '127.9.9.9', '[::1]', 'a.localhost']) {
    check(`http://${host}:8080`, 'direct', setting);
    const rule = { kind: 'proxy', url: 'http://own.example:1', source: 'r' } as const;
    check(`http://${host}:8080`, 'http://own.example:1 from r', setting, rule);
  }
});

test('exempt hosts of the setting and of NO_PROXY are reached directly', () => {
  check('https://a.corp.example', 'direct', { ...setting, noProxy: ['.corp.example'] });
  check('https://a.corp.example', 'direct', { ...setting, variables: { NO_PROXY: 'x.example, corp.example' } });
  check('https://a.corp.example', 'http://p.example:3128 from http.proxy', { ...setting, noProxy: ['other.example'] });
});

test('addresses in many spellings', () => {
  check('https://a.example', 'http://p.example:8080 from http.proxy', { ...setting, url: 'p.example:8080' });
  check('https://a.example', 'http://p.example:80 from http.proxy', { ...setting, url: 'p.example' });
  check('https://a.example', 'socks5h://p.example:80 from http.proxy', { ...setting, url: 'socks5h://p.example:80' });
  check('https://a.example', 'http://[::1]:8080 from http.proxy', { ...setting, url: 'http://[::1]:8080/' });
});

test('what is no address is unusable, and never passed over', () => {
  for (const url of [
    'ftp://p.example',
    'socks4://p.example',
    'http://',
    'http://p.example:99999',
    '://',
    'http://a b',
  ]) {
    check('https://a.example', 'unusable', { ...setting, url });
  }
});

test('credentials are read, decoded, and in no text that is shown', () => {
  const choice = chooseProxy('https://a.example', undefined, { url: 'http://us%40er:p%3Aw@p.example', urlSource: 's' });
  assert.ok(choice && choice.kind !== 'unusable');
  assert.deepEqual(choice.credentials, { user: 'us@er', password: 'p:w' });
  assert.equal(choice.authorization, `Basic ${Buffer.from('us@er:p:w').toString('base64')}`);
  assert.equal(choice.url, 'http://p.example:80');
});

test('the authorization of the setting is for the proxy of the setting alone', () => {
  const settings = { ...setting, authorization: 'Negotiate abc' };
  const own = chooseProxy('https://a.example', undefined, settings);
  assert.equal(own && own.kind !== 'unusable' && own.authorization, 'Negotiate abc');
  const rule = { kind: 'proxy', url: 'http://other.example', source: 'the request' } as const;
  const other = chooseProxy('https://a.example', rule, settings);
  assert.equal(other && other.kind !== 'unusable' && other.authorization, undefined);
  const broken = chooseProxy('https://a.example', undefined, { ...settings, authorization: 'x\r\nHost: evil' });
  assert.equal(broken && broken.kind !== 'unusable' && broken.authorization, undefined);
});

const exemptions: readonly (readonly [entry: string, host: string, port: number, expected: boolean])[] = [
  ['*', 'a.example', 443, true],
  ['a.example', 'a.example', 443, true],
  ['a.example', 'b.a.example', 443, true],
  ['a.example', 'ba.example', 443, false],
  ['.a.example', 'b.a.example', 443, true],
  ['*.a.example', 'b.a.example', 443, true],
  ['a.example:8443', 'a.example', 8443, true],
  ['a.example:8443', 'a.example', 443, false],
  ['A.Example.', 'a.example', 443, true],
  ['10.0.0.0/8', '10.1.2.3', 443, true],
  ['10.0.0.0/8', '11.1.2.3', 443, false],
  ['10.0.0.0/33', '10.1.2.3', 443, false],
  ['10.1.2.3', '10.1.2.3', 443, true],
  ['fd00::/8', '[fd12::1]', 443, true],
  ['fd00::/8', '[fe80::1]', 443, false],
  ['[::1]', '[::1]', 443, true],
  ['2001:db8::1', '[2001:db8:0:0:0:0:0:1]', 443, true],
  ['[2001:db8::1]:8443', '[2001:db8::1]', 443, false],
  ['', 'a.example', 443, false],
  ['.', 'a.example', 443, false],
  ['1.2.3', 'x1.2.3', 443, false],
];

test('what an exemption names', () => {
  for (const [entry, host, port, expected] of exemptions) {
    assert.equal(isExempt([entry], host, port), expected, `${entry} for ${host}:${port}`);
  }
});
