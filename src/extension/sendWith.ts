import * as vscode from 'vscode';
import { environmentOf } from './environmentOf';
import { escapeIcons } from './environmentStatus';
import { contextUri } from './host';
import { sandboxName } from './sandboxName';
import type { Sending } from './sending';
import { findTarget } from './sendTarget';

/** Asks for an environment and sends one request with it; the chosen environment stays what it was. */
export async function sendWith(sending: Sending, uri: unknown, blockStart: unknown): Promise<void> {
  const { host } = sending;
  const target = await findTarget(uri, blockStart);
  if (!target) return;
  const place = contextUri(host, target.document.uri);
  const { name: current } = await environmentOf(host, target.document);
  const names = await (await host.variables()).environmentNames(place);
  const choices: readonly (string | undefined)[] = [...names, sandboxName, undefined];
  const items = choices.map((name) => ({
    label: name === undefined ? 'No environment' : escapeIcons(name),
    description: name === current ? 'current' : '',
    name,
  }));
  const choice = await vscode.window.showQuickPick(items, {
    title: 'Send with',
    placeHolder: 'Environment for this one send',
  });
  if (!choice) return;
  const { document, offset } = target;
  await sending.sendFromEditor(document.uri.toString(), offset, { environmentName: choice.name });
}
