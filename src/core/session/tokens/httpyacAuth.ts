import { authKeys, type AuthMember, type AuthSettings } from '../../environment/authSettings';
import type { Environment, Variable, VariableLayer } from '../../environment/variable';
import { httpyacFlows } from '../../request/httpyacAuthorization';
import { parseTemplate } from '../../text/template';

/**
 * The settings that variables such as `oauth2_tokenEndpoint` make. The name is their prefix, perhaps with the flow that
 * a field of httpYac names, and with the prefix of an exchange: `oauth2 password token_exchange other`. The values stay
 * where they are: the settings only point to them.
 */
export function readHttpyacSettings(layers: readonly VariableLayer[], name: string): AuthSettings | undefined {
  const [whole, prefix = '', flow, exchange] =
    /^([A-Za-z_][\w-]{0,80})(?: ([a-z_]{1,30}))?(?: token_exchange ([A-Za-z_][\w-]{0,80}))?$/.exec(name) ?? [];
  if (whole === undefined || (flow !== undefined && !httpyacFlows.has(flow))) return undefined;
  const first = readPrefix(layers, prefix, flow);
  if (!first || exchange === undefined) return first;
  const second = readPrefix(layers, exchange, undefined);
  if (!second) return undefined;
  const members = new Map(second.members);
  members.set('Grant Type', memberOf(exchange, 'Grant Type', 'Token Exchange'));
  members.set('Subject Token', memberOf(exchange, 'Subject Token', `{{$auth.token("${first.name}")}}`));
  return { name, members, place: undefined };
}

/** The names of tokens that an environment says something of: by settings, or by variables of httpYac and REST Client. */
export function tokenNamesOf({ auth, variables }: Pick<Environment, 'auth' | 'variables'>): readonly string[] {
  const prefixes = variables.flatMap(({ name }) =>
    name.endsWith(endpoint) && name.length > endpoint.length ? [name.slice(0, -endpoint.length)] : [],
  );
  const has = (wanted: string): boolean => variables.some(({ name }) => name === wanted);
  const device = has('aadV2ClientId') ? ['$aadV2Token'] : [];
  const ofRestClient = has('aadV2ClientSecret') ? ['$aadV2Token appOnly'] : device;
  return [...new Set([...(auth?.keys() ?? []), ...prefixes, ...ofRestClient])];
}

const endpoint = '_tokenEndpoint';

/** Named by the prefix alone where the flow is the one that follows from the variables anyway. */
function readPrefix(
  layers: readonly VariableLayer[],
  prefix: string,
  flow: string | undefined,
): AuthSettings | undefined {
  const has = (suffix: string): boolean =>
    layers.some((layer) => {
      const found = layer.origin === 'exchange' ? undefined : layer.lookup(`${prefix}_${suffix}`);
      return found !== undefined && 'origin' in found;
    });
  if (!has('tokenEndpoint')) return undefined;
  const grant = grantOf(has);
  const asked = httpyacFlows.get(flow ?? '') ?? grant;
  const members = new Map<string, AuthMember>();
  for (const [suffix, key] of HTTPYAC_NAMES) {
    if (has(suffix) && authKeys.has(key)) members.set(key, memberOf(prefix, key, `{{${prefix}_${suffix}}}`));
  }
  members.set('Type', memberOf(prefix, 'Type', 'OAuth2'));
  members.set('Grant Type', memberOf(prefix, 'Grant Type', asked));
  return { name: asked === grant ? prefix : `${prefix} ${flow}`, members, place: undefined };
}

/** A key with that text, in which placeholders are filled; named by what stands for the settings. */
export function memberOf(prefix: string, key: string, text: string): AuthMember {
  const secret = key === 'Client Secret' || key === 'Password' || key === 'Subject Token';
  const value = parseTemplate(text, { start: 0, end: text.length });
  const variable: Variable = { name: `${prefix}: ${key}`, value, secret, origin: 'environment' };
  return { value: { kind: 'text', variable }, place: undefined };
}

/** Where a flow is not named it follows from what there is. */
function grantOf(has: (suffix: string) => boolean): string {
  if (has('username') && has('password')) return 'Password';
  if (has('clientSecret')) return 'Client Credentials';
  if (has('authorizationEndpoint')) return 'Authorization Code';
  return has('deviceCodeEndpoint') ? 'Device Authorization' : 'Client Credentials';
}

const HTTPYAC_NAMES: readonly (readonly [suffix: string, key: string])[] = [
  ['tokenEndpoint', 'Token URL'],
  ['authorizationEndpoint', 'Auth URL'],
  ['deviceCodeEndpoint', 'Device Auth URL'],
  ['clientId', 'Client ID'],
  ['clientSecret', 'Client Secret'],
  ['scope', 'Scope'],
  ['audience', 'Audience'],
  ['resource', 'Resource'],
  ['username', 'Username'],
  ['password', 'Password'],
  ['redirectUri', 'Redirect URL'],
];
