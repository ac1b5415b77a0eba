/** Settings of a token for `Security.Auth`; the secret among them stays in the secret storage. */
export interface AuthPreset {
  readonly settings: Readonly<Record<string, unknown>>;
  /** The key whose value is kept there. */
  readonly secretKey: string;
}

/** The top-level domains of PingOne's regions. */
export const pingOneRegions: readonly { readonly name: string; readonly domain: string }[] = [
  { name: 'North America', domain: 'com' },
  { name: 'Canada', domain: 'ca' },
  { name: 'Europe', domain: 'eu' },
  { name: 'Australia', domain: 'com.au' },
  { name: 'Singapore', domain: 'sg' },
  { name: 'Asia-Pacific', domain: 'asia' },
];

/** A worker application of PingOne: its token needs no scope, its rights are its roles. */
export function pingOneWorker(answers: {
  readonly domain: string;
  readonly environmentId: string;
  readonly clientId: string;
}): AuthPreset {
  const { domain, environmentId, clientId } = answers;
  const settings = {
    Type: 'OAuth2',
    'Grant Type': 'Client Credentials',
    'Token URL': `https://auth.pingone.${domain}/${environmentId}/as/token`,
    'Client ID': clientId,
    'Client Secret': kept,
    'Client Credentials': 'basic',
  };
  return { settings, secretKey: 'Client Secret' };
}

/** A service account of Identity Cloud: a JWT that its key signs is the grant. */
export function identityCloudServiceAccount(answers: {
  readonly tenant: string;
  readonly accountId: string;
  readonly scope: string;
}): AuthPreset {
  const { tenant, accountId, scope } = answers;
  const settings = {
    Type: 'OAuth2',
    'Grant Type': 'JWT Bearer',
    'Token URL': `https://${tenant}/am/oauth2/access_token`,
    'Client ID': 'service-account',
    Subject: accountId,
    'Private Key': kept,
    Scope: scope,
  };
  return { settings, secretKey: 'Private Key' };
}

/** The host of a tenant, from whatever address of it was copied; `undefined` when there is none in it. */
export function tenantHost(text: string): string | undefined {
  const address = /^https?:\/\//i.test(text.trim()) ? text.trim() : `https://${text.trim()}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url && url.hostname.includes('.') && url.username === '' ? url.host : undefined;
}

const kept = { provider: 'SecretStorage' };
