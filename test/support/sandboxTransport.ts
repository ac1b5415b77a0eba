import type { Transport } from '../../src/core/exchange/exchange';
import type { ResolvedRequest } from '../../src/core/request/resolvedRequest';
import { buildResponse } from './exchanges';
import type { SandboxClient } from './sandboxClient';

/** A transport that asks the sandbox without a socket, and the requests that went to it. */
export function sandboxTransport(client: SandboxClient): { transport: Transport; sent: ResolvedRequest[] } {
  const sent: ResolvedRequest[] = [];
  const transport: Transport = (request) => {
    sent.push(request);
    const url = new URL(request.url);
    const { status, headers, body } = client.sandbox.handle({
      method: request.method,
      target: `${url.pathname}${url.search}`,
      headers: [['Host', url.host], ...request.headers.filter(([name]) => name.toLowerCase() !== 'host')],
      body: request.body?.bytes ?? new Uint8Array(),
    });
    return Promise.resolve(buildResponse({ status, statusText: '', headers, body }));
  };
  return { transport, sent };
}
