import { buildJsonResponse, type ResponseHeaders } from '../jsonResponse';
import type { JsonObject } from '../json';
import type { SandboxResponse } from '../message';

/** One entry of `details`: what is wrong and where. */
export interface ErrorDetail {
  readonly code: string;
  readonly target?: string;
  readonly message: string;
  readonly innerError?: JsonObject;
}

/** The platform's error body: every part of PingOne but the OAuth endpoints answers in this shape. */
export function pingoneError(
  id: string,
  status: number,
  error: { readonly code: string; readonly message: string; readonly details?: readonly ErrorDetail[] },
  headers: ResponseHeaders = [],
): SandboxResponse {
  const details = error.details?.map((detail): JsonObject => ({ ...detail }));
  const body = { id, code: error.code, message: error.message, ...(details?.length ? { details } : {}) };
  return buildJsonResponse(status, body, { headers });
}

/** 400: values of the body break rules; one detail each. */
export function invalidData(id: string, details: readonly ErrorDetail[]): SandboxResponse {
  const message = 'The request could not be completed. One or more validation errors were in the request.';
  return pingoneError(id, 400, { code: 'INVALID_DATA', message, details });
}

/** 400: the request itself cannot be read: syntax, a parameter, a filter. */
export function invalidRequest(id: string, message: string, detail?: ErrorDetail): SandboxResponse {
  const details = detail ? [detail] : [];
  return pingoneError(id, 400, {
    code: 'INVALID_REQUEST',
    message: `The request could not be completed. ${message}`,
    details,
  });
}

/** 400: well-formed, but not now or not on this resource. */
export function requestFailed(id: string, detail: ErrorDetail): SandboxResponse {
  const message = 'The request could not be completed. There was an issue processing the request.';
  return pingoneError(id, 400, { code: 'REQUEST_FAILED', message, details: [detail] });
}

/** 401 for a missing, unreadable, foreign or expired token. */
export function invalidToken(id: string): SandboxResponse {
  const detail = {
    code: 'INVALID_TOKEN',
    target: 'Authentication Credentials',
    message: 'The authorization token is either missing or invalid, or it has expired.',
  };
  const message = 'The request could not be completed. You do not have access to this resource.';
  return pingoneError(id, 401, { code: 'ACCESS_FAILED', message, details: [detail] }, [['WWW-Authenticate', 'Bearer']]);
}

/** 403: the token is good, its rights or the licence do not reach. */
export function forbidden(
  id: string,
  detail: 'INSUFFICIENT_PERMISSIONS' | 'LICENSE_EXCEEDED',
  message: string,
): SandboxResponse {
  const summary = 'The request could not be completed. You do not have access to this resource.';
  return pingoneError(id, 403, { code: 'ACCESS_FAILED', message: summary, details: [{ code: detail, message }] });
}

/** 404 with the sentence that names what was looked for. */
export function notFound(id: string, message: string): SandboxResponse {
  return pingoneError(id, 404, { code: 'NOT_FOUND', message });
}

/** 405 with the methods the resource has. */
export function methodNotAllowed(id: string, method: string, allowed: readonly string[]): SandboxResponse {
  const message = `The request could not be completed. The method ${method} is not supported here.`;
  return pingoneError(id, 405, { code: 'INVALID_REQUEST', message }, [['Allow', allowed.join(', ')]]);
}

/** 415: the media type selects the action, and none goes by this one. */
export function unsupportedMediaType(
  id: string,
  found: string | undefined,
  accepted: readonly string[],
): SandboxResponse {
  const what = found === undefined ? 'no Content-Type' : `the Content-Type '${found}'`;
  const message = `The request could not be completed. It has ${what}; this resource takes ${accepted.join(', ')}.`;
  return pingoneError(id, 415, { code: 'INVALID_REQUEST', message });
}
