import type { ResponseBody } from '../core/exchange/exchange';
import { bodyStore } from './bodyStore';
import type { BodyStore, StoreOptions } from './bodyStore';
import {
  cutNote,
  damageNote,
  decodeContent,
  decoderOf,
  parseCodings,
  unknownCodingNote,
  unreadableNote,
} from './decodeContent';
import { openDecoders } from './openDecoders';
import type { OpenDecoders } from './openDecoders';

/** Takes a body as it comes off the wire, undoes its codings, and keeps it in memory or in a file. */
export interface BodyReceiver {
  /** False when whoever sends should wait until `onRoom`. */
  readonly write: (octets: Uint8Array) => boolean;
  readonly wireSize: () => number;
  /** The body so far, while more is coming. */
  readonly soFar: () => ResponseBody;
  /** After the last octet. `isWhole` is false when the wire broke off before the end. */
  readonly finish: (isWhole: boolean) => Promise<ReceivedBody>;
}

/** `note` says what went wrong while decoding; `isWhole` is false when octets are missing because of it. */
export interface ReceivedBody {
  readonly body: ResponseBody;
  readonly note: string | undefined;
  readonly isWhole: boolean;
}

export interface ReceiveOptions extends StoreOptions {
  /** The values of `Content-Encoding`, joined. */
  readonly encoding: string;
  /** More can be written after `write` said no. */
  readonly onRoom: () => void;
  /** The limit is reached, or the octets can be kept nowhere: nothing more is wanted. */
  readonly onFull: () => void;
}

/** A receiver for one body. Its memory stays the same whatever the size of the body is. */
export function receiveBody(options: ReceiveOptions): BodyReceiver {
  const receiver = new Receiver(options);
  return {
    write: (octets) => receiver.write(octets),
    wireSize: () => receiver.wireSize,
    soFar: () => receiver.bodyOf('The answer has not ended yet.'),
    finish: (isWhole) => receiver.finish(isWhole),
  };
}

class Receiver {
  readonly #options: ReceiveOptions;
  readonly #store: BodyStore;
  readonly #codings: readonly string[];
  readonly #decoders: OpenDecoders | undefined;
  /** The octets of the wire while they are few: a damaged body is decoded once more, to the last octet that can be. */
  #wire: Uint8Array[] | undefined = [];
  wireSize = 0;
  #state: 'decoding' | 'plain' | 'damaged' | 'cut' | 'unwritable' = 'plain';
  #note: string | undefined;

  constructor(options: ReceiveOptions) {
    this.#options = options;
    this.#store = bodyStore(options);
    const codings = parseCodings(options.encoding);
    // What lies under a coding nobody knows stays as it is.
    const known = codings.findLastIndex((coding) => !decoderOf(coding)) + 1;
    const unknown = codings[known - 1];
    if (unknown !== undefined) this.#note = unknownCodingNote(unknown);
    this.#codings = codings.slice(known);
    if (this.#codings.length === 0) {
      this.#wire = undefined;
      return;
    }
    this.#state = 'decoding';
    this.#decoders = openDecoders(this.#codings, {
      onOctets: (octets) => this.#keep(octets),
      onDamage: () => this.#damaged(),
      onRoom: options.onRoom,
    });
  }

  write(octets: Uint8Array): boolean {
    const fits = octets.subarray(0, Math.max(0, this.#options.limit - this.wireSize));
    this.wireSize += fits.byteLength;
    const isPlain = this.#state === 'plain';
    this.#remember(fits);
    if (isPlain) this.#keep(fits);
    const hasRoom = this.#state === 'decoding' ? (this.#decoders?.write(fits) ?? true) : true;
    if (fits.byteLength < octets.byteLength) this.#full('cut');
    return hasRoom && !this.#waitsForFile();
  }

  async finish(isWhole: boolean): Promise<ReceivedBody> {
    if (this.#state === 'decoding') {
      await this.#decoders?.end();
      // A wire that broke off leaves the decoder in the middle, also where it has not noticed.
      if (!isWhole && this.#isDecoding()) this.#damaged();
    }
    await this.#store.whenWritten().catch(() => this.#full('unwritable'));
    if (this.#state === 'damaged' && this.#wire) return this.#decodeAgain(this.#wire);
    const note = this.#state === 'damaged' ? damageNote(this.#codings.at(-1) ?? '') : this.#note;
    const isAll = this.#state === 'plain' || this.#state === 'decoding';
    return { body: this.bodyOf(undefined), note, isWhole: isAll };
  }

  bodyOf(incomplete: string | undefined): ResponseBody {
    const store = this.#store;
    const [size, wireSize, memorySize] = [store.size(), this.wireSize, store.memorySize()];
    const read = (start: number, end: number): Promise<Uint8Array> => store.read(start, Math.min(end, size));
    return { size, wireSize, memorySize, incomplete, read };
  }

  /** The state changes behind the compiler's back while something is waited for. */
  #isDecoding(): boolean {
    return this.#state === 'decoding';
  }

  #remember(octets: Uint8Array): void {
    if (!this.#wire) return;
    this.#wire.push(octets);
    if (this.wireSize <= Math.max(this.#options.memoryLimit, leastRemembered)) return;
    if (this.#state === 'damaged' && this.#store.size() === 0) this.#showAsItCame(this.#wire);
    this.#wire = undefined;
  }

  #keep(octets: Uint8Array): void {
    if (this.#state !== 'plain' && this.#state !== 'decoding') return;
    if (!this.#store.append(octets)) this.#full('cut');
    this.#waitsForFile();
  }

  /** The file is slower than the wire: both wait for it. */
  #waitsForFile(): boolean {
    if (!this.#store.isBehind()) return false;
    this.#decoders?.pause();
    this.#store.whenWritten().then(
      () => {
        this.#decoders?.resume();
        this.#options.onRoom();
      },
      () => this.#full('unwritable'),
    );
    return true;
  }

  #full(state: 'cut' | 'unwritable'): void {
    if (this.#state === state || this.#state === 'unwritable') return;
    this.#state = state;
    this.#wire = undefined;
    this.#note = state === 'cut' ? cutNote(this.#options.limit) : unwritableNote;
    this.#decoders?.destroy();
    this.#options.onFull();
  }

  #damaged(): void {
    if (this.#state !== 'decoding') return;
    this.#state = 'damaged';
    this.#decoders?.destroy();
    // Nobody else tells a wire that waits for the decoder to go on.
    this.#options.onRoom();
  }

  /** Nothing could be decoded, and there is more than is decoded a second time. */
  #showAsItCame(wire: readonly Uint8Array[]): void {
    this.#state = 'plain';
    this.#note = unreadableNote(this.#codings.at(-1) ?? '');
    for (const octets of wire) this.#keep(octets);
  }

  async #decodeAgain(wire: readonly Uint8Array[]): Promise<ReceivedBody> {
    const limit = Math.min(this.#options.limit, largestSecondRun);
    const { bytes, note, isWhole } = await decodeContent(Buffer.concat(wire), this.#options.encoding, limit);
    const size = bytes.byteLength;
    const read = (start: number, end: number): Promise<Uint8Array> => Promise.resolve(bytes.subarray(start, end));
    return { body: { size, wireSize: this.wireSize, incomplete: undefined, read }, note, isWhole };
  }
}

const unwritableNote =
  'The rest of the body was not kept, because it could not be written to the folder for temporary files.';
/** Octets of a coded body, at least, that are decoded a second time when they are damaged. */
const leastRemembered = 256 * 1024;
const largestSecondRun = 64 * 1024 * 1024;
