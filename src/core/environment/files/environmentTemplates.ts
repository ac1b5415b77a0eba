import type { DraftMember, EnvironmentDraft } from './addEnvironment';

/** A region of the PingOne platform: an organization lives in one, and its hosts end in the top-level domain. */
export interface PingOneRegion {
  readonly code: string;
  readonly area: string;
  readonly tld: string;
  readonly note?: string;
}

/** Every region with hosts of its own. */
export const pingOneRegions: readonly PingOneRegion[] = [
  { code: 'NA', area: 'North America', tld: 'com' },
  { code: 'CA', area: 'Canada', tld: 'ca' },
  { code: 'EU', area: 'European Union', tld: 'eu' },
  { code: 'AU', area: 'Australia', tld: 'com.au' },
  { code: 'SG', area: 'Singapore', tld: 'sg' },
  { code: 'AP', area: 'Asia-Pacific', tld: 'asia', note: 'existing customers only' },
];

/** Where the version of the API stands: older pages have it in `apiPath`, those since May 2026 in each request. */
export type PingOneVersionPlace = 'base-address' | 'request';

/** What a person answers for a PingOne environment; an empty text is «not known yet». */
export interface PingOneAnswers {
  readonly name: string;
  readonly tld: string;
  readonly version: PingOneVersionPlace;
  readonly envID: string;
  readonly adminEnvID: string;
  readonly adminAppID: string;
}

/** A template filled in: what may be shared, and the names of what may not. */
export interface FilledTemplate {
  readonly draft: EnvironmentDraft;
  readonly secretNames: readonly string[];
}

/** The variables of the vendor's documentation that a person sets; captures fill the others. */
export function fillPingOneTemplate(answers: PingOneAnswers): FilledTemplate {
  const { name, tld, version, envID, adminEnvID, adminAppID } = answers;
  const suffix = version === 'base-address' ? '/v1' : '';
  const filled = 'Captures of requests fill accessToken, popID, userID, groupID and their kin while you work.';
  const members: readonly DraftMember[] = [
    { name: 'tld', value: tld, comment: 'The region, and the addresses that follow from it.' },
    { name: 'apiPath', value: `https://api.pingone.{{tld}}${suffix}` },
    { name: 'authPath', value: 'https://auth.pingone.{{tld}}' },
    { name: 'orchestratePath', value: `https://orchestrate-api.pingone.{{tld}}${suffix}` },
    { name: 'scimPath', value: 'https://scim-api.pingone.{{tld}}' },
    { name: 'envID', value: envID, comment: `The environment that the requests work on. ${filled}` },
    { name: 'adminEnvID', value: adminEnvID, comment: 'The environment of the worker application, and its client ID.' },
    { name: 'adminAppID', value: adminAppID },
    { name: 'licenseID', value: '' },
  ];
  return { draft: { name, members }, secretNames: ['adminAppSecret'] };
}

/** What a person answers for a tenant whose API speaks CREST. */
export interface CrestAnswers {
  readonly name: string;
  /** As `readTenantUrl` gives it. */
  readonly tenantUrl: string;
  readonly realm: string;
}

/** The addresses of an Identity Cloud tenant, access management with the full path of the realm. */
export function fillCrestTemplate({ name, tenantUrl, realm }: CrestAnswers): FilledTemplate {
  const members: readonly DraftMember[] = [
    { name: 'tenantUrl', value: tenantUrl, comment: 'https:// and the host of the tenant.' },
    { name: 'realm', value: realm },
    {
      name: 'amPath',
      value: '{{tenantUrl}}/am/json/realms/root/realms/{{realm}}',
      comment: 'Access management, and the token endpoint of the realm.',
    },
    { name: 'tokenPath', value: '{{tenantUrl}}/am/oauth2/realms/root/realms/{{realm}}/access_token' },
    { name: 'idmPath', value: '{{tenantUrl}}/openidm', comment: 'Identity management: realms are in its type names.' },
    { name: 'crestPath', value: '{{tenantUrl}}' },
  ];
  return { draft: { name, members }, secretNames: ['tenantToken'] };
}

/** An environment with nothing in it but a place for the first variable. */
export function fillEmptyTemplate(name: string): FilledTemplate {
  return { draft: { name, members: [] }, secretNames: [] };
}

/** Takes `tenant.example.com` and `https://tenant.example.com/` alike; a sentence says what else is wrong with it. */
export function readTenantUrl(
  text: string,
): { readonly kind: 'url'; readonly url: string } | { readonly kind: 'refused'; readonly message: string } {
  const [, scheme = 'https://', host = '', rest = ''] =
    /^(https?:\/\/)?([A-Za-z0-9.-]+(?::\d{1,5})?)(\/?)$/i.exec(text.trim()) ?? [];
  if (host === '' || rest.length > 1) {
    const message =
      'Give the host of the tenant and nothing behind it: tenant.example.com or https://tenant.example.com.';
    return { kind: 'refused', message };
  }
  const isLocal = /^(?:localhost|127\.0\.0\.1)(?::|$)/.test(host);
  if (scheme.toLowerCase() === 'http://' && !isLocal) {
    return { kind: 'refused', message: 'Use https: with http, tokens would travel in clear.' };
  }
  return { kind: 'url', url: scheme.toLowerCase() + host.toLowerCase() };
}
