import type { LookupFailure } from './variable';

/** `{{$aadV2Token appOnly}}` or `{{$oidcAccessToken clientId:app …}}`, as REST Client writes them, taken apart. */
export interface RestClientTokenCall {
  readonly kind: 'rest-client-token';
  readonly variable: '$aadV2Token' | '$oidcAccessToken';
  /** One for all spellings that mean the same token; `new` is not in it. */
  readonly tokenName: string;
  /** Another token than the one that is kept is wanted. */
  readonly isNew: boolean;
  readonly flags: ReadonlySet<string>;
  /** By the keys of the shapes below; scopes have one blank between them. */
  readonly options: ReadonlyMap<string, string>;
}

/** The variables that `$aadV2Token` reads. */
export const aadVariableNames = [
  'aadV2ClientId',
  'aadV2ClientSecret',
  'aadV2AppUri',
  'aadV2TenantId',
  'aadV2Cloud',
] as const;

/** The clouds as REST Client names them. */
export const aadCloudNames = ['AzureCloud', 'AzureChinaCloud', 'AzureUSGovernment', 'ppe'] as const;

/** `undefined` for every other expression; a failure for one that begins so and goes on with something unknown. */
export function parseRestClientToken(expression: string): RestClientTokenCall | LookupFailure | undefined {
  const [head] = /^\$(?:aadV2Token|oidcAccessToken)(?=\s|$)/.exec(expression) ?? [];
  if (head === undefined) return undefined;
  const variable = head === '$aadV2Token' ? head : '$oidcAccessToken';
  if (expression.length > LONGEST_CALL) return refuse(variable, 'so much');
  const shape = shapes[variable];
  const flags = new Set<string>();
  const options = new Map<string, string>();
  const scopes: string[] = [];
  let isInScopes = false;
  for (const word of expression.slice(head.length).split(/\s+/)) {
    if (word === '') continue;
    const [, key = '', value = ''] = /^([A-Za-z]{1,20}):(.+)$/.exec(word) ?? [];
    const option = shape.options.find((name) => name.toLowerCase() === key.toLowerCase());
    if (/[{}"']/.test(word) || (option && options.has(option))) return refuse(variable, word);
    if (shape.flags.includes(word)) flags.add(word);
    else if (option !== undefined) options.set(option, value);
    else if (!isInScopes) return refuse(variable, word);
    isInScopes = option === 'scopes' || (isInScopes && option === undefined && !flags.has(word));
    if (isInScopes) scopes.push(...(option ? value : word).split(',').filter((scope) => scope !== ''));
  }
  if (options.has('scopes')) options.set('scopes', scopes.join(' '));
  const isNew = flags.delete('new');
  return { kind: 'rest-client-token', variable, tokenName: nameOf(variable, flags, options), isNew, flags, options };
}

/** The name under which its value is looked for: one that is wanted anew is another one than that which is kept. */
export function wantedTokenName({ variable, tokenName, isNew }: RestClientTokenCall): string {
  return isNew ? `${variable} new${tokenName.slice(variable.length)}` : tokenName;
}

function nameOf(
  variable: RestClientTokenCall['variable'],
  flags: ReadonlySet<string>,
  options: ReadonlyMap<string, string>,
): string {
  const shape = shapes[variable];
  const words = shape.options.flatMap((key) => {
    const value = options.get(key);
    return value === undefined ? [] : [`${key}:${value.replaceAll(' ', ',')}`];
  });
  return [variable, ...shape.flags.filter((flag) => flags.has(flag)), ...words].join(' ');
}

function refuse(variable: RestClientTokenCall['variable'], word: string): LookupFailure {
  const { flags, options } = shapes[variable];
  const known = [...flags, ...options.map((key) => `${key}:…`)].join(', ');
  const message = `'${variable}' does not take '${word}' here. Each of these may stand behind it once: ${known}.`;
  return { kind: 'lookup-failure', code: 'invalid-argument', message };
}

interface CallShape {
  readonly flags: readonly string[];
  readonly options: readonly string[];
}

const shapes: Readonly<Record<RestClientTokenCall['variable'], CallShape>> = {
  $aadV2Token: { flags: ['new', ...aadCloudNames, 'appOnly'], options: ['scopes', 'tenantid', 'clientid'] },
  $oidcAccessToken: {
    flags: ['new'],
    options: ['clientId', 'callbackPort', 'authorizeEndpoint', 'tokenEndpoint', 'scopes', 'audience'],
  },
};

const LONGEST_CALL = 2000;
