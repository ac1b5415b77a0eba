/** The whole file, or `undefined` when there is none at that absolute path. */
export type FileReader = (path: string) => Promise<Uint8Array | undefined>;

/** Milliseconds since the epoch. */
export type Clock = () => number;

/** A fresh version 4 UUID in lower case. */
export type NewId = () => string;

/** A number in [0, 1). */
export type Random = () => number;

/** The answer of a person, or `undefined` when they turned away; a secret is not echoed. */
export type Prompt = (question: string, secret: boolean) => Promise<string | undefined>;
