import * as vscode from 'vscode';
import { describeBlockReference } from '../../core/language/blockReference';
import { blockAtOffset } from '../../core/syntax/blockAtOffset';
import { environmentOf } from '../environments/environmentOf';
import { contextUri } from '../host';
import type { Host } from '../host';
import { pickEnvironment } from '../environments/pickEnvironment';
import type { Sending } from './sending';
import { findTarget, reportNoTarget, type ShownBlock } from './sendTarget';

/** Asks for an environment and sends one request with it; the chosen environment stays what it was. */
export async function sendWith(sending: Sending, uri: unknown, blockStart: unknown): Promise<void> {
  const { host } = sending;
  const target = await findTarget(host, uri, blockStart);
  if (!target || target === 'changed') {
    reportNoTarget(target);
    return;
  }
  const shown = await shownBlock(host, target.document, target.offset);
  const place = contextUri(host, target.document.uri);
  const { name: current } = await environmentOf(host, target.document);
  const choices = await (await host.variables()).environmentChoices(place);
  const choice = await pickEnvironment({
    choices,
    current,
    title: 'Send with',
    placeholder: 'Environment for this one send',
  });
  if (!choice) return;
  await sending.sendFromEditor(target.document.uri.toString(), shown, { environmentName: choice.name });
}

/** The block as it is now: while the person chooses, the text before it may change. */
async function shownBlock(host: Host, document: vscode.TextDocument, offset: number): Promise<ShownBlock> {
  const file = (await host.documents()).fileOf(document);
  const { index, start } = blockAtOffset(file, offset);
  return { start, reference: describeBlockReference(file, index) };
}
