import { evaluateParts, type EvaluatedPart } from '../environment/evaluateTemplate';
import { isInsideFolder, isWindowsPath, parentFolder, pathWithin, resolvePath } from '../environment/paths';
import { refuseSavePlace } from '../environment/refuseSavePlace';
import type { VariableScope } from '../environment/variable';
import { findRedirections } from '../syntax/findRedirections';
import type { RequestBlock, ResponseRedirectionNode } from '../syntax/nodes';
import type { Problem } from '../text/problem';
import type { Span } from '../text/span';
import type { Placeholder } from '../text/template';
import { fillParts, joinParts, report, type Findings } from './findings';
import { isOfAnswer } from './isOfAnswer';
import { refuseSavePath, trimSavePath } from './savePath';

/** Where `>> path` puts the answer. */
export interface SaveTarget {
  /** Absolute. */
  readonly path: string;
  /** From the workspace folder on; absolute for what lies outside of it. */
  readonly shown: string;
  /** The workspace folder, or the request file's own where there is none. */
  readonly root: string;
  /** Nothing is written there unless a person allows it. */
  readonly isOutside: boolean;
  readonly overwrites: boolean;
  readonly span: Span;
}

/** Where paths begin, and what has to hold them. */
export interface SaveFolders {
  readonly folder: string;
  readonly workspaceFolder?: string | undefined;
}

/** The files that the answer of a block is saved to, in order. What cannot be one is a problem, and stops the send. */
export function resolveSaves(findings: Findings, block: RequestBlock, folders: SaveFolders): readonly SaveTarget[] {
  return findRedirections(block).flatMap((node) => resolveSave(findings, node, folders) ?? []);
}

/** The same while one writes, with what is wrong with the paths alone. */
export function findSaves(
  block: RequestBlock,
  scope: VariableScope,
  folders: SaveFolders,
): { readonly saves: readonly SaveTarget[]; readonly problems: readonly Problem[] } {
  const findings: Findings = { scope, problems: [], secrets: new Set(), notes: [] };
  const saves = resolveSaves(findings, block, folders);
  return { saves, problems: findings.problems.filter(({ code }) => OWN_CODES.has(code)) };
}

const OWN_CODES: ReadonlySet<string> = new Set(['invalid-save-path', 'secret-in-save-path', 'value-changes-save-path']);

function resolveSave(
  findings: Findings,
  { path: written, overwrites }: ResponseRedirectionNode,
  { folder, workspaceFolder }: SaveFolders,
): SaveTarget | undefined {
  const parts = fillParts(findings, written);
  if (!parts || refuseSecrets(findings, parts) || refuseValues(findings, parts, overwrites)) return undefined;
  const { span } = written;
  const path = trimSavePath(joinParts(parts));
  const isWindows = isWindowsPath(folder);
  const root = workspaceFolder ?? folder;
  const place = resolvePath(folder, path);
  // A file that is not saved yet, in a window without a folder, would save into the root of the disk.
  const isOutside = !isInsideFolder(root, place) || parentFolder(root) === undefined;
  const shown = isOutside ? place : pathWithin(root, place);
  const message =
    refuseSavePath(path, isWindows) ?? refuseMachine(path, { isWindows, isOutside }) ?? refuseSavePlace(shown);
  if (message === undefined) return { path: place, shown, root, isOutside, overwrites, span };
  report(findings, 'invalid-save-path', 'error', { span, message });
  return undefined;
}

/** Opening a share gives the person's password away, in a form that can be worked back. */
function refuseMachine(
  path: string,
  { isWindows, isOutside }: { readonly isWindows: boolean; readonly isOutside: boolean },
): string | undefined {
  if (/^[\\/]{2}/.test(path) && isOutside) {
    return `'${path}' is a place on another machine, where nothing is saved. Write a path inside the workspace.`;
  }
  if (isWindows || !isWindowsPath(path)) return undefined;
  return `'${path}' is a path of Windows, and this is another system. Write a path inside the workspace.`;
}

/** A name of a file is seen everywhere: in the editor, in git, in logs. */
function refuseSecrets(findings: Findings, parts: readonly EvaluatedPart[]): boolean {
  for (const { part, text } of parts) {
    if (part.kind === 'literal') continue;
    const alone = evaluateParts({ span: part.span, parts: [part] }, findings.scope);
    const isSecret = (alone.kind === 'evaluated' && alone.secrets.length > 0) || findings.secrets.has(text);
    if (!isSecret) continue;
    const message = `The value of '${part.expression.text}' is secret, and everybody sees the name of a file. Use another value.`;
    report(findings, 'secret-in-save-path', 'error', { span: part.span, message });
    return true;
  }
  return false;
}

/**
 * A value is data: it makes no step out of the path that is written. One that an answer brought may be part of one name
 * only, and does not decide alone which file is replaced.
 */
function refuseValues(findings: Findings, parts: readonly EvaluatedPart[], overwrites: boolean): boolean {
  const written = joinParts(parts);
  // What is around it is no part of a name, and hides nothing that begins one.
  const path = trimSavePath(written);
  const nameStart = startOfName(path, path.length);
  let start = -written.indexOf(path);
  let ownName = '';
  let naming: Placeholder | undefined;
  for (const { part, text } of parts) {
    const isForeign = part.kind === 'placeholder' && isOfAnswer(part.expression.text, findings.scope);
    const message = part.kind === 'placeholder' && refuseValue(part, { path, start, text, isForeign });
    if (message) return refuseValueOf(findings, part, message);
    const inName = text.slice(Math.max(0, nameStart - start));
    if (isForeign && inName !== '') naming ??= part;
    else ownName += inName;
    start += text.length;
  }
  // What stands before an ending of its own tells the file from `package.json` and its like.
  if (!overwrites || !naming || /[^\s"']/.test(ownName.replace(/\.[^.]*$/, ''))) return false;
  const message = `The answer in '${naming.expression.text}' would decide alone which file is replaced. Write a part of the name beside it, or '>>', which replaces none.`;
  return refuseValueOf(findings, naming, message);
}

function refuseValueOf(findings: Findings, { span }: { readonly span: Span }, message: string): true {
  report(findings, 'value-changes-save-path', 'error', { span, message });
  return true;
}

interface PlacedValue {
  readonly path: string;
  readonly start: number;
  readonly text: string;
  readonly isForeign: boolean;
}

function refuseValue({ expression }: Placeholder, { path, start, text, isForeign }: PlacedValue): string | undefined {
  const name = expression.text;
  const end = start + text.length;
  for (const { index, 0: segment } of path.matchAll(/[^\\/]+/g)) {
    if (segment.trim() !== '..' || index >= end || index + segment.length <= start) continue;
    return `The value of '${name}' makes the step '..', which leads out of the path that is written. Use another value.`;
  }
  if (!isForeign) return undefined;
  if (/[\\/:*?"<>|]/.test(text)) {
    return `The value of '${name}' comes from an answer and is more than a part of a name. Use another value.`;
  }
  const before = Math.max(0, start);
  const isFirst = path.slice(startOfName(path, before), before).trim() === '';
  return isFirst && path.slice(before).trimStart().startsWith('.')
    ? `The value of '${name}' comes from an answer and would make a hidden file. Write a part of the name before it.`
    : undefined;
}

function startOfName(path: string, end: number): number {
  const before = path.slice(0, end);
  return Math.max(before.lastIndexOf('/'), before.lastIndexOf('\\')) + 1;
}
