import type { Span } from '../text/span';
import type { Variable } from './variable';

/** One way to get a token, as environment files say it under `Security.Auth`: `{{$auth.token("name")}}` uses it. */
export interface AuthSettings {
  readonly name: string;
  /** By the names of `authKeys`. Each comes from the first source that has it, so a private file can add the secret. */
  readonly members: ReadonlyMap<string, AuthMember>;
  /** Where the name is written first; `undefined` for a setting and for variables that stand for it. */
  readonly place: AuthPlace | undefined;
}

export interface AuthPlace {
  readonly path: string;
  readonly span: Span;
}

export interface AuthMember {
  readonly value: AuthValue;
  readonly place: AuthPlace | undefined;
}

/** A text is a variable without a name of its own: it is evaluated, masked and kept as one. */
export type AuthValue =
  | {
      readonly kind: 'text';
      readonly variable: Variable;
      /** Where the file has a number or `true`: a claim keeps its type. */
      readonly literal?: number | boolean;
    }
  /** Kept where it cannot be read; `message` says so. */
  | { readonly kind: 'unavailable'; readonly message: string }
  | { readonly kind: 'list'; readonly items: readonly AuthValue[] }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, AuthValue> };

/** What may be written for a key. */
export interface AuthKey {
  readonly form: 'text' | 'boolean' | 'number' | 'choice' | 'key' | 'any';
  /** Compared without regard to case; a value with a placeholder is looked at when it is used. */
  readonly choices?: readonly string[];
  /** Read so that files of other programs are fine, and not acted on. */
  readonly isIgnored?: true;
}

/** The grants, as they are written; the first name of each is ours. */
export const grantNames = [
  'Client Credentials',
  'Authorization Code',
  'Device Authorization',
  'Password',
  'JWT Bearer',
  'Token Exchange',
  'Refresh Token',
  'Implicit',
] as const;

/** How a client tells who it is, as it is written under `Client Credentials`. */
export const clientAuthenticationNames = [
  'basic',
  'basic raw',
  'in body',
  'none',
  'client_secret_jwt',
  'private_key_jwt',
  'jwt',
  'true',
  'false',
] as const;

const text: AuthKey = { form: 'text' };
const ignored: AuthKey = { form: 'any', isIgnored: true };

/** The keys of JetBrains, those that Kulala adds, and ours. */
export const authKeys: ReadonlyMap<string, AuthKey> = new Map<string, AuthKey>([
  ['Type', { form: 'choice', choices: ['OAuth2', 'AM Session', 'Mock'] }],
  ['Grant Type', { form: 'choice', choices: grantNames }],
  ['Issuer URL', text],
  ['Token URL', text],
  ['Auth URL', text],
  ['Device Auth URL', text],
  ['Redirect URL', text],
  ['Client ID', text],
  ['Client Secret', text],
  ['Client Credentials', { form: 'choice', choices: clientAuthenticationNames }],
  ['Private Key', { form: 'key' }],
  ['Key ID', text],
  ['Algorithm', text],
  ['Assertion Audience', text],
  ['Subject', text],
  ['Assertion', text],
  ['JWT', { form: 'any' }],
  ['AM URL', text],
  ['Realm', text],
  ['Tree', text],
  ['Cookie Name', text],
  ['Username', text],
  ['Password', text],
  ['Refresh Token', text],
  ['Scope', text],
  ['Audience', text],
  ['Resource', text],
  ['State', text],
  ['PKCE', { form: 'any' }],
  ['Subject Token', text],
  ['Subject Token Type', text],
  ['Actor Token', text],
  ['Actor Token Type', text],
  ['Requested Token Type', text],
  ['Custom Request Parameters', { form: 'any' }],
  ['Expires In', { form: 'number' }],
  ['Acquire Automatically', { form: 'boolean' }],
  ['Use ID Token', { form: 'boolean' }],
  ['Open Complete URI', { form: 'boolean' }],
  ['Token', text],
  ['ID Token', text],
  ['Start Polling After Browser', ignored],
  ['Response Type', ignored],
  ['Revoke URL', ignored],
  ['Custom Headers', ignored],
  ['Browser CMD', ignored],
]);

/** Every text in the settings. */
export function authVariables(auth: ReadonlyMap<string, AuthSettings> | undefined): readonly Variable[] {
  const settings = [...(auth?.values() ?? [])];
  return settings.flatMap(({ members }) => [...members.values()].flatMap(({ value }) => valueVariables(value)));
}

/** The texts in one value. */
export function valueVariables(value: AuthValue): readonly Variable[] {
  switch (value.kind) {
    case 'text':
      return [value.variable];
    case 'unavailable':
      return [];
    case 'list':
      return value.items.flatMap(valueVariables);
    case 'object':
      return [...value.members.values()].flatMap(valueVariables);
  }
}

/** The settings with other texts of keys: those inside lists and objects stay. */
export function mapAuthVariables(
  auth: ReadonlyMap<string, AuthSettings>,
  change: (variable: Variable) => Variable,
): ReadonlyMap<string, AuthSettings> {
  const changeMember = (member: AuthMember): AuthMember => {
    const { value } = member;
    return value.kind === 'text' ? { ...member, value: { ...value, variable: change(value.variable) } } : member;
  };
  return new Map(
    Array.from(auth, ([name, settings]) => {
      const members = Array.from(settings.members, ([key, member]) => [key, changeMember(member)] as const);
      return [name, { ...settings, members: new Map(members) }];
    }),
  );
}

/** Of several sources the first one that has a key counts, key by key. */
export function mergeAuthSettings(
  groups: readonly (ReadonlyMap<string, AuthSettings> | undefined)[],
): ReadonlyMap<string, AuthSettings> {
  const merged = new Map<string, AuthSettings>();
  for (const group of groups) {
    for (const [name, settings] of group ?? []) {
      const known = merged.get(name);
      merged.set(
        name,
        known
          ? {
              ...known,
              members: new Map([...settings.members, ...known.members]),
              place: known.place ?? settings.place,
            }
          : settings,
      );
    }
  }
  return merged;
}
