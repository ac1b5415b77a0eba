import type * as vscode from 'vscode';
import { effectiveEnvironmentName, findEnvironmentPin } from '../../core/request/pinnedEnvironment';
import { contextUri } from '../host';
import type { Host } from '../host';
import { openDocument } from '../sending/sendTarget';

/** The environment of one request file. */
export interface FileEnvironment {
  /** `undefined` is no environment. */
  readonly name: string | undefined;
  /** The file says so itself (`# @env`), whatever was chosen for its folder. */
  readonly isPinned: boolean;
}

/**
 * What the file pins, else what was chosen for its folder. A document made for another one uses that one's, unless it
 * says something itself.
 */
export async function environmentOf(host: Host, document: vscode.TextDocument): Promise<FileEnvironment> {
  const own = findEnvironmentPin((await host.documents()).fileOf(document));
  if (own.name !== undefined) return { name: own.name, isPinned: true };
  const uri = contextUri(host, document.uri);
  const owner = uri.toString() === document.uri.toString() ? document : await openDocument(uri.toString());
  const chosen = host.environments.nameFor(uri);
  if (!owner || owner === document) return { name: chosen, isPinned: false };
  const pin = findEnvironmentPin((await host.documents()).fileOf(owner));
  return { name: effectiveEnvironmentName(pin, chosen), isPinned: pin.name !== undefined };
}
