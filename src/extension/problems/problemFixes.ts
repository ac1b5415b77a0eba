import * as vscode from 'vscode';
import type { Problem, ProblemFix } from '../../core/text/problem';
import { toRange } from '../convert';
import { sandboxName } from '../../core/environment/sandboxName';

/**
 * The fixes that can be carried out here: nobody can write into the built-in environment, and a Markdown document has
 * no head for variables.
 */
export function usableFixes(document: vscode.TextDocument, problem: Problem): readonly ProblemFix[] {
  return (problem.fixes ?? []).filter((fix) => {
    if (fix.kind !== 'define-variable') return true;
    return fix.environmentName === undefined ? document.languageId !== 'markdown' : fix.environmentName !== sandboxName;
  });
}

/** What a person reads on the fix. */
export function fixTitle(fix: ProblemFix): string {
  switch (fix.kind) {
    case 'replace':
      return fix.title;
    case 'define-variable': {
      const place = fix.environmentName === undefined ? 'this file' : `environment '${fix.environmentName}'`;
      return `Define '${fix.name}' in ${place}${fix.secret ? ' as a secret' : ''}`;
    }
    case 'move-to-storage':
      return `Move to SecretStorage as '${fix.name}'`;
    case 'store-value':
      return `Move '${fix.name}' to SecretStorage`;
    case 'ignore-file':
      return 'Add to .gitignore';
    case 'move-to-environment':
      return `Move to the private environment file as '${fix.name}'`;
  }
}

/** The same for a button, which has no room for the name that stands in the message beside it. */
export function shortFixTitle(fix: ProblemFix): string {
  switch (fix.kind) {
    case 'replace':
      return fix.title;
    case 'define-variable':
      return `Define in ${fix.environmentName ?? 'File'}${fix.secret ? ' as Secret' : ''}`;
    case 'move-to-storage':
      return 'Move to SecretStorage';
    case 'store-value':
      return 'Move to SecretStorage';
    case 'ignore-file':
      return 'Add to .gitignore';
    case 'move-to-environment':
      return 'Move to Private File';
  }
}

/** What carries the fix out: an edit where one is enough, else a command that asks the files first. */
export function fixAction(
  document: vscode.TextDocument,
  fix: ProblemFix,
): { readonly edit: vscode.WorkspaceEdit } | { readonly command: vscode.Command } {
  const uri = document.uri.toString();
  const title = fixTitle(fix);
  switch (fix.kind) {
    case 'replace': {
      const edit = new vscode.WorkspaceEdit();
      edit.replace(document.uri, toRange(document, fix.span), fix.text);
      return { edit };
    }
    case 'define-variable': {
      const { name, environmentName, secret } = fix;
      const wanted = { uri, name, environmentName, secret };
      return { command: { title, command: 'identityHttp.defineVariable', arguments: [wanted] } };
    }
    case 'store-value': {
      const { environment, name, setting } = fix;
      const wanted = { uri, environment, name, setting };
      return { command: { title, command: 'identityHttp.moveSecret', arguments: [wanted] } };
    }
    case 'ignore-file':
      return { command: { title, command: 'identityHttp.ignoreFile', arguments: [{ uri }] } };
    case 'move-to-storage':
    case 'move-to-environment': {
      const { name, span } = fix;
      const target = fix.kind === 'move-to-storage' ? 'storage' : 'private-file';
      const argument = { uri, version: document.version, name, ...span, target };
      return { command: { title, command: 'identityHttp.moveSecret', arguments: [argument] } };
    }
  }
}
