import { valueVariables, type AuthSettings } from '../../environment/authSettings';
import { parseRestClientToken, wantedTokenName } from '../../environment/restClientToken';
import type { Variable, VariableLayer, VariableScope } from '../../environment/variable';
import { parseAuthCall } from '../../auth/authCall';
import { findRequestTemplates } from '../../syntax/findTemplates';
import type { RequestBlock } from '../../syntax/nodes';
import type { Template } from '../../text/template';

/**
 * The names in `$auth.token("…")` and `$auth.idToken("…")` that a block needs, and expressions such as `$aadV2Token`:
 * its own, and those in the values it uses, however many variables are between. Nothing is drawn, asked or fetched for it.
 */
export function findTokenNames(block: RequestBlock, scope: VariableScope): readonly string[] {
  return walk(
    findRequestTemplates(block).map((template) => ({ template, user: undefined })),
    scope,
  );
}

/** The tokens that have to be there before one is fetched with these settings: the subject of an exchange. */
export function findNeededTokens(settings: AuthSettings, scope: VariableScope): readonly string[] {
  const variables = [...settings.members.values()].flatMap(({ value }) => valueVariables(value));
  return walk(
    variables.map((variable) => ({ template: variable.value, user: variable })),
    scope,
  );
}

interface Step {
  readonly template: Template;
  readonly user: Variable | undefined;
}

function walk(first: readonly Step[], scope: VariableScope): readonly string[] {
  const names = new Set<string>();
  const seen = new Set<Variable>();
  const pending: Step[] = [...first];
  const layers = scope.layers.filter(({ origin }) => !QUIET.has(origin));
  // The list grows while it is walked.
  for (const { template, user } of pending) {
    for (const part of template.parts) {
      if (part.kind !== 'placeholder') continue;
      const expression = part.expression.text.replace(/^%\s*/, '');
      const name = tokenNameOf(expression);
      if (name !== undefined) names.add(name);
      for (const variable of name !== undefined ? [] : lookup(layers, expression, user)) {
        if (seen.has(variable)) continue;
        seen.add(variable);
        pending.push({ template: variable.value, user: variable });
      }
    }
  }
  return [...names];
}

function tokenNameOf(expression: string): string | undefined {
  const call = parseRestClientToken(expression);
  return call?.kind === 'rest-client-token' ? wantedTokenName(call) : parseAuthCall(expression)?.name;
}

/** The one of that name, and the objects it may be a member of. */
function* lookup(layers: readonly VariableLayer[], expression: string, user: Variable | undefined) {
  for (const layer of layers) {
    const found = layer.lookup(expression, user);
    if (!found || !('origin' in found)) continue;
    yield found;
    return;
  }
}

/** Their values hold literals only, and looking one up may draw it. */
const QUIET: ReadonlySet<string> = new Set(['dynamic', 'exchange', 'auth', 'prompt']);
