import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSandbox, type Sandbox } from './createSandbox';
import { createTokenSigner } from './createTokenSigner';
import type { SandboxRequest, SandboxResponse } from './message';
import type { SandboxEnvironment } from './sandboxEnvironment';
import { isLoopbackName } from './sandboxHosts';
import { maximumBodyBytes } from './sandboxLimits';

/** A sandbox that listens. It holds everything in memory, and all of it ends with `close` or with the process. */
export interface RunningSandbox {
  /** `http://127.0.0.1:8123` */
  readonly url: string;
  /** Read it when it is used: its access token then has at least half an hour before it. */
  readonly environment: SandboxEnvironment;
  /** Ends open connections too. */
  readonly close: () => Promise<void>;
}

/** How to start a sandbox. */
export interface SandboxOptions {
  /** 0, or left out: a free one. */
  readonly port?: number;
  /** A loopback address; anything else is refused. */
  readonly host?: string;
  /** False: an open sandbox does not keep the process running. */
  readonly keepsProcess?: boolean;
}

/** Starts a sandbox on 127.0.0.1. Rejects when the port is taken, and when the address is not a loopback one. */
export async function startSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const host = options.host ?? '127.0.0.1';
  if (!/^127\.|^::1$/.test(host) || !isLoopbackName(host)) {
    throw new Error(`The sandbox listens on this machine only: '${host}' is not a loopback address. Use 127.0.0.1.`);
  }
  const current: { sandbox?: Sandbox } = {};
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 15_000 }, (request, response) => {
    if (current.sandbox) void serve(current.sandbox, request, response);
    else send(response, plainAnswer(503, 'The sandbox is still starting.'));
  });
  const [signer] = await Promise.all([createTokenSigner(), listen(server, options.port ?? 0, host)]);
  // Listening on a port of TCP always gives an AddressInfo.
  const { port } = server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const sandbox = createSandbox({ clock: Date.now, newId: randomUUID, signer, origin: url });
  current.sandbox = sandbox;
  if (options.keepsProcess === false) server.unref();
  return {
    url,
    get environment() {
      return sandbox.describe();
    },
    close: () => close(server),
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function serve(sandbox: Sandbox, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refusal = refuseForeign(request);
  const body = refusal ? undefined : await readBody(request);
  if (refusal) send(response, refusal);
  else if (body === 'too-large') {
    response.setHeader('Connection', 'close');
    send(response, plainAnswer(413, `The sandbox reads at most ${maximumBodyBytes} bytes of a request body.`));
  } else if (body) send(response, sandbox.handle(toSandboxRequest(request, body)));
}

/**
 * A page in a browser can send requests to this port, though it cannot read the answers: it says where it comes from,
 * and only pages of this machine may go on. The listening address keeps other machines out; this is the second lock.
 */
function refuseForeign(request: IncomingMessage): SandboxResponse | undefined {
  const address = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const { origin } = request.headers;
  const isForeignPage = origin !== undefined && !isLoopbackOrigin(origin);
  const isCrossSite = request.headers['sec-fetch-site'] === 'cross-site';
  if (isLoopbackName(address) && !isForeignPage && !isCrossSite) return undefined;
  return plainAnswer(403, 'The sandbox answers only for this machine.');
}

function isLoopbackOrigin(origin: string): boolean {
  try {
    return isLoopbackName(new URL(origin).hostname);
  } catch {
    return false;
  }
}

/** The whole body, `too-large`, or `undefined` when the client went away. */
function readBody(request: IncomingMessage): Promise<Uint8Array | 'too-large' | undefined> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    request.on('data', (chunk: Uint8Array) => {
      size += chunk.length;
      if (size > maximumBodyBytes) {
        chunks.length = 0;
        resolve('too-large');
      } else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', () => resolve(undefined));
    request.on('close', () => resolve(undefined));
  });
}

function toSandboxRequest(request: IncomingMessage, body: Uint8Array): SandboxRequest {
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    headers.push([request.rawHeaders[index] ?? '', request.rawHeaders[index + 1] ?? '']);
  }
  return { method: request.method ?? 'GET', target: request.url ?? '/', headers, body };
}

function plainAnswer(status: number, message: string): SandboxResponse {
  const body = new TextEncoder().encode(`${message}\n`);
  return { status, headers: [['Content-Type', 'text/plain; charset=utf-8']], body };
}

function send(response: ServerResponse, answer: SandboxResponse): void {
  for (const [name, value] of answer.headers) response.appendHeader(name, value);
  if (answer.status !== 204 && answer.status !== 304) {
    const isHead = response.req.method === 'HEAD';
    if (!isHead) response.setHeader('Content-Length', answer.body.length);
  }
  response.writeHead(answer.status);
  response.end(answer.body);
}
