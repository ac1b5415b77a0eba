import * as vscode from 'vscode';
import type { VariableOrigin } from '../core/environment/variable';
import type { PlaceholderItem } from '../core/language/completePlaceholder';
import type { PlaceholderDescription, ShownDefinition } from '../core/language/describePlaceholder';

/** The hover over a placeholder. Names and values go in as text: nothing in them becomes Markdown, a link or an icon. */
export function toHoverText(description: PlaceholderDescription): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.supportHtml = false;
  text.isTrusted = false;
  appendDescription(text, description, 0);
  return text;
}

/** `index` keeps the core's order, innermost layer first. */
export function toCompletionItem(
  item: PlaceholderItem,
  at: { readonly range: vscode.Range; readonly suffix: string; readonly index: number },
): vscode.CompletionItem {
  const kind = item.origin === 'dynamic' ? vscode.CompletionItemKind.Function : vscode.CompletionItemKind.Variable;
  const completion = new vscode.CompletionItem({ label: item.name, description: originNames[item.origin] }, kind);
  completion.detail = item.shownValue ?? (item.origin === 'dynamic' ? 'a fresh value each time' : 'no value');
  completion.insertText = item.name + at.suffix;
  completion.filterText = item.name;
  completion.range = at.range;
  completion.sortText = String(at.index).padStart(6, '0');
  return completion;
}

function appendDescription(text: vscode.MarkdownString, description: PlaceholderDescription, depth: number): void {
  const indent = '\u00a0\u00a0'.repeat(depth);
  text.appendText(`${indent}${description.expression}`);
  if (description.shownValue !== undefined) text.appendMarkdown(` = ${inlineCode(description.shownValue)}`);
  if (description.definition) {
    text.appendMarkdown('  \n').appendText(`${indent}from ${describeDefinition(description.definition)}`);
  }
  if (description.failure !== undefined) text.appendMarkdown('  \n').appendText(`${indent}${description.failure}`);
  for (const loser of description.shadowed) {
    text.appendMarkdown('  \n').appendText(`${indent}hides the one from ${describeDefinition(loser)}`);
  }
  for (const use of description.uses) {
    text.appendMarkdown('\n\n');
    appendDescription(text, use, depth + 1);
  }
}

/** Inside code nothing is Markdown; the fence is longer than any run of backticks in the value. */
function inlineCode(value: string): string {
  const runs = value.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map((run) => run.length)) + 1);
  return `${fence} ${value} ${fence}`;
}

function describeDefinition({ origin, path }: ShownDefinition): string {
  const name = originNames[origin];
  if (path === undefined || path === '') return name;
  return `${name} (${vscode.workspace.asRelativePath(path, false)})`;
}

const originNames: Record<VariableOrigin, string> = {
  prompt: 'your answer',
  argument: 'the command line',
  capture: 'a captured value',
  file: 'this file',
  import: 'an imported file',
  exchange: 'a response',
  private: 'the private environment file',
  environment: 'the environment file',
  setting: 'the settings',
  dotenv: 'the .env file',
  postman: 'the Postman environment',
  sandbox: 'the Sandbox',
  shared: '$shared',
  dynamic: 'a dynamic variable',
};
