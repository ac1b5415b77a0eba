import * as vscode from 'vscode';
import type { ResponseBody } from '../../core/exchange/exchange';
import { buildRedactor } from '../../core/exchange/redaction';
import type { Redactor } from '../../core/exchange/redaction';
import { searchBody } from '../../core/exchange/searchBody';
import type { BodyMatch } from '../../core/exchange/searchBody';
import type { HeaderPair } from '../../core/request/resolvedRequest';
import { formatSize } from '../../core/view/describeBody';
import { maskBodyText } from '../../core/view/maskBodyText';
import type { TrailEntry } from './responses';

/** Asks for a text, finds it in all of a body, and opens what stands around the place that is chosen. */
export async function searchWholeBody({ exchange }: TrailEntry): Promise<void> {
  const body = exchange?.outcome.kind === 'response' ? exchange.outcome.body : undefined;
  if (!exchange || !body) {
    void vscode.window.showInformationMessage(
      'The whole body is not kept over a reload. Send the request again first.',
    );
    return;
  }
  const query = await vscode.window.showInputBox({
    title: `Search ${formatSize(body.size)}`,
    prompt: 'Capital and small letters are the same, unless there is a capital one in what you look for.',
  });
  if (query === undefined || query === '') return;
  const matches = await find(body, query);
  if (matches.length === 0) {
    void vscode.window.showInformationMessage('Nothing was found in the body.');
    return;
  }
  const redactor = buildRedactor(exchange.request.secrets);
  const picked = await vscode.window.showQuickPick(
    matches.map((match) => ({
      label: oneLine(redactor.text(`${match.before}${match.text}${match.after}`)),
      description: `at ${formatSize(match.offset)}`,
      match,
    })),
    { title: matches.length === mostMatches ? `The first ${mostMatches} places` : `${matches.length} places` },
  );
  if (picked)
    await openAround(
      { body, headers: exchange.outcome.kind === 'response' ? exchange.outcome.headers : [], redactor },
      picked.match,
    );
}

async function find(body: ResponseBody, query: string): Promise<readonly BodyMatch[]> {
  const options = { location: vscode.ProgressLocation.Notification, title: 'Searching the body', cancellable: true };
  return vscode.window.withProgress(options, async (_, token) => {
    const controller = new AbortController();
    const listening = token.onCancellationRequested(() => controller.abort());
    const search = { query, matchCase: /\p{Lu}/u.test(query), maximum: mostMatches };
    try {
      return (await searchBody(body, search, controller.signal)).matches;
    } finally {
      listening.dispose();
    }
  });
}

interface SearchedBody {
  readonly body: ResponseBody;
  readonly headers: readonly HeaderPair[];
  readonly redactor: Redactor;
}

async function openAround({ body, headers, redactor }: SearchedBody, { offset, text }: BodyMatch): Promise<void> {
  const start = Math.max(0, offset - around);
  const octets = await body.read(start, Math.min(body.size, offset + around));
  const content = maskBodyText(new TextDecoder().decode(octets), headers, redactor);
  const document = await vscode.workspace.openTextDocument({ content, language: 'plaintext' });
  const editor = await vscode.window.showTextDocument(document, { preview: true });
  const place = document.positionAt(Math.max(0, content.indexOf(text, Math.min(around, offset) / 2)));
  editor.selection = new vscode.Selection(place, place);
  editor.revealRange(new vscode.Range(place, place), vscode.TextEditorRevealType.InCenter);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

const mostMatches = 500;
const around = 20_000;
