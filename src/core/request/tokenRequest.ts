/** True for the path of a token endpoint, or of one like it. It errs on the side of caution. */
export function isTokenPath(path: string): boolean {
  return tokenPath.test(unescaped(path).toLowerCase());
}

/** True for a body that asks for a token, also where its values are masked. */
export function asksForToken(text: string): boolean {
  return askedNames.test(unescaped(text.slice(0, longestLook)));
}

/** True for a body that gives one. */
export function givesToken(text: string): boolean {
  return givenNames.test(unescaped(text.slice(0, longestLook)));
}

/**
 * RFC 6749 section 3.2, RFC 7662, RFC 7009, RFC 8628, RFC 9126, CIBA, and what products call them:
 * `/oauth2/access_token` and `/json/authenticate` of AM, `/as/token.oauth2` of PingFederate.
 */
const tokenPath =
  /\/(?:token|access_token|token_exchange|introspect|introspection|revoke|revoke_token|revocation|device_authorization|device\/(?:code|token)|par|bc-authorize|authenticate|rest-sts\/[^/]+)(?:\.oauth2)?\/*$/;

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
