import { createHash, createHmac } from 'node:crypto';
import type { HashName, Hashes } from '../core/exchange/hashes';

/** The hash functions of Node. */
export const nodeHashes: Hashes = {
  digest: (name, text) => createHash(nodeNames[name]).update(text, 'utf8').digest('hex'),
  digestBody: async (name, body) => {
    const hash = createHash(nodeNames[name]);
    if (body?.kind === 'stream') for await (const octets of body.open()) hash.update(octets);
    else hash.update(body?.bytes ?? '');
    return hash.digest('hex');
  },
  hmacSha256: (key, text) => new Uint8Array(createHmac('sha256', key).update(text, 'utf8').digest()),
};

const nodeNames: Record<HashName, string> = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512-256': 'sha512-256' };
