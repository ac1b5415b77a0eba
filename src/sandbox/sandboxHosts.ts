/**
 * True for the names this machine has for itself, and for the host of the documentation's examples, which the Sandbox
 * environment sends here. Anything else is refused: a web page could give a name of its own our address (DNS
 * rebinding) and would then read the sandbox as if it were its own server. `example.com` is reserved by RFC 2606, so
 * no page can come from there.
 */
export function isSandboxHost(host: string): boolean {
  const match = /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/i.exec(host);
  const name = match?.[1]?.toLowerCase();
  if (name === undefined) return false;
  return isLoopbackName(name) || name === 'example.com' || name.endsWith('.example.com');
}

/** True for `localhost`, names below it, and loopback addresses. */
export function isLoopbackName(name: string): boolean {
  const host = name.toLowerCase();
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  if (host === '[::1]' || host === '::1') return true;
  return /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}
