/** What becomes of an option of curl. */
export type CurlOption =
  /** Part of the request: `parseCurl` knows what it does. */
  | { readonly kind: 'used'; readonly takesValue: boolean }
  /** Says how curl shows things, which has nothing to do with the request. */
  | { readonly kind: 'display'; readonly takesValue: boolean }
  /** Not done here, and the request is the same without it. */
  | { readonly kind: 'ignored'; readonly takesValue: boolean; readonly reason: string }
  /** Not done here, and the request would be another one without it. */
  | { readonly kind: 'refused'; readonly takesValue: boolean; readonly reason: string };

/** The option of a long name, dashes left off; `--no-…` of a switch is that switch. */
export function lookupCurlOption(name: string): CurlOption | undefined {
  const option = curlOptions.get(name);
  if (option || !name.startsWith('no-')) return option;
  const base = curlOptions.get(name.slice(3));
  return base && !base.takesValue && base.kind !== 'used' ? { kind: 'display', takesValue: false } : undefined;
}

/** Long names of the options with a single letter. */
export const curlLetters: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '0': 'http1.0',
    '1': 'tlsv1',
    '2': 'sslv2',
    '3': 'sslv3',
    '4': 'ipv4',
    '6': 'ipv6',
    ':': 'next',
    '#': 'progress-bar',
    A: 'user-agent',
    B: 'use-ascii',
    C: 'continue-at',
    D: 'dump-header',
    E: 'cert',
    F: 'form',
    G: 'get',
    H: 'header',
    I: 'head',
    J: 'remote-header-name',
    K: 'config',
    L: 'location',
    M: 'manual',
    N: 'no-buffer',
    O: 'remote-name',
    R: 'remote-time',
    S: 'show-error',
    T: 'upload-file',
    U: 'proxy-user',
    V: 'version',
    X: 'request',
    Y: 'speed-limit',
    Z: 'parallel',
    b: 'cookie',
    c: 'cookie-jar',
    d: 'data',
    e: 'referer',
    f: 'fail',
    g: 'globoff',
    h: 'help',
    i: 'include',
    j: 'junk-session-cookies',
    k: 'insecure',
    m: 'max-time',
    n: 'netrc',
    o: 'output',
    p: 'proxytunnel',
    q: 'disable',
    r: 'range',
    s: 'silent',
    u: 'user',
    v: 'verbose',
    w: 'write-out',
    x: 'proxy',
    y: 'speed-time',
    z: 'time-cond',
  }),
);

const curlOptions: ReadonlyMap<string, CurlOption> = buildOptions();

function buildOptions(): ReadonlyMap<string, CurlOption> {
  const options = new Map<string, CurlOption>();
  const add = (names: string, option: CurlOption): void => {
    for (const name of names.split(' ')) options.set(name, option);
  };
  add(
    'request url header data data-ascii data-raw data-binary data-urlencode json form form-string user user-agent referer cookie max-time range oauth2-bearer aws-sigv4 upload-file max-redirs',
    { kind: 'used', takesValue: true },
  );
  add('get head location compressed http1.0 http1.1 http2 http2-prior-knowledge http3 globoff basic digest', {
    kind: 'used',
    takesValue: false,
  });
  add(
    'silent show-error verbose include progress-bar no-buffer buffer progress-meter fail fail-with-body fail-early styled-output disable junk-session-cookies path-as-is remote-time parallel create-dirs remote-header-name trace-time trace-ids',
    { kind: 'display', takesValue: false },
  );
  add('write-out stderr trace trace-ascii output-dir create-file-mode parallel-max', {
    kind: 'display',
    takesValue: true,
  });
  const file = 'no file is written, the answer is shown. Write ‘>> file’ below the command to keep it';
  add('output dump-header cookie-jar etag-save libcurl', { kind: 'ignored', takesValue: true, reason: file });
  add('remote-name remote-name-all', { kind: 'ignored', takesValue: false, reason: file });
  const certificate =
    'the certificate is verified all the same. Set ‘verifyHostCertificate’ to false under ‘SSLConfiguration’ of the environment';
  add('insecure', { kind: 'ignored', takesValue: false, reason: certificate });
  const connection = 'the connection is looked after when the request is sent';
  add(
    'ipv4 ipv6 tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 ssl-no-revoke ssl-revoke-best-effort tcp-nodelay tcp-fastopen keepalive alpn npn sessionid ssl ssl-reqd ca-native compressed-ssh retry-all-errors retry-connrefused cert-status',
    { kind: 'ignored', takesValue: false, reason: connection },
  );
  add(
    'connect-timeout keepalive-time limit-rate speed-limit speed-time retry retry-delay retry-max-time expect100-timeout tls-max ciphers tls13-ciphers curves happy-eyeballs-timeout-ms max-filesize rate',
    { kind: 'ignored', takesValue: true, reason: connection },
  );
  const redirect = 'redirects are followed inside the origin only, with the method that RFC 9110 asks for';
  add('location-trusted post301 post302 post303', { kind: 'ignored', takesValue: false, reason: redirect });
  const route =
    'the request would go another way. Set a proxy in the settings of VS Code, or a host in the environment';
  add(
    'proxy preproxy socks4 socks4a socks5 socks5-hostname proxy-user proxy-header noproxy resolve connect-to unix-socket abstract-unix-socket interface local-port dns-servers doh-url haproxy-clientip proto proto-default proto-redir request-target',
    { kind: 'refused', takesValue: true, reason: route },
  );
  add('proxytunnel haproxy-protocol proxy-basic proxy-digest proxy-ntlm proxy-anyauth', {
    kind: 'refused',
    takesValue: false,
    reason: route,
  });
  const keys = 'client certificates and authorities are set in the environment, under ‘SSLConfiguration’';
  add('cert cert-type key key-type pass cacert capath pinnedpubkey crlfile engine', {
    kind: 'refused',
    takesValue: true,
    reason: keys,
  });
  const scheme =
    'only Basic, Digest, Bearer and the signature of AWS are sent for an option. Write the Authorization header';
  add('ntlm ntlm-wb negotiate anyauth', { kind: 'refused', takesValue: false, reason: scheme });
  add('delegation service-name', { kind: 'refused', takesValue: true, reason: scheme });
  add('config netrc-file egd-file', {
    kind: 'refused',
    takesValue: true,
    reason: 'options and passwords are read from the request alone. Write them here',
  });
  add('netrc netrc-optional', {
    kind: 'refused',
    takesValue: false,
    reason: 'passwords are read from the request and its environment alone. Write them here',
  });
  add('next', {
    kind: 'refused',
    takesValue: false,
    reason: 'one block is one request. Put the next one below a line ‘###’',
  });
  add('manual version help list-only', {
    kind: 'refused',
    takesValue: false,
    reason: 'it asks for no request. Remove it',
  });
  const other = 'it is not done here. Remove it, or write the request without curl';
  add('time-cond continue-at etag-compare form-escape url-query ftp-method mail-from mail-rcpt telnet-option quote', {
    kind: 'refused',
    takesValue: true,
    reason: other,
  });
  add('http0.9 http3-only raw tr-encoding crlf use-ascii ignore-content-length form-escape append sslv2 sslv3', {
    kind: 'refused',
    takesValue: false,
    reason: other,
  });
  return options;
}
