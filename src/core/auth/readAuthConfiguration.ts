import type { AuthSettings } from '../environment/authSettings';
import type { EvaluatedVariable, Variable } from '../environment/variable';
import type { AuthConfiguration, ClientAuthentication, CodeChallenge, Grant, OwnParameter } from './authConfiguration';
import { readAmSettings } from './readAmSettings';
import { isRecord, need, Refusal, SettingsReader } from './settingsReader';

/** The settings with every value filled, or the sentence that says what is missing. */
export type ConfigurationReading =
  | { readonly kind: 'configuration'; readonly configuration: AuthConfiguration }
  /** A token that is written down. */
  | { readonly kind: 'mock'; readonly accessToken: string | undefined; readonly idToken: string | undefined }
  | { readonly kind: 'refused'; readonly message: string };

/** Fills the settings; `evaluate` knows the variables of the environment. */
export function readAuthConfiguration(
  settings: AuthSettings,
  evaluate: (variable: Variable) => EvaluatedVariable,
): ConfigurationReading {
  const reader = new SettingsReader(settings, evaluate);
  try {
    if (reader.text('Type')?.toLowerCase() === 'mock') {
      return { kind: 'mock', accessToken: reader.text('Token'), idToken: reader.text('ID Token') };
    }
    return { kind: 'configuration', configuration: readConfiguration(settings, reader) };
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', message: `'${settings.name}': ${error.message}` };
    throw error;
  }
}

function readConfiguration(settings: AuthSettings, reader: SettingsReader): AuthConfiguration {
  const am = reader.text('Type')?.toLowerCase() === 'am session' ? readAmSettings(reader) : undefined;
  const grant = am ? 'am-session' : readGrant(reader);
  const clientAuthentication = readClientAuthentication(reader, grant);
  const configuration: AuthConfiguration = {
    name: settings.name,
    place: settings.place,
    grant,
    ...readEndpoints(reader),
    clientId: reader.text('Client ID') ?? '',
    clientSecret: reader.text('Client Secret'),
    clientAuthentication,
    key: { text: reader.text('Private Key'), id: reader.text('Key ID'), algorithm: reader.text('Algorithm') },
    assertion: readAssertion(reader),
    username: reader.text('Username'),
    password: reader.text('Password'),
    refreshToken: reader.text('Refresh Token'),
    scope: reader.text('Scope'),
    audience: reader.text('Audience'),
    resources: (reader.text('Resource') ?? '').split(/\s+/).filter((resource) => resource !== ''),
    state: reader.text('State'),
    challenge: readChallenge(reader),
    exchange: {
      subjectToken: reader.text('Subject Token'),
      subjectTokenType: reader.text('Subject Token Type'),
      actorToken: reader.text('Actor Token'),
      actorTokenType: reader.text('Actor Token Type'),
      requestedTokenType: reader.text('Requested Token Type'),
    },
    parameters: readParameters(reader),
    am,
    expiresIn: readSeconds(reader),
    isAutomatic: reader.flag('Acquire Automatically') ?? true,
    usesIdToken: reader.flag('Use ID Token') ?? false,
    opensCompleteUri: reader.flag('Open Complete URI') ?? false,
    secrets: reader.secrets,
  };
  requireKeys(configuration);
  return { ...configuration, secrets: [...new Set(reader.secrets)] };
}

function readEndpoints(reader: SettingsReader) {
  return {
    issuerUrl: reader.url('Issuer URL'),
    tokenUrl: reader.url('Token URL'),
    authUrl: reader.url('Auth URL'),
    deviceUrl: reader.url('Device Auth URL'),
    redirectUrl: reader.text('Redirect URL'),
  };
}

function readGrant(reader: SettingsReader): Grant {
  const written = reader.text('Grant Type');
  switch (written?.toLowerCase()) {
    case undefined:
      throw new Refusal('Say which grant it is: "Grant Type": "Client Credentials".');
    case 'client credentials':
      return 'client-credentials';
    case 'authorization code':
      return 'authorization-code';
    case 'device authorization':
      return 'device-code';
    case 'password':
      return 'password';
    case 'jwt bearer':
      return 'jwt-bearer';
    case 'token exchange':
      return 'token-exchange';
    case 'refresh token':
      return 'refresh-token';
    case 'implicit':
      throw new Refusal(
        "The grant 'Implicit' is not done here: it puts tokens into addresses, RFC 9700 section 2.1.2. Use 'Authorization Code'.",
      );
    default:
      throw new Refusal(
        `There is no grant '${written}'. Use 'Client Credentials', 'Authorization Code' or another one.`,
      );
  }
}

/** Without a word of it a client that has a secret sends it as RFC 6749 prefers, and one without is a public one. */
function readClientAuthentication(reader: SettingsReader, grant: Grant): ClientAuthentication {
  const written = reader.text('Client Credentials')?.toLowerCase();
  const hasSecret = reader.text('Client Secret') !== undefined;
  switch (written) {
    case undefined:
      if (hasSecret) return 'basic';
      return reader.text('Private Key') !== undefined && grant !== 'jwt-bearer' ? 'private-key-jwt' : 'none';
    case 'true':
    case 'basic':
      return hasSecret || written === 'basic' ? 'basic' : 'none';
    case 'basic raw':
      return 'basic-raw';
    case 'in body':
      return 'post';
    case 'false':
    case 'none':
      return 'none';
    case 'client_secret_jwt':
      return 'client-secret-jwt';
    case 'private_key_jwt':
      return 'private-key-jwt';
    case 'jwt':
      // With this Kulala signs by what there is.
      if (grant === 'jwt-bearer') return 'none';
      return reader.text('Private Key') === undefined ? 'client-secret-jwt' : 'private-key-jwt';
    default:
      throw new Refusal(`'${written}' is no value of 'Client Credentials'.`);
  }
}

function readAssertion(reader: SettingsReader): AuthConfiguration['assertion'] {
  const written = reader.json('JWT');
  const object = isRecord(written) ? written : {};
  return {
    text: reader.text('Assertion'),
    subject: reader.text('Subject'),
    audience: reader.text('Assertion Audience'),
    header: isRecord(object['header']) ? object['header'] : {},
    payload: isRecord(object['payload']) ? object['payload'] : {},
  };
}

/** On unless the file says otherwise, RFC 9700 section 2.1.1. */
function readChallenge(reader: SettingsReader): CodeChallenge {
  const written = reader.json('PKCE');
  if (written === false || written === 'false') return { method: 'none' };
  if (!isRecord(written)) return { method: 'S256', verifier: undefined };
  const verifier = written['Code Verifier'];
  if (typeof verifier === 'string' && !/^[A-Za-z0-9._~-]{43,128}$/.test(verifier)) {
    throw new Refusal("A 'Code Verifier' has 43 to 128 letters, digits and -._~ characters, RFC 7636 section 4.1.");
  }
  return {
    method: String(written['Code Challenge Method'] ?? '').toLowerCase() === 'plain' ? 'plain' : 'S256',
    verifier: typeof verifier === 'string' ? verifier : undefined,
  };
}

function readParameters(reader: SettingsReader): readonly OwnParameter[] {
  const written = reader.json('Custom Request Parameters');
  if (!isRecord(written)) return [];
  return Object.entries(written).flatMap(([name, content]) => {
    const whole = isRecord(content) ? content['Value'] : content;
    const use = isRecord(content) ? String(content['Use'] ?? '').toLowerCase() : '';
    const values: readonly unknown[] = Array.isArray(whole) ? whole : [whole];
    return values
      .filter((value) => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      .map((value): OwnParameter => ({
        name,
        value: String(value),
        use: use === 'in auth request' ? 'authorization' : use === 'in token request' ? 'token' : 'everywhere',
      }));
  });
}

function readSeconds(reader: SettingsReader): number | undefined {
  const written = reader.text('Expires In');
  if (written === undefined) return undefined;
  if (!/^\d{1,9}$/.test(written)) throw new Refusal(`'Expires In' should be a number of seconds, and is '${written}'.`);
  return Number(written);
}

/** What nobody can do without; endpoints may still come from the issuer. */
function requireKeys(configuration: AuthConfiguration): void {
  if (configuration.am) return;
  const { grant, clientAuthentication, issuerUrl, tokenUrl, authUrl, deviceUrl } = configuration;
  if (issuerUrl === undefined) {
    need(tokenUrl, 'Token URL');
    if (grant === 'authorization-code') need(authUrl, 'Auth URL');
    if (grant === 'device-code') need(deviceUrl, 'Device Auth URL');
  }
  if (grant !== 'jwt-bearer' || clientAuthentication !== 'none') need(configuration.clientId, 'Client ID');
  if (clientAuthentication === 'private-key-jwt') need(configuration.key.text, 'Private Key');
  else if (clientAuthentication !== 'none') need(configuration.clientSecret, 'Client Secret');
  if (grant === 'client-credentials' && clientAuthentication === 'none') need(undefined, 'Client Secret');
  if (grant === 'password') {
    need(configuration.username, 'Username');
    need(configuration.password, 'Password');
  }
  if (grant === 'jwt-bearer' && configuration.assertion.text === undefined) need(configuration.key.text, 'Private Key');
  if (grant === 'token-exchange') need(configuration.exchange.subjectToken, 'Subject Token');
  if (grant === 'refresh-token') need(configuration.refreshToken, 'Refresh Token');
}
