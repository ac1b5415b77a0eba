/**
 * The whole file, `undefined` when there is none at that absolute path, or why it is not read. With `within`, the
 * place the path really leads to (symbolic links followed) has to lie inside that folder.
 */
export type FileReader = (path: string, within?: string) => Promise<Uint8Array | FileFailure | undefined>;

/** The names of what lies in a folder; none when there is no such folder or it may not be read. */
export type FolderLister = (path: string) => Promise<readonly string[]>;

/** There is something at the path, but its content is not handed out; `message` is a sentence that names the path. */
export interface FileFailure {
  readonly kind: 'file-failure';
  readonly message: string;
  /** It is a folder, which is no fault where a folder of that name is usual. */
  readonly isFolder?: boolean;
  /** There when the file is only too large to be read whole. */
  readonly source?: FileSource;
}

/** A large file that is sent without being read whole. `open` gives its octets from the start, each time anew. */
export interface FileSource {
  readonly kind: 'file-source';
  readonly size: number;
  readonly beginning: Uint8Array;
  readonly open: () => AsyncIterable<Uint8Array>;
}

/** Octets that are read by windows, so that their number does not matter. */
export interface FileContent {
  readonly size: number;
  readonly read: (start: number, end: number) => Promise<Uint8Array>;
}

/** An absolute path to write to. */
export interface SavePlace {
  readonly path: string;
  /** The folder that has to hold it, symbolic links followed; `undefined` where a person allowed any place. */
  readonly within: string | undefined;
  /** Replaces a file that is there; otherwise a free name is taken, `out-1.json` for `out.json`. */
  readonly overwrites: boolean;
}

/**
 * Writes a file whole or not at all, with the folders it lies in. Never rejects; the path of the outcome is the one that
 * was taken, a failure is a sentence.
 */
export type FileSaver = (
  place: SavePlace,
  content: FileContent,
  signal: AbortSignal,
) => Promise<{ readonly kind: 'saved-file'; readonly path: string } | FileFailure>;

/** Milliseconds since the epoch. */
export type Clock = () => number;

/** A fresh version 4 UUID in lower case. */
export type NewId = () => string;

/** A number in [0, 1). */
export type Random = () => number;

/** The answer of a person, or `undefined` when they turned away; a secret is not echoed. */
export type Prompt = (question: string, secret: boolean, offer?: PromptOffer) => Promise<string | undefined>;

/** What a host puts in front of the person who is asked. */
export interface PromptOffer {
  /** Taken when nothing else is said. */
  readonly initial?: string | undefined;
  /** The answers there are; without them any text is one. */
  readonly choices?: readonly string[] | undefined;
}

/** A variable of the process environment (or of a `.env` file), `undefined` when it is not set. */
export type ReadTextVariable = (name: string) => string | undefined;

/** Minutes that local time is ahead of UTC at that moment: 120 for `+02:00`. */
export type ZoneOffset = (milliseconds: number) => number;

/** How a person does here what a sentence advises: with the controls of an editor, or the options of a command. */
export interface HostAdvice {
  /** A sentence. */
  readonly chooseEnvironment: string;
  /** The end of a sentence: how to go on without verifying the certificate of `host`, `host:port`. */
  readonly allowHost: (host: string) => string;
}

/** What dynamic variables draw from. A reader left out makes its placeholders an error that says so. */
export interface ValuePorts {
  readonly clock: Clock;
  /** The time that values are drawn from, where a run is to be repeated; without it, that of `clock`. */
  readonly valueClock?: Clock | undefined;
  /** The same for identifiers. */
  readonly valueId?: NewId | undefined;
  readonly newId: NewId;
  readonly random: Random;
  readonly readProcessVariable?: ReadTextVariable | undefined;
  /** For `$dotenv`. */
  readonly readDotenvVariable?: ReadTextVariable | undefined;
  /** Local time of this machine when left out. */
  readonly zoneOffset?: ZoneOffset | undefined;
  /** For sentences about values that are missing. */
  readonly advice?: HostAdvice | undefined;
  /** The folder of the project, for `$projectRoot`. */
  readonly projectRoot?: string | undefined;
}
