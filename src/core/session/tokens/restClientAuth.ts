import type { AuthSettings } from '../../environment/authSettings';
import { parseRestClientToken, type RestClientTokenCall } from '../../environment/restClientToken';
import type { Variable, VariableLayer } from '../../environment/variable';
import { templateLiteral } from '../../text/template';
import { memberOf } from './httpyacAuth';

/** The settings that an expression of REST Client stands for; `undefined` for other names, and where some are missing. */
export function readRestClientSettings(layers: readonly VariableLayer[], name: string): AuthSettings | undefined {
  const call = parseRestClientToken(name);
  if (call?.kind !== 'rest-client-token') return undefined;
  const settings = planRestClientToken(layers, call);
  return typeof settings === 'string' ? undefined : settings;
}

/**
 * The settings, or what is missing as sentences. The values of variables stay where they are: the settings only point to
 * them.
 */
export function planRestClientToken(
  layers: readonly VariableLayer[],
  call: RestClientTokenCall,
): AuthSettings | string {
  const values = call.variable === '$aadV2Token' ? planAad(layers, call) : planOidc(call);
  if (typeof values === 'string') return values;
  const members = new Map(
    Object.entries({ Type: 'OAuth2', ...values }).map(([key, text]) => [key, memberOf(call.tokenName, key, text)]),
  );
  return { name: call.tokenName, members, place: undefined };
}

type Plan = Readonly<Record<string, string>>;

function planAad(layers: readonly VariableLayer[], { flags, options }: RestClientTokenCall): Plan | string {
  const point = (name: string): string | undefined => (hasValue(layers, name) ? `{{${name}}}` : undefined);
  const cloud = readCloud(layers, flags);
  if (typeof cloud === 'string') return cloud;
  const clientId = options.get('clientid') ?? point('aadV2ClientId');
  const tenant = options.get('tenantid') ?? point('aadV2TenantId');
  if (!/^[\w.-]*$/.test(options.get('tenantid') ?? '')) return `'tenantid:' takes the domain or the ID of a tenant.`;
  const urlOf = (end: string): string => `https://${cloud.host}/${tenant ?? 'common'}/oauth2/v2.0/${end}`;
  const scopes = options.get('scopes');
  if (!flags.has('appOnly')) {
    if (clientId === undefined) return noOwnClient;
    const scope = withSignIn(scopes ?? (cloud.graph === undefined ? '' : `${cloud.graph}/.default`));
    const urls = { 'Device Auth URL': urlOf('devicecode'), 'Token URL': urlOf('token') };
    return { 'Grant Type': 'Device Authorization', ...urls, 'Client ID': clientId, Scope: scope };
  }
  const secret = point('aadV2ClientSecret');
  const uri = point('aadV2AppUri');
  const scope = scopes ?? (uri && `${uri}/.default`);
  const missing = [
    ...(clientId === undefined ? [define('aadV2ClientId', 'clientid:…')] : []),
    ...(secret === undefined ? [define('aadV2ClientSecret')] : []),
    ...(tenant === undefined ? [define('aadV2TenantId', 'tenantid:…')] : []),
    ...(scope === undefined ? [define('aadV2AppUri', 'scopes:…')] : []),
  ];
  if (clientId === undefined || secret === undefined || scope === undefined || missing.length > 0) {
    return missing.join(' ');
  }
  // REST Client sends the secret in the form.
  const client = { 'Client ID': clientId, 'Client Secret': secret, 'Client Credentials': 'in body' };
  return { 'Grant Type': 'Client Credentials', 'Token URL': urlOf('token'), ...client, Scope: scope };
}

function define(name: string, instead?: string): string {
  const other = instead === undefined ? '' : `, or write ${instead} behind 'appOnly'`;
  return `'$aadV2Token appOnly' needs '${name}': define that variable in the environment${other}.`;
}

const noOwnClient =
  "'$aadV2Token' needs the ID of your own application, the one of REST Client is not used here: define the variable 'aadV2ClientId' in the environment, or write clientid:… behind it.";

/** Without `openid` the endpoint of all tenants refuses scopes of an organization; `offline_access` lets a token be renewed. */
function withSignIn(scopes: string): string {
  const words = scopes.split(' ').filter((scope) => scope !== '');
  return [...new Set([...(words.includes('openid') ? [] : SIGN_IN_SCOPES), ...words])].join(' ');
}

const SIGN_IN_SCOPES = ['openid', 'profile', 'offline_access'];

function planOidc({ options }: RestClientTokenCall): Plan | string {
  const missing = ['clientId', 'authorizeEndpoint', 'tokenEndpoint'].filter((key) => !options.has(key));
  if (missing.length > 0) {
    return missing.map((key) => `'$oidcAccessToken' needs a '${key}': write ${key}:… behind it.`).join(' ');
  }
  const port = options.get('callbackPort');
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65_536)) {
    return `'callbackPort:' takes a port from 1 to 65535, and '${port}' is none.`;
  }
  return {
    'Grant Type': 'Authorization Code',
    'Client ID': options.get('clientId') ?? '',
    'Auth URL': options.get('authorizeEndpoint') ?? '',
    'Token URL': options.get('tokenEndpoint') ?? '',
    Scope: options.get('scopes') ?? '',
    // What REST Client calls the audience it sends as a resource, RFC 8707.
    Resource: options.get('audience') ?? '',
    'Redirect URL': port === undefined ? '' : `http://localhost:${port}`,
  };
}

interface Cloud {
  readonly host: string;
  readonly graph: string | undefined;
}

/** Which host is meant has to be known before anything is filled, so a variable has to name the cloud as it is. */
function readCloud(layers: readonly VariableLayer[], flags: ReadonlySet<string>): Cloud | string {
  const [written, second] = [...flags].filter((flag) => clouds.has(flag));
  if (second !== undefined) return `'$aadV2Token' takes one cloud, not '${written}' and '${second}'.`;
  const variable = hasValue(layers, 'aadV2Cloud') ? findVariable(layers, 'aadV2Cloud') : undefined;
  const name = written ?? (variable ? templateLiteral(variable.value) : 'AzureCloud');
  const known = [...clouds.keys()].join(', ');
  return clouds.get(name ?? '') ?? `The variable 'aadV2Cloud' should be one of ${known}, without a placeholder.`;
}

const clouds: ReadonlyMap<string, Cloud> = new Map([
  ['AzureCloud', { host: 'login.microsoftonline.com', graph: 'https://graph.microsoft.com' }],
  ['AzureChinaCloud', { host: 'login.chinacloudapi.cn', graph: 'https://microsoftgraph.chinacloudapi.cn' }],
  ['AzureUSGovernment', { host: 'login.microsoftonline.us', graph: 'https://graph.microsoft.us' }],
  ['ppe', { host: 'login.windows-ppe.net', graph: undefined }],
]);

/** One that is asked for when the request is sent counts, and so does a secret that is still to be set. */
function hasValue(layers: readonly VariableLayer[], name: string): boolean {
  const found = findVariable(layers, name);
  if (found) return found.value.parts.length > 0 || found.stored !== undefined;
  return layers.some((layer) => {
    const failure = layer.lookup(name);
    return failure !== undefined && 'code' in failure && failure.code === 'not-asked-yet';
  });
}

function findVariable(layers: readonly VariableLayer[], name: string): Variable | undefined {
  for (const layer of layers) {
    const found = layer.origin === 'exchange' ? undefined : layer.lookup(name);
    if (found && 'origin' in found) return found;
  }
  return undefined;
}
