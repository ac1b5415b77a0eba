import { crestFailure, type CrestFailure } from './crestFailure';

/** The version of the CREST protocol a request asks for. */
export interface ProtocolVersion {
  readonly major: number;
  readonly minor: number;
}

/** What a request without `Accept-API-Version` gets. */
export const defaultProtocol: ProtocolVersion = { major: 2, minor: 1 };

/** The newest one: it adds `_countOnly`, and only who asks for it gets it. */
const newestProtocol: ProtocolVersion = { major: 2, minor: 2 };

/** What both collections are. */
const resourceVersion = { major: 1, minor: 0 };

const syntax = /^(protocol|resource)=(\d{1,4})(?:\.(\d{1,4}))?$/;

/** Reads `Accept-API-Version: protocol=2.1,resource=1.0`; blanks may stand next to the comma only. */
export function readApiVersion(text: string | undefined): ProtocolVersion | CrestFailure {
  if (text === undefined) return defaultProtocol;
  const found = new Map<string, ProtocolVersion>();
  for (const part of text.split(',')) {
    const [, name = '', major = '', minor = '0'] = syntax.exec(part.trim()) ?? [];
    if (name === '' || found.has(name)) {
      const message = `Accept-API-Version: invalid value '${text}', expected protocol=N.N,resource=N.N`;
      return crestFailure(400, message);
    }
    found.set(name, { major: Number(major), minor: Number(minor) });
  }
  const protocol = found.get('protocol') ?? defaultProtocol;
  if (protocol.major < 1 || !isAtLeast(newestProtocol, protocol)) {
    return crestFailure(400, `Unsupported protocol version ${protocol.major}.${protocol.minor}`);
  }
  const resource = found.get('resource') ?? resourceVersion;
  if (resource.major !== resourceVersion.major || resource.minor > resourceVersion.minor) {
    return crestFailure(404, "Resource '' not found");
  }
  return protocol;
}

/** The value of `Content-API-Version`. */
export function describeApiVersion(protocol: ProtocolVersion): string {
  return `protocol=${protocol.major}.${protocol.minor},resource=${resourceVersion.major}.${resourceVersion.minor}`;
}

/** True when `version` is the wanted one or a later one. */
export function isAtLeast(version: ProtocolVersion, wanted: ProtocolVersion): boolean {
  return version.major > wanted.major || (version.major === wanted.major && version.minor >= wanted.minor);
}
