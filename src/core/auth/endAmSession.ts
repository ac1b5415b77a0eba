import type { AuthConfiguration } from './authConfiguration';
import { toAnswer } from './authEndpoints';
import type { AuthPorts } from './authPorts';
import type { TokenRecord } from './token';

/** Ends a session at the server; `undefined` when that is done, else the sentence that says why not. */
export async function endAmSession(
  ports: AuthPorts,
  configuration: AuthConfiguration,
  { accessToken, cookieName }: TokenRecord,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { am } = configuration;
  if (!am || cookieName === undefined) return undefined;
  const url = `${am.url}/json${am.realmPath}/sessions/?_action=logout`;
  const request = {
    method: 'POST' as const,
    url,
    headers: [
      ['Content-Type', 'application/json'],
      ['Accept-API-Version', 'resource=3.1, protocol=1.0'],
      [cookieName, accessToken],
    ] as const,
    body: '{}',
    secrets: [accessToken],
    keepsNoCookies: true,
  };
  const answer = await toAnswer(await ports.send(request, signal), url, signal);
  if (answer.kind === 'cancelled') return 'Logging out was stopped, so the session may still be there.';
  if (answer.kind === 'failure') return answer.message;
  const { status } = answer.answer;
  // 401 means that the session had ended before.
  return status < 300 || status === 401 ? undefined : `${url} answered ${status}, so the session may still be there.`;
}
