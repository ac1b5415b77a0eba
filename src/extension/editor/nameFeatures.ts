import * as vscode from 'vscode';
import type { VariableOrigin, VariableScope } from '../../core/environment/variable';
import { findDefinitions, isDefinition } from '../../core/language/names/findDefinitions';
import { findHighlights, findNameAt, type NameAtOffset } from '../../core/language/names/findNameAt';
import { findVariablePlaces } from '../../core/language/names/findVariablePlaces';
import { loadNameIndex, type NamePorts } from '../../core/language/names/loadNameIndex';
import type { NameIndex } from '../../core/language/names/nameIndex';
import { findSymbol, type MeantName } from '../../core/language/names/nameSymbol';
import { prepareRename, renameName, type NameEdit } from '../../core/language/names/renameName';
import { blockAtOffset } from '../../core/syntax/blockAtOffset';
import type { Span } from '../../core/text/span';
import { toOffset, toRange } from '../convert';
import type { DocumentCache } from './documentCache';
import { contextUri } from '../host';
import type { Host } from '../host';
import { editorReader, pathOf } from '../ports';

/** Answers about names: where they are defined and used, and giving them another one in all files at once. */
export class NameFeatures {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  async definition(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Location[] | undefined> {
    const near = await this.#find(document, position, token);
    if (near?.found.kind !== 'name') return undefined;
    const own = findDefinitions(near.index, meantName(near), near.offset);
    if (own.length > 0) return toLocations(near, own);
    const place = await this.#findEverywhere(document, position, token);
    return place && toLocations(place, findDefinitions(place.index, meantName(place), place.offset));
  }

  async references(
    document: vscode.TextDocument,
    position: vscode.Position,
    { includeDeclaration, token }: { includeDeclaration: boolean; token: vscode.CancellationToken },
  ): Promise<vscode.Location[] | undefined> {
    const place = await this.#findEverywhere(document, position, token);
    if (place?.found.kind !== 'name') return undefined;
    const symbol = findSymbol(place.index, meantName(place));
    const places = [...symbol.requestFiles, ...symbol.environmentFiles].flatMap(([path, occurrences]) =>
      occurrences
        .filter((occurrence) => includeDeclaration || !isDefinition(occurrence))
        .map(({ span }) => ({ path, span })),
    );
    return toLocations(place, places);
  }

  async highlights(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.DocumentHighlight[] | undefined> {
    const place = await this.#find(document, position, token);
    if (place?.found.kind !== 'name') return undefined;
    return findHighlights(place.index, place.path, place.found.occurrence).map((occurrence) => {
      const { Read, Write } = vscode.DocumentHighlightKind;
      return new vscode.DocumentHighlight(toRange(document, occurrence.span), isDefinition(occurrence) ? Write : Read);
    });
  }

  /** Rejects with the sentence that the editor shows where nothing can be renamed. */
  async prepareRename(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<{ range: vscode.Range; placeholder: string }> {
    const place = await this.#placeToRename(document, position, token);
    const prepared = prepareRename(place.index, place);
    if (prepared.kind === 'refused') throw new Error(prepared.message);
    return { range: toRange(document, prepared.span), placeholder: prepared.name };
  }

  /** One edit of all files, which is one step to undo. */
  async rename(
    document: vscode.TextDocument,
    position: vscode.Position,
    { newName, token }: { newName: string; token: vscode.CancellationToken },
  ): Promise<vscode.WorkspaceEdit> {
    const place = await this.#placeToRename(document, position, token);
    const prepared = prepareRename(place.index, place);
    if (prepared.kind === 'refused') throw new Error(prepared.message);
    const renamed = renameName(place.index, meantName(place), newName.trim());
    if (renamed.kind === 'refused') throw new Error(renamed.message);
    return toWorkspaceEdit(place, renamed.edits, prepared.name);
  }

  /** Where a variable is defined and used as it is seen from a file, which need not be open; for lists beside the editor. */
  async placesOf(
    from: vscode.Uri,
    name: string,
    token: vscode.CancellationToken,
  ): Promise<readonly VariablePlaceInFile[]> {
    const [documents, sources] = await Promise.all([this.#host.documents(), this.#host.variables()]);
    const home = contextUri(this.#host, from);
    const { workspaceFolder } = sources.placeOf(home);
    const path = pathOf(home);
    const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === from.toString());
    const abort = new AbortController();
    const listener = token.onCancellationRequested(() => abort.abort());
    try {
      const ports = namePorts({ document: open, path, home }, documents);
      const search = { path, workspaceFolder, everywhere: { text: name }, elsewhere: new Map([[name, 'elsewhere']]) };
      const index = await loadNameIndex(ports, search, abort.signal);
      const places: VariablePlaceInFile[] = [];
      for (const { span, path: at, ...place } of index ? findVariablePlaces(index, { name, path }) : []) {
        const document = at === path && open ? open : await vscode.workspace.openTextDocument(toUri(home, at));
        places.push({ ...place, location: new vscode.Location(document.uri, toRange(document, span)) });
      }
      return places;
    } finally {
      listener.dispose();
    }
  }

  async #placeToRename(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<NamePlaceInFiles> {
    const place = await this.#findEverywhere(document, position, token);
    if (place) return place;
    if (token.isCancellationRequested) throw new vscode.CancellationError();
    throw new Error('Put the cursor on the name of a variable or of a request.');
  }

  /** What the file alone, its imports and its environments tell. */
  async #find(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<NamePlaceInFiles | undefined> {
    return this.#search(document, position, { token, text: undefined });
  }

  /** The same with every request file in which the name may occur. */
  async #findEverywhere(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<NamePlaceInFiles | undefined> {
    const near = await this.#find(document, position, token);
    if (near?.found.kind !== 'name') return near;
    return this.#search(document, position, { token, text: near.found.occurrence.name });
  }

  async #search(
    document: vscode.TextDocument,
    position: vscode.Position,
    { token, text }: { token: vscode.CancellationToken; text: string | undefined },
  ): Promise<NamePlaceInFiles | undefined> {
    const [documents, sources] = await Promise.all([this.#host.documents(), this.#host.variables()]);
    const home = contextUri(this.#host, document.uri);
    const { folder, workspaceFolder } = sources.placeOf(home);
    // An untitled document has no path of its own: it is looked at as if it lay in the folder that counts for it.
    const path = document.uri.scheme === 'untitled' ? `${folder}/${document.uri.path}` : pathOf(document.uri);
    const offset = toOffset(document, position);
    const everywhere = text === undefined ? undefined : { text };
    const elsewhere = await this.#elsewhere(document, offset);
    const abort = new AbortController();
    const listener = token.onCancellationRequested(() => abort.abort());
    try {
      const ports = namePorts({ document, path, home }, documents);
      const index = await loadNameIndex(ports, { path, workspaceFolder, everywhere, elsewhere }, abort.signal);
      const found = index && findNameAt(index, path, offset);
      return found && { index, found, path, offset, document, home };
    } finally {
      listener.dispose();
    }
  }

  /** Names that something other than these files gives a value now. */
  async #elsewhere(document: vscode.TextDocument, offset: number): Promise<ReadonlyMap<string, string> | undefined> {
    if (document.languageId !== 'http') return undefined;
    const { index } = blockAtOffset((await this.#host.documents()).fileOf(document), offset);
    return namesElsewhere(await (await this.#host.variables()).scopeAt(document, index));
  }
}

/** One place of a variable in a file. */
export interface VariablePlaceInFile {
  readonly location: vscode.Location;
  readonly isDefinition: boolean;
  /** Title or name of the request it stands in. */
  readonly title: string | undefined;
}

interface NamePlaceInFiles {
  readonly index: NameIndex;
  readonly found: NameAtOffset;
  readonly path: string;
  readonly offset: number;
  readonly document: vscode.TextDocument;
  readonly home: vscode.Uri;
}

function namesElsewhere({ layers }: VariableScope): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { origin, names: own } of layers) {
    const words = uneditable[origin];
    if (words !== undefined) for (const name of own) if (!names.has(name)) names.set(name, words);
  }
  return names;
}

const uneditable: Partial<Record<VariableOrigin, string>> = {
  sandbox: 'the built-in Sandbox',
  setting: 'the settings',
  dotenv: 'a .env file',
  postman: 'a Postman environment',
};

function meantName({ found, path }: NamePlaceInFiles): MeantName {
  if (found.kind !== 'name') throw new TypeError('Only a name can be meant.');
  return { kind: found.occurrence.kind, name: found.occurrence.name, path };
}

interface OpenPlace {
  readonly document: vscode.TextDocument | undefined;
  readonly path: string;
  readonly home: vscode.Uri;
}

function namePorts({ document, path, home }: OpenPlace, documents: DocumentCache): NamePorts {
  const open = new Map<string, vscode.TextDocument>();
  for (const candidate of vscode.workspace.textDocuments) {
    const isOwn = candidate.uri.scheme === home.scheme && candidate.uri.authority === home.authority;
    if (candidate.languageId === 'http' && isOwn) open.set(pathOf(candidate.uri), candidate);
  }
  if (document?.languageId === 'http') open.set(path, document);
  return {
    reader: editorReader(home),
    openFile: (at) => {
      const found = open.get(at);
      return found && documents.fileOf(found);
    },
    findRequestFiles: async (folder, limit, signal) => {
      const source = new vscode.CancellationTokenSource();
      signal.addEventListener('abort', () => source.cancel(), { once: true });
      const below = new vscode.RelativePattern(toUri(home, folder), '**/*.{http,rest}');
      try {
        const uris = await vscode.workspace.findFiles(below, undefined, limit, source.token);
        return uris.map(pathOf);
      } finally {
        source.dispose();
      }
    },
  };
}

async function toLocations(
  place: NamePlaceInFiles,
  places: readonly { readonly path: string; readonly span: Span }[],
): Promise<vscode.Location[]> {
  const locations: vscode.Location[] = [];
  for (const { path, span } of places) {
    const document = await openAt(place, path);
    locations.push(new vscode.Location(document.uri, toRange(document, span)));
  }
  return locations;
}

async function toWorkspaceEdit(
  place: NamePlaceInFiles,
  edits: readonly NameEdit[],
  oldName: string,
): Promise<vscode.WorkspaceEdit> {
  const edit = new vscode.WorkspaceEdit();
  for (const { path, span, text } of edits) {
    const document = await openAt(place, path);
    const range = toRange(document, span);
    // What was read may not be what an editor reads: another encoding, or a change in this moment.
    const written = document.getText(range);
    if (written !== oldName && !written.includes('\\')) {
      throw new Error(
        `'${vscode.workspace.asRelativePath(document.uri)}' changed meanwhile. Nothing was renamed: try again.`,
      );
    }
    edit.replace(document.uri, range, text);
  }
  return edit;
}

async function openAt({ document, path, home }: NamePlaceInFiles, at: string): Promise<vscode.TextDocument> {
  return at === path ? document : vscode.workspace.openTextDocument(toUri(home, at));
}

function toUri(home: vscode.Uri, path: string): vscode.Uri {
  return home.scheme === 'file' || home.scheme === 'untitled' ? vscode.Uri.file(path) : home.with({ path });
}
