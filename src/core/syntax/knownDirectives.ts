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
  'body-comments',
  'timeout',
  'connection-timeout',
  'no-redirect',
  'no-cookie-jar',
  'attach-cookie-jar',
  'no-log',
  'no-auto-encoding',
  'no-reject-unauthorized',
  'insecure',
  'http1',
  'http2',
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
  'xpath_ns',
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

/** What a directive of another tool would do, and what happens here instead; `undefined` for the others. */
export function lookupInertDirective(name: string): string | undefined {
  return inertDirectives.get(directiveKey(name));
}

const command = 'it would run a program, and nothing is run from a file';
const value = 'it would set a variable from an answer or a file. Write # @capture, or a definition';
const wait = 'nothing waits between requests here';

/** Those that would run something, or set something that a request may use. */
const inertDirectives: ReadonlyMap<string, string> = new Map([
  ['stdincmd', command],
  ['stdincmdpre', command],
  ['stdincmdpost', command],
  ['envstdincmd', command],
  ['jq', 'the answer is shown whole'],
  ['envjsonkey', value],
  ['envheaderkey', value],
  ['filetovariable', value],
  ['loop', 'the request is sent once'],
  ['sleep', wait],
  ['delay', wait],
  ['ratelimit', wait],
  ['xpathns', 'assertions on XML are not'],
  ['jwt', 'tokens are not decoded here'],
  ['expect', 'the answer is not compared with anything'],
  ['expectstatus', 'the answer is not compared with anything'],
]);

const knownKeys: ReadonlySet<string> = new Set(knownDirectives.map(directiveKey));

/** Whole families: `kulala-curl-insecure`, `grpc-plaintext`. */
const knownPrefixes: readonly string[] = ['kulala', 'curl', 'grpc'];
