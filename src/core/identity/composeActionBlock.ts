import type { Exchange } from '../exchange/exchange';
import { isCredentialName, lookupHeader } from '../exchange/headerFields';
import type { Link } from '../exchange/link';
import { isSameOrigin } from '../exchange/origin';
import { buildRedactor } from '../exchange/redaction';
import { linkTarget } from '../exchange/requestForLink';
import { findEnvironmentPin } from '../request/pinnedEnvironment';
import type { HeaderPair } from '../request/resolvedRequest';
import { parseRequestFile } from '../syntax/parseRequestFile';
import type { LinkAction } from './lookupAction';

interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/** What an action block is made from. */
export interface ActionBlockInput {
  readonly exchange: Exchange;
  readonly link: Link;
  readonly action: LinkAction;
  /** Values of the environment that are no secrets, to be written as `{{name}}` again. */
  readonly variables?: readonly NamedValue[];
  /** Its secrets: their values are not written, only compared with. */
  readonly secrets?: readonly NamedValue[];
  /** Fields of the request that was sent, as they stand in the file, placeholders and all. */
  readonly writtenHeaders?: readonly HeaderPair[];
  /** Of the answer the link stands in: the block is for that one, also after it was saved or the window reloaded. */
  readonly environmentName?: string | undefined;
}

/**
 * A request block that is ready to be filled in and sent, or `undefined` when the link leads nowhere. No credential
 * is in it in clear: those of the file are repeated as they are written there, and only for the same origin. Nothing
 * the server wrote can become a placeholder, a field or a second request.
 */
export function composeActionBlock(input: ActionBlockInput): string | undefined {
  const { exchange, link, action } = input;
  const target = linkTarget(exchange, link);
  if (!target) return undefined;
  const isInside = isSameOrigin(target.href, exchange.url);
  const lines = [`### ${link.rel.replace(/[^\x20-\x7e]|[{}]/g, '').trim()}`];
  if (input.environmentName !== undefined && isPinnable(input.environmentName)) {
    lines.push(`# @env ${input.environmentName}`);
  }
  if (!isInside)
    lines.push('# The link leads to another origin than the answer it came from, so no credentials are added.');
  if (action.required.length > 0) lines.push(`# Required: ${action.required.join(', ')}`);
  const url = hideSecrets(target, input);
  if (url.hasUnnamed) {
    lines.push('# The link holds a secret, which is not written here: give the placeholder a value to send this.');
  }
  lines.push(`${action.method} ${writeUrl(url.text, input.variables ?? [])}`);
  lines.push(`Content-Type: ${action.mediaType}`);
  if (isInside) {
    for (const [name, value] of credentialFields(input)) lines.push(`${name}: ${value}`);
  }
  if (action.body !== undefined) lines.push('', JSON.stringify(action.body, undefined, 2));
  return `${lines.join('\n')}\n`;
}

/** A name may hold what a line cannot say. */
function isPinnable(name: string): boolean {
  return findEnvironmentPin(parseRequestFile(`# @env ${name}\nGET /\n`)).name === name;
}

/** Credentials as the file has them, `Authorization: Bearer {{accessToken}}`; that one is also the best guess. */
function credentialFields({ exchange, writtenHeaders }: ActionBlockInput): readonly HeaderPair[] {
  const written = (writtenHeaders ?? []).filter(([name]) => isCredentialName(name));
  const safe = written.filter(([, value]) => value.includes('{{') && !/[\r\n]/.test(value));
  if (safe.length > 0) return safe;
  const sent = lookupHeader(exchange.request.headers, 'authorization');
  return sent !== undefined && /^bearer\s/i.test(sent) ? [['Authorization', 'Bearer {{accessToken}}']] : [];
}

/**
 * The address with a placeholder where a secret stands: of the variable that has it, or one that nothing defines. The
 * document may be saved. Braces of the server's own are encoded first, or it could ask for `{{clientSecret}}`.
 */
function hideSecrets(target: URL, { exchange, secrets = [] }: ActionBlockInput): { text: string; hasUnnamed: boolean } {
  let unnamed = 0;
  const hide = (secret: string): string => {
    if (/^\{\{[^{}]+\}\}$/.test(secret)) return secret;
    const known = secrets.find(({ name, value }) => isName(name) && (value === secret || value === decode(secret)));
    if (known) return `{{%${known.name}}}`;
    unnamed++;
    return `{{maskedValue${unnamed === 1 ? '' : unnamed}}}`;
  };
  const url = target.href.replaceAll('{', '%7B').replaceAll('}', '%7D');
  const text = buildRedactor(exchange.request.secrets, hide).url(url);
  return { text, hasUnnamed: unnamed > 0 };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function isName(name: string): boolean {
  return /^[A-Za-z_][\w.-]*$/.test(name);
}

/**
 * The address with known values turned back into placeholders: the longest one the address begins with, then whole
 * path segments.
 */
function writeUrl(url: string, variables: readonly NamedValue[]): string {
  const usable = variables.filter(({ name, value }) => isName(name) && value !== '');
  const base = usable
    .map(({ name, value }) => ({ name, value: value.replace(/\/+$/, '') }))
    .filter(({ value }) => /^https?:\/\/[^/]/.test(value) && beginsWith(url, value))
    .reduce<{ name: string; value: string } | undefined>(
      (best, next) => (best === undefined || next.value.length > best.value.length ? next : best),
      undefined,
    );
  const rest = base ? url.slice(base.value.length) : url;
  const [path = '', query] = splitOnce(rest, '?');
  const segments = path.split('/').map((segment) => {
    // Short values such as `v1` or `1` are in many addresses by chance.
    const known = segment.length >= 8 ? usable.find(({ value }) => value === segment) : undefined;
    return known ? `{{${known.name}}}` : segment;
  });
  return `${base ? `{{${base.name}}}` : ''}${segments.join('/')}${query === undefined ? '' : `?${query}`}`;
}

function beginsWith(url: string, prefix: string): boolean {
  return url.startsWith(prefix) && (url.length === prefix.length || '/?'.includes(url.charAt(prefix.length)));
}

function splitOnce(text: string, separator: string): readonly [string, string | undefined] {
  const index = text.indexOf(separator);
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)];
}
