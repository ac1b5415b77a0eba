import { isIP } from 'node:net';
import type { Socket } from 'node:net';
import { lookup } from 'node:dns/promises';
import type { ChosenProxy } from './chooseProxy';
import { ProxyError } from './proxyError';
import { readUntil } from './readUntil';

/** Where the way leads. */
export interface TunnelTarget {
  readonly host: string;
  readonly port: number;
}

/** CONNECT, RFC 9110 section 9.3.6. What goes to the proxy stays there: nothing of the request is in it. */
export async function openHttpTunnel(socket: Socket, proxy: ChosenProxy, target: TunnelTarget): Promise<void> {
  const authority = `${isIP(target.host) === 6 ? `[${target.host}]` : target.host}:${target.port}`;
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`];
  if (proxy.authorization !== undefined) lines.push(`Proxy-Authorization: ${proxy.authorization}`);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const answer = await readUntil(socket, (octets) => {
    const text = octets.subarray(0, 12).toString('latin1');
    if (!'HTTP/1.'.startsWith(text.slice(0, 7))) return 'wrong';
    const end = octets.indexOf('\r\n\r\n');
    return end < 0 ? undefined : end + 4;
  });
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer.octets.toString('latin1'))?.[1] ?? 0);
  if (status === 0) throw new ProxyError({ kind: 'no-proxy' });
  if (status === 407) throw new ProxyError({ kind: 'wants-credentials', hadSome: proxy.authorization !== undefined });
  if (status < 200 || status > 299) throw new ProxyError({ kind: 'refused', status });
  if (answer.left > 0) throw new ProxyError({ kind: 'too-much' });
}

/** SOCKS 5, RFC 1928, with a user and a password, RFC 1929, when there are some. */
export async function openSocksTunnel(socket: Socket, proxy: ChosenProxy, target: TunnelTarget): Promise<void> {
  const { credentials } = proxy;
  socket.write(credentials ? Buffer.from([5, 2, 0, 2]) : Buffer.from([5, 1, 0]));
  const [version, method] = await readExactly(socket, 2);
  if (version !== 5) throw new ProxyError({ kind: 'no-proxy' });
  if (method === 2 && credentials) {
    const user = Buffer.from(credentials.user, 'utf8').subarray(0, 255);
    const password = Buffer.from(credentials.password, 'utf8').subarray(0, 255);
    socket.write(Buffer.concat([Buffer.from([1, user.length]), user, Buffer.from([password.length]), password]));
    const [, status] = await readExactly(socket, 2);
    if (status !== 0) throw new ProxyError({ kind: 'wants-credentials', hadSome: true });
  } else if (method !== 0) {
    throw new ProxyError({ kind: 'wants-credentials', hadSome: credentials !== undefined });
  }
  const port = Buffer.from([target.port >> 8, target.port & 0xff]);
  const host = proxy.looksUp || isIP(target.host) !== 0 ? target.host : (await lookup(target.host)).address;
  socket.write(Buffer.concat([Buffer.from([5, 1, 0]), socksAddress(host), port]));
  const answer = await readUntil(socket, socksReplyLength);
  const [replyVersion, reply = 1] = answer.octets;
  if (replyVersion !== 5) throw new ProxyError({ kind: 'no-proxy' });
  if (reply !== 0) throw new ProxyError({ kind: 'socks', reply });
  if (answer.left > 0) throw new ProxyError({ kind: 'too-much' });
}

async function readExactly(socket: Socket, count: number): Promise<Buffer> {
  const { octets, left } = await readUntil(socket, (read) => (read.length < count ? undefined : count));
  if (left > 0) throw new ProxyError({ kind: 'too-much' });
  return octets;
}

function socksAddress(host: string): Buffer {
  switch (isIP(host)) {
    case 4:
      return Buffer.from([1, ...host.split('.').map(Number)]);
    case 6:
      return Buffer.concat([Buffer.from([4]), ipv6Octets(host)]);
    default: {
      const name = Buffer.from(host, 'utf8').subarray(0, 255);
      return Buffer.concat([Buffer.from([3, name.length]), name]);
    }
  }
}

/** A URL reader writes an address of IPv6 in groups only, with one `::` at most. */
function ipv6Octets(host: string): Buffer {
  const groups = new URL(`http://[${host}]`).hostname.slice(1, -1).split('::');
  const [head = [], tail = []] = groups.map((part) => (part === '' ? [] : part.split(':')));
  const middle = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  const octets = Buffer.alloc(16);
  [...head, ...middle, ...tail].forEach((group, index) => octets.writeUInt16BE(Number.parseInt(group, 16), index * 2));
  return octets;
}

function socksReplyLength(octets: Buffer): number | 'wrong' | undefined {
  if (octets.length > 0 && octets[0] !== 5) return 'wrong';
  // A refusal may end behind its code, whatever the protocol says.
  if (octets.length >= 2 && octets[1] !== 0) return octets.length;
  if (octets.length < 5) return undefined;
  const address = { 1: 4, 3: 1 + (octets[4] ?? 0), 4: 16 }[octets[3] ?? 0];
  if (address === undefined) return 'wrong';
  return octets.length < 6 + address ? undefined : 6 + address;
}
