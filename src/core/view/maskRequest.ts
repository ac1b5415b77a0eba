import { mask, type Redactor } from '../exchange/redaction';
import type { Authentication } from '../request/authentication';
import type { ConnectionRules } from '../request/connectionRules';
import type { RequestBody, ResolvedRequest } from '../request/resolvedRequest';
import { describeRequest } from './describeExchange';

/**
 * The same request with every secret masked, for texts that others will read. A body that is no text stays as it is
 * unless a secret stands in it. It is not for sending.
 */
export function maskRequest(request: ResolvedRequest, redactor: Redactor): ResolvedRequest {
  const { url, headers } = describeRequest({ ...request, body: undefined }, redactor);
  const { connectOrigin, connection, authentication } = request;
  return {
    ...request,
    url,
    headers,
    body: maskRequestBody(request, redactor),
    authentication: authentication && maskAuthentication(authentication, redactor),
    connection: connection && maskConnection(connection, redactor),
    connectOrigin: connectOrigin === undefined ? undefined : redactor.url(connectOrigin),
    secrets: [],
    notes: request.notes.map(redactor.text),
  };
}

function maskAuthentication(authentication: Authentication, redactor: Redactor): Authentication {
  switch (authentication.kind) {
    case 'digest':
      return { ...authentication, user: redactor.value(authentication.user), password: mask };
    case 'aws': {
      const sessionToken = authentication.sessionToken === undefined ? undefined : mask;
      return { ...authentication, accessKey: redactor.value(authentication.accessKey), secretKey: mask, sessionToken };
    }
  }
}

/** A certificate is left out of what is shown; its name stays. */
function maskConnection({ proxy, clientCertificate, ...rest }: ConnectionRules, redactor: Redactor): ConnectionRules {
  const octets = new Uint8Array();
  return {
    ...rest,
    proxy:
      proxy?.kind === 'proxy'
        ? { ...proxy, url: redactor.url(proxy.url), credentials: proxy.credentials && { user: mask, password: mask } }
        : proxy,
    clientCertificate: clientCertificate && {
      kind: 'pfx',
      bytes: octets,
      name: redactor.text(clientCertificate.name),
    },
  };
}

function maskRequestBody(request: ResolvedRequest, redactor: Redactor): RequestBody | undefined {
  return request.body && { ...request.body, bytes: maskBody(request, redactor) };
}

function maskBody(request: ResolvedRequest, redactor: Redactor): Uint8Array {
  const bytes = request.body?.bytes ?? new Uint8Array();
  if (isText(bytes)) return new TextEncoder().encode(describeRequest(request, redactor).body ?? '');
  const characters = Array.from(bytes, (octet) => String.fromCharCode(octet)).join('');
  return redactor.text(characters) === characters ? bytes : new TextEncoder().encode(mask);
}

/** A view tells of anything else what it is instead of showing it. */
function isText(bytes: Uint8Array): boolean {
  try {
    return !/[^\P{Cc}\t\n\r]/u.test(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return false;
  }
}
