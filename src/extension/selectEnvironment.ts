import * as vscode from 'vscode';
import { contextUri } from './host';
import type { Host } from './host';
import { sandboxName } from './sandboxName';

/** Asks for the environment of the request file in front, or of the first folder when there is none. */
export async function selectEnvironment(host: Host, argument: unknown): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const inFront = document?.languageId === 'http' ? document.uri : undefined;
  const shown = typeof argument === 'string' ? vscode.Uri.parse(argument, true) : inFront;
  const place = shown && contextUri(host, shown);
  const current = host.environments.nameFor(place);
  const names = await (await host.variables()).environmentNames(place);
  const items: Item[] = [
    ...names.map((name) => item(name, current, 'http-client.env.json')),
    item(sandboxName, current, 'built-in, in memory'),
    { label: 'No environment', name: undefined, description: current === undefined ? 'current' : '' },
  ];
  const choice = await vscode.window.showQuickPick(items, {
    title: 'Environment',
    placeHolder: placeHolder(place),
    matchOnDescription: true,
  });
  if (choice) await host.environments.choose(place, choice.name);
}

interface Item extends vscode.QuickPickItem {
  readonly name: string | undefined;
}

function item(name: string, current: string | undefined, origin: string): Item {
  return {
    // An icon is written with `$(…)`; a name from a file is a name.
    label: name.replaceAll('$(', '\\$('),
    name,
    description: name === current ? `${origin} · current` : origin,
  };
}

function placeHolder(place: vscode.Uri | undefined): string {
  const folder = place ? vscode.workspace.getWorkspaceFolder(place) : vscode.workspace.workspaceFolders?.[0];
  return folder ? `Values for the requests in '${folder.name}'` : 'Values for requests outside of a workspace folder';
}
