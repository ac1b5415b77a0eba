import type { TransportFailure } from '../core/exchange/exchange';
import { lookupHeader } from '../core/exchange/headerFields';
import { parseHttpUrl } from '../core/exchange/origin';
import { bodySize } from '../core/request/requestBody';
import type { ResolvedRequest } from '../core/request/resolvedRequest';

/** Why a request cannot be put on the wire, or `undefined`. Nothing of it was sent then. */
export function checkRequest(request: ResolvedRequest): TransportFailure | undefined {
  const problem = findProblem(request);
  return problem && { kind: 'failure', code: 'invalid-request', mayHaveReachedServer: false, ...problem };
}

type RequestProblem = Pick<TransportFailure, 'message' | 'nextStep'>;

function findProblem(request: ResolvedRequest): RequestProblem | undefined {
  if (!parseHttpUrl(request.url)) {
    return {
      message: 'The address of the request is not an http or https URL.',
      nextStep: 'Write the whole address in the request line, such as https://api.example.com/users.',
    };
  }
  if (request.connectOrigin !== undefined && !parseHttpUrl(request.connectOrigin)) {
    return {
      message: 'The environment sends this host to an origin that is not an http or https URL.',
      nextStep: 'Correct the origin in the environment file, such as http://127.0.0.1:8080.',
    };
  }
  if (!token.test(request.method) || request.method === 'CONNECT') {
    return {
      message: `The method '${printable(request.method)}' cannot be sent.`,
      nextStep: 'Use a method of HTTP, such as GET, POST, PUT, PATCH or DELETE.',
    };
  }
  if (request.httpVersion === '3') {
    return {
      message: 'HTTP/3 is not spoken here.',
      nextStep: 'Write HTTP/2 or HTTP/1.1 at the end of the request line, or nothing.',
    };
  }
  for (const [name, value] of request.headers) {
    const problem = findHeaderProblem(name, value);
    if (problem) return problem;
  }
  const length = lookupHeader(request.headers, 'content-length');
  const size = bodySize(request.body);
  if (length !== undefined && length.trim() !== String(size)) {
    return {
      message: `Content-Length says ${printable(length)}, but the body has ${size} bytes.`,
      nextStep: 'Remove Content-Length from the request; it is set by itself.',
    };
  }
  return undefined;
}

function findHeaderProblem(name: string, value: string): RequestProblem | undefined {
  if (!token.test(name)) {
    return {
      message: `'${printable(name)}' cannot be the name of a header field.`,
      nextStep: 'A field name is made of letters, digits and hyphens, and a colon follows it.',
    };
  }
  if (/[\0\r\n]/.test(value)) {
    return {
      message: `The value of ${name} holds a line break or a NUL, which would end the field.`,
      nextStep: 'Take the line break out of the value, or out of the variable it comes from.',
    };
  }
  const advice = refusedFields.get(name.toLowerCase());
  return advice === undefined
    ? undefined
    : { message: `The field ${name} cannot be sent: ${advice}`, nextStep: `Remove ${name} from the request.` };
}

const refusedFields: ReadonlyMap<string, string> = new Map([
  ['transfer-encoding', 'the body is sent whole, with its Content-Length.'],
  ['expect', 'the body is sent at once, without waiting for 100 Continue.'],
  ['upgrade', 'the connection stays HTTP.'],
  ['http2-settings', 'the connection stays HTTP.'],
]);

/** RFC 9110 section 5.6.2. */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 60);
}
