import type { AmSettings } from './authConfiguration';
import { isCookieName } from './cookieSyntax';
import { need, Refusal, type SettingsReader } from './settingsReader';

/** `"Type": "AM Session"`: where AM is, which realm and which journey. */
export function readAmSettings(reader: SettingsReader): AmSettings {
  const url = reader.url('AM URL');
  need(url, 'AM URL');
  const cookieName = reader.text('Cookie Name');
  if (cookieName !== undefined && !isCookieName(cookieName)) {
    throw new Refusal("'Cookie Name' should be the name of a cookie, without blanks, = and ;.");
  }
  return {
    url: withoutEnd(url ?? ''),
    realmPath: realmPath(reader.text('Realm') ?? ''),
    tree: reader.text('Tree'),
    cookieName,
  };
}

/** A query would stand in front of the paths that are put behind it. */
function withoutEnd(url: string): string {
  if (url.includes('?')) throw new Refusal("'AM URL' should be an address without a question mark.");
  return url.replace(/\/+$/, '');
}

/** `alpha`, `/alpha` and `/realms/root/realms/alpha` mean the same; `/` is the root. */
function realmPath(text: string): string {
  const names = text.split('/').filter((name) => name !== '');
  const isWhole = names[0] === 'realms';
  const realms = isWhole ? names.filter((_, index) => index % 2 === 1) : names;
  const isOdd = isWhole && names.some((name, index) => index % 2 === 0 && name !== 'realms');
  const below = realms[0] === 'root' ? realms.slice(1) : realms;
  if (isOdd || below.some((name) => /^\.{1,2}$/.test(name))) {
    throw new Refusal("'Realm' should be a name such as 'alpha', or '/' for the root.");
  }
  return `/realms/root${below.map((name) => `/realms/${encodeURIComponent(name)}`).join('')}`;
}
