import type { Exchange } from '../exchange/exchange';
import { parseHttpUrl } from '../exchange/origin';
import { asksForToken, givesToken, isTokenPath } from '../request/tokenRequest';
import type { ResponseView } from '../view/responseView';

/**
 * True for an exchange with a token endpoint, or one like it: told by its address, by what was sent there, or by what
 * came back. It errs on the side of caution, because the bodies of such an exchange are never recorded.
 */
export function carriesTokens(exchange: Exchange, view: ResponseView): boolean {
  const addresses = [exchange.request.url, exchange.url, ...exchange.redirects.map(({ url }) => url)];
  if (addresses.some(isTokenAddress)) return true;
  if (asksForToken(view.request.body ?? '')) return true;
  if (view.outcome.kind === 'failure') return false;
  const { formatted, raw } = view.outcome.body;
  return givesToken(formatted) || givesToken(raw ?? '');
}

function isTokenAddress(url: string): boolean {
  return isTokenPath(parseHttpUrl(url)?.pathname ?? url);
}
