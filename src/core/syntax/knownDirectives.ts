import { directiveKey } from './nodes';

/** True for a directive that some tool gives a meaning, in any spelling; whether it does something here is not said. */
export function isKnownDirective(name: string): boolean {
  const key = directiveKey(name);
  return knownKeys.has(key) || knownPrefixes.some((prefix) => key.startsWith(prefix));
}

/** The spellings completion offers and documentation uses; compared by `directiveKey`. */
export const knownDirectives: readonly string[] = [
  'name',
  'title',
  'description',
  'note',
  'capture',
  'env',
  'prompt',
  'secret',
  'once',
  'timeout',
  'connection-timeout',
  'no-redirect',
  'no-cookie-jar',
  'attach-cookie-jar',
  'no-log',
  'no-auto-encoding',
  'no-reject-unauthorized',
  'no-client-cert',
  'no-proxy',
  'proxy',
  'use-os-credentials',
  'disabled',
  'ref',
  'force-ref',
  'import',
  'loop',
  'sleep',
  'delay',
  'ratelimit',
  'post-redirect-get',
  'jwt',
  'inject-variables',
  'no-gql-parsing',
  'grpc-reflection',
  'keep-streaming',
  'no-streaming-log',
  'no-response-view',
  'meta-data-logging',
  'language',
  'lang',
  'open-with',
  'extension',
  'save',
  'response-ref',
  'tag',
  'debug',
  'verbose',
  'expect',
  'expect_status',
  'basic',
  'bearer',
  'grid.columnDefs',
  'force-region-delimiter',
  'jq',
  'accept',
  'env-json-key',
  'env-header-key',
  'env-stdin-cmd',
  'stdin-cmd',
  'stdin-cmd-pre',
  'stdin-cmd-post',
  'file-to-variable',
];

const knownKeys: ReadonlySet<string> = new Set(knownDirectives.map(directiveKey));

/** Whole families: `kulala-curl-insecure`, `grpc-plaintext`. */
const knownPrefixes: readonly string[] = ['kulala', 'curl', 'grpc'];
