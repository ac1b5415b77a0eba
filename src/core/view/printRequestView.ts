import type { RequestView } from './responseView';

/** A request as it is written on the wire, secrets masked already: for a clipboard, a ticket, a colleague. */
export function printRequestView({ method, url, httpVersion, headers, body }: RequestView): string {
  const lines = [`${method} ${url} HTTP/${httpVersion}`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  return body === undefined ? `${lines.join('\n')}\n` : `${lines.join('\n')}\n\n${body}\n`;
}
