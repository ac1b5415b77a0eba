/** What a request says of the way to its server. What is left out is the host's to decide. */
export interface ConnectionRules {
  /** Until the connection stands, TLS included; at most the request's own time limit. */
  readonly connectTimeoutMilliseconds?: number | undefined;
  readonly proxy?: ProxyRule | undefined;
  readonly clientCertificate?: ClientCertificate | undefined;
}

/** A way that was asked for by name: it holds for every host, this machine's own included. */
export type ProxyRule =
  | { readonly kind: 'direct' }
  | {
      readonly kind: 'proxy';
      /** `http`, `https`, `socks5` or `socks5h`, with host and port; never with user and password. */
      readonly url: string;
      /** Where it is written down, for sentences: «the line # @proxy». */
      readonly source: string;
      readonly credentials?: ProxyCredentials | undefined;
    };

/** Secret, and for the proxy alone. */
export interface ProxyCredentials {
  readonly user: string;
  readonly password: string;
}

/** What proves to a server who connects. The octets were read already; the passphrase is secret. */
export type ClientCertificate =
  | {
      readonly kind: 'pem';
      readonly certificate: Uint8Array;
      readonly key: Uint8Array;
      readonly passphrase?: string | undefined;
      /** The file, for sentences. */
      readonly name: string;
    }
  | {
      readonly kind: 'pfx';
      readonly bytes: Uint8Array;
      readonly passphrase?: string | undefined;
      readonly name: string;
    };
