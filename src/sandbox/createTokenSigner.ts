import { createHash, createSign, createVerify, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { TokenSigner } from './accessTokens';

/**
 * A fresh 2048-bit RSA key, made on Node's thread pool: it takes 100 to 400 ms, and nothing else has to wait for it.
 * A key inside the package would be quicker, but then anyone could sign tokens every sandbox believes.
 */
export async function createTokenSigner(): Promise<TokenSigner> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  // The thumbprint of RFC 7638 section 3.
  const keyId = createHash('sha256')
    .update(JSON.stringify({ e, kty: 'RSA', n }))
    .digest('base64url');
  return {
    keyId,
    publicKey: { kty: 'RSA', e, use: 'sig', kid: keyId, alg: 'RS256', n },
    sign: (data) => createSign('RSA-SHA256').update(data).sign(privateKey),
    verify: (data, signature) => createVerify('RSA-SHA256').update(data).verify(publicKey, signature),
  };
}
