import type { ProxyReport } from '../core/exchange/connectionReport';

/** Why a proxy did not open the way. `code` is that of Node, `status` that of an answer to CONNECT. */
export type ProxyTrouble =
  | { readonly kind: 'unreachable'; readonly code: string }
  | { readonly kind: 'no-tls'; readonly code: string }
  | { readonly kind: 'closed' }
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'wants-credentials'; readonly hadSome: boolean }
  /** Its answer is none of the protocol. */
  | { readonly kind: 'no-proxy' }
  | { readonly kind: 'too-much' }
  | { readonly kind: 'socks'; readonly reply: number };

/** Thrown while a connection is opened; nothing of the request was sent then. */
export class ProxyError extends Error {
  readonly trouble: ProxyTrouble;

  constructor(trouble: ProxyTrouble) {
    super('The proxy did not open the way.');
    this.trouble = trouble;
  }
}

/** What happened at the proxy, and what to do, as sentences. `host` is the server that was meant. */
export function describeProxyTrouble(
  trouble: ProxyTrouble,
  { url, source }: ProxyReport,
  host: string,
): { readonly message: string; readonly nextStep: string } {
  const proxy = `The proxy ${url}`;
  const check = `Check the proxy that ${source} names, or go without one.`;
  switch (trouble.kind) {
    case 'unreachable':
      return {
        message: `${proxy} cannot be reached${trouble.code === '' ? '' : ` (${trouble.code})`}, so nothing was sent to ${host}.`,
        nextStep: check,
      };
    case 'no-tls':
      return {
        message: `No secure connection to the proxy ${url} could be agreed on${trouble.code === '' ? '' : ` (${trouble.code})`}.`,
        nextStep: `${check} Most proxies are reached with http, also on the way to https.`,
      };
    case 'closed':
      return { message: `${proxy} closed the connection instead of opening the way to ${host}.`, nextStep: check };
    case 'wants-credentials':
      return {
        message: trouble.hadSome
          ? `${proxy} does not accept the user and password it was given.`
          : `${proxy} wants a user and a password.`,
        nextStep: trouble.hadSome
          ? `Correct the credentials of the proxy that ${source} names.`
          : 'Give them in the address of http.proxy or HTTPS_PROXY, in http.proxyAuthorization, or as proxyCredentials of the environment.',
      };
    case 'refused':
      return {
        message: `${proxy} refused the way to ${host} with status ${trouble.status}.`,
        nextStep: refusalAdvice(trouble.status, check),
      };
    case 'no-proxy':
      return { message: `What ${url} answered is not the answer of a proxy.`, nextStep: check };
    case 'too-much':
      return {
        message: `${proxy} sent more than an answer before anything was asked of ${host}.`,
        nextStep: `Do not go on: someone else may be answering for ${host}. ${check}`,
      };
    case 'socks':
      return {
        message: `${proxy} refused the way to ${host}: ${socksReplies.get(trouble.reply) ?? `reply ${trouble.reply}`}.`,
        nextStep: check,
      };
  }
}

function refusalAdvice(status: number, check: string): string {
  if (status === 403 || status === 405) return 'Its rules do not allow this host or port; ask who runs it.';
  if (status === 502 || status === 503 || status === 504) {
    return 'It could not reach the server: check the spelling of the host, and whether the proxy may reach it.';
  }
  return check;
}

/** RFC 1928 section 6. */
const socksReplies: ReadonlyMap<number, string> = new Map([
  [1, 'it failed'],
  [2, 'its rules do not allow it'],
  [3, 'there is no way to the network'],
  [4, 'there is no way to the host'],
  [5, 'the server refused the connection'],
  [6, 'the server did not react in time'],
  [7, 'it knows no such command'],
  [8, 'it knows no such kind of address'],
]);
