import type { Exchange } from '../exchange/exchange';
import { parseHttpUrl } from '../exchange/origin';
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
  const path = unescaped(parseHttpUrl(url)?.pathname ?? url).toLowerCase();
  return tokenPath.test(path);
}

/**
 * RFC 6749 section 3.2, RFC 7662, RFC 7009, RFC 8628, RFC 9126, CIBA, and what products call them:
 * `/oauth2/access_token` and `/json/authenticate` of AM, `/as/token.oauth2` of PingFederate.
 */
const tokenPath =
  /\/(?:token|access_token|token_exchange|introspect|introspection|revoke|revoke_token|revocation|device_authorization|device\/(?:code|token)|par|bc-authorize|authenticate|rest-sts\/[^/]+)(?:\.oauth2)?\/*$/;

/** The text is masked, but it still says what was masked. */
function asksForToken(text: string): boolean {
  return askedNames.test(unescaped(text.slice(0, longestLook)));
}

function givesToken(text: string): boolean {
  return givenNames.test(unescaped(text.slice(0, longestLook)));
}

function unescaped(text: string): string {
  return text
    .replace(/\\u([0-9a-f]{4})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replace(/%([2-7][0-9a-f])/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

/** A member, a parameter, or a field of a form. */
function memberNamed(names: string): RegExp {
  return new RegExp(`(?:^|[^\\w.-])(?:${names})["']?\\s*[=:]|name=["']?(?:${names})\\b(?!-)`);
}

const askedNames = memberNamed(
  'grant_type|client_secret|client_assertion|code_verifier|refresh_token|subject_token|actor_token|device_code|auth_req_id',
);

const givenNames = memberNamed('access_token|refresh_token|id_token|device_code|tokenId|auth_req_id|issued_token');

const longestLook = 65_536;
