import { isSecretName } from '../../environment/secrets/isSecretName';
import type { HeaderField, RequestBlock, VariableDeclaration } from '../../syntax/nodes';
import type { Span } from '../../text/span';
import type { Problem, ProblemFix } from '../../text/problem';
import { findNamedSecrets, isExample, SHORTEST_SECRET } from './findNamedSecrets';
import { GAP, readWrittenText } from '../edits/writtenText';

/** A secret that anybody who reads the file can use. Block coordinates. */
export interface ClearSecret {
  readonly kind: 'bearer-token' | 'basic-credentials' | 'private-key' | 'jwt' | 'variable' | 'named-value';
  readonly span: Span;
  /** Of a value whose name says that it is secret. */
  readonly name?: string;
  /** Nothing but the secret stands at the span, so that a placeholder can take its place. */
  readonly isPlain: boolean;
}

/**
 * Bearer tokens and Basic credentials that are written out, values under the name of a secret, JSON Web Tokens and
 * private keys, wherever they stand.
 */
export function findSecrets(block: RequestBlock): readonly ClearSecret[] {
  const { text } = block;
  const found = [
    ...(block.request?.headers ?? []).flatMap((field) => findCredentials(field, text)),
    ...block.variables.flatMap(findNamedValue),
    ...findNamedSecrets(block).map((secret): ClearSecret => ({ kind: 'named-value', ...secret })),
    ...findByLooks(text),
  ].toSorted((one, other) => one.span.start - other.span.start);
  let end = 0;
  // A token in a field is told once, as what the field says it is.
  return found.filter(({ span }) => {
    const isFirst = span.start >= end;
    end = Math.max(end, span.end);
    return isFirst;
  });
}

function findByLooks(text: string): readonly ClearSecret[] {
  return TEXT_PATTERNS.flatMap(({ pattern, kind }) =>
    [...text.matchAll(pattern)].map(({ index, 0: whole }): ClearSecret => {
      return { kind, span: { start: index, end: index + whole.length }, isPlain: kind !== 'private-key' };
    }),
  );
}

/**
 * The secrets of a block as problems. In a file that git keeps they are given to everyone who ever reads its history;
 * `tracked` is `undefined` when nobody knows whether it does.
 */
export function findSecretProblems(block: RequestBlock, tracked: boolean | undefined): readonly Problem[] {
  if (tracked === false) return [];
  return findSecrets(block).map((secret) => {
    const { kind, span } = secret;
    const place =
      tracked === true
        ? 'git keeps this file, so it goes to everyone who has it'
        : 'if git keeps this file, it goes to everyone who has it';
    const fixes = fixesOf(secret);
    return {
      code: 'secret-in-clear',
      severity: tracked === true ? 'warning' : 'information',
      span,
      message: `${SECRET_WORDS[kind]} is written out here; ${place}. Keep it in SecretStorage, or in 'http-client.private.env.json', and write a placeholder.`,
      ...(fixes.length > 0 && { fixes }),
    };
  });
}

function fixesOf({ kind, span, name, isPlain }: ClearSecret): readonly ProblemFix[] {
  // A key goes over several lines, which no value of a header or of a text in JSON could hold as it is.
  if (!isPlain) return [];
  const wanted = name === undefined ? UNNAMED[kind] : kind === 'variable' ? name : toVariableName(name);
  return [
    { kind: 'move-to-storage', name: wanted, span },
    { kind: 'move-to-environment', name: wanted, span },
  ];
}

/** `X-API-Key` is `xAPIKey`. */
function toVariableName(name: string): string {
  const [first = '', ...others] = name.split(/\W+/).filter((word) => word !== '');
  const joined = others.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return first.charAt(0).toLowerCase() + first.slice(1) + joined;
}

function findNamedValue({ name, value }: VariableDeclaration): readonly ClearSecret[] {
  const [part, ...others] = value.parts;
  if (part?.kind !== 'literal' || others.length > 0 || !/^\w+$/.test(name.text) || !isSecretName(name.text)) return [];
  const isPlain = part.text.length === part.span.end - part.span.start;
  if (!isPlain || part.text.length < SHORTEST_SECRET || isExample(part.text)) return [];
  return [{ kind: 'variable', span: part.span, name: name.text, isPlain }];
}

function findCredentials({ name, value }: HeaderField, source: string): readonly ClearSecret[] {
  if (!/^(?:proxy-)?authorization$/i.test(name.text)) return [];
  const { text, spanOf } = readWrittenText(value);
  // With a placeholder in it, it is not the secret that is written out.
  const match = text.includes(GAP) ? null : /^(Bearer|Basic)[ \t]+(\S(?:.*\S)?)[ \t]*$/i.exec(text);
  const [, scheme = '', secret = ''] = match ?? [];
  const isBearer = scheme.toLowerCase() === 'bearer';
  if (!match || isExample(secret) || (isBearer ? !isToken(secret) : !isCredentials(secret))) return [];
  const start = text.lastIndexOf(secret);
  const span = spanOf(start, start + secret.length);
  const isPlain = source.slice(span.start, span.end) === secret;
  return [{ kind: isBearer ? 'bearer-token' : 'basic-credentials', span, isPlain }];
}

function isToken(text: string): boolean {
  return /^[\w.~+/-]{8,}=*$/.test(text);
}

/** `user password`, `user:password`, or the base64 of the latter. */
function isCredentials(text: string): boolean {
  return /^[^\s:]+(?::|[ \t]+)\S+$/.test(text) || /^[A-Za-z0-9+/]{6,}={0,2}$/.test(text);
}

const TEXT_PATTERNS: readonly { readonly pattern: RegExp; readonly kind: ClearSecret['kind'] }[] = [
  { pattern: /(?<![\w.-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/g, kind: 'jwt' },
  { pattern: /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/g, kind: 'private-key' },
];

const SECRET_WORDS: Readonly<Record<ClearSecret['kind'], string>> = {
  'bearer-token': 'A bearer token',
  'basic-credentials': 'A user name with its password',
  'private-key': 'A private key',
  jwt: 'A JSON Web Token',
  variable: 'The value of a variable with the name of a secret',
  'named-value': 'A value under the name of a secret',
};

/** The name that is proposed for what has none. */
const UNNAMED: Readonly<Record<ClearSecret['kind'], string>> = {
  'bearer-token': 'accessToken',
  'basic-credentials': 'basicCredentials',
  'private-key': 'privateKey',
  jwt: 'accessToken',
  variable: 'secret',
  'named-value': 'secret',
};
