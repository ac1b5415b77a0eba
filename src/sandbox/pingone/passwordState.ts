import { createHmac, timingSafeEqual } from 'node:crypto';

/** What is kept of a user's password; the password itself is not. */
export interface PasswordState {
  /** Newest first; the current one leads. Empty: the user has no password. */
  readonly history: readonly PasswordDigest[];
  readonly changedAt: string | undefined;
  readonly mustChange: boolean;
  readonly failures: number;
  /** Milliseconds since the epoch; in the past once the lock is over. */
  readonly lockedUntil: number | undefined;
  readonly recovery: { readonly code: string; readonly expiresAt: number; readonly failures: number } | undefined;
}

export interface PasswordDigest {
  readonly salt: string;
  readonly digest: Uint8Array;
}

/** Names the API gives to the state of a password. */
export type PasswordStatus = 'OK' | 'NO_PASSWORD' | 'PASSWORD_LOCKED_OUT' | 'MUST_CHANGE_PASSWORD';

/** The numbers of the «Standard» policy an environment begins with. */
export const passwordPolicy = {
  length: { min: 8, max: 255 },
  minUniqueCharacters: 5,
  historyCount: 6,
  failureCount: 5,
  lockSeconds: 900,
  recoverySeconds: 300,
} as const;

/** Character classes a password needs one of each of. */
export const passwordCharacters = [
  'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  'abcdefghijklmnopqrstuvwxyz',
  '0123456789',
  '~!@#$%^&*()-_=+[]{}|;:,.<>/?',
];

/** A user without a password. */
export const noPassword: PasswordState = {
  history: [],
  changedAt: undefined,
  mustChange: false,
  failures: 0,
  lockedUntil: undefined,
  recovery: undefined,
};

/** The state a password is in at `now`. */
export function passwordStatus(state: PasswordState, now: number): PasswordStatus {
  if (state.history.length === 0) return 'NO_PASSWORD';
  if (state.lockedUntil !== undefined && state.lockedUntil > now) return 'PASSWORD_LOCKED_OUT';
  return state.mustChange ? 'MUST_CHANGE_PASSWORD' : 'OK';
}

/** True when `password` is the current one. */
export function passwordMatches(state: PasswordState, password: string): boolean {
  const current = state.history[0];
  return current !== undefined && digestMatches(current, password);
}

/** The state after a password was given; locks, failures and recovery codes end with it. */
export function withPassword(
  state: PasswordState,
  password: string,
  about: { readonly salt: string; readonly mustChange: boolean; readonly now: number },
): PasswordState {
  const digest = { salt: about.salt, digest: digestOf(about.salt, password) };
  return {
    ...noPassword,
    history: [digest, ...state.history].slice(0, passwordPolicy.historyCount),
    changedAt: new Date(about.now).toISOString(),
    mustChange: about.mustChange,
  };
}

/** The state after a wrong password: the fifth one in a row locks it. */
export function withFailure(state: PasswordState, now: number): PasswordState {
  const failures = state.failures + 1;
  if (failures < passwordPolicy.failureCount) return { ...state, failures };
  return { ...state, failures: 0, lockedUntil: now + passwordPolicy.lockSeconds * 1000 };
}

/** Names of the policy's requirements that `password` does not meet, as they stand in the policy resource. */
export function findUnsatisfiedRequirements(
  state: PasswordState,
  password: string,
  profile: readonly string[],
): readonly string[] {
  const characters = [...password];
  const lower = password.toLowerCase();
  const { length, minUniqueCharacters } = passwordPolicy;
  const checks: readonly (readonly [name: string, satisfied: boolean])[] = [
    ['excludesCommonlyUsed', !commonPasswords.has(lower)],
    ['excludesProfileData', !profile.some((text) => text.length >= 3 && lower.includes(text.toLowerCase()))],
    ['history', !state.history.some((digest) => digestMatches(digest, password))],
    ['length', characters.length >= length.min && characters.length <= length.max],
    ['minCharacters', passwordCharacters.every((set) => characters.some((character) => set.includes(character)))],
    ['minUniqueCharacters', new Set(characters).size >= minUniqueCharacters],
  ];
  return checks.filter(([, satisfied]) => !satisfied).map(([name]) => name);
}

function digestMatches(digest: PasswordDigest, password: string): boolean {
  return timingSafeEqual(digest.digest, digestOf(digest.salt, password));
}

/** Fast on purpose: it lives in memory for one run, and a slow hash would block the editor that runs the sandbox. */
function digestOf(salt: string, password: string): Uint8Array {
  return createHmac('sha256', salt).update(password, 'utf8').digest();
}

const commonPasswords = new Set([
  'password',
  'password1',
  'password1!',
  'password123!',
  'p@ssw0rd',
  'p@ssw0rd1',
  'passw0rd!',
  'qwerty123!',
  'welcome1!',
  'letmein1!',
  'admin123!',
  'abc123!@#',
  '1qaz@wsx',
  'changeme1!',
]);
