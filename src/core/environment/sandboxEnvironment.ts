import { literalTemplate } from '../text/template';
import type { Environment } from './variable';

/** What the host knows of a running sandbox. */
export interface SandboxDescription {
  readonly name: string;
  /** `http://127.0.0.1:8123` */
  readonly origin: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Names in `variables` whose values are masked. */
  readonly secretNames: readonly string[];
}

/**
 * The built-in environment, in which the requests of the documentation run as they were copied: their hosts
 * `example.com` and `www.example.com` lead to the sandbox, as do targets without a host, and the stand-in
 * `{ JSON resource }` is a variable.
 */
export function sandboxEnvironment({ name, origin, variables, secretNames }: SandboxDescription): Environment {
  const secrets = new Set(secretNames);
  return {
    name,
    variables: Object.entries(variables).map(([key, text]) => ({
      name: key,
      value: literalTemplate(text),
      secret: secrets.has(key),
      origin: 'sandbox',
    })),
    hostOrigins: new Map([
      ['example.com', origin],
      ['www.example.com', origin],
    ]),
    defaultOrigin: origin,
    verifiesCertificates: true,
  };
}

/** The name of the variable that stands for the whole of a body `{ JSON resource }`. */
export const DOCUMENTATION_BODY = 'JSON resource';
