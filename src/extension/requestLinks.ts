import * as vscode from 'vscode';
import { evaluateTemplate } from '../core/environment/evaluateTemplate';
import { isInsideFolder, resolvePath } from '../core/environment/paths';
import { findDocumentLinks, type DocumentLink } from '../core/language/findDocumentLinks';
import { placeBlock } from '../core/syntax/blockAtOffset';
import { toRange } from './convert';
import { contextUri, type Host } from './host';
import { pathOf } from './ports';
import { resolveShownTarget } from './requestHovers';

/** A link that is worked out when somebody wants to open it: values may be others by then. */
export class RequestLink extends vscode.DocumentLink {
  readonly document: vscode.TextDocument;
  readonly link: DocumentLink;

  constructor(document: vscode.TextDocument, link: DocumentLink) {
    super(toRange(document, link.span));
    this.document = document;
    this.link = link;
    this.tooltip = link.kind === 'target' ? 'Open the address in a browser' : 'Open the file';
  }
}

/** Every place of a request file that can be opened. */
export async function provideLinks(host: Host, document: vscode.TextDocument): Promise<RequestLink[]> {
  const file = (await host.documents()).fileOf(document);
  return findDocumentLinks(file).map((link) => new RequestLink(document, link));
}

/** An address with a secret in it is not opened: it would stay in the history of a browser. */
export async function resolveLink(host: Host, link: vscode.DocumentLink): Promise<vscode.DocumentLink> {
  const target = link instanceof RequestLink ? await findTarget(host, link) : undefined;
  if (target) link.target = target;
  return link;
}

async function findTarget(host: Host, { document, link }: RequestLink): Promise<vscode.Uri | undefined> {
  const placed = placeBlock((await host.documents()).fileOf(document), link.blockIndex);
  if (link.kind === 'target') {
    const target = await resolveShownTarget(host, document, placed);
    return target?.kind === 'url' && !target.hasSecrets ? vscode.Uri.parse(target.url, true) : undefined;
  }
  const variables = await host.variables();
  const path = evaluateTemplate(link.path, await variables.scopeAt(document, placed.index));
  if (path.kind === 'unevaluated' || path.secrets.length > 0) return undefined;
  const written = path.text.trim().replace(/^(["'])(.*)\1$/, '$2');
  const { uri, folder, workspaceFolder } = variables.placeOf(contextUri(host, document.uri));
  const root = workspaceFolder ?? folder;
  for (const base of new Set([folder, root])) {
    const place = resolvePath(base, written);
    if (!isInsideFolder(root, place)) continue;
    const found = await existing(uri.scheme === 'file' ? vscode.Uri.file(place) : uri.with({ path: place }));
    if (found) return found;
  }
  return undefined;
}

async function existing(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    return pathOf(uri) !== '' && (type & vscode.FileType.File) !== 0 ? uri : undefined;
  } catch {
    return undefined;
  }
}
