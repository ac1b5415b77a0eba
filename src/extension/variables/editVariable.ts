import * as vscode from 'vscode';
import {
  lookupWrittenValue,
  removeEnvironmentVariable,
  setEnvironmentValue,
  type FileEdits,
} from '../../core/environment/files/editEnvironmentFile';
import { DEFAULT_SECTION, SHARED_SECTION } from '../../core/environment/environmentSource';
import type { DescribedLayer } from '../../core/language/names/describeVariables';
import {
  lookupFileVariable,
  removeFileVariable,
  setFileVariable,
  type WrittenDeclaration,
} from '../../core/language/edits/editFileVariable';
import { parseRequestFile } from '../../core/syntax/parseRequestFile';
import type { Span } from '../../core/text/span';
import { toRange } from '../convert';
import { openGuarded, showConflict, writeGuarded, type GuardedFile } from './guardedFile';

/** One definition that stands in a file that may be written. */
export interface WritableLayer {
  readonly layer: DescribedLayer;
  readonly uri: vscode.Uri;
}

/** Asks for another value and writes it into the file of the definition. A secret is typed unseen, and never shown first. */
export async function editValue(target: WritableLayer, typed?: string): Promise<void> {
  const { layer, uri } = target;
  const file = await openGuarded(uri, { mayBeUnsaved: layer.writable === 'request-file' });
  if (file.kind === 'conflict') {
    if (await showConflict(uri, file)) await editValue(target, typed);
    return;
  }
  const written = lookupWritten(file, layer);
  if (!written) return tellMissing(target);
  if (written.isWhole) return showPlace(uri, written.span);
  const value = await vscode.window.showInputBox({
    title: `Value of ${layer.name}`,
    prompt: promptFor(target),
    password: layer.secret,
    value: typed ?? (layer.secret ? '' : written.source),
    ignoreFocusOut: true,
  });
  if (value === undefined || (layer.secret ? value === '' : value === written.source)) return;
  await write(target, file, written.set(value), async () => editValue(target, value));
}

/** Asks, then takes the definition out of its file. `uses` says how often the name is used. */
export async function deleteDefinition(target: WritableLayer, uses: number): Promise<void> {
  const { layer, uri } = target;
  const where = `'${vscode.workspace.asRelativePath(uri, false)}'`;
  const used = uses === 0 ? 'No request uses it.' : `It is used in ${uses} ${uses === 1 ? 'place' : 'places'}.`;
  const detail = layer.stored ? `${used} Its value stays in SecretStorage until 'Remove Secret…' takes it away.` : used;
  const message = `Delete '${layer.name}'${layer.environment === undefined ? '' : ` of ${layer.environment}`} from ${where}?`;
  const file = await openGuarded(uri, { mayBeUnsaved: layer.writable === 'request-file' });
  if (file.kind === 'conflict') {
    if (await showConflict(uri, file)) await deleteDefinition(target, uses);
    return;
  }
  const written = lookupWritten(file, layer);
  if (!written) return tellMissing(target);
  if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, 'Delete')) !== 'Delete') return;
  await write(target, file, written.remove(), async () => deleteDefinition(target, uses));
}

/** Shows the definition in an editor, its name or value selected. */
export async function showDefinition({ layer, uri }: WritableLayer): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const file: GuardedFile = { kind: 'file', uri, text: document.getText(), isNew: false, joinsEditor: true };
  // The file may be another one than the one that was read.
  await showPlace(uri, lookupWritten(file, layer)?.span ?? layer.place?.span);
}

/** The section of an environment file that holds a definition. */
export function sectionOf({ environment, origin, stored }: DescribedLayer): string {
  return stored?.environment ?? environment ?? (origin === 'shared' ? SHARED_SECTION : DEFAULT_SECTION);
}

async function write(
  { uri }: WritableLayer,
  file: GuardedFile,
  edits: FileEdits,
  again: () => Promise<void>,
): Promise<void> {
  if (edits.kind === 'refused') {
    void vscode.window.showWarningMessage(edits.message);
    return;
  }
  const conflict = await writeGuarded(file, edits.edits);
  if (conflict && (await showConflict(uri, conflict))) await again();
}

interface WrittenPlace {
  readonly source: string;
  readonly isWhole: boolean;
  readonly span: Span;
  readonly set: (value: string) => FileEdits;
  readonly remove: () => FileEdits;
}

function lookupWritten({ text }: GuardedFile, layer: DescribedLayer): WrittenPlace | undefined {
  if (layer.writable === 'request-file') {
    const declaration = lookupFileVariable(parseRequestFile(text), layer.name, layer.place?.span.start);
    return declaration && declaredPlace(text, declaration);
  }
  const place = { section: sectionOf(layer), name: layer.name };
  const written = layer.writable && lookupWrittenValue(text, place);
  return (
    written && {
      ...written,
      set: (value) => setEnvironmentValue(text, place, value),
      remove: () => removeEnvironmentVariable(text, place),
    }
  );
}

function declaredPlace(text: string, declaration: WrittenDeclaration): WrittenPlace {
  return {
    source: declaration.source,
    isWhole: false,
    span: declaration.nameSpan,
    set: (value) => setFileVariable(declaration, value),
    remove: () => removeFileVariable(text, declaration),
  };
}

function promptFor({ layer, uri }: WritableLayer): string {
  const where = vscode.workspace.asRelativePath(uri, false);
  const whose = layer.environment === undefined ? '' : `, ${layer.environment}`;
  const hint = layer.secret
    ? 'It is masked wherever it is shown; leave it empty to keep the one there is.'
    : '{{name}} is another value.';
  return `Written into ${where}${whose}. ${hint}`;
}

async function showPlace(uri: vscode.Uri, span: Span | undefined): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, span ? { selection: toRange(document, span) } : {});
}

function tellMissing({ layer, uri }: WritableLayer): void {
  const where = vscode.workspace.asRelativePath(uri, false);
  void vscode.window.showWarningMessage(
    `'${layer.name}' is not defined in '${where}' any more, or the file cannot be read. Nothing was written.`,
  );
}
