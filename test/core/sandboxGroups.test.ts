import assert from 'node:assert/strict';
import test from 'node:test';
import { createTestUser, sandboxClient, type SandboxClient } from '../support/sandboxClient';

/** Sends a request with a JSON body and checks the status and the first detail of an error. */
function check(client: SandboxClient, line: string, json: unknown, status: number, detail?: string) {
  const answer = client.send(line, json === undefined ? {} : { json });
  const found = answer.body?.details?.[0]?.code as string | undefined;
  assert.deepEqual([answer.status, found], [status, detail], `${line}\n${answer.text}`);
  return answer.body;
}

test('the life of a population', () => {
  const client = sandboxClient();
  const created = client.send('POST {env}/populations', { json: { name: 'Testers', description: 'All of them' } });
  assert.equal(created.status, 201);
  const { id } = created.body;
  assert.equal(created.body._links.self.href, `${client.origin}${client.environment}/populations/${id}`);
  assert.deepEqual(
    [created.body.userCount, created.body.default, created.body.environment.id],
    [0, false, client.values['envID']],
  );
  check(client, 'POST {env}/populations', { name: 'TESTERS' }, 400, 'UNIQUENESS_VIOLATION');
  check(client, 'POST {env}/populations', {}, 400, 'REQUIRED_VALUE');
  check(client, 'POST {env}/populations', { name: 'x', default: 'yes' }, 400, 'INVALID_VALUE');
  const replaced = check(client, `PUT {env}/populations/${id}`, { name: 'Testers two' }, 200);
  assert.deepEqual([replaced.name, replaced.description], ['Testers two', undefined]);
  const user = createTestUser(client, 'in-it', { population: { id } });
  check(client, `DELETE {env}/populations/${id}`, undefined, 400, 'CONSTRAINT_VIOLATION');
  check(client, `DELETE {env}/users/${user}`, undefined, 204);
  check(client, `DELETE {env}/populations/${id}`, undefined, 204);
  check(client, `GET {env}/populations/${id}`, undefined, 404);
});

test('there is always one default population', () => {
  const client = sandboxClient();
  const first = client.values['popID'];
  check(client, `DELETE {env}/populations/${first}`, undefined, 400, 'CONSTRAINT_VIOLATION');
  check(client, `PUT {env}/populations/${first}`, { name: 'Default', default: false }, 400, 'INVALID_VALUE');
  const { id } = check(client, 'POST {env}/populations', { name: 'New default', default: true }, 201);
  const { body } = client.send('GET {env}/populations');
  const defaults = body._embedded.populations.filter((item: { default: boolean }) => item.default);
  assert.deepEqual(
    defaults.map((item: { id: string }) => item.id),
    [id],
  );
  check(client, `DELETE {env}/populations/${first}`, undefined, 204);
});

test('groups, their members, and members of nested groups', () => {
  const client = sandboxClient();
  const user = createTestUser(client, 'member');
  const staff = check(client, 'POST {env}/groups', { name: 'Staff', customData: { a: [1] } }, 201).id;
  const all = check(client, 'POST {env}/groups', { name: 'Everyone' }, 201).id;
  check(client, 'POST {env}/groups', { name: 'staff' }, 400, 'UNIQUENESS_VIOLATION');
  check(client, 'POST {env}/groups', { name: 'x', population: { id: 'y' } }, 400, 'INVALID_VALUE');
  const memberships = `{env}/users/${user}/memberOfGroups`;
  check(client, `POST ${memberships}`, {}, 400, 'REQUIRED_VALUE');
  check(client, `POST ${memberships}`, { id: 'nobody' }, 400, 'INVALID_VALUE');
  assert.equal(check(client, `POST ${memberships}`, { id: staff }, 201).type, 'DIRECT');
  check(client, `POST ${memberships}`, { id: staff }, 400, 'UNIQUENESS_VIOLATION');
  check(client, `POST {env}/groups/${staff}/memberOfGroups`, { id: all }, 201);
  check(client, `POST {env}/groups/${all}/memberOfGroups`, { id: staff }, 400, 'INVALID_VALUE');
  check(client, `POST {env}/groups/${all}/memberOfGroups`, { id: all }, 400, 'INVALID_VALUE');
  const list = client.send(`GET ${memberships}?expand=group`).body._embedded.groupMemberships;
  assert.deepEqual(
    list.map((item: { name: string; type: string; _embedded: { group: { id: string } } }) => [
      item.name,
      item.type,
      item._embedded.group.id,
    ]),
    [
      ['Staff', 'DIRECT', staff],
      ['Everyone', 'INDIRECT', all],
    ],
  );
  const counted = client.send(`GET {env}/groups/${all}?include=totalMemberCounts`).body;
  assert.deepEqual([counted.directMemberCounts, counted.totalMemberCounts], [{ users: 0 }, { users: 1 }]);
  assert.deepEqual(client.send(`GET {env}/users/${user}?include=memberOfGroupNames`).body.memberOfGroupNames, [
    'Staff',
    'Everyone',
  ]);
  check(client, `DELETE ${memberships}/${all}`, undefined, 404);
  check(client, `GET ${memberships}/${all}`, undefined, 200);
  check(client, `DELETE {env}/groups/${staff}`, undefined, 204);
  assert.equal(client.send(`GET ${memberships}`).body.count, 0);
  check(client, `GET ${memberships}/${staff}`, undefined, 404);
});

test('a group of one population takes no users of another', () => {
  const client = sandboxClient();
  const population = check(client, 'POST {env}/populations', { name: 'Other' }, 201).id;
  const group = check(client, 'POST {env}/groups', { name: 'Inside', population: { id: population } }, 201).id;
  const user = createTestUser(client, 'outside');
  check(client, `POST {env}/users/${user}/memberOfGroups`, { id: group }, 400, 'INVALID_VALUE');
});

test('roles: nobody gives away what they do not hold', () => {
  const client = sandboxClient();
  const user = createTestUser(client, 'admin');
  const { roles } = client.send('GET /v1/roles').body._embedded as { roles: { id: string; name: string }[] };
  const roleID = (name: string) => roles.find((role) => role.name === name)?.id;
  const line = `POST {env}/users/${user}/roleAssignments`;
  const scope = { id: client.values['envID'], type: 'ENVIRONMENT' };
  const held = check(client, line, { role: { id: roleID('Identity Data Admin') }, scope }, 201);
  const organization = { id: client.values['orgID'], type: 'ORGANIZATION' };
  const answer = client.send(line, { json: { role: { id: roleID('Organization Admin') }, scope: organization } });
  assert.deepEqual(
    [answer.status, answer.body.code, answer.body.details[0].code],
    [403, 'ACCESS_FAILED', 'INSUFFICIENT_PERMISSIONS'],
  );
  check(client, line, { role: { id: 'x' }, scope }, 400, 'INVALID_VALUE');
  check(client, line, {}, 400, 'REQUIRED_VALUE');
  assert.equal(client.send(`GET ${held._links.role.href}`).body.name, 'Identity Data Admin');
  check(client, `DELETE {env}/users/${user}/roleAssignments/${held.id}`, undefined, 204);
});

test('environments: one can be made, used and deleted, until the licence is full', () => {
  const client = sandboxClient();
  const json = { name: 'Mine', type: 'SANDBOX', region: 'EU', license: { id: client.values['licenseID'] } };
  const { id } = check(client, 'POST /v1/environments', json, 201);
  const population = client.send(`GET /v1/environments/${id}/populations`).body._embedded.populations[0];
  const user = { username: 'u', email: 'u@example.com', population: { id: population.id } };
  check(client, `POST /v1/environments/${id}/users`, user, 201);
  assert.equal(client.send('GET {env}/users').body.count, 0);
  check(client, 'POST /v1/environments', { ...json, region: 'XX' }, 400, 'INVALID_VALUE');
  check(client, 'POST /v1/environments', json, 201);
  check(client, 'POST /v1/environments', json, 201);
  check(client, 'POST /v1/environments', json, 403, 'LICENSE_EXCEEDED');
  check(client, `DELETE /v1/environments/${id}`, undefined, 204);
  check(client, `GET /v1/environments/${id}`, undefined, 404);
  check(client, 'DELETE {env}', undefined, 400, 'CONSTRAINT_VIOLATION');
});
