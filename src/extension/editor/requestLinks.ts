import * as vscode from 'vscode';
import { evaluateTemplate } from '../../core/environment/evaluateTemplate';
import { isInsideFolder, resolvePath } from '../../core/environment/paths';
import { findDocumentLinks, type DocumentLink } from '../../core/language/outline/findDocumentLinks';
import { placeBlock } from '../../core/syntax/blockAtOffset';
import { spanTouches } from '../../core/text/span';
import { toRange } from '../convert';
import { contextUri, type Host } from '../host';
import { pathOf } from '../ports';
import { resolveShownTarget } from './requestHovers';
import type { ShownLines } from './shownLines';

/** A link that is worked out when somebody wants to open it: values may be others by then. */
export class RequestLink extends vscode.DocumentLink {
  readonly document: vscode.TextDocument;
  readonly link: DocumentLink;

  constructor(document: vscode.TextDocument, link: DocumentLink) {
    super(toRange(document, link.span));
    this.tooltip = link.kind === 'target' ? 'Open the address in a browser' : 'Open the file';
    this.document = document;
    this.link = link;
  }
}

/** Every place of a request file that can be opened; of a long file those near the screen. */
export async function provideLinks(
  host: Host,
  document: vscode.TextDocument,
  shown: ShownLines,
): Promise<RequestLink[]> {
  const file = (await host.documents()).fileOf(document);
  return findDocumentLinks(file, shown.near(document, file)).map((link) => new RequestLink(document, link));
}

/** An address with a secret in it is not opened: it would stay in the history of a browser. */
export async function resolveLink(host: Host, link: vscode.DocumentLink): Promise<vscode.DocumentLink> {
  if (link instanceof RequestLink) link.target = await findTarget(host, link);
  return link;
}

/** The file whose path stands at a position: it is where that is defined. */
export async function findLinkedFile(
  host: Host,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Location | undefined> {
  if (document.languageId !== 'http') return undefined;
  const offset = document.offsetAt(position);
  const links = findDocumentLinks((await host.documents()).fileOf(document), [{ start: offset, end: offset }]);
  const link = links.find(({ kind, span }) => kind === 'file' && spanTouches(span, offset));
  const target = link && (await findTarget(host, new RequestLink(document, link)));
  return target && target.scheme !== 'command' ? new vscode.Location(target, new vscode.Position(0, 0)) : undefined;
}

/** Why a link leads nowhere, for the person who clicked it. */
export function explainLink(reason: unknown): void {
  if (typeof reason !== 'string' || !Object.hasOwn(reasons, reason)) return;
  void vscode.window.showInformationMessage(reasons[reason as Refusal]); // It is one of them.
}

type Refusal = 'secret' | 'unresolved' | 'missing-file' | 'not-saved-yet';

const reasons: Readonly<Record<Refusal, string>> = {
  secret: 'The address holds a secret, so it is not opened: it would stay in the history of a browser.',
  unresolved: 'The address is not known: a value of it is missing. The Problems view says which.',
  'missing-file': 'There is no such file in this workspace.',
  'not-saved-yet': 'No answer was saved there yet: send the request first.',
};

/** VS Code has no words of its own for a link that cannot be opened. */
function refusal(reason: Refusal): vscode.Uri {
  return vscode.Uri.parse(`command:identityHttp.explainLink?${encodeURIComponent(JSON.stringify([reason]))}`);
}

async function findTarget(host: Host, { document, link }: RequestLink): Promise<vscode.Uri> {
  const placed = placeBlock((await host.documents()).fileOf(document), link.blockIndex);
  if (link.kind === 'target') {
    const target = await resolveShownTarget(host, document, placed);
    if (target?.kind !== 'url') return refusal('unresolved');
    return target.hasSecrets ? refusal('secret') : vscode.Uri.parse(target.url, true);
  }
  const variables = await host.variables();
  const path = evaluateTemplate(link.path, await variables.scopeAt(document, placed.index));
  if (path.kind === 'unevaluated') return refusal('unresolved');
  if (path.secrets.length > 0) return refusal('secret');
  const written = path.text.trim().replace(/^(["'])(.*)\1$/, '$2');
  const { uri, folder, workspaceFolder } = variables.placeOf(contextUri(host, document.uri));
  const root = workspaceFolder ?? folder;
  for (const base of new Set([folder, root])) {
    const place = resolvePath(base, written);
    if (!isInsideFolder(root, place)) continue;
    const found = await existing(uri.scheme === 'file' ? vscode.Uri.file(place) : uri.with({ path: place }));
    if (found) return found;
  }
  return refusal(link.isSaved ? 'not-saved-yet' : 'missing-file');
}

async function existing(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    return pathOf(uri) !== '' && (type & vscode.FileType.File) !== 0 ? uri : undefined;
  } catch {
    return undefined;
  }
}
