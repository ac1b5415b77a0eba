import { connect as connectSocket } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { SecureContext } from 'node:tls';
import type { ChosenProxy } from './chooseProxy';
import { openHttpTunnel, openSocksTunnel } from './openTunnel';
import type { PhaseMarks } from './phaseMarks';
import { ProxyError } from './proxyError';

/** Where a socket goes, and how. */
export interface DialPlan {
  /** Without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
  /** `undefined` for plain http. */
  readonly tls: SecurePlan | undefined;
  readonly proxy: ChosenProxy | undefined;
  /** The proxy is asked for the answer itself, and not for a way to the server: http, RFC 9112 section 3.2.2. */
  readonly isForwarded: boolean;
  /** Trust for a proxy that is reached with https. */
  readonly proxyContext: () => SecureContext;
  /** Milliseconds; 0 is none. */
  readonly timeout: number;
  readonly marks: PhaseMarks;
}

export interface SecurePlan {
  readonly context: () => SecureContext;
  readonly verifies: boolean;
  /** The name the certificate has to have. */
  readonly serverName: string;
  readonly offersHttp2: boolean;
}

/** Thrown when the connection did not stand in time. */
export class ConnectTimeout extends Error {
  readonly milliseconds: number;

  constructor(milliseconds: number) {
    super('The connection was not made in time.');
    this.milliseconds = milliseconds;
  }
}

/** A connection that is being made: `cancel` ends whatever stands of it. */
export interface Dialling {
  readonly socket: Promise<Socket>;
  readonly cancel: () => void;
}

/** Looks up, connects, asks the proxy, agrees on TLS: one socket, tried once. */
export function dial(plan: DialPlan): Dialling {
  const open = new Set<Socket>();
  let reason: Error | undefined;
  const end = (error: Error): void => {
    reason ??= error;
    for (const socket of open) socket.destroy(reason);
  };
  const keep = (socket: Socket): void => {
    open.add(socket);
    // An error between two steps has nobody else who listens, and would end the process.
    socket.on('error', () => undefined);
    if (reason) socket.destroy(reason);
  };
  const timer = plan.timeout > 0 ? setTimeout(() => end(new ConnectTimeout(plan.timeout)), plan.timeout) : undefined;
  const socket = connectAll(plan, keep)
    .catch((error: unknown) => {
      end(error instanceof Error ? error : new Error('The connection failed.'));
      throw reason ?? error;
    })
    .finally(() => clearTimeout(timer));
  return { socket, cancel: () => end(new Error('The connection was given up.')) };
}

async function connectAll(plan: DialPlan, keep: (socket: Socket) => void): Promise<Socket> {
  const { proxy, marks } = plan;
  const first = proxy ?? plan;
  let socket = await connectTo(first.host, first.port, { marks, keep }).catch((error: unknown) => {
    throw proxy && !(error instanceof ProxyError)
      ? new ProxyError({ kind: 'unreachable', code: codeOf(error) })
      : error;
  });
  if (proxy) socket = await passProxy(plan, proxy, socket, keep);
  if (!plan.tls) return socket;
  const { context, verifies, serverName, offersHttp2 } = plan.tls;
  const secure = await secureSocket(socket, keep, {
    context: context(),
    verifies,
    serverName,
    protocols: offersHttp2 ? ['h2', 'http/1.1'] : ['http/1.1'],
  });
  marks.securedAt = performance.now();
  return secure;
}

async function passProxy(
  plan: DialPlan,
  proxy: ChosenProxy,
  plain: Socket,
  keep: (socket: Socket) => void,
): Promise<Socket> {
  let socket = plain;
  if (proxy.kind === 'https') {
    socket = await secureSocket(plain, keep, {
      context: plan.proxyContext(),
      verifies: proxy.verifies,
      serverName: proxy.host,
      protocols: ['http/1.1'],
    }).catch((error: unknown) => {
      throw new ProxyError({ kind: 'no-tls', code: codeOf(error) });
    });
  }
  if (proxy.kind === 'socks5') await openSocksTunnel(socket, proxy, plan);
  else if (!plan.isForwarded) await openHttpTunnel(socket, proxy, plan);
  plan.marks.proxiedAt = performance.now();
  return socket;
}

interface Attempt {
  readonly marks: PhaseMarks;
  readonly keep: (socket: Socket) => void;
}

function connectTo(host: string, port: number, { marks, keep }: Attempt): Promise<Socket> {
  return new Promise((resolve, reject) => {
    // Node takes the mark, its types do not know it.
    const options = { host, port, highWaterMark: 64 * 1024 };
    const socket = connectSocket(options);
    keep(socket);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    socket.once('lookup', () => {
      marks.lookedUpAt ??= performance.now();
    });
    socket.once('error', reject);
    socket.once('connect', () => {
      marks.connectedAt = performance.now();
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

interface Handshake {
  readonly context: SecureContext;
  readonly verifies: boolean;
  readonly serverName: string;
  readonly protocols: string[];
}

function secureSocket(plain: Socket, keep: (socket: Socket) => void, handshake: Handshake): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const { serverName } = handshake;
    const socket = connectTls({
      socket: plain,
      secureContext: handshake.context,
      rejectUnauthorized: handshake.verifies,
      // The certificate is compared with this, an address too; only a name may be told to the server beforehand.
      host: serverName,
      servername: isAddress(serverName) ? '' : serverName,
      ALPNProtocols: handshake.protocols,
    });
    keep(socket);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('The connection was closed.')));
    socket.once('secureConnect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

function codeOf(error: unknown): string {
  const { code, errors } = (error ?? {}) as { code?: unknown; errors?: readonly unknown[] };
  if (typeof code === 'string') return code;
  return Array.isArray(errors) && errors.length > 0 ? codeOf(errors[0]) : '';
}

function isAddress(host: string): boolean {
  return /^[\d.]+$/.test(host) || host.includes(':');
}
