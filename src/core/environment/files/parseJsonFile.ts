import { parseTree, type Node, type ParseError } from 'jsonc-parser';
import type { Problem, ProblemFix, ProblemSeverity } from '../../text/problem';
import type { Span } from '../../text/span';
import { describeJsonError } from './findJsonErrors';
import { jsonDepth } from '../answers/jsonText';

/** A problem in a file other than the one that is being edited. */
export interface FileProblem extends Problem {
  readonly path: string;
}

/** Takes a problem of the file that is being read. */
export type Report = (
  code: string,
  severity: ProblemSeverity,
  span: Span,
  message: string,
  fixes?: readonly ProblemFix[],
) => void;

/** Text without its byte order mark, which is what spans count in, and its tree; with errors, what of it could be read. */
export interface JsonFile {
  readonly text: string;
  /** `undefined` when there is nothing in the file. */
  readonly root: Node | undefined;
}

/** One name with its value in an object. */
export interface JsonMember {
  readonly key: string;
  /** Where the name stands, quotes left out. */
  readonly nameSpan: Span;
  readonly value: Node;
}

/** The problems of one file, of which only the first are kept. */
export function collectProblems(path: string): { readonly problems: readonly FileProblem[]; readonly report: Report } {
  const problems: FileProblem[] = [];
  return {
    problems,
    report: (code, severity, span, message, fixes) => {
      if (problems.length >= MOST_PROBLEMS) return;
      problems.push({ code, severity, span, message, path, ...(fixes && { fixes }) });
    },
  };
}

/** JSON with comments and trailing commas, in UTF-8. Whatever stands in the bytes, this answers and reports. */
export function parseJsonFile(bytes: Uint8Array, path: string, report: Report): JsonFile | undefined {
  const text = decodeTextFile(bytes, path, report);
  if (text === undefined) return undefined;
  return { text, root: text.trim() === '' ? undefined : parseJsonText(text, report) };
}

/** The text without its byte order mark, or `undefined` after a problem: it is too large, or no text in UTF-8. */
export function decodeTextFile(bytes: Uint8Array, path: string, report: Report): string | undefined {
  const refuse = (reason: string): undefined => {
    report('environment-file-unreadable', 'error', { start: 0, end: 0 }, `'${path}' is not read: ${reason}`);
  };
  if (bytes.length > LARGEST_FILE) return refuse('it is larger than 1 MB. Keep large values in files of their own.');
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return refuse('it is written in UTF-16. Save it as UTF-8.');
  }
  if (bytes.includes(0)) return refuse('it is not text. Values are read from text in UTF-8.');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse('it is not valid UTF-8. Save it as UTF-8.');
  }
}

/** Of a repeated key the last one counts, as everywhere in JSON; the earlier ones are reported. */
export function membersOf(node: Node | undefined, report: Report): readonly JsonMember[] {
  const members = new Map<string, JsonMember>();
  for (const property of node?.type === 'object' ? (node.children ?? []) : []) {
    const [name, value] = property.children ?? [];
    if (!name || !value) continue;
    const key = String(name.value);
    const nameSpan = { start: name.offset + 1, end: Math.max(name.offset + 1, name.offset + name.length - 1) };
    const earlier = members.get(key);
    if (earlier) {
      const message = `'${key}' is given again further down, and the last one counts. Remove one of them.`;
      report('duplicate-key', 'warning', earlier.nameSpan, message);
      members.delete(key);
    }
    members.set(key, { key, nameSpan, value });
  }
  return [...members.values()];
}

/** Where a value stands, quotes included. */
export function nodeSpan(node: Node): Span {
  return { start: node.offset, end: node.offset + node.length };
}

function parseJsonText(text: string, report: Report): Node | undefined {
  // The package's parser calls itself for every level, and hostile nesting would exhaust the stack.
  if (jsonDepth(text, DEEPEST_NESTING) > DEEPEST_NESTING) {
    const message = `The file nests more than ${DEEPEST_NESTING} objects and lists into each other, so it is not read.`;
    report('environment-file-unreadable', 'error', { start: 0, end: 0 }, message);
    return undefined;
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  for (const error of errors) {
    const start = Math.min(error.offset, text.length);
    const span = { start, end: Math.min(start + error.length, text.length) };
    report('invalid-json', 'error', span, describeJsonError(error.error));
  }
  return root;
}

const LARGEST_FILE = 1_000_000;
/** Files that nest further are not read. */
export const DEEPEST_NESTING = 32;
const MOST_PROBLEMS = 50;
