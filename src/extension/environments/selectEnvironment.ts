import * as vscode from 'vscode';
import { environmentOf } from './environmentOf';
import { contextUri } from '../host';
import type { Host } from '../host';
import { pickEnvironment } from './pickEnvironment';
import { openDocument } from '../sending/sendTarget';

/** Asks for the environment of the request file in front, or of the first folder when there is none. */
export async function selectEnvironment(host: Host, argument: unknown): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const inFront = document?.languageId === 'http' ? document.uri : undefined;
  const shown = typeof argument === 'string' ? vscode.Uri.parse(argument, true) : inFront;
  if (shown && (await tellWhatPins(host, shown))) return;
  const place = shown && contextUri(host, shown);
  const current = host.environments.nameFor(place);
  const choices = await (await host.variables()).environmentChoices(place);
  const choice = await pickEnvironment({ choices, current, title: 'Environment', placeholder: placeHolder(place) });
  if (choice) await host.environments.choose(place, choice.name);
}

/** True when the file says itself what it is for: choosing would change nothing for it. */
async function tellWhatPins(host: Host, uri: vscode.Uri): Promise<boolean> {
  const document = await openDocument(uri.toString());
  const environment = document && (await environmentOf(host, document));
  if (!environment?.isPinned) return false;
  void vscode.window.showInformationMessage(
    `This file is pinned to the environment '${environment.name ?? ''}' by '# @env'. Change that line to use another one.`,
  );
  return true;
}

function placeHolder(place: vscode.Uri | undefined): string {
  const folder = place ? vscode.workspace.getWorkspaceFolder(place) : vscode.workspace.workspaceFolders?.[0];
  return folder ? `Values for the requests in '${folder.name}'` : 'Values for requests outside of a workspace folder';
}
