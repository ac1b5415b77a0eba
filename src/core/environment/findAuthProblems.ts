import { templateLiteral } from '../text/template';
import type { AuthSettings } from './authSettings';
import type { FileProblem } from './files/parseJsonFile';

/**
 * What every send with these settings would fail for, however its placeholders are filled. They are those of all files
 * together, so a secret that stands in the private file alone is not missed in the public one.
 */
export function findAuthProblems(auth: ReadonlyMap<string, AuthSettings>): readonly FileProblem[] {
  return [...auth.values()].flatMap((settings) => {
    const missing = findMissing(settings);
    if (missing.length === 0 || !settings.place) return [];
    const { path, span } = settings.place;
    const message = `'${settings.name}' has no ${missing.map((key) => `'${key}'`).join(' and no ')}, so no token can be fetched.`;
    return [{ code: 'auth-incomplete', severity: 'warning' as const, span, message, path }];
  });
}

function findMissing(settings: AuthSettings): readonly string[] {
  const has = (key: string): boolean => settings.members.has(key);
  if (literalOf(settings, 'Type') === 'mock') return has('Token') || has('ID Token') ? [] : ['Token'];
  if (literalOf(settings, 'Type') === 'am session') return has('AM URL') ? [] : ['AM URL'];
  const grant = literalOf(settings, 'Grant Type');
  if (grant === undefined) return has('Grant Type') ? [] : ['Grant Type'];
  const keys = [...(NEEDED.get(grant) ?? [])];
  if (!has('Issuer URL')) keys.unshift('Token URL', ...(ENDPOINTS.get(grant) ?? []));
  return keys.filter((key) => !key.split('|').some(has)).map((key) => key.split('|', 1)[0] ?? key);
}

/** In lower case; `undefined` when the key is not written, or decided by a placeholder. */
function literalOf(settings: AuthSettings, key: string): string | undefined {
  const value = settings.members.get(key)?.value;
  return value?.kind === 'text' ? templateLiteral(value.variable.value)?.toLowerCase() : undefined;
}

/** Alternatives with a bar between them; the first one is named. */
const NEEDED: ReadonlyMap<string, readonly string[]> = new Map([
  ['client credentials', ['Client ID', 'Client Secret|Private Key']],
  ['authorization code', ['Client ID']],
  ['device authorization', ['Client ID']],
  ['password', ['Username', 'Password']],
  ['jwt bearer', ['Private Key|Assertion']],
  ['token exchange', ['Subject Token']],
  ['refresh token', ['Refresh Token']],
]);

const ENDPOINTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['authorization code', ['Auth URL']],
  ['device authorization', ['Device Auth URL']],
]);
