import * as vscode from 'vscode';
import type { Completion, CompletionEntry, CompletionKind } from '../../core/language/complete/completion';
import type { Prose } from '../../core/language/hover/prose';
import { toRangeInLine } from '../convert';

/** Markdown in which nothing of the pieces is Markdown: no value becomes a link, an image, an icon or a command. */
export function toMarkdown(prose: Prose): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.supportHtml = false;
  text.isTrusted = false;
  for (const piece of prose) {
    switch (piece.kind) {
      case 'text':
        text.appendMarkdown(escapeMarkdown(piece.text));
        break;
      case 'strong':
        text.appendMarkdown(`**${escapeMarkdown(piece.text)}**`);
        break;
      case 'code':
        text.appendMarkdown(inlineCode(piece.text));
        break;
      case 'link':
        text.appendMarkdown(`[${escapeMarkdown(piece.text)}](${piece.url})`);
        break;
      case 'line':
        text.appendMarkdown(`  \n${indent.repeat(piece.depth ?? 0)}`);
        break;
      case 'paragraph':
        text.appendMarkdown('\n\n');
    }
  }
  return text;
}

/** The entries as VS Code takes them, in their order. `line` is that of the cursor. */
export function toCompletionList({ span, entries, isIncomplete }: Completion, line: number): vscode.CompletionList {
  const range = toRangeInLine(line, span);
  const items = entries.map((entry, index) => toCompletionItem(entry, range, index));
  return new vscode.CompletionList(items, isIncomplete ?? false);
}

/** What stands beside the list is written for the entry that is looked at, not for each. */
export function resolveCompletionItem(item: vscode.CompletionItem): vscode.CompletionItem {
  const documentation = documentations.get(item);
  if (documentation) item.documentation = toMarkdown(documentation);
  return item;
}

const documentations = new WeakMap<vscode.CompletionItem, Prose>();

function toCompletionItem(entry: CompletionEntry, range: vscode.Range, index: number): vscode.CompletionItem {
  const { label, kind, detail, origin, documentation, insert, goesOn } = entry;
  const shown =
    origin === undefined
      ? label
      : { label, detail: kind === 'dynamic' ? '' : behindLabel(detail), description: origin };
  const item = new vscode.CompletionItem(shown, itemKinds[kind]);
  if (detail !== undefined) item.detail = detail;
  if (documentation) documentations.set(item, documentation);
  item.insertText = insert.kind === 'snippet' ? new vscode.SnippetString(insert.text) : insert.text;
  item.filterText = label;
  item.sortText = String(index).padStart(6, '0');
  item.range = range;
  if (goesOn) item.command = { title: 'Suggest', command: 'editor.action.triggerSuggest' };
  return item;
}

/** Kept short, so that the name and where it comes from stay in the line; the whole of it stands beside the list. */
function behindLabel(detail: string | undefined): string {
  if (detail === undefined) return '';
  return `  ${detail.length > longestBehindLabel ? `${detail.slice(0, longestBehindLabel - 1)}…` : detail}`;
}

const longestBehindLabel = 32;

/**
 * Every mark that could begin markup stands behind a backslash (CommonMark section 2.4), at the start of a line those of
 * headings and lists too; what looks like an address is kept from becoming a link. Blanks stay, so that lines wrap.
 */
function escapeMarkdown(text: string): string {
  return text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .replace(/[\\`*_[\]<>&~!|@]/g, '\\$&')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/\b(www)\./gi, '$1\\.')
    .replace(/^( ?)([-+#=])/, '$1\\$2')
    .replace(/^( ?\d+)([.)])/, '$1\\$2');
}

/** Inside code nothing is Markdown; the fence is longer than any run of backticks in the value. */
function inlineCode(value: string): string {
  const line = value.replace(/[\r\n]+/g, ' ');
  const runs = line.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  return `${fence} ${line} ${fence}`;
}

const indent = '\u00a0\u00a0';

const itemKinds: Record<CompletionKind, vscode.CompletionItemKind> = {
  method: vscode.CompletionItemKind.Method,
  header: vscode.CompletionItemKind.Field,
  value: vscode.CompletionItemKind.Value,
  directive: vscode.CompletionItemKind.Keyword,
  variable: vscode.CompletionItemKind.Variable,
  dynamic: vscode.CompletionItemKind.Function,
  request: vscode.CompletionItemKind.Reference,
  response: vscode.CompletionItemKind.Property,
  environment: vscode.CompletionItemKind.EnumMember,
  file: vscode.CompletionItemKind.File,
  folder: vscode.CompletionItemKind.Folder,
  snippet: vscode.CompletionItemKind.Snippet,
};
