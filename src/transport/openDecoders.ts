import type { Transform } from 'node:stream';
import { decoderOf } from './decodeContent';

/** Decoders one behind the other, for octets that come bit by bit. */
export interface OpenDecoders {
  /** False when it is better to wait for `onRoom`. */
  readonly write: (octets: Uint8Array) => boolean;
  /** When the last decoded octet was handed out, or the octets proved damaged. */
  readonly end: () => Promise<void>;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly destroy: () => void;
}

export interface DecoderEvents {
  readonly onOctets: (octets: Uint8Array) => void;
  /** The octets do not follow the coding. Nothing is handed out after it. */
  readonly onDamage: () => void;
  readonly onRoom: () => void;
}

/** The decoders of these codings, last coding first; all of them are known. */
export function openDecoders(codings: readonly string[], events: DecoderEvents): OpenDecoders {
  let stream: Transform | undefined;
  let last: Transform | undefined;
  let over: (() => void) | undefined;
  const ended = new Promise<void>((resolve) => (over = resolve));
  const stop = (): void => {
    stream?.destroy();
    last?.destroy();
    over?.();
  };
  const damaged = (): void => {
    events.onDamage();
    stop();
  };
  // Which kind of `deflate` it is shows in the first octets, so nothing is opened before there are some.
  const open = (first: Uint8Array): Transform => {
    const streams = codings.toReversed().flatMap((coding) => decoderOf(coding)?.(first, false) ?? []);
    for (const [index, one] of streams.entries()) {
      one.on('error', damaged);
      const next = streams[index + 1];
      if (next) one.pipe(next);
    }
    last = streams.at(-1);
    last?.on('data', events.onOctets);
    last?.on('end', () => over?.());
    streams[0]?.on('drain', events.onRoom);
    return streams[0] as Transform;
  };
  let early: Uint8Array = new Uint8Array();
  const write = (octets: Uint8Array): boolean => {
    if (!stream) {
      early = Buffer.concat([early, octets]);
      if (early.byteLength < 2) return true;
      stream = open(early);
      return stream.write(early);
    }
    return stream.destroyed || stream.write(octets);
  };
  return {
    write,
    end: () => {
      if (early.byteLength === 0) return Promise.resolve();
      stream ??= open(early);
      if (stream.destroyed) return Promise.resolve();
      if (early.byteLength < 2) stream.write(early);
      stream.end();
      return ended;
    },
    pause: () => void last?.pause(),
    resume: () => void last?.resume(),
    destroy: stop,
  };
}
