import { CookieJar as ToughJar, MemoryCookieStore, Cookie } from 'tough-cookie';
import type { CookieJar, JarCookie, RefusedCookie } from '../core/exchange/cookieJar';

/** A jar with what `serialize` gave, or an empty one: a text that is damaged is no reason not to send. */
export function openCookieJar(serialized?: string): CookieJar {
  let jar = readJar(serialized);
  const all = (): readonly Cookie[] => {
    // The store is in memory, so it answers at once; a callback is how it does.
    let found: readonly Cookie[] = [];
    jar.store.getAllCookies((_, cookies) => (found = cookies ?? []));
    return found;
  };
  return {
    cookiesFor: (url) => jar.getCookiesSync(url).map(describeCookie),
    keep: (url, fields) => {
      const refused = fields.slice(0, mostFields).flatMap((field) => keepOne(jar, url, field) ?? []);
      const left = fields.slice(mostFields).map((field) => refuse(field, `an answer may set ${mostFields} cookies`));
      return [...refused, ...left, ...dropOldest(jar, all())];
    },
    list: () => all().map(describeCookie),
    remove: (cookie) => {
      if (!cookie) jar = emptyJar();
      else jar.store.removeCookie(cookie.domain, cookie.path, cookie.name, () => undefined);
    },
    serialize: () => JSON.stringify(jar.serializeSync()),
  };
}

const mostFields = 100;
const longestField = 8192;
/** RFC 6265 section 6.1 asks for 50 at least. */
const mostOfDomain = 150;
const mostOfJar = 1000;

function emptyJar(): ToughJar {
  return new ToughJar(new MemoryCookieStore(), { rejectPublicSuffixes: true, prefixSecurity: 'strict' });
}

function readJar(serialized: string | undefined): ToughJar {
  if (serialized === undefined) return emptyJar();
  try {
    const kept = ToughJar.deserializeSync(serialized, new MemoryCookieStore());
    const jar = emptyJar();
    for (const cookie of kept.serializeSync()?.cookies ?? []) {
      const read = Cookie.fromJSON(cookie);
      if (read) jar.store.putCookie(read, () => undefined);
    }
    return jar;
  } catch {
    return emptyJar();
  }
}

function keepOne(jar: ToughJar, url: string, field: string): RefusedCookie | undefined {
  if (field.length > longestField) return refuse(field, 'it is longer than 8192 characters');
  try {
    const kept = jar.setCookieSync(field, url);
    return kept ? undefined : refuse(field, 'it has no name, or it may only be set over https');
  } catch (error) {
    const text = error instanceof Error ? error.message : '';
    if (/public suffix/i.test(text)) return refuse(field, 'its domain belongs to many owners');
    if (/domain/i.test(text)) return refuse(field, 'its domain is not that of the server');
    return refuse(field, 'it does not keep the rules for cookies');
  }
}

function refuse(field: string, reason: string): RefusedCookie {
  const name = /^[^=;]*/.exec(field)?.[0].trim() ?? '';
  return { name, reason };
}

/** A server that sets cookies without end pushes out its own, and then the oldest of all. */
function dropOldest(jar: ToughJar, cookies: readonly Cookie[]): readonly RefusedCookie[] {
  if (cookies.length <= mostOfDomain) return [];
  const newestFirst = cookies.toSorted((one, other) => createdAt(other) - createdAt(one));
  const counts = new Map<string, number>();
  const dropped: RefusedCookie[] = [];
  let kept = 0;
  for (const cookie of newestFirst) {
    const domain = cookie.domain ?? '';
    const count = (counts.get(domain) ?? 0) + 1;
    counts.set(domain, count);
    if (count <= mostOfDomain && kept < mostOfJar) {
      kept += 1;
      continue;
    }
    jar.store.removeCookie(cookie.domain, cookie.path, cookie.key, () => undefined);
    dropped.push({ name: cookie.key, reason: `only ${mostOfDomain} cookies of a domain are kept` });
  }
  return dropped;
}

function createdAt(cookie: Cookie): number {
  return cookie.creation instanceof Date ? cookie.creation.getTime() : 0;
}

function describeCookie(cookie: Cookie): JarCookie {
  const expires = cookie.expiryTime();
  return {
    name: cookie.key,
    value: cookie.value,
    domain: cookie.domain ?? '',
    path: cookie.path ?? '/',
    expiresAt: expires !== undefined && Number.isFinite(expires) ? expires : undefined,
    isSecure: cookie.secure,
    isHttpOnly: cookie.httpOnly,
  };
}
