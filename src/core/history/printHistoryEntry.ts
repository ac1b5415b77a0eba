import { printRequestView } from '../view/printRequestView';
import type { HistoryEntry } from './historyEntry';

/** The exchange as text, for reading and for comparing with another: what differs in every exchange is not in it. */
export function printHistoryEntry({ view }: HistoryEntry): string {
  const { outcome, request } = view;
  const lines = [printRequestView(request)];
  for (const { status, url } of view.redirects) lines.push(`${status} → ${url}`);
  if (outcome.kind === 'failure') {
    lines.push(outcome.message, outcome.nextStep);
  } else {
    lines.push(`HTTP/${outcome.httpVersion} ${outcome.status} ${outcome.statusText}`.trimEnd());
    for (const [name, value] of outcome.headers) lines.push(`${name}: ${value}`);
    lines.push('', outcome.body.formatted);
  }
  if (view.notes.length > 0) lines.push('', ...view.notes);
  return `${lines.join('\n').trimEnd()}\n`;
}
