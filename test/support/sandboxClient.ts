import { createHmac } from 'node:crypto';
import { createSandbox } from '../../src/sandbox/createSandbox';
import type { SandboxResponse } from '../../src/sandbox/message';

/** What a test sends; `json` sets body and media type, `token: null` leaves the token out. */
export interface TestRequest {
  readonly headers?: readonly (readonly [string, string])[];
  readonly json?: unknown;
  readonly body?: string;
  readonly type?: string;
  readonly token?: string | null;
}

export interface TestAnswer {
  readonly status: number;
  readonly text: string;
  /** The parsed body; tests read it as they like. */
  // oxlint-disable-next-line typescript/no-explicit-any -- A test says what it expects of the body by asserting it.
  readonly body: any;
  readonly header: (name: string) => string | undefined;
}

/** A sandbox without a socket, whose clock stands still until a test moves it. */
export function sandboxClient() {
  const time = { now: Date.UTC(2026, 0, 2, 3, 4, 5, 678) };
  let count = 0;
  const newId = () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`;
  const signer = {
    keyId: 'test-key',
    publicKey: { kty: 'RSA', kid: 'test-key' },
    sign: (data: Uint8Array) => createHmac('sha256', 'k').update(data).digest(),
    verify: (data: Uint8Array, signature: Uint8Array) =>
      createHmac('sha256', 'k').update(data).digest().equals(signature),
  };
  const origin = 'http://127.0.0.1:8123';
  const sandbox = createSandbox({ clock: () => time.now, newId, signer, origin });
  const values = sandbox.describe().variables;
  const environment = `/v1/environments/${values['envID']}`;
  const token = values['accessToken'] ?? '';

  function send(line: string, request: TestRequest = {}): TestAnswer {
    const [method = '', ...target] = line.split(' ');
    const headers: (readonly [string, string])[] = [['Host', '127.0.0.1:8123'], ...(request.headers ?? [])];
    if (request.token !== null) headers.push(['Authorization', `Bearer ${request.token ?? token}`]);
    const text = request.json === undefined ? (request.body ?? '') : JSON.stringify(request.json);
    const type = request.type ?? (request.json === undefined ? undefined : 'application/json');
    if (type !== undefined) headers.push(['Content-Type', type]);
    const filled = target.join(' ').replace('{env}', environment);
    return toAnswer(sandbox.handle({ method, target: filled, headers, body: new TextEncoder().encode(text) }));
  }

  return { sandbox, send, values, environment, time, origin };
}

export type SandboxClient = ReturnType<typeof sandboxClient>;

/** Creates a user and gives its ID. */
export function createTestUser(client: SandboxClient, username: string, more: object = {}): string {
  const population = { id: client.values['popID'] };
  const json = { email: `${username}@example.com`, population, username, ...more };
  return String(client.send('POST {env}/users', { json }).body.id);
}

/** The type of an action's body. */
export function vendorType(name: string): string {
  return `application/vnd.pingidentity.${name}+json`;
}

function toAnswer(response: SandboxResponse): TestAnswer {
  const text = new TextDecoder().decode(response.body);
  const isJson = response.headers.some(
    ([name, value]) => name === 'Content-Type' && value.startsWith('application/json'),
  );
  return {
    status: response.status,
    text,
    body: isJson && text !== '' ? JSON.parse(text) : undefined,
    header: (name) => response.headers.find(([header]) => header.toLowerCase() === name.toLowerCase())?.[1],
  };
}
