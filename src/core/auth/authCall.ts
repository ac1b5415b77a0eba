/** `$auth.token("worker")` or `$auth.idToken("worker")`. */
export interface AuthCall {
  readonly kind: 'token' | 'idToken';
  readonly name: string;
}

/** Reads an expression between braces; `undefined` for every other one. Quotes may be left off. */
export function parseAuthCall(expression: string): AuthCall | undefined {
  if (expression.length > LONGEST_CALL) return undefined;
  const match = /^\$auth\.(token|idToken)\s*\(\s*(?:"([^"]*)"|'([^']*)'|([^\s"'(),]+))\s*\)$/.exec(expression);
  if (!match) return undefined;
  const [, kind, double, single, bare] = match;
  return { kind: kind === 'token' ? 'token' : 'idToken', name: double ?? single ?? bare ?? '' };
}

/** The expression that means the access token of that name. */
export function authCallText(name: string): string {
  return `$auth.token("${name}")`;
}

const LONGEST_CALL = 300;
