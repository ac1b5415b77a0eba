import * as vscode from 'vscode';
import type { Host } from '../host';
import type { VariablePlaceInFile } from '../editor/nameFeatures';

/** Asks for another name and gives it to the variable in all request files and environment files at once. */
export async function renameVariable(host: Host, name: string, places: readonly VariablePlaceInFile[]): Promise<void> {
  const start = (places.find(({ isDefinition }) => isDefinition) ?? places[0])?.location;
  if (!start) {
    void vscode.window.showInformationMessage(`'${name}' stands in no file in which it could be renamed.`);
    return;
  }
  const document = await vscode.workspace.openTextDocument(start.uri);
  const { NameFeatures } = await import('../editor/nameFeatures');
  const features = new NameFeatures(host);
  const source = new vscode.CancellationTokenSource();
  const position = start.range.start;
  try {
    await features.prepareRename(document, position, source.token);
    const newName = await vscode.window.showInputBox({
      title: `Rename ${name} Everywhere`,
      prompt: `It stands in ${places.length} ${places.length === 1 ? 'place' : 'places'} of request and environment files.`,
      value: name,
      ignoreFocusOut: true,
    });
    if (newName === undefined || newName.trim() === name) return;
    const edit = await features.rename(document, position, { newName, token: source.token });
    await vscode.workspace.applyEdit(edit, { isRefactoring: true });
  } catch (error) {
    if (error instanceof vscode.CancellationError || !(error instanceof Error)) throw error;
    // Both reject with the sentence that an editor shows.
    void vscode.window.showWarningMessage(error.message);
  } finally {
    source.dispose();
  }
}
