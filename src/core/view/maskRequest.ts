import { mask, type Redactor } from '../exchange/redaction';
import type { ResolvedRequest } from '../request/resolvedRequest';
import { describeRequest } from './describeExchange';

/**
 * The same request with every secret masked, for texts that others will read. A body that is no text stays as it is
 * unless a secret stands in it. It is not for sending.
 */
export function maskRequest(request: ResolvedRequest, redactor: Redactor): ResolvedRequest {
  const { url, headers } = describeRequest({ ...request, body: undefined }, redactor);
  const body = request.body && { kind: 'bytes' as const, bytes: maskBody(request, redactor) };
  const connectOrigin = request.connectOrigin === undefined ? undefined : redactor.url(request.connectOrigin);
  return { ...request, url, headers, body, connectOrigin, secrets: [], notes: request.notes.map(redactor.text) };
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
