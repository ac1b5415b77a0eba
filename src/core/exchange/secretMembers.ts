import { isConfiguredSecretName } from '../environment/secrets/isSecretName';

/** Parameters of a form or query that are secret there, though a JSON member of that name is not. */
export const secretParameters: ReadonlySet<string> = new Set([
  'code',
  'samlresponse',
  'samlrequest',
  'sig',
  'signature',
  'key',
]);

/** True when what stands under this name in an object, a form or a query is masked whatever it is. */
export function isSecretMember(name: string): boolean {
  const key = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (shownMembers.has(key)) return false;
  if (isConfiguredSecretName(name)) return true;
  return secretMembers.has(key) || /(?:password|passwd|passphrase|secret|token|privatekey|apikey|assertion)$/.test(key);
}

const secretMembers: ReadonlySet<string> = new Set([
  'authid',
  'tokenid',
  'devicecode',
  'codeverifier',
  'recoverycode',
  'recoverycodes',
  'otp',
  'otps',
  'totp',
  'passcode',
  'passcodes',
  'pwd',
  'secretkey',
  'accesskey',
  'jwt',
  'idtokenhint',
  'iplanetdirectorypro',
]);

/** They end like a secret and are none: paging. */
const shownMembers: ReadonlySet<string> = new Set(['nextpagetoken', 'pagetoken', 'nexttoken', 'continuationtoken']);
