import * as vscode from 'vscode';
import type { FromWebview } from '../../core/view/protocol';
import { allowHost } from '../sending/certificateExceptions';
import { followLink } from './followLink';
import { copyFromView, openAsDocument, saveBody } from './responseActions';
import type { TrailEntry } from './responses';
import type { Sending } from '../sending/sending';

/** Does what a click in the response view asks for. A message about an answer that is gone is told to the person. */
export async function receiveFromView(sending: Sending, message: FromWebview): Promise<void> {
  switch (message.type) {
    case 'ready':
      return;
    case 'cancel':
      sending.cancel();
      return;
    case 'goTo':
      sending.responses.goTo(message.index);
      return;
    default: {
      const entry = sending.responses.entryOf(message.viewId);
      if (entry) await act(sending, message, entry);
      else void vscode.window.showWarningMessage('This response is not kept any more. Send the request again.');
    }
  }
}

/** A message about one answer. */
type ViewMessage = Extract<FromWebview, { readonly viewId: string }>;

async function act(sending: Sending, message: ViewMessage, entry: TrailEntry): Promise<void> {
  switch (message.type) {
    case 'followLink':
      await followLink(sending, entry, message.index, { step: 'visit' });
      return;
    case 'copy':
      await copyFromView(entry.view, message.what);
      return;
    case 'openAsDocument':
      await openAsDocument(entry.view);
      return;
    case 'saveBody':
      await saveBody(sending.host, entry);
      return;
    case 'openSaved':
      await (await import('./openSaved')).openSaved(sending.host, entry, message.index);
      return;
    case 'searchBody':
      await (await import('./searchWholeBody')).searchWholeBody(entry);
      return;
    case 'sendAgain':
      await sending.sendEntryAgain(entry);
      return;
    case 'reveal':
      await (await import('./revealHidden')).revealHidden(entry, message.place);
      return;
    case 'allowHost':
      if (await allowHost(sending.host.context.globalState, entry)) await sending.sendEntryAgain(entry);
  }
}
