/** `$auth.token("worker")`, `$auth.idToken("worker")` or `$auth.cookieName("am")`. */
export interface AuthCall {
  readonly kind: 'token' | 'idToken' | 'cookieName';
  readonly name: string;
}

/** Reads an expression between braces; `undefined` for every other one. Quotes may be left off. */
export function parseAuthCall(expression: string): AuthCall | undefined {
  if (expression.length > LONGEST_CALL) return undefined;
  const match = /^\$auth\.(token|idToken|cookieName)\s*\(\s*(?:"([^"]*)"|'([^']*)'|([^\s"'(),]+))\s*\)$/.exec(
    expression,
  );
  if (!match) return undefined;
  const [, kind, double, single, bare] = match;
  return { kind: kind === 'token' || kind === 'idToken' ? kind : 'cookieName', name: double ?? single ?? bare ?? '' };
}

/** The expression that means the access token of that name, or something else of it. */
export function authCallText(name: string, kind: AuthCall['kind'] = 'token'): string {
  return `$auth.${kind}("${name}")`;
}

const LONGEST_CALL = 300;
