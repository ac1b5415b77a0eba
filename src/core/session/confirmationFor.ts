import { allowsHost } from '../environment/allowsHost';
import type { Environment, EnvironmentColor } from '../environment/variable';
import { isCredentialName } from '../exchange/headerFields';
import { buildRedactor } from '../exchange/redaction';
import type { ResolvedRequest } from '../request/resolvedRequest';

/** Whether a person has to say yes before a request goes out. */
export type Confirmation = { readonly kind: 'none' } | ConfirmationQuestion;

/** What the person is asked. Nothing in it is secret. */
export interface ConfirmationQuestion {
  readonly kind: 'confirm';
  readonly environmentName: string;
  readonly color: EnvironmentColor | undefined;
  readonly method: string;
  /** `https://api.example.com`, without the path, which may hold a secret. */
  readonly origin: string;
  /** The whole address, secrets masked and shortened where it is very long. */
  readonly url: string;
  /** Why it is asked, as sentences; at least one. */
  readonly reasons: readonly string[];
}

/** Asks a person; `false` when they turned away. */
export type Confirm = (question: ConfirmationQuestion) => Promise<boolean>;

/** What the rules of the environment (`$identityHttp`) and a note of the request itself say of sending it. */
export function confirmationFor(
  request: ResolvedRequest,
  environment: Environment | undefined,
  note?: string,
): Confirmation {
  const rules = environment?.rules;
  const reasons = [...(note === undefined ? [] : [note]), ...ruleReasons(request, environment)];
  if (reasons.length === 0) return { kind: 'none' };
  const { method } = request;
  const origin = originOf(request.url);
  const environmentName = environment?.name ?? '';
  const url = shorten(buildRedactor(request.secrets).url(request.url));
  return { kind: 'confirm', environmentName, color: rules?.color, method, origin, url, reasons };
}

function shorten(url: string): string {
  return url.length <= LONGEST_URL ? url : `${url.slice(0, LONGEST_URL)}…`;
}

/** Characters; a question that fills the window hides what it asks. */
const LONGEST_URL = 300;

function ruleReasons(request: ResolvedRequest, environment: Environment | undefined): readonly string[] {
  const rules = environment?.rules;
  if (!environment || !rules) return [];
  const reasons: string[] = [];
  const { method } = request;
  const origin = originOf(request.url);
  const meant = meantMethods(request).find((name) => rules.confirm.includes('*') || rules.confirm.includes(name));
  if (meant !== undefined) {
    const shown = meant === method.toUpperCase() ? method : meant;
    reasons.push(`The environment '${environment.name}' asks before every ${shown}.`);
  }
  if (rules.hosts && carriesCredentials(request) && !allowsHost(rules.hosts, request.url)) {
    const known = rules.hosts.length === 0 ? 'none' : rules.hosts.join(', ');
    reasons.push(
      `The request carries credentials to ${origin}, and the environment '${environment.name}' names as its hosts: ${known}.`,
    );
  }
  return reasons;
}

/** A field may ask the server to take a POST for a DELETE. */
function meantMethods({ method, headers }: ResolvedRequest): readonly string[] {
  const overrides = headers.filter(([name]) => METHOD_FIELDS.has(name.toLowerCase()));
  return [method, ...overrides.map(([, value]) => value.trim())].map((name) => name.toUpperCase());
}

const METHOD_FIELDS: ReadonlySet<string> = new Set(['x-http-method-override', 'x-http-method', 'x-method-override']);

/** A secret may stand anywhere in a request: in a field, in the target, in the body. */
function carriesCredentials({ headers, secrets, carriesSecrets }: ResolvedRequest): boolean {
  return (carriesSecrets ?? secrets.length > 0) || headers.some(([name]) => isCredentialName(name));
}

function originOf(url: string): string {
  return /^https?:\/\/[^/?#]*/i.exec(url)?.[0].replace(/\/\/[^@]*@/, '//') ?? '';
}
