import { lookupVariable } from '../environment/lookupVariable';
import type { VariableScope } from '../environment/variable';
import { parseTemplate, templateLiteral, type Template } from '../text/template';

/**
 * `openid client_credentials prefix` and its relatives, which are httpYac's way to say that a token is to be fetched:
 * the value with the token in its place. `undefined` for every other value, and where nothing says how to get one.
 */
export function httpyacAuthorization(value: Template, scope: VariableScope): Template | undefined {
  const [scheme = '', ...words] = templateLiteral(value)?.trim().split(/\s+/) ?? [];
  if (!/^(?:openid|oauth2)$/i.test(scheme)) return undefined;
  const flow = httpyacFlows.has(words[0] ?? '') ? words.shift() : 'client_credentials';
  const prefix = words.length > 0 && words[0] !== exchange ? words.shift() : 'oauth2';
  const hasOther = words[0] === exchange;
  const other = words[1];
  if (words.length !== (hasOther ? 2 : 0) || !isKnown(prefix, scope)) return undefined;
  const name = [prefix, flow, ...(other === undefined ? [] : [exchange, other])].join(' ');
  const text = `Bearer {{$auth.token("${name}")}}`;
  const { parts } = parseTemplate(text, { start: 0, end: text.length });
  const { span } = value;
  return {
    span,
    parts: parts.map((part) =>
      part.kind === 'literal' ? { ...part, span } : { ...part, span, expression: { ...part.expression, span } },
    ),
  };
}

/** A token that stands there itself must not be taken for a name, and shown as one. */
function isKnown(prefix: string | undefined, scope: VariableScope): boolean {
  if (prefix === undefined || !/^[A-Za-z_][\w-]{0,80}$/.test(prefix)) return false;
  const found = lookupVariable(scope, `${prefix}_tokenEndpoint`);
  return found !== undefined && 'origin' in found;
}

/** A flow of httpYac by the grant it is; those that are not done are refused as any other settings with them. */
export const httpyacFlows: ReadonlyMap<string, string> = new Map([
  ['client_credentials', 'Client Credentials'],
  ['authorization_code', 'Authorization Code'],
  ['device_code', 'Device Authorization'],
  ['password', 'Password'],
  ['implicit', 'Implicit'],
  ['hybrid', 'Implicit'],
]);

const exchange = 'token_exchange';
