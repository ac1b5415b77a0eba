import * as vscode from 'vscode';
import type { Span } from '../core/text/span';

/**
 * Which part of a long document was answered for, so that scrolling out of it asks again. Nothing is watched before
 * something was asked.
 */
export class ShownLines implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  /** Somebody scrolled to lines that were not answered for. */
  readonly onDidLeave = this.#changed.event;
  readonly #answered = new WeakMap<vscode.TextDocument, readonly vscode.Range[]>();
  #listener: vscode.Disposable | undefined;

  /** Offsets around what the editors of a document show; all of it when no editor shows it. */
  near(document: vscode.TextDocument): readonly Span[] {
    this.#listener ??= vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor, visibleRanges }) => {
      const answered = this.#answered.get(textEditor.document);
      const isOut = visibleRanges.some((shown) => !answered?.some((range) => range.contains(shown)));
      if (answered && isOut) this.#changed.fire();
    });
    const visible = vscode.window.visibleTextEditors
      .filter((editor) => editor.document === document)
      .flatMap(({ visibleRanges }) => visibleRanges);
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const ranges = visible.length === 0 ? [whole] : visible.map((range) => document.validateRange(around(range)));
    this.#answered.set(document, ranges);
    return ranges.map(({ start, end }) => ({ start: document.offsetAt(start), end: document.offsetAt(end) }));
  }

  dispose(): void {
    this.#listener?.dispose();
    this.#changed.dispose();
  }
}

/** Some screens more, so that not every turn of a wheel asks. */
function around({ start, end }: vscode.Range): vscode.Range {
  return new vscode.Range(Math.max(0, start.line - moreLines), 0, end.line + moreLines + 1, 0);
}

const moreLines = 300;
