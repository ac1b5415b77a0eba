import * as vscode from 'vscode';
import type { RequestFile } from '../../core/syntax/nodes';
import type { Span } from '../../core/text/span';

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

  /** Of a long document the offsets around what its editors show; `undefined` for all of it. */
  near(document: vscode.TextDocument, { blocks }: RequestFile): readonly Span[] | undefined {
    if (blocks.length <= mostEverywhere) {
      this.#answered.delete(document);
      return undefined;
    }
    this.#listener ??= vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor, visibleRanges }) => {
      const answered = this.#answered.get(textEditor.document);
      const isOut = visibleRanges.some((shown) => !answered?.some((range) => range.contains(shown)));
      if (!answered || !isOut) return;
      // Told once: who asks is told of the next time.
      this.#answered.delete(textEditor.document);
      this.#changed.fire();
    });
    const visible = vscode.window.visibleTextEditors
      .filter((editor) => editor.document === document)
      .flatMap(({ visibleRanges }) => visibleRanges);
    if (visible.length === 0) return undefined;
    const ranges = visible.map((range) => document.validateRange(around(range)));
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

/** Of blocks in one document. */
const mostEverywhere = 500;
