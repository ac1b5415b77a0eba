import { resolve } from 'node:path';
import { editText, formatFile } from '../core/language/edits/formatFile';
import { parseRequestFile } from '../core/syntax/parseRequestFile';
import { readFileBytes } from '../files/fileReader';
import { replaceFile } from '../files/replaceFile';
import { exitCodes } from './runInvocation';
import type { CommandHost, ExitCode } from './runInvocation';
import { escapeLine } from './terminal';

/**
 * `identity-http format`: lays the files out and prints the names of those that changed, or with `check` of those that
 * would. Byte order marks, line ends and encodings stay.
 */
export async function runFormat(
  { files, check }: { readonly files: readonly string[]; readonly check: boolean },
  { terminal, signal }: CommandHost,
): Promise<ExitCode> {
  let differs = false;
  let failed = false;
  for (const path of files) {
    if (signal.aborted) return exitCodes.interrupted;
    const outcome = await formatOne(path, check);
    if (outcome.kind === 'failed') {
      failed = true;
      terminal.printError(`${escapeLine(outcome.message)}\n`);
    } else if (outcome.kind === 'different') {
      differs = true;
      terminal.print(`${escapeLine(path)}\n`);
    }
  }
  if (failed) return exitCodes.misused;
  return check && differs ? exitCodes.failed : exitCodes.good;
}

type FormatOutcome =
  { readonly kind: 'same' } | { readonly kind: 'different' } | { readonly kind: 'failed'; readonly message: string };

async function formatOne(shownPath: string, check: boolean): Promise<FormatOutcome> {
  const path = resolve(shownPath);
  const bytes = await readFileBytes(path);
  if (bytes === undefined) return { kind: 'failed', message: `There is no file '${shownPath}'.` };
  if (!(bytes instanceof Uint8Array)) return { kind: 'failed', message: bytes.message };
  const encoding = encodingOf(bytes);
  const text = decodeExactly(bytes, encoding);
  if (text === undefined) {
    return { kind: 'failed', message: `'${shownPath}' is not text in ${encoding}, so it was left as it is.` };
  }
  const edits = formatFile(parseRequestFile(text));
  if (edits.length === 0) return { kind: 'same' };
  if (check) return { kind: 'different' };
  const message = await replaceFile(path, bytes, encode(editText(text, edits), encoding));
  return message === undefined ? { kind: 'different' } : { kind: 'failed', message };
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** UTF-8, or UTF-16 where the file begins with its mark. */
function encodingOf(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}

/** With its mark; `undefined` for what could not be written back as it was. */
function decodeExactly(bytes: Uint8Array, encoding: Encoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function encode(text: string, encoding: Encoding): Uint8Array {
  if (encoding === 'utf-8') return Buffer.from(text, 'utf8');
  const bytes = Buffer.from(text, 'utf16le');
  return encoding === 'utf-16be' ? bytes.swap16() : bytes;
}
