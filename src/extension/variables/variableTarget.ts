import * as vscode from 'vscode';
import {
  findDescribedVariable,
  type DescribedCapture,
  type DescribedLayer,
  type DescribedVariable,
  type VariablesDescription,
} from '../../core/language/names/describeVariables';

/** What an action is about, as it is described now. */
export interface VariableTarget {
  readonly name: string;
  /** `undefined` for what is only captured, and no file of the place defines. */
  readonly variable: DescribedVariable | undefined;
  /** The definition that was chosen, else the one that wins. */
  readonly layer: DescribedLayer | undefined;
  readonly capture: DescribedCapture | undefined;
}

/**
 * Finds what a line of the view, or any argument of a command, means now. Of the argument only names are believed: files
 * and places come from what was read.
 */
export function findTarget(description: VariablesDescription, argument: unknown): VariableTarget | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const {
    kind,
    name,
    path: capturePath,
    origin,
    environment,
    setting,
    place,
  } = argument as Partial<Record<string, unknown>>;
  if (typeof name !== 'string' || (kind !== 'variable' && kind !== 'layer' && kind !== 'capture')) return undefined;
  const variable = findDescribedVariable(description.variables, name);
  const captures = description.captures.filter((candidate) => candidate.name === name);
  const capture = captures.find(({ path }) => kind === 'capture' && path === capturePath) ?? captures[0];
  // Another file may have captured the same name: what is read of it is the capture itself, not what wins.
  if (kind === 'capture') return capture && { name, variable, layer: undefined, capture };
  if (!variable) return undefined;
  if (kind === 'variable') return { name, variable, layer: variable.layers[0], capture };
  const path = typeof place === 'object' && place !== null && 'path' in place ? place.path : undefined;
  const layer = variable.layers.find(
    (candidate) =>
      candidate.origin === origin &&
      candidate.environment === environment &&
      candidate.setting === setting &&
      candidate.place?.path === path,
  );
  return layer && { name, variable, layer, capture: layer.origin === 'capture' ? capture : undefined };
}

/** Asks for one of the variables; for actions from the command palette with nothing chosen in the view. */
export async function pickTarget(
  description: VariablesDescription,
  placeHolder: string,
  accepts: (target: VariableTarget) => boolean,
): Promise<VariableTarget | undefined> {
  const targets = [...flatten(description.variables), ...description.captures]
    .map((node) => findTarget(description, node))
    .filter((target) => target !== undefined && accepts(target)) as readonly VariableTarget[]; // The filter says so.
  const distinct = [...new Map(targets.map((target) => [target.name, target])).values()];
  if (distinct.length === 0) {
    void vscode.window.showInformationMessage('There is no variable for this here. Choose an environment, or add one.');
    return undefined;
  }
  const items = distinct.map((target) => ({
    // An icon is written with `$(…)`; a name from a file is a name.
    label: target.name.replaceAll('$(', '\\$('),
    description: (target.capture ?? target.variable)?.shownValue?.replaceAll('$(', '\\$(') ?? '',
    target,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.target;
}

function flatten(variables: readonly DescribedVariable[]): readonly DescribedVariable[] {
  return variables.flatMap((variable) => [variable, ...flatten(variable.members)]);
}
