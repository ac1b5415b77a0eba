import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';
import type { SecureContext } from 'node:tls';
import type { ClientCertificate } from '../core/request/connectionRules';
import type { HostConnections } from './connectionOptions';

/** Thrown when a client certificate cannot be used. Nothing was sent then. */
export class ClientCertificateError extends Error {
  readonly certificateName: string;
  readonly isPassphrase: boolean;

  constructor(certificateName: string, isPassphrase: boolean) {
    super('The client certificate cannot be used.');
    this.certificateName = certificateName;
    this.isPassphrase = isPassphrase;
  }
}

/** Whom a connection trusts, and what it shows of itself. Reading authorities takes long, so contexts are kept. */
export interface TrustStore {
  /** Names a context: connections of one name may be shared. */
  readonly nameOf: (host: HostConnections, client: ClientCertificate | undefined) => string;
  readonly contextOf: (host: HostConnections, client: ClientCertificate | undefined) => SecureContext;
}

export function createTrustStore(): TrustStore {
  const contexts = new Map<string, SecureContext>();
  return {
    nameOf,
    contextOf: (host, client) => {
      const name = nameOf(host, client);
      const kept = contexts.get(name);
      if (kept) return kept;
      const made = createContext(authoritiesOf(host), client);
      if (contexts.size >= maximumContexts) contexts.clear();
      contexts.set(name, made);
      return made;
    },
  };
}

const maximumContexts = 50;

function nameOf(host: HostConnections, client: ClientCertificate | undefined): string {
  const own = host.certificateAuthorities ?? [];
  return `${host.trustsSystem === true} ${own.length === 0 ? '' : digest(own)} ${client ? digest(partsOf(client)) : ''}`;
}

/** `undefined` leaves it to Node. Naming any replaces Node's own, so those go along. */
function authoritiesOf({ certificateAuthorities, trustsSystem }: HostConnections): string[] | undefined {
  const own = certificateAuthorities ?? [];
  const system = trustsSystem === true ? readStore('system') : undefined;
  if (own.length === 0 && !system) return undefined;
  return [...new Set([...(readStore('default') ?? nodeAuthorities()), ...(system ?? []), ...own])];
}

/** Node has it since 22.15; the types we build with are older. */
function readStore(kind: 'default' | 'system'): readonly string[] | undefined {
  const { getCACertificates } = tls as { getCACertificates?: (kind: string) => readonly string[] };
  try {
    return getCACertificates?.(kind);
  } catch {
    return undefined;
  }
}

function nodeAuthorities(): readonly string[] {
  const extra = process.env['NODE_EXTRA_CA_CERTS'];
  try {
    return extra === undefined || extra === ''
      ? tls.rootCertificates
      : [...tls.rootCertificates, readFileSync(extra, 'utf8')];
  } catch {
    return tls.rootCertificates;
  }
}

function createContext(ca: string[] | undefined, client: ClientCertificate | undefined): SecureContext {
  const trusted = ca && { ca };
  if (!client) return tls.createSecureContext({ ...trusted });
  const { passphrase } = client;
  try {
    return tls.createSecureContext({
      ...trusted,
      ...(client.kind === 'pem'
        ? { cert: toPem(client.certificate, 'CERTIFICATE'), key: toPem(client.key, 'PRIVATE KEY') }
        : { pfx: Buffer.from(client.bytes) }),
      ...(passphrase !== undefined && { passphrase }),
    });
  } catch (error) {
    const text = error instanceof Error ? `${error.message} ${String((error as { code?: unknown }).code)}` : '';
    throw new ClientCertificateError(
      client.name,
      /mac verify|bad decrypt|bad password|passphrase|BAD_DECRYPT/i.test(text),
    );
  }
}

/** DER is what PEM has between its lines, RFC 7468. */
function toPem(bytes: Uint8Array, label: string): string {
  const text = Buffer.from(bytes);
  if (text.includes('-----BEGIN')) return text.toString('utf8');
  const lines = text.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
}

function partsOf(client: ClientCertificate): readonly (string | Uint8Array)[] {
  return client.kind === 'pem'
    ? [client.certificate, client.key, client.passphrase ?? '']
    : [client.bytes, client.passphrase ?? ''];
}

function digest(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length} `).update(part);
  return hash.digest('base64');
}
