import assert from 'node:assert/strict';
import test from 'node:test';
import { addEnvironment } from '../../src/core/environment/files/addEnvironment';
import { buildEnvironmentSet } from '../../src/core/environment/environmentSet';
import {
  fillCrestTemplate,
  fillPingOneTemplate,
  pingOneRegions,
  readTenantUrl,
  type FilledTemplate,
} from '../../src/core/environment/files/environmentTemplates';
import { gitIgnoreLine } from '../../src/core/environment/secrets/gitIgnores';
import { listVariables } from '../../src/core/environment/listVariables';
import { parseEnvironmentFile } from '../../src/core/environment/files/parseEnvironmentFile';
import type { VariableScope } from '../../src/core/environment/variable';

/** What the variables come to once the template stands in a file. */
function check({ draft }: FilledTemplate, expected: Readonly<Record<string, string | undefined>>): void {
  const written = addEnvironment('', draft);
  assert.equal(written.kind, 'edits');
  const text = written.kind === 'edits' ? (written.edits[0]?.text ?? '') : '';
  const source = parseEnvironmentFile(new TextEncoder().encode(text), '/http-client.env.json');
  assert.deepEqual(source.problems, []);
  const environment = buildEnvironmentSet([source]).lookup(draft.name);
  assert.ok(environment);
  const { variables } = environment;
  const scope: VariableScope = {
    environmentName: draft.name,
    layers: [
      {
        origin: 'environment',
        names: variables.map(({ name }) => name),
        lookup: (name) => variables.find((variable) => variable.name === name),
      },
    ],
    findEnvironmentsDefining: () => [],
  };
  const values = listVariables(scope).map(({ name, definitions: [first] }) => {
    return [name, first?.value.kind === 'text' ? first.value.text : undefined];
  });
  assert.deepEqual(Object.fromEntries(values), expected);
}

const answers = {
  name: 'tenant',
  tld: 'com.au',
  version: 'base-address',
  envID: 'e',
  adminEnvID: 'a',
  adminAppID: 'w',
} as const;

test('the addresses of PingOne follow from the region', () => {
  const others = { tld: 'com.au', envID: 'e', adminEnvID: 'a', adminAppID: 'w', licenseID: undefined };
  check(fillPingOneTemplate(answers), {
    ...others,
    apiPath: 'https://api.pingone.com.au/v1',
    authPath: 'https://auth.pingone.com.au',
    orchestratePath: 'https://orchestrate-api.pingone.com.au/v1',
    scimPath: 'https://scim-api.pingone.com.au',
  });
  check(fillPingOneTemplate({ ...answers, version: 'request' }), {
    ...others,
    apiPath: 'https://api.pingone.com.au',
    authPath: 'https://auth.pingone.com.au',
    orchestratePath: 'https://orchestrate-api.pingone.com.au',
    scimPath: 'https://scim-api.pingone.com.au',
  });
  assert.deepEqual(fillPingOneTemplate(answers).secretNames, ['adminAppSecret']);
  assert.deepEqual(
    pingOneRegions.map(({ code, tld }) => `${code} ${tld}`),
    ['NA com', 'CA ca', 'EU eu', 'AU com.au', 'SG sg', 'AP asia'],
  );
});

test('a tenant has its realm in full', () => {
  check(fillCrestTemplate({ name: 'cloud', tenantUrl: 'https://t.example.com', realm: 'alpha' }), {
    tenantUrl: 'https://t.example.com',
    realm: 'alpha',
    amPath: 'https://t.example.com/am/json/realms/root/realms/alpha',
    tokenPath: 'https://t.example.com/am/oauth2/realms/root/realms/alpha/access_token',
    idmPath: 'https://t.example.com/openidm',
    crestPath: 'https://t.example.com',
  });
});

const url = (text: string) => {
  const result = readTenantUrl(text);
  return result.kind === 'url' ? result.url : result.message;
};

test('the host of a tenant is a host and nothing more', () => {
  assert.equal(url(' Tenant.example.com '), 'https://tenant.example.com');
  assert.equal(url('https://tenant.example.com/'), 'https://tenant.example.com');
  assert.equal(url('http://localhost:8080'), 'http://localhost:8080');
  assert.match(url('http://tenant.example.com'), /https/);
  for (const text of ['', 'https://', 'https://a/b', 'https://a?x', 'a b', 'https://u:p@a', '{{tenant}}', 'file:///a'])
    assert.match(url(text), /nothing behind it/, text);
});

test('the private file is kept out of git by one line, and only where it is not already', () => {
  const name = 'http-client.private.env.json';
  const line = (text: string) => gitIgnoreLine(text, name);
  assert.equal(line(''), `${name}\n`);
  assert.equal(line('dist'), `\n${name}\n`);
  assert.equal(line('dist\r\n'), `${name}\r\n`);
  for (const text of [
    name,
    `a\n**/${name} \n`,
    '*.private.env.json',
    'http-client.private*',
    '*',
    '!b\n*.json\n!a.json',
  ])
    assert.equal(line(text), '', text);
  for (const text of [
    `# ${name}`,
    `sub/${name}`,
    `${name}\n!${name}`,
    `*.json\n!sub/${name}`,
    '*.env',
    `${name}x`,
    `/${name}`,
  ])
    assert.notEqual(line(text), '', text);
  assert.notEqual(line(`${'*a'.repeat(5000)}`), '');
});
