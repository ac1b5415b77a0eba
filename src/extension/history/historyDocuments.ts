import * as vscode from 'vscode';
import { printHistoryEntry } from '../../core/history/printHistoryEntry';
import type { HistoryEntry } from '../../core/history/historyEntry';
import type { History } from './history';
import { historyScheme } from './historyScheme';

/** The address of an entry as a document. The name is for the eye; the entry is found by its id. */
export function historyDocumentUri({ id, view }: HistoryEntry): vscode.Uri {
  // A title comes from a file or from a server: what could lead elsewhere is no part of a name.
  const name = view.title.replace(/[^\w.-]+/g, '-').replace(/^[.-]+|[.-]+$/g, '') || 'exchange';
  return vscode.Uri.from({ scheme: historyScheme, path: `/${name.slice(0, 80)}.txt`, query: id });
}

/** What stands in that document. */
export async function readHistoryDocument(history: History, uri: vscode.Uri): Promise<string> {
  const entry = await history.store.read(uri.query);
  return entry ? printHistoryEntry(entry) : 'This exchange is not in the history any more.\n';
}
