import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PersonPorts, RedirectListener, RedirectWish } from '../core/auth/authPorts';

/**
 * RFC 8252 section 7.3: takes the browser's way back on this machine. Only the request with the expected state counts,
 * and with it the listener is closed.
 */
export async function listenForRedirect({ redirectUrl, state }: RedirectWish): ReturnType<PersonPorts['listen']> {
  const place = readPlace(redirectUrl);
  if (typeof place === 'string') return { kind: 'failure', message: place };
  let resolve: ((parameters: URLSearchParams | undefined) => void) | undefined;
  const parameters = new Promise<URLSearchParams | undefined>((settle) => (resolve = settle));
  const server = createServer((request, response) => {
    const found = readAnswer(request, { path: place.path, state });
    reply(response, found !== undefined);
    if (!found) return;
    resolve?.(found);
    server.close();
  });
  const failure = await new Promise<string | undefined>((settle) => {
    server.once('error', () => settle(describePort(place.port)));
    server.listen(place.port, place.address, () => settle(undefined));
  });
  if (failure !== undefined) return { kind: 'failure', message: failure };
  const { port } = server.address() as AddressInfo; // It listens on a port and not on a path.
  const close = (): void => {
    resolve?.(undefined);
    server.close();
    server.closeAllConnections();
  };
  const listener: RedirectListener = {
    kind: 'listener',
    redirectUrl:
      redirectUrl !== undefined && place.port !== 0 ? redirectUrl : `http://${place.host}:${port}${place.path}`,
    parameters,
    close,
  };
  return listener;
}

interface Place {
  readonly host: string;
  readonly address: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly path: string;
}

function readPlace(redirectUrl: string | undefined): Place | string {
  if (redirectUrl === undefined) return { host: '127.0.0.1', address: '127.0.0.1', port: 0, path: '/callback' };
  const url = URL.canParse(redirectUrl) ? new URL(redirectUrl) : undefined;
  const isOwn = url?.hostname === 'localhost' || url?.hostname === '127.0.0.1' || url?.hostname === '[::1]';
  if (!url || url.protocol !== 'http:' || !isOwn) {
    return "'Redirect URL' should be one of this machine, such as http://127.0.0.1:8400/callback, or be left out.";
  }
  const address = url.hostname === '[::1]' ? '::1' : '127.0.0.1';
  return { host: url.hostname, address, port: Number(url.port), path: url.pathname };
}

function readAnswer(
  { method, url = '', headers }: IncomingMessage,
  { path, state }: { readonly path: string; readonly state: string },
): URLSearchParams | undefined {
  // A name that was made to lead here is not the address that was told.
  if (method !== 'GET' || !/^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/.test(headers.host ?? '')) return undefined;
  if (!URL.canParse(url, 'http://127.0.0.1')) return undefined;
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  return pathname === path && searchParams.get('state') === state ? searchParams : undefined;
}

function reply(response: ServerResponse, isExpected: boolean): void {
  const sentence = isExpected
    ? 'The answer has arrived. You can close this page and go back.'
    : 'This is not the answer that is waited for.';
  response.writeHead(isExpected ? 200 : 404, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': "default-src 'none'",
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    Connection: 'close',
  });
  response.end(`<!doctype html><meta charset="utf-8"><title>Identity HTTP</title><p>${sentence}</p>`);
}

function describePort(port: number): string {
  return port === 0
    ? 'no port of this machine could be opened for the way back from the browser.'
    : `port ${port} of 'Redirect URL' is in use on this machine. Close what uses it, or choose another port.`;
}
