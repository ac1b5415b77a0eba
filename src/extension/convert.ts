import * as vscode from 'vscode';
import type { FileSymbol } from '../core/language/outline/describeSymbols';
import type { TextEdit } from '../core/syntax/applyEdits';
import type { Problem, ProblemSeverity } from '../core/text/problem';
import type { Span } from '../core/text/span';

/** The border between offsets, which the core counts in, and lines, which editors count in. */
export function toRange(document: vscode.TextDocument, span: Span): vscode.Range {
  return new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
}

/** The way back: what a person selected, as offsets. */
export function toSpan(document: vscode.TextDocument, range: vscode.Range): Span {
  return { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
}

/** An empty span is widened to the character behind it, or before it at a line's end: nothing cannot be underlined. */
export function toDiagnostic(document: vscode.TextDocument, problem: Problem): vscode.Diagnostic {
  const range = toRange(document, problem.span);
  const diagnostic = new vscode.Diagnostic(
    range.isEmpty ? visibleRange(document, range.start) : range,
    problem.message,
    toSeverity(problem.severity),
  );
  diagnostic.code = { value: problem.code, target: helpUri(problem.code) };
  if (problem.code === 'unused-variable') diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
  diagnostic.source = 'Identity HTTP';
  return diagnostic;
}

/** Opens what the documentation says of a code. */
function helpUri(code: string): vscode.Uri {
  return vscode.Uri.parse(`command:identityHttp.explainProblem?${encodeURIComponent(JSON.stringify([code]))}`);
}

export function toTextEdit(document: vscode.TextDocument, edit: TextEdit): vscode.TextEdit {
  return vscode.TextEdit.replace(toRange(document, edit), edit.text);
}

/** Where a cursor stands, as the core counts. */
export function toOffset(document: vscode.TextDocument, position: vscode.Position): number {
  return document.offsetAt(position);
}

/** The text of the line of a position, and the position's offset in it. */
export function toLinePlace(
  document: vscode.TextDocument,
  position: vscode.Position,
): { readonly line: string; readonly column: number } {
  return { line: document.lineAt(position.line).text, column: position.character };
}

/** A span that counts in one line. */
export function toRangeInLine(line: number, span: Span): vscode.Range {
  return new vscode.Range(line, span.start, line, span.end);
}

/** A range that can be seen, for `position` at which something is missing. */
function visibleRange(document: vscode.TextDocument, position: vscode.Position): vscode.Range {
  const line = document.lineAt(position.line).range;
  if (position.isBefore(line.end)) return new vscode.Range(position, position.translate(0, 1));
  return new vscode.Range(position.character > 0 ? position.translate(0, -1) : position, position);
}

function toSeverity(severity: ProblemSeverity): vscode.DiagnosticSeverity {
  switch (severity) {
    case 'error':
      return vscode.DiagnosticSeverity.Error;
    case 'warning':
      return vscode.DiagnosticSeverity.Warning;
    case 'information':
      return vscode.DiagnosticSeverity.Information;
    case 'hint':
      return vscode.DiagnosticSeverity.Hint;
  }
}

/** The icon of an outline entry. */
export function toSymbolKind(kind: FileSymbol['kind']): vscode.SymbolKind {
  return symbolKinds[kind];
}

const symbolKinds: Record<FileSymbol['kind'], vscode.SymbolKind> = {
  request: vscode.SymbolKind.Method,
  section: vscode.SymbolKind.Namespace,
  variable: vscode.SymbolKind.Variable,
};
