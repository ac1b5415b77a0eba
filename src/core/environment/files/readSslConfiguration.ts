import type { Node } from 'jsonc-parser';
import { membersOf, nodeSpan } from './parseJsonFile';
import { secretValue } from './readEnvironmentRules';
import type { ValueContext } from './readEnvironmentValue';
import type { CertificateFile, ClientCertificateRule } from '../variable';

/** What `SSLConfiguration` says, in the words of JetBrains and `clientCertificatePassphrase`. */
export interface SslConfiguration {
  readonly verifiesCertificates: boolean | undefined;
  readonly clientCertificate: ClientCertificateRule | undefined;
}

/** Reads `SSLConfiguration` of an environment. Files are named and not read. */
export function readSslConfiguration(node: Node, context: ValueContext): SslConfiguration {
  const members = new Map(membersOf(node, context.report).map(({ key, value }) => [key, value]));
  const certificate = readFile(members.get('clientCertificate'), 'clientCertificate', context);
  const key = readFile(members.get('clientCertificateKey'), 'clientCertificateKey', context);
  const passphrase = members.get('clientCertificatePassphrase');
  const verification = members.get('verifyHostCertificate');
  const hasPassphrase = members.get('hasCertificatePassphrase');
  return {
    verifiesCertificates: verification && readBoolean(verification, 'verifyHostCertificate', context),
    clientCertificate: certificate && {
      certificate,
      ...(key && { key }),
      hasPassphrase:
        hasPassphrase !== undefined && readBoolean(hasPassphrase, 'hasCertificatePassphrase', context) === true,
      ...(passphrase && { passphrase: secretValue('clientCertificatePassphrase', passphrase, context) }),
      source: context.path,
    },
  };
}

function readBoolean(node: Node, name: string, { report }: ValueContext): boolean | undefined {
  if (typeof node.value === 'boolean') return node.value;
  const rest = name === 'verifyHostCertificate' ? ' Certificates are verified.' : '';
  report('invalid-ssl-configuration', 'warning', nodeSpan(node), `'${name}' should be true or false.${rest}`);
  return undefined;
}

/** A path, or `{ "path": …, "format": … }`. */
function readFile(node: Node | undefined, name: string, context: ValueContext): CertificateFile | undefined {
  if (!node) return undefined;
  const members = node.type === 'object' ? membersOf(node, context.report) : [];
  const path: unknown = node.type === 'object' ? members.find(({ key }) => key === 'path')?.value.value : node.value;
  const format: unknown = members.find(({ key }) => key === 'format')?.value.value;
  if (typeof path !== 'string' || path === '') {
    const message = `'${name}' should be the path of a file, or { "path": …, "format": "PEM" }.`;
    context.report('invalid-ssl-configuration', 'warning', nodeSpan(node), message);
    return undefined;
  }
  return { path, ...(typeof format === 'string' && { format }) };
}
