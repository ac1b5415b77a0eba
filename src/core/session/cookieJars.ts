import type { SecretStorage } from '../environment/secrets/secretStorage';
import type { CookieJar, JarAccess } from '../exchange/cookieJar';
import type { SessionPlace } from './session';

/** The jars of all environments. Two folders never share one, nor do two environments. */
export interface CookieJars {
  /** The same jar for the same place, with what was kept before. */
  readonly jarOf: (place: SessionPlace) => JarAccess;
}

/** Makes a jar from what one said of itself, or an empty one. */
export type OpenCookieJar = (serialized?: string) => CookieJar;

/** Where jars rest. `has` answers at once, so that a send need not wait for a storage that holds nothing for it. */
export interface CookieStorage extends SecretStorage {
  readonly has: (key: string) => boolean;
}

/** Jars that live as long as this value; with a storage they outlive it. `load` is asked once a jar is needed. */
export function cookieJars(load: () => Promise<OpenCookieJar>, storage?: CookieStorage): CookieJars {
  const jars = new Map<string, JarAccess>();
  return {
    jarOf: (place) => {
      const key = cookieKey(place);
      const known = jars.get(key);
      if (known) return known;
      const fresh = jarAccess(load, storage, key);
      jars.set(key, fresh);
      return fresh;
    },
  };
}

function jarAccess(load: () => Promise<OpenCookieJar>, storage: CookieStorage | undefined, key: string): JarAccess {
  let opened: Promise<CookieJar> | undefined;
  return {
    isEmpty: () => !opened && !storage?.has(key),
    open: () => (opened ??= load().then((open) => (storage ? openStored(open, storage, key) : open()))),
  };
}

/** The key of a jar in a storage that all folders share; JSON keeps its parts apart whatever is in them. */
export function cookieKey({ workspaceFolder, environmentName }: SessionPlace): string {
  return `cookies/${JSON.stringify([workspaceFolder ?? '', environmentName ?? null])}`;
}

async function openStored(open: OpenCookieJar, storage: CookieStorage, key: string): Promise<CookieJar> {
  const jar = open(storage.has(key) ? await readKept(storage, key) : undefined);
  let last = Promise.resolve();
  // One after another, so that an older state never lands on a newer one. What cannot be kept stays for this session.
  const keep = (): void => {
    const now = jar.list().length === 0 ? undefined : jar.serialize();
    const write = (): PromiseLike<void> => (now === undefined ? storage.delete(key) : storage.store(key, now));
    last = last.then(write).catch(() => undefined);
  };
  return {
    ...jar,
    keep: (url, fields) => {
      const refused = jar.keep(url, fields);
      keep();
      return refused;
    },
    remove: (cookie) => {
      jar.remove(cookie);
      keep();
    },
  };
}

async function readKept(storage: SecretStorage, key: string): Promise<string | undefined> {
  try {
    return await storage.get(key);
  } catch {
    return undefined;
  }
}
