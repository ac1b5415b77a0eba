import type { HeaderPair } from '../request/resolvedRequest';

/** The value of the first field of that name, in any case, or `undefined`. */
export function lookupHeader(headers: readonly HeaderPair[], name: string): string | undefined {
  const key = name.toLowerCase();
  return headers.find(([candidate]) => candidate.toLowerCase() === key)?.[1];
}

/**
 * Lower-case names of request fields that carry a credential. They are masked when shown and never leave the origin
 * they were written for. Other names may say the same in words: ask `isCredentialName`.
 */
export const credentialHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'cookie2',
  'set-cookie',
  'set-cookie2',
  'dpop',
  'authentication-info',
  'proxy-authentication-info',
  'x-auth',
  'x-auth-key',
  'x-auth-token',
  'x-authorization',
  'x-access-token',
  'x-refresh-token',
  'x-id-token',
  'x-session-token',
  'x-session-id',
  'x-api-key',
  'x-api-secret',
  'x-api-token',
  'api-key',
  'apikey',
  'x-apikey',
  'x-client-secret',
  'x-csrf-token',
  'x-xsrf-token',
  'x-amz-security-token',
  'x-goog-api-key',
  'x-goog-iam-authorization-token',
  'x-forwarded-authorization',
  'x-forwarded-access-token',
  'x-gitlab-token',
  'private-token',
  'x-vault-token',
  'x-shopify-access-token',
  'ocp-apim-subscription-key',
  'x-functions-key',
  'x-ms-token-aad-access-token',
  'x-openidm-username',
  'x-openidm-password',
  'x-openidm-reauth-password',
  'x-openam-username',
  'x-openam-password',
  'iplanetdirectorypro',
  'x-requested-by-token',
]);

/** Lower-case names of fields that say nothing of the person: they may go to another origin. */
export const safeHeaders: ReadonlySet<string> = new Set([
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'accept-api-version',
  'cache-control',
  'pragma',
  'user-agent',
]);

/** True when a field of this name carries a credential: by the list, or by a word in it such as `X-Tenant-Token`. */
export function isCredentialName(name: string): boolean {
  const key = name.toLowerCase();
  return credentialHeaders.has(key) || credentialWord.test(key);
}

const credentialWord = /(?:^|[-_.])(?:token|secret|password|passwd|credentials?|apikey|jwt|assertion)(?:$|[-_.])/;

/** True for fields that describe the body or a condition on it, or belong to one connection: no other request inherits them. */
export function belongsToOneRequest(name: string): boolean {
  const key = name.toLowerCase();
  return key.startsWith('content-') || key.startsWith('if-') || singleUseHeaders.has(key);
}

const singleUseHeaders: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'range',
  'origin',
  'referer',
  'date',
  'digest',
  'repr-digest',
  'want-digest',
  'signature',
  'signature-input',
  'dpop',
  'idempotency-key',
  // A GET that says it is something else would be a write behind a click.
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
]);
