import * as vscode from 'vscode';
import { explainVariable } from '../../core/environment/explainVariable';
import { hoverPlaceAt } from '../../core/language/hover/describeHover';
import { blockAtOffset } from '../../core/syntax/blockAtOffset';
import type { Host } from '../host';
import { openDocument } from '../sending/sendTarget';
import { showSecret } from '../secrets/showSecret';

/** A placeholder as a hover spoke of it. */
export interface HiddenPlaceholder {
  readonly uri: string;
  readonly offset: number;
  readonly expression: string;
}

/** Shows the value that a placeholder has now. The value was in no hover: it is looked up for the click. */
export async function revealPlaceholder(host: Host, asked: unknown): Promise<void> {
  const value = isHiddenPlaceholder(asked) ? await lookupValue(host, asked) : undefined;
  if (value === undefined) {
    void vscode.window.showInformationMessage('The text or its values have changed. Point at the placeholder again.');
    return;
  }
  await showSecret('Value of the placeholder', value);
}

async function lookupValue(host: Host, { uri, offset, expression }: HiddenPlaceholder): Promise<string | undefined> {
  const document = await openDocument(uri);
  if (!document) return undefined;
  const placed = blockAtOffset((await host.documents()).fileOf(document), offset);
  const place = hoverPlaceAt(placed.block, offset - placed.start);
  if (place?.kind !== 'placeholder' || place.expression !== expression) return undefined;
  const scope = await (await host.variables()).scopeAt(document, placed.index);
  const { value } = explainVariable(expression, scope);
  return value?.kind === 'text' ? value.text : undefined;
}

function isHiddenPlaceholder(asked: unknown): asked is HiddenPlaceholder {
  if (typeof asked !== 'object' || asked === null) return false;
  const { uri, offset, expression } = asked as Partial<Record<keyof HiddenPlaceholder, unknown>>;
  return typeof uri === 'string' && typeof offset === 'number' && typeof expression === 'string';
}
