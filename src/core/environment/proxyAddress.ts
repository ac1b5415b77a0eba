/** The ways of a proxy that are spoken. `socks5` looks names up here, `socks5h` at the proxy. */
export const proxySchemes: readonly string[] = ['http', 'https', 'socks5', 'socks5h'];

/**
 * `http://host:port` as it is written down in a request or an environment, in one spelling; `direct` for the way without
 * a proxy. `undefined` for what is none, which is everything with a user, a password or a path too.
 */
export function parseProxyAddress(text: string): string | undefined {
  const trimmed = text.trim();
  if (/^(?:direct|none|off)$/i.test(trimmed)) return 'direct';
  const match = /^(?:([a-z][a-z0-9]*):\/\/)?([^/?#@\s{}]+)\/?$/i.exec(trimmed);
  const scheme = (match?.[1] ?? 'http').toLowerCase();
  const authority = match?.[2] ?? '';
  if (!proxySchemes.includes(scheme) || !URL.canParse(`http://${authority}`)) return undefined;
  const { hostname } = new URL(`http://${authority}`);
  const port = /:(\d{1,5})$/.exec(authority)?.[1];
  return `${scheme}://${hostname}${port === undefined ? '' : `:${Number(port)}`}`;
}
