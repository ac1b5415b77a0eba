import type { JsonObject } from '../json';
import { buildJsonResponse, type ResponseHeaders } from '../jsonResponse';
import type { SandboxResponse } from '../message';

/** Why a CREST request was not carried out. */
export interface CrestFailure {
  readonly kind: 'failure';
  readonly status: number;
  readonly message: string;
  readonly detail?: JsonObject;
}

/** A failure as a value; `detail` is for programs. */
export function crestFailure(status: number, message: string, detail?: JsonObject): CrestFailure {
  return { kind: 'failure', status, message, ...(detail ? { detail } : {}) };
}

/** Tells a failure from the value that was asked for; CREST resources are never passed about bare. */
export function isFailure<T extends object>(value: T | CrestFailure): value is CrestFailure {
  return 'kind' in value && value.kind === 'failure';
}

/** The error body: `code` is the status, `reason` its phrase. */
export function describeFailure(
  failure: CrestFailure,
  options: { readonly headers?: ResponseHeaders; readonly pretty?: boolean } = {},
): SandboxResponse {
  const { status, message, detail } = failure;
  const body = { code: status, reason: reasons[status] ?? 'Error', message, ...(detail ? { detail } : {}) };
  return buildJsonResponse(status, body, { ...options, mediaType: crestMediaType });
}

export const crestMediaType = 'application/json;charset=utf-8';

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Request Entity Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
};
