import { isSecretName } from '../environment/isSecretName';
import type { HeaderField, RequestBlock, VariableDeclaration } from '../syntax/nodes';
import type { Span } from '../text/span';
import type { Problem, ProblemFix } from '../text/problem';
import type { Template } from '../text/template';

/** A secret that anybody who reads the file can use. Block coordinates. */
export interface ClearSecret {
  readonly kind: 'bearer-token' | 'basic-credentials' | 'private-key' | 'jwt' | 'variable';
  readonly span: Span;
  /** Of a variable whose name says that its value is secret. */
  readonly name?: string;
}

/**
 * Bearer tokens and Basic credentials that are written out, values of variables with the name of a secret, JSON Web
 * Tokens and private keys, wherever they stand.
 */
export function findSecrets(block: RequestBlock): readonly ClearSecret[] {
  const found: ClearSecret[] = [
    ...(block.request?.headers ?? []).flatMap(findCredentials),
    ...block.variables.flatMap(findNamedValue),
  ];
  const { text } = block;
  for (const { pattern, kind } of TEXT_PATTERNS) {
    for (const { index, 0: whole } of text.matchAll(pattern)) {
      const span = { start: index, end: index + whole.length };
      if (found.every((other) => other.span.end <= span.start || span.end <= other.span.start))
        found.push({ kind, span });
    }
  }
  return found.toSorted((one, other) => one.span.start - other.span.start);
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

function fixesOf({ kind, span, name }: ClearSecret): readonly ProblemFix[] {
  // A key goes over several lines, which no value of a header or of a text in JSON could hold as it is.
  if (kind === 'private-key') return [];
  const wanted = name ?? (kind === 'basic-credentials' ? 'basicCredentials' : 'accessToken');
  return [
    { kind: 'move-to-storage', name: wanted, span },
    { kind: 'move-to-environment', name: wanted, span },
  ];
}

function findNamedValue({ name, value }: VariableDeclaration): readonly ClearSecret[] {
  const literal = writtenLiteral(value);
  if (literal === undefined || !/^\w+$/.test(name.text) || !isSecretName(name.text)) return [];
  // A word of four letters under such a name is a kind of token, or a value of a test.
  if (literal.text.length < SHORTEST_VALUE || isExample(literal.text)) return [];
  return [{ kind: 'variable', span: literal.span, name: name.text }];
}

/** The text of a value that is nothing but text, as it stands in the file. */
function writtenLiteral({ parts }: Template): { readonly text: string; readonly span: Span } | undefined {
  const [part, ...others] = parts;
  if (part?.kind !== 'literal' || others.length > 0 || part.text.length !== part.span.end - part.span.start) return;
  return part;
}

function findCredentials({ name, value }: HeaderField): readonly ClearSecret[] {
  if (!/^(?:proxy-)?authorization$/i.test(name.text)) return [];
  // With a placeholder in it, it is not the secret that is written out.
  const part = writtenLiteral(value);
  if (!part) return [];
  const match = /^(Bearer|Basic)[ \t]+(\S(?:.*\S)?)[ \t]*$/i.exec(part.text);
  const [, scheme = '', secret = ''] = match ?? [];
  const isBearer = scheme.toLowerCase() === 'bearer';
  if (!match || isExample(secret) || (isBearer ? !isToken(secret) : !isCredentials(secret))) return [];
  const start = part.span.start + part.text.lastIndexOf(secret);
  return [{ kind: isBearer ? 'bearer-token' : 'basic-credentials', span: { start, end: start + secret.length } }];
}

function isToken(text: string): boolean {
  return /^[\w.~+/-]{8,}=*$/.test(text);
}

/** `user password`, `user:password`, or the base64 of the latter. */
function isCredentials(text: string): boolean {
  return /^[^\s:]+(?::|[ \t]+)\S+$/.test(text) || /^[A-Za-z0-9+/]{6,}={0,2}$/.test(text);
}

/** `<token>`, `YOUR_TOKEN`, `xxxxxxxx`, `...`: what documentation writes where a secret belongs. */
function isExample(text: string): boolean {
  return (
    /^[<[(].*[>\])]$/.test(text) ||
    /^(.)\1+$/.test(text) ||
    /\.\.\.|…|\byour?[-_ ]|[-_ ]here\b|example|placeholder/i.test(text)
  );
}

const SHORTEST_VALUE = 6;

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
};
