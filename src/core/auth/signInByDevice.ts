import { postToEndpoint, type AuthContext } from './authEndpoints';
import type { DeviceCode } from './authPorts';
import { parseObject } from './parseObject';
import { plainSentence } from './plainSentence';
import { exchangeGrant, inWords, wishes } from './exchangeGrant';
import type { TokenOutcome } from './token';

/** RFC 8628: shows a code that a person types elsewhere, and asks for the token until they have. */
export async function signInByDevice(context: AuthContext): Promise<TokenOutcome> {
  const { ports, configuration } = context;
  const { person } = ports;
  if (!person) return fail(context, 'somebody has to type a code in a browser, and nobody is here.');
  const answer = await postToEndpoint(context, 'device', wishes(configuration));
  if (answer.kind === 'cancelled') return answer;
  if (answer.kind === 'failure') return fail(context, answer.message);
  const device = parseDevice(context, answer.answer.text);
  if (typeof device === 'string') {
    return fail(context, `${answer.url} answered ${answer.answer.status} with ${device}.`);
  }
  const shown = person.showDeviceCode(device.code);
  try {
    return await poll(context, device);
  } finally {
    shown.close();
  }
}

interface Device {
  readonly code: DeviceCode;
  readonly deviceCode: string;
  /** Milliseconds. */
  readonly interval: number;
}

/** RFC 8628 section 3.5: `slow_down` adds five seconds for good. */
async function poll(context: AuthContext, { deviceCode, code, interval }: Device): Promise<TokenOutcome> {
  const { ports, signal } = context;
  let pause = interval;
  while (ports.clock() < code.expiresAt) {
    await ports.wait(pause, signal);
    if (signal.aborted) return { kind: 'cancelled' };
    const outcome = await exchangeGrant(context, { grant_type: deviceGrant, device_code: deviceCode });
    if (outcome.kind !== 'failure') return outcome;
    if (outcome.error === 'slow_down') pause += 5000;
    else if (outcome.error !== 'authorization_pending') return outcome;
  }
  return fail(context, 'the code was not typed in time. Send again for a new one.');
}

/** The parts of the answer, or what it is instead. */
function parseDevice({ configuration, ports }: AuthContext, text: string): Device | string {
  const members = parseObject(text) ?? {};
  const textOf = (name: string): string | undefined => {
    const value = members[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const numberOf = (name: string, otherwise: number): number => {
    const value = Number(members[name] ?? otherwise);
    return Number.isFinite(value) && value >= 0 ? value : otherwise;
  };
  const error = textOf('error');
  if (error !== undefined) {
    const description = textOf('error_description');
    return `'${plainSentence(error)}'${description === undefined ? '' : `: ${plainSentence(description)}`}`;
  }
  const deviceCode = textOf('device_code');
  const userCode = textOf('user_code');
  const verificationUri = webAddress(textOf('verification_uri') ?? textOf('verification_url'));
  if (deviceCode === undefined || userCode === undefined || verificationUri === undefined) {
    return "no 'device_code', 'user_code' and web address to type it at";
  }
  const code: DeviceCode = {
    name: configuration.name,
    userCode: plainSentence(userCode),
    verificationUri,
    completeUri: webAddress(textOf('verification_uri_complete')),
    opensCompleteUri: configuration.opensCompleteUri,
    expiresAt: ports.clock() + numberOf('expires_in', 600) * 1000,
  };
  return { code, deviceCode, interval: Math.min(numberOf('interval', 5), 60) * 1000 };
}

/** Of an address that a browser may be sent to; the server's word alone opens nothing else. */
function webAddress(text: string | undefined): string | undefined {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  return url && /^https?:$/.test(url.protocol) ? url.href : undefined;
}

function fail({ configuration }: AuthContext, message: string): TokenOutcome {
  return { kind: 'failure', message: inWords(configuration, message) };
}

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
