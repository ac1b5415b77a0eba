import * as vscode from 'vscode';
import type { Host } from '../host';
import { lazy } from '../lazy';

/** Registers what an editor asks about names, in request files and in environment files. */
export function registerNames(host: Host): void {
  const features = lazy(async () => new (await import('./nameFeatures')).NameFeatures(host));
  host.context.subscriptions.push(
    vscode.languages.registerDefinitionProvider(selector, {
      provideDefinition: async (document, position, token) =>
        (await (await features()).definition(document, position, token)) ??
        (await import('./requestLinks')).findLinkedFile(host, document, position),
    }),
    vscode.languages.registerReferenceProvider(selector, {
      provideReferences: async (document, position, { includeDeclaration }, token) =>
        (await features()).references(document, position, { includeDeclaration, token }),
    }),
    vscode.languages.registerDocumentHighlightProvider(selector, {
      provideDocumentHighlights: async (document, position, token) =>
        (await features()).highlights(document, position, token),
    }),
    vscode.languages.registerRenameProvider(selector, {
      prepareRename: async (document, position, token) => (await features()).prepareRename(document, position, token),
      provideRenameEdits: async (document, position, newName, token) =>
        (await features()).rename(document, position, { newName, token }),
    }),
  );
}

const selector: vscode.DocumentSelector = [
  { language: 'http' },
  { pattern: '**/http-client.env.json' },
  { pattern: '**/http-client.private.env.json' },
  { pattern: '**/http-client.env.json.user' },
];
