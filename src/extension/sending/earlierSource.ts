import * as vscode from 'vscode';
import { describeBlockReference } from '../../core/language/blockReference';
import type { EarlierExchange } from '../../core/session/sendBlock';
import { pathOf } from '../ports';
import type { RequestSource } from '../response/responses';

/** The block of a request that another one needed, in the document itself or in one that it imports. */
export function earlierSource(
  document: vscode.TextDocument,
  { file, block, path, exchange }: EarlierExchange,
): { readonly uri: vscode.Uri; readonly source: RequestSource } {
  const uri = path === undefined || path === pathOf(document.uri) ? document.uri : siblingUri(document.uri, path);
  const reference = describeBlockReference(file, file.blocks.indexOf(block));
  return { uri, source: { uri: uri.toString(), block: reference, environmentName: exchange.environmentName } };
}

/** A path of the file system that the document belongs to. */
function siblingUri(uri: vscode.Uri, path: string): vscode.Uri {
  return uri.scheme === 'file' || uri.scheme === 'untitled' ? vscode.Uri.file(path) : uri.with({ path });
}
