import * as vscode from 'vscode';
import { evaluateVariable } from '../../core/environment/evaluateTemplate';
import type { Exchange } from '../../core/exchange/exchange';
import type { Link } from '../../core/exchange/link';
import { composeActionBlock } from '../../core/identity/composeActionBlock';
import type { LinkAction } from '../../core/identity/lookupAction';
import { buildScope, chosenEnvironment } from '../../core/session/buildScope';
import { templateSource } from '../../core/text/template';
import { toRange } from '../convert';
import { contextUri } from '../host';
import { valuePorts } from '../ports';
import type { TrailEntry } from './responses';
import type { Sending } from '../sending/sending';

/** The link and the answer it stands in. */
export interface ComposeInput {
  readonly entry: TrailEntry;
  readonly exchange: Exchange;
  readonly link: Link;
  readonly action: LinkAction;
}

/**
 * Opens the request behind a relation that is an action, in a document of its own: it can be read, filled in and sent
 * in the same environment. Nothing is sent.
 */
export async function composeRequest(sending: Sending, { entry, exchange, link, action }: ComposeInput): Promise<void> {
  const found = await sending.findSource(entry.source);
  const writtenHeaders = found?.placed.block.request?.headers.map(
    (field) => [field.name.text, templateSource(field.value)] as const,
  );
  const block = composeActionBlock({
    exchange,
    link,
    action,
    ...(await environmentValues(sending, entry)),
    environmentName: entry.source.environmentName,
    ...(writtenHeaders && { writtenHeaders }),
  });
  if (block === undefined) return;
  const document = await vscode.workspace.openTextDocument({ language: 'http', content: block });
  const source = vscode.Uri.parse(entry.source.uri, true);
  // Its placeholders mean what they mean in the file it came from.
  sending.host.origins.set(document.uri, contextUri(sending.host, source));
  const beside = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.toString() === entry.source.uri);
  const gap = block.indexOf('""');
  await vscode.window.showTextDocument(document, {
    viewColumn: beside?.viewColumn ?? vscode.ViewColumn.One,
    preview: false,
    ...(gap >= 0 && { selection: toRange(document, { start: gap + 1, end: gap + 1 }) }),
  });
}

interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/** What may be written as `{{name}}` again, secrets apart. */
async function environmentValues(
  sending: Sending,
  entry: TrailEntry,
): Promise<{ readonly variables: readonly NamedValue[]; readonly secrets: readonly NamedValue[] }> {
  const { environmentName } = entry.source;
  const found = await sending.findSource(entry.source);
  const variables: NamedValue[] = [];
  const secrets: NamedValue[] = [];
  if (!found) return { variables, secrets };
  const sources = await sending.host.variables();
  const place = sources.placeOf(contextUri(sending.host, found.document.uri));
  const environments = await sources.environmentsNow(place, environmentName);
  const file = (await sending.host.documents()).fileOf(found.document);
  const input = {
    ...sources.sessionFileOf(found.document, environmentName),
    file,
    block: undefined,
    environments,
    imports: (await sources.importsOf(found.document)).imports,
  };
  const scope = await buildScope(valuePorts(), sources.session, input);
  for (const variable of chosenEnvironment(environments, environmentName).variables) {
    const value = evaluateVariable(variable, scope);
    if (value.kind === 'failure') continue;
    const isSecret = variable.secret || value.secrets.length > 0;
    (isSecret ? secrets : variables).push({ name: variable.name, value: value.text });
  }
  return { variables, secrets };
}
