import { plainSentence } from './plainSentence';
import type { TokenRecord } from './token';

/** An answer of a token endpoint, read for the token in it. */
export interface TokenAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly text: string;
}

export type AnswerReading =
  | { readonly kind: 'token'; readonly token: Omit<TokenRecord, 'fingerprint' | 'tokenUrl'> }
  | { readonly kind: 'error'; readonly error: string | undefined; readonly message: string };

/** What the answer may leave open. */
export interface AnswerContext {
  readonly now: number;
  /** As asked for. */
  readonly scope: string | undefined;
  readonly expiresIn: number | undefined;
}

/**
 * RFC 6749 section 5, read so that whoever gives a token is understood: what is not as it should be becomes a hint, and
 * only an answer without any token is an error.
 */
export function parseTokenAnswer(answer: TokenAnswer, context: AnswerContext): AnswerReading {
  const members = parseMembers(answer);
  const accessToken = textOf(members?.['access_token']) ?? textOf(members?.['id_token']);
  if (!members || accessToken === undefined || answer.status >= 400) return describeError(answer, members);
  const hints: string[] = [];
  const hint = (sentence: string): void => {
    hints.push(sentence);
  };
  if (answer.status !== 200) hint(`The answer has the status ${answer.status}; a token comes with 200.`);
  if (!/^application\/json\b/i.test(answer.contentType ?? '')) {
    hint(
      `The answer says it is '${plainSentence(answer.contentType ?? 'of no type')}', and should be 'application/json'.`,
    );
  }
  if (members['access_token'] === undefined) hint("The answer has no 'access_token', only an 'id_token'.");
  const tokenType = textOf(members['token_type']);
  if (tokenType === undefined) hint("The answer does not say 'token_type'. It is used as Bearer.");
  else if (!/^bearer$/i.test(tokenType)) {
    hint(`The token is of the type '${plainSentence(tokenType)}', which asks for more than being sent as Bearer.`);
  }
  for (const name of ['refresh_token', 'id_token', 'scope'] as const) {
    if (members[name] === null) hint(`'${name}' is null; it should be left out.`);
  }
  const seconds = readSeconds(members['expires_in'], hint) ?? context.expiresIn;
  return {
    kind: 'token',
    token: {
      accessToken,
      idToken: textOf(members['id_token']),
      refreshToken: textOf(members['refresh_token']),
      tokenType: tokenType ?? 'Bearer',
      scope: readScope(members['scope'], hint) ?? context.scope,
      obtainedAt: context.now,
      expiresAt: seconds === undefined ? undefined : context.now + seconds * 1000,
      hints,
    },
  };
}

/** JSON, or the form that some old servers answer with. */
function parseMembers({ text, contentType }: TokenAnswer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    // An object's members, each of which is looked at before it is used.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    const isForm = /^[\w-]+=[^<>{}\s]*(?:&|$)/.test(text.trim()) || /x-www-form-urlencoded/i.test(contentType ?? '');
    return isForm ? Object.fromEntries(new URLSearchParams(text.trim())) : undefined;
  }
}

function describeError(answer: TokenAnswer, members: Readonly<Record<string, unknown>> | undefined): AnswerReading {
  const error = textOf(members?.['error']) ?? textOf(members?.['code']);
  const description =
    textOf(members?.['error_description']) ?? textOf(members?.['message']) ?? textOf(members?.['detail']);
  const found = [error && `'${plainSentence(error)}'`, description && plainSentence(description)].filter(Boolean);
  if (found.length > 0) {
    const said = `answered ${answer.status} with ${found.join(': ')}`;
    return { kind: 'error', error, message: said };
  }
  if (answer.status >= 300 && answer.status < 400) {
    return {
      kind: 'error',
      error,
      message: `answered ${answer.status}, a redirect, which is not followed with secrets`,
    };
  }
  const what = members
    ? 'JSON without an access_token'
    : answer.text.trim() === ''
      ? 'nothing'
      : 'something that is no JSON';
  return { kind: 'error', error, message: `answered ${answer.status} with ${what}` };
}

function readSeconds(value: unknown, hint: (sentence: string) => void): number | undefined {
  if (typeof value === 'number' && value >= 0 && value < MOST_SECONDS) return value;
  if (typeof value === 'string' && /^\d{1,12}$/.test(value.trim())) {
    hint("'expires_in' is a text; it should be a number.");
    return Number(value);
  }
  if (value !== undefined)
    hint("'expires_in' is no number of seconds, so nobody knows how long the token is good for.");
  return undefined;
}

/** What a text of twelve digits may say too; later than that there are soon no dates. */
const MOST_SECONDS = 1e12;

function readScope(value: unknown, hint: (sentence: string) => void): string | undefined {
  if (Array.isArray(value)) {
    hint("'scope' is a list; it should be one text with blanks between the scopes.");
    return value.filter((scope) => typeof scope === 'string').join(' ');
  }
  return textOf(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
