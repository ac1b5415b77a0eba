import { accessTokenSeconds } from './accessTokens';
import { handleCrest } from './crest/handleCrest';
import { buildJsonResponse } from './jsonResponse';
import type { SandboxRequest, SandboxResponse } from './message';
import { handlePingone } from './pingone/handlePingone';
import { methodNotAllowed, notFound } from './pingone/pingoneErrors';
import { readCall, type SandboxCall } from './sandboxCall';
import { describeSandbox, sandboxPath, type SandboxEnvironment } from './sandboxEnvironment';
import { createSandboxState, type SandboxPorts, type SandboxState } from './sandboxState';
import { describeIssuer, describeKeys, handleTokenRequest } from './tokenEndpoint';

/** An identity API in memory: a PingOne environment and CREST collections behind one function. */
export interface Sandbox {
  /** Answers one request. Never throws: a mistake in the sandbox itself is a 500 without its inside. */
  readonly handle: (request: SandboxRequest) => SandboxResponse;
  /** The values under which the documentation's requests run here; the access token has at least half an hour left. */
  readonly describe: () => SandboxEnvironment;
}

/** A sandbox with nobody in it. It opens no socket; `startSandbox` puts it behind one. */
export function createSandbox(ports: SandboxPorts): Sandbox {
  const state = createSandboxState(ports);
  const describe = createDescription(ports, state);
  return {
    handle: (request) => {
      try {
        const response = route({ ports, state, describe }, request);
        return request.method === 'HEAD' ? { ...response, body: new Uint8Array() } : response;
      } catch {
        const message = 'The sandbox failed at this request. That is a mistake in the sandbox, not in the request.';
        return buildJsonResponse(500, { id: ports.newId(), code: 'UNEXPECTED_ERROR', message });
      }
    },
    describe,
  };
}

interface SandboxParts {
  readonly ports: SandboxPorts;
  readonly state: SandboxState;
  readonly describe: () => SandboxEnvironment;
}

/** The same description while its token has half of its life before it, so that a window is not full of tokens. */
function createDescription(ports: SandboxPorts, state: SandboxState): () => SandboxEnvironment {
  let description: SandboxEnvironment | undefined;
  let renewAt = 0;
  return () => {
    const now = ports.clock();
    if (!description || now >= renewAt) {
      description = describeSandbox(ports, state);
      renewAt = now + (accessTokenSeconds / 2) * 1000;
    }
    return description;
  };
}

function route(parts: SandboxParts, request: SandboxRequest): SandboxResponse {
  const { ports, state } = parts;
  const reading = readCall(request, ports.origin);
  if (reading.kind === 'refused') {
    const { status, message } = reading;
    return buildJsonResponse(status, { id: ports.newId(), code: 'INVALID_REQUEST', message });
  }
  const { call } = reading;
  if (request.target === sandboxPath || request.target === `${sandboxPath}/messages`) {
    return readSandbox(parts, call);
  }
  return handleCrest(ports, state, call) ?? routeAuthorization(ports, state, call) ?? routePlatform(ports, state, call);
}

/** The sandbox about itself: the values of its environment, and the messages it would have mailed. */
function readSandbox({ ports, state, describe }: SandboxParts, call: SandboxCall): SandboxResponse {
  if (call.method !== 'GET') return methodNotAllowed(ports.newId(), call.method, ['GET', 'HEAD']);
  const headers = [['Cache-Control', 'no-store']] as const;
  if (call.segments.at(-1) === 'messages') {
    return buildJsonResponse(200, { messages: state.messages.map((message) => ({ ...message })) }, { headers });
  }
  const { origin, variables, secretNames } = describe();
  return buildJsonResponse(200, { origin, variables, secretNames }, { headers });
}

/** `/{environmentID}/as/…`: OAuth, which has neither a version in its path nor a bearer token. */
function routeAuthorization(ports: SandboxPorts, state: SandboxState, call: SandboxCall): SandboxResponse | undefined {
  const [id = '', service, ...rest] = call.segments;
  if (service !== 'as') return undefined;
  const environmentID = id.toLowerCase();
  if (!state.environments.has(environmentID)) {
    return notFound(ports.newId(), `Unable to find Environment with ID: '${id}'`);
  }
  const path = rest.join('/');
  if (path === 'token') return handleTokenRequest(ports, state, call, environmentID);
  if (path !== 'jwks' && path !== '.well-known/openid-configuration') return undefined;
  if (call.method !== 'GET') return methodNotAllowed(ports.newId(), call.method, ['GET', 'HEAD']);
  return buildJsonResponse(200, path === 'jwks' ? describeKeys(ports) : describeIssuer(ports, environmentID));
}

/**
 * The platform's paths begin with `/v1` or not: newer pages write it into the path, older ones keep it in `apiPath`.
 * Where a newer page meets this environment's older `apiPath` it stands there twice, and that works too.
 */
function routePlatform(ports: SandboxPorts, state: SandboxState, call: SandboxCall): SandboxResponse {
  const versions = call.segments.findIndex((segment) => segment !== 'v1');
  const segments = versions < 0 || versions > 2 ? call.segments : call.segments.slice(versions);
  return handlePingone(ports, state, call, segments);
}
