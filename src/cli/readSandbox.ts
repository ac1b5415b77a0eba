import type { Transport } from '../core/exchange/exchange';
import { parseSandboxEnvironment, sandboxPath } from '../sandbox/sandboxEnvironment';
import type { SandboxEnvironment } from '../sandbox/sandboxEnvironment';
import { isLoopbackName } from '../sandbox/sandboxHosts';
import type { CommandHost } from './runInvocation';

/** The values of the sandbox that runs at `address`, or the sentence that says why there are none. */
export async function readSandbox(
  address: string,
  { transport, host }: { readonly transport: Transport; readonly host: CommandHost },
): Promise<SandboxEnvironment | string> {
  const url = parseAddress(address);
  if (typeof url === 'string') return url;
  const outcome = await transport(
    {
      method: 'GET',
      url: `${url.origin}${sandboxPath}`,
      httpVersion: undefined,
      headers: [['Accept', 'application/json']],
      body: undefined,
      connectOrigin: undefined,
      verifiesCertificates: true,
      followsRedirects: false,
      timeoutMilliseconds: 10_000,
      secrets: [],
      notes: [],
    },
    host.signal,
  );
  if (outcome.kind === 'failure') return `There is no sandbox at ${url.origin}. ${outcome.message}`;
  const values = parseSandboxEnvironment(await outcome.body.read(0, outcome.body.size));
  if (outcome.status !== 200 || !values || !isSamePlace(values.origin, url)) {
    return `There is no sandbox at ${url.origin}: something else answers there. Start one with 'identity-http sandbox'.`;
  }
  return values;
}

/** What answers for `example.com` has to be where the person pointed, whichever loopback name they used. */
function isSamePlace(origin: string, url: URL): boolean {
  const place = URL.canParse(origin) ? new URL(origin) : undefined;
  return place?.protocol === 'http:' && place.port === url.port && isLoopbackName(place.hostname);
}

/** A sandbox is on this machine; any other address could be a place that collects what is sent to it. */
function parseAddress(address: string): URL | string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'http:') {
    return `--sandbox-url needs an http: address such as http://127.0.0.1:8123${url ? '' : `, not '${address}'`}.`;
  }
  if (url.username !== '' || url.password !== '') return '--sandbox-url takes no user or password.';
  if (!isLoopbackName(url.hostname)) {
    return `--sandbox-url needs a loopback address such as http://127.0.0.1:8123, and '${url.hostname}' is none.`;
  }
  return url;
}
