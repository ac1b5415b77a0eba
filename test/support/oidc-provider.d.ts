/** The parts of the package that the tests use; it ships no types. */
declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http';

  export interface GrantContext {
    body: unknown;
    status: number;
    oidc: { readonly client: unknown; readonly params: Readonly<Record<string, string | undefined>> };
  }

  export class Provider {
    constructor(issuer: string, configuration: object);
    callback(): RequestListener;
    registerGrantType(
      name: string,
      handler: (context: GrantContext) => Promise<void>,
      parameters: readonly string[],
    ): void;
    readonly ClientCredentials: new (values: object) => { save(): Promise<string>; readonly expiration: number };
    readonly DeviceCode: unknown;
  }
}
