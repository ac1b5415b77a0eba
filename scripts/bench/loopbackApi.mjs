import { createServer } from 'node:http';

/**
 * An API in a process of its own that answers every request with a created user of 3.2 KB. Each answer carries a
 * number of its own in the user's id, by which the page of the workbench is seen to show this answer and no other.
 * Every request is reported to the parent with the moment at which it came.
 */
let count = 0;

const server = createServer((request, response) => {
  const received = performance.timeOrigin + performance.now();
  count += 1;
  const id = `5eed0000-0000-4000-8000-${String(count).padStart(12, '0')}`;
  process.send?.({ type: 'request', id, received });
  request.resume().on('end', () => {
    const body = Buffer.from(JSON.stringify(createdUser(`http://${request.headers.host}`, id)));
    response.writeHead(201, { 'Content-Type': 'application/json', 'Content-Length': body.length });
    response.end(body);
  });
});

server.listen(0, '127.0.0.1', () => process.send?.({ type: 'listening', port: server.address().port }));
process.on('disconnect', () => process.exit(0));

function createdUser(origin, id) {
  const environmentId = '0e5a6a2c-93f1-4c1e-8d0b-6d4b4a0f9c11';
  const populationId = '7c1d9f04-2f0e-4a53-b1c3-0b6f6f2f8a27';
  const environment = `${origin}/v1/environments/${environmentId}`;
  const user = `${environment}/users/${id}`;
  const below = (path) => ({ href: `${user}/${path}` });
  return {
    _links: {
      self: { href: user },
      environment: { href: environment },
      population: { href: `${environment}/populations/${populationId}` },
      devices: below('devices'),
      roleAssignments: below('roleAssignments'),
      password: below('password'),
      'password.reset': below('password'),
      'password.set': below('password'),
      'password.check': below('password'),
      'password.recover': below('password'),
      linkedAccounts: below('linkedAccounts'),
      'account.sendVerificationCode': below('account'),
      memberOfGroups: below('memberOfGroups'),
    },
    id,
    environment: { id: environmentId },
    account: { canAuthenticate: true, status: 'OK' },
    createdAt: '2026-01-15T10:20:30.456Z',
    email: 'joe.smith@example.com',
    enabled: true,
    identityProvider: { type: 'PING_ONE' },
    lifecycle: { status: 'ACCOUNT_OK' },
    mfaEnabled: false,
    name: { given: 'Joe', family: 'Smith' },
    population: { id: populationId },
    updatedAt: '2026-01-15T10:20:30.456Z',
    username: 'joe.smith',
    verifyStatus: 'NOT_INITIATED',
    description: 'x'.repeat(740),
  };
}
