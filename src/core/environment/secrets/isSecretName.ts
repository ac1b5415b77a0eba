/**
 * True when a value under this name is masked: `adminAppSecret`, `access_token`, `X-Api-Key`. Names about a secret
 * rather than for one (`tokenEndpoint`, `passwordPolicyID`) are not.
 */
export function isSecretName(name: string): boolean {
  const known = answers.get(name);
  if (known !== undefined) return known;
  // The same names come again and again, in the members of every body.
  if (answers.size >= MOST_ANSWERS) answers.clear();
  const answer = findSecretName(name);
  if (name.length <= LONGEST_KEPT) answers.set(name, answer);
  return answer;
}

function findSecretName(name: string): boolean {
  const words = splitWords(name);
  const last = words.at(-1);
  if (last === undefined) return false;
  const joined = words.join('');
  if (isConfiguredSecretName(name)) return true;
  if (SECRET_JOINED.some((text) => joined.endsWith(text))) return true;
  if (DESCRIBING_WORDS.has(last)) return false;
  return words.some((word) => SECRET_WORDS.has(word)) || SECRET_INSIDE.some((text) => joined.includes(text));
}

/**
 * Names that count as secret besides the known ones, for the whole program: names come from files, answers and
 * questions, and one that is masked in one place has to be masked in all. Each counts at the end of a name too.
 */
export function setSecretNames(names: readonly string[]): void {
  answers.clear();
  configured = names.map((name) => splitWords(name)).filter((words) => words.length > 0);
}

/** True for what `setSecretNames` was given: `mfaSeed` is `mfa_seed`, `MFASEED` and `user.mfaSeed`, and no `mfaSeedType`. */
export function isConfiguredSecretName(name: string): boolean {
  if (configured.length === 0) return false;
  const words = splitWords(name);
  return configured.some((wanted) => {
    const end = words.slice(-wanted.length);
    return end.join(' ') === wanted.join(' ') || words.at(-1) === wanted.join('');
  });
}

const answers = new Map<string, boolean>();
const MOST_ANSWERS = 2000;
const LONGEST_KEPT = 100;

let configured: readonly (readonly string[])[] = [];

/** `adminAppID2` and `admin_app-id.2` are the same words. */
function splitWords(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => (/^[a-z]+\d+$/.test(word) ? word.replace(/\d+$/, '') : word))
    .filter((word) => word !== '');
}

/** Words that make the whole name secret wherever they stand in it. */
const SECRET_WORDS: ReadonlySet<string> = new Set([
  'secret',
  'secrets',
  'password',
  'passwords',
  'passwd',
  'pwd',
  'pass',
  'passphrase',
  'passcode',
  'passcodes',
  'token',
  'tokens',
  'jwt',
  'jwk',
  'jwks',
  'pem',
  'pfx',
  'credential',
  'credentials',
  'bearer',
  'authorization',
  'assertion',
  'cookie',
  'otp',
  'otps',
  'totp',
]);

/** Compounds, for names in one case only: `clientsecret`, `APIKEY`. */
const SECRET_INSIDE: readonly string[] = [
  'secret',
  'password',
  'passwd',
  'passphrase',
  'accesstoken',
  'refreshtoken',
  'idtoken',
  'apikey',
  'privatekey',
  'signingkey',
  'encryptionkey',
  'subscriptionkey',
  'accesskey',
  'codeverifier',
  'iplanetdirectorypro',
];

/** Compounds that would otherwise be taken for a name about a secret. */
const SECRET_JOINED: readonly string[] = [
  'recoverycode',
  'recoverycodes',
  'secretid',
  'tokenid',
  'ssotoken',
  'csrftoken',
];

/** A last word that says the value only tells something of a secret. */
const DESCRIBING_WORDS: ReadonlySet<string> = new Set([
  'url',
  'uri',
  'endpoint',
  'path',
  'host',
  'type',
  'types',
  'id',
  'ids',
  'name',
  'names',
  'policy',
  'length',
  'lifetime',
  'expiry',
  'expires',
  'expiration',
  'ttl',
  'in',
  'at',
  'method',
  'format',
  'file',
  'audience',
  'issuer',
  'scope',
  'state',
  'status',
  'enabled',
  'required',
  'hint',
  'count',
  'alg',
  'algorithm',
]);
