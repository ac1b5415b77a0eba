import type * as vscode from 'vscode';
import type {
  DescribedCapture,
  DescribedEnvironment,
  DescribedLayer,
  DescribedVariable,
} from '../../core/language/names/describeVariables';

/** What stands in the Variables view: described variables, and what the view itself adds. */
export type VariablesNode =
  | { readonly kind: 'group'; readonly group: 'environments' | 'variables' | 'captures'; readonly count: number }
  | DescribedEnvironment
  | DescribedVariable
  | (DescribedLayer & { readonly index: number })
  | DescribedCapture
  /** «Used in», looked for when it is opened. */
  | { readonly kind: 'uses'; readonly name: string }
  | UseNode
  /** A sentence where there is nothing else. */
  | { readonly kind: 'note'; readonly id: string; readonly text: string };

/** One place where a variable is used. */
export interface UseNode {
  readonly kind: 'use';
  readonly id: string;
  readonly location: vscode.Location;
  readonly title: string | undefined;
}
