import { MessageChannel } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';

/**
 * Gives the memory of octets back at once: a fast network brings a hundred megabytes before the collector looks at
 * buffers. Nobody may use them afterwards. What is only a window of a buffer is left alone, because somebody else may
 * use the rest.
 */
export function releaseOctets(octets: Uint8Array): void {
  const buffer: TransferableBuffer = octets.buffer;
  if (!(buffer instanceof ArrayBuffer) || octets.byteLength !== buffer.byteLength) return;
  if (buffer.transfer) buffer.transfer(0);
  else nowhere().postMessage(undefined, [buffer]);
}

/** Node has `transfer` since 21; the types we build with are older. */
type TransferableBuffer = ArrayBufferLike & { readonly transfer?: (size: number) => unknown };

/** A port that is closed: what is transferred through it belongs to nobody any more. */
function nowhere(): MessagePort {
  if (closed) return closed;
  const { port1 } = new MessageChannel();
  port1.close();
  closed = port1;
  return closed;
}

let closed: MessagePort | undefined;
