import { buildRedactor } from '../exchange/redaction';
import { fingerprintOf, type AuthConfiguration } from './authConfiguration';
import { postToEndpoint, type AuthContext, type EndpointAnswer, type Form } from './authEndpoints';
import { parseTokenAnswer } from './parseTokenAnswer';
import type { TokenOutcome } from './token';

/** Posts the grant to the token endpoint and reads the token out of the answer. */
export async function exchangeGrant(context: AuthContext, form: Form): Promise<TokenOutcome> {
  const answer = await postToEndpoint(context, 'token', form);
  if (answer.kind === 'cancelled') return answer;
  if (answer.kind === 'failure') return { kind: 'failure', message: inWords(context.configuration, answer.message) };
  return readToken(context, answer);
}

function readToken(
  { ports, configuration, endpoints, secrets }: AuthContext,
  { answer, url }: Extract<EndpointAnswer, { readonly kind: 'answer' }>,
): TokenOutcome {
  const { scope, expiresIn } = configuration;
  const wanted = { now: ports.clock(), scope, expiresIn };
  const first = parseTokenAnswer(answer, wanted);
  // Masked before it is shortened, so that no half of a secret is left at the end of a sentence.
  const redact = buildRedactor([...secrets]).text;
  const reading = first.kind === 'token' ? first : parseTokenAnswer({ ...answer, text: redact(answer.text) }, wanted);
  if (reading.kind === 'token') {
    const hints = [...endpoints.hints, ...reading.token.hints];
    const token = { ...reading.token, hints, tokenUrl: url, fingerprint: fingerprintOf(configuration) };
    return { kind: 'token', token };
  }
  const step = nextStep(reading.error, configuration);
  const message = inWords(configuration, `${url} ${reading.message}.${step === undefined ? '' : ` ${step}`}`);
  return {
    kind: 'failure',
    message,
    ...(first.kind === 'error' && first.error !== undefined && { error: first.error }),
  };
}

/** Sentences say which token it is about. */
export function inWords({ name }: AuthConfiguration, message: string): string {
  return `No token for '${name}': ${message}`;
}

/** RFC 6749 section 3.3, RFC 8707 section 2 with a parameter for each resource, and the `audience` that several servers know. */
export function wishes({ scope, audience, resources }: AuthConfiguration): Form {
  return {
    ...(scope !== undefined && { scope }),
    ...(audience !== undefined && { audience }),
    ...(resources.length > 0 && { resource: resources }),
  };
}

/** What to do about the errors of RFC 6749 section 5.2 and its relatives. */
function nextStep(error: string | undefined, { grant }: AuthConfiguration): string | undefined {
  switch (error) {
    case 'invalid_client':
      return "Check 'Client ID' and its secret or key, and by 'Client Credentials' the way they are sent.";
    case 'invalid_grant':
      if (grant === 'password') return "Check 'Username' and 'Password'.";
      if (grant === 'jwt-bearer')
        return "Check 'Private Key', 'Subject', 'Assertion Audience' and the clock of this machine.";
      return 'Get the token anew: what was handed in is not good any more.';
    case 'unauthorized_client':
    case 'unsupported_grant_type':
      return "Allow this grant for the client, or choose another 'Grant Type'.";
    case 'invalid_scope':
      return "Check 'Scope': the client may not have it, or the server does not know it.";
    case 'invalid_target':
      return "Check 'Audience' and 'Resource'.";
    case 'access_denied':
      return 'The person or the server said no.';
    default:
      return undefined;
  }
}
