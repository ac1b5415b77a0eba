import * as vscode from 'vscode';
import { joinEnvironmentNames, splitEnvironmentName } from '../core/environment/environmentNames';
import { environmentOf } from './environmentOf';
import { escapeIcons } from './environmentStatus';
import { contextUri } from './host';
import type { Host } from './host';
import { sandboxName } from './sandboxName';
import { openDocument } from './sendTarget';

/** Asks for the environment of the request file in front, or of the first folder when there is none. */
export async function selectEnvironment(host: Host, argument: unknown): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const inFront = document?.languageId === 'http' ? document.uri : undefined;
  const shown = typeof argument === 'string' ? vscode.Uri.parse(argument, true) : inFront;
  if (shown && (await tellWhatPins(host, shown))) return;
  const place = shown && contextUri(host, shown);
  const current = host.environments.nameFor(place);
  const names = await (await host.variables()).environmentNames(place);
  const choice = await pickEnvironment(names, current, placeHolder(place));
  if (choice) await host.environments.choose(place, choice.name);
}

interface Item extends vscode.QuickPickItem {
  readonly name: string | undefined;
}

/** What is chosen in the list is the environment; the button of an item puts it on top of the current one. */
function pickEnvironment(
  names: readonly string[],
  current: string | undefined,
  placeholder: string,
): Promise<{ readonly name: string | undefined } | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  const parts = current === undefined ? [] : names.includes(current) ? [current] : splitEnvironmentName(current);
  const isCombined = parts.length > 1;
  pick.title = 'Environment';
  pick.placeholder = placeholder;
  pick.matchOnDescription = true;
  pick.items = [
    ...(isCombined && current !== undefined ? [item(current, current, 'several, the last one wins')] : []),
    ...names.map((name) => ({ ...item(name, current, 'environment files'), buttons: buttonsFor(name, parts) })),
    item(sandboxName, current, 'built-in, in memory'),
    { label: 'No environment', name: undefined, description: current === undefined ? 'current' : '' },
  ];
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      resolve(chosen && { name: chosen.name });
      pick.hide();
    });
    pick.onDidTriggerItemButton(({ item: { name } }) => {
      resolve(name === undefined ? undefined : { name: joinEnvironmentNames([...parts, name]) });
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** The Sandbox is used alone, and one that is on top already cannot go on top of itself. */
function buttonsFor(name: string, parts: readonly string[]): readonly vscode.QuickInputButton[] {
  if (parts.length === 0 || parts.includes(sandboxName) || parts.at(-1) === name) return [];
  return [
    { iconPath: new vscode.ThemeIcon('layers'), tooltip: `Use on top of '${joinEnvironmentNames(parts) ?? ''}'` },
  ];
}

function item(name: string, current: string | undefined, origin: string): Item {
  return {
    // An icon is written with `$(…)`; a name from a file is a name.
    label: escapeIcons(name),
    name,
    description: name === current ? `${origin} · current` : origin,
  };
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
