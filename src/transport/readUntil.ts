import type { Socket } from 'node:net';
import { ProxyError } from './proxyError';

/** Octets of a proxy's answer that are read at most. */
const maximumAnswer = 64 * 1024;

/**
 * Reads until `measure` knows how long the answer is, and leaves the socket paused for whoever comes next. `wrong` is an
 * answer of another protocol; `left` counts octets behind the answer.
 */
export function readUntil(
  socket: Socket,
  measure: (octets: Buffer) => number | 'wrong' | undefined,
): Promise<{ readonly octets: Buffer; readonly left: number }> {
  return new Promise((resolve, reject) => {
    let octets: Buffer = Buffer.alloc(0);
    const stop = (): void => {
      socket.off('data', take);
      socket.off('end', fail);
      socket.off('close', fail);
      socket.off('error', fail);
      socket.pause();
    };
    const fail = (): void => {
      stop();
      reject(new ProxyError({ kind: 'closed' }));
    };
    const take = (chunk: Buffer): void => {
      octets = Buffer.concat([octets, chunk]);
      const length = octets.length > maximumAnswer ? 'wrong' : measure(octets);
      if (length === undefined) return;
      stop();
      if (length === 'wrong') reject(new ProxyError({ kind: 'no-proxy' }));
      else resolve({ octets: octets.subarray(0, length), left: octets.length - length });
    };
    if (socket.destroyed) {
      reject(new ProxyError({ kind: 'closed' }));
      return;
    }
    socket.on('data', take);
    socket.once('end', fail);
    socket.once('close', fail);
    socket.once('error', fail);
    // An earlier answer left it paused.
    socket.resume();
  });
}
