/** What this machine, and not a request, says of connections: settings, and the variables of the process. */
export interface HostConnections {
  /** Left out, no proxy is used that a request does not name itself. */
  readonly proxies?: ProxySettings | undefined;
  /** `host:port` whose certificate a person has decided not to have verified. Nothing else switches that off. */
  readonly unverifiedHosts?: readonly string[] | undefined;
  /** The end of the sentence that says how a person allows one: `HostAdvice.allowHost`. */
  readonly adviseAllowing?: ((host: string) => string) | undefined;
  /** Certificates in PEM that are trusted beside those Node trusts. */
  readonly certificateAuthorities?: readonly string[] | undefined;
  /** Those that this machine trusts, where Node can read them. */
  readonly trustsSystem?: boolean | undefined;
  /** For requests that bring no limit of their own; 0 or nothing means none but that of the whole request. */
  readonly connectTimeoutMilliseconds?: number | undefined;
}

/** Asked for each request, so that a changed setting counts at once. */
export type ReadHostConnections = () => HostConnections | Promise<HostConnections>;

/** Proxies of this machine. A setting goes before the variables. */
export interface ProxySettings {
  readonly url?: string | undefined;
  /** Where `url` is written down: `http.proxy`. */
  readonly urlSource?: string | undefined;
  /** Value of `Proxy-Authorization`, for the proxy in `url`. Secret. */
  readonly authorization?: string | undefined;
  /** Hosts that are reached without the proxy, beside those of `NO_PROXY`. */
  readonly noProxy?: readonly string[] | undefined;
  /** False takes any certificate of a proxy that is reached with https; never that of a server behind it. */
  readonly verifiesProxy?: boolean | undefined;
  /** `HTTPS_PROXY` and the like; left out, they are not looked at. */
  readonly readVariable?: ((name: string) => string | undefined) | undefined;
}
