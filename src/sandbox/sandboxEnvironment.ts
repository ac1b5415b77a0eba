import type { SandboxPorts, SandboxState } from './sandboxState';
import { issueWorkerToken } from './tokenEndpoint';
import { decodeUtf8, isJsonArray, isJsonObject, member, parseJsonBody } from './json';

/** The values of the built-in environment Sandbox, for one running sandbox. */
export interface SandboxEnvironment {
  /** `http://127.0.0.1:8123`: also what answers for `example.com`, the host of the CREST documentation. */
  readonly origin: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Names in `variables` whose values are masked. */
  readonly secretNames: readonly string[];
}

/** Where a running sandbox tells its values, to this machine only. */
export const sandboxPath = '/.well-known/identity-http-sandbox';

/** The values under which the requests of the documentation run as they were copied. */
export function describeSandbox(ports: SandboxPorts, state: SandboxState): SandboxEnvironment {
  const { origin } = ports;
  const population = [...(state.environments.get(state.environmentID)?.populations.values() ?? [])][0];
  const populationID = population?.id ?? '';
  const accessToken = issueWorkerToken(ports, state);
  return {
    origin,
    variables: {
      apiPath: `${origin}/v1`,
      authPath: origin,
      envID: state.environmentID,
      adminEnvID: state.adminEnvironmentID,
      adminAppID: state.workerID,
      adminAppSecret: state.workerSecret,
      accessToken,
      popID: populationID,
      appJwtPopID: populationID,
      orgID: state.organizationID,
      licenseID: state.licenseID,
      tenantUrl: origin,
      tenantToken: accessToken,
      crestPath: origin,
      idmPath: `${origin}/openidm`,
      realm: 'alpha',
      'JSON resource': JSON.stringify(sampleResource, undefined, 2),
    },
    secretNames: ['adminAppSecret', 'accessToken', 'tenantToken'],
  };
}

/** Reads what `sandboxPath` answers; `undefined` where something else than a sandbox answered. */
export function parseSandboxEnvironment(body: Uint8Array): SandboxEnvironment | undefined {
  const reading = decodeUtf8(body) === undefined ? undefined : parseJsonBody(body);
  const value = reading?.kind === 'value' ? reading.value : undefined;
  const [origin, variables, secretNames] = ['origin', 'variables', 'secretNames'].map((name) => member(value, name));
  if (typeof origin !== 'string' || !isJsonObject(variables) || !isJsonArray(secretNames)) return undefined;
  const texts = Object.entries(variables).flatMap(([name, text]) =>
    typeof text === 'string' ? [[name, text] as const] : [],
  );
  const names = secretNames.filter((name) => typeof name === 'string');
  return { origin, variables: Object.fromEntries(texts), secretNames: names };
}

/** Stands for the documentation's `{ JSON resource }`; both CREST collections take it. */
const sampleResource = {
  userName: 'bjensen',
  givenName: 'Barbara',
  sn: 'Jensen',
  mail: 'bjensen@example.com',
  telephoneNumber: '+1 555 0100',
};
