import test from 'node:test';
import assert from 'node:assert/strict';
import { sendRequest } from '../../src/core/exchange/sendRequest';
import type { ResolvedRequest } from '../../src/core/request/resolvedRequest';
import { createTransport } from '../../src/transport/createTransport';
import { buildRequest } from '../support/exchanges';
import { startRecorder } from '../support/recorder';

/** Sends through the whole engine and compares every octet that arrived. `%PORT%` stands for the port of the recorder. */
async function check(request: (origin: string) => ResolvedRequest, expected: string): Promise<void> {
  const recorder = await startRecorder(() => 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  const transport = createTransport();
  try {
    const { outcome } = await sendRequest(
      { transport, clock: () => 0 },
      request(recorder.origin),
      { name: undefined, environmentName: undefined },
      new AbortController().signal,
    );
    assert.equal(outcome.kind, 'response');
    const octets = recorder.requests.map(({ head, body }) => head + body).join('');
    assert.equal(octets, expected.replaceAll('\n', '\r\n').replaceAll('%PORT%', String(recorder.port)));
  } finally {
    await transport.close();
    await recorder.close();
  }
}

const own = 'User-Agent: identity-http/0.1.0\nAccept: */*\n';

test('a GET has Host first and says who we are', () =>
  check((origin) => buildRequest({ url: `${origin}/a?b=c` }), `GET /a?b=c HTTP/1.1\nHost: 127.0.0.1:%PORT%\n${own}\n`));

test('names, case, order and repeats stay, Host among them', () =>
  check(
    (origin) =>
      buildRequest({
        url: `${origin}/`,
        headers: [
          ['X-One', '1'],
          ['hOST', 'virtual.example'],
          ['x-one', '2'],
          ['X-Empty', ''],
          ['accept', 'application/json'],
          ['USER-agent', 'mine'],
          ['X-One', '1'],
        ],
      }),
    'GET / HTTP/1.1\nX-One: 1\nhOST: virtual.example\nx-one: 2\nX-Empty: \naccept: application/json\nUSER-agent: mine\nX-One: 1\n\n',
  ));

test('a body goes out octet for octet behind its length', () =>
  check(
    (origin) =>
      buildRequest({
        method: 'POST',
        url: `${origin}/users`,
        headers: [['Content-Type', 'application/octet-stream']],
        body: Uint8Array.from([0, 13, 10, 255, 128]),
      }),
    // The recorder's text has one character for each octet, so this line end is the body's own.
    `POST /users HTTP/1.1\nHost: 127.0.0.1:%PORT%\nContent-Type: application/octet-stream\n${own}Content-Length: 5\n\n\0\n\xff\x80`,
  ));

test('a written Content-Length stays in its place and says the truth', () =>
  check(
    (origin) =>
      buildRequest({
        method: 'PUT',
        url: `${origin}/`,
        headers: [
          ['content-length', '999'],
          ['X-After', 'y'],
          ['Content-Length', '5'],
        ],
        body: 'hello',
      }),
    `PUT / HTTP/1.1\nHost: 127.0.0.1:%PORT%\ncontent-length: 5\nX-After: y\n${own}\nhello`,
  ));

for (const method of ['POST', 'PUT', 'PATCH']) {
  test(`${method} without a body says so`, () =>
    check(
      (origin) => buildRequest({ method, url: `${origin}/` }),
      `${method} / HTTP/1.1\nHost: 127.0.0.1:%PORT%\n${own}Content-Length: 0\n\n`,
    ));
}

for (const method of ['GET', 'DELETE', 'OPTIONS', 'QUERY', 'PROPFIND', 'purge', 'M-SEARCH']) {
  test(`${method} may carry a body`, () =>
    check(
      (origin) => buildRequest({ method, url: `${origin}/`, body: '{}' }),
      `${method} / HTTP/1.1\nHost: 127.0.0.1:%PORT%\n${own}Content-Length: 2\n\n{}`,
    ));
}

test('values beyond ASCII go out in UTF-8', () =>
  check(
    (origin) => buildRequest({ url: `${origin}/`, headers: [['X-Name', 'Zoë 漢']] }),
    `GET / HTTP/1.1\nHost: 127.0.0.1:%PORT%\nX-Name: Zo\xc3\xab \xe6\xbc\xa2\n${own}\n`,
  ));

test('HTTP/1.0 is spoken when the request line says so', () =>
  check(
    (origin) => buildRequest({ url: `${origin}/`, httpVersion: '1.0' }),
    `GET / HTTP/1.0\nHost: 127.0.0.1:%PORT%\n${own}\n`,
  ));

test('the fields of a connection stay as written', () =>
  check(
    (origin) =>
      buildRequest({
        url: `${origin}/`,
        headers: [
          ['Connection', 'close, x-hop'],
          ['Keep-Alive', 'timeout=1'],
        ],
      }),
    `GET / HTTP/1.1\nHost: 127.0.0.1:%PORT%\nConnection: close, x-hop\nKeep-Alive: timeout=1\n${own}\n`,
  ));

test('another origin is connected to, the Host of the URL kept, and plain http is spoken there', () =>
  check(
    (origin) => buildRequest({ url: 'https://api.example.com/v1/users', connectOrigin: origin }),
    `GET /v1/users HTTP/1.1\nHost: api.example.com\n${own}\n`,
  ));

test('a fragment and user information are not sent', () =>
  check(
    (origin) => buildRequest({ url: `${origin.replace('//', '//user:secret@')}/a#part` }),
    `GET /a HTTP/1.1\nHost: 127.0.0.1:%PORT%\n${own}\n`,
  ));
