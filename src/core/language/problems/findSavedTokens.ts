import { isIgnoredByGit } from '../../environment/secrets/isIgnoredByGit';
import type { FileReader } from '../../environment/ports';
import type { VariableScope } from '../../environment/variable';
import { findSaves } from '../../request/resolveSaves';
import { asksForToken, isTokenPath } from '../../request/tokenRequest';
import { findRedirections } from '../../syntax/findRedirections';
import type { RequestBlock } from '../../syntax/nodes';
import type { Problem } from '../../text/problem';

/** What is known of a block whose answer is saved. */
export interface SavingBlock {
  readonly scope: VariableScope;
  readonly folder: string;
  readonly workspaceFolder: string | undefined;
}

/** True where a look at git is worth its price: a request for a token whose answer is saved. */
export function maySaveTokens(block: RequestBlock): boolean {
  const { request, text } = block;
  if (!request || findRedirections(block).length === 0) return false;
  const { start, end } = request.target.span;
  const path = text.slice(start, end).replace(/[?#].*$/s, '');
  const body = request.body ? text.slice(request.body.span.start, request.body.span.end) : '';
  return isTokenPath(path) || asksForToken(body);
}

/** Files that git would take, into which a token endpoint's answer is saved. */
export async function findSavedTokens(
  read: FileReader,
  block: RequestBlock,
  { scope, ...folders }: SavingBlock,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const { path, shown, span } of findSaves(block, scope, folders).saves) {
    if ((await isIgnoredByGit(read, path)) !== false) continue;
    const message = `Tokens are saved as they are into '${shown}', which git does not leave out. Name it in .gitignore.`;
    problems.push({ code: 'tokens-saved', severity: 'warning', span, message });
  }
  return problems;
}
