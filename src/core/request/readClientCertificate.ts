import { evaluateVariable } from '../environment/evaluateTemplate';
import { isInsideFolder, parentFolder, resolvePath } from '../environment/paths';
import type { ClientCertificateRule, VariableScope } from '../environment/variable';
import type { Span } from '../text/span';
import type { ClientCertificate } from './connectionRules';
import { report, type Findings } from './findings';
import type { BodyFolders } from './readBodyFile';

/** The rule of an environment, and where what is wrong with it is said. */
export interface CertificateInput {
  readonly rule: ClientCertificateRule;
  readonly scope: VariableScope;
  readonly folders: BodyFolders;
  readonly span: Span;
  /** Of the environment. */
  readonly name: string;
}

/** Reads the files of `SSLConfiguration`, from the folder of the environment file; `undefined` after a problem. */
export async function readClientCertificate(
  findings: Findings,
  input: CertificateInput,
): Promise<ClientCertificate | undefined> {
  const { rule } = input;
  const certificate = await readFile(findings, input, rule.certificate.path);
  const passphrase = readPassphrase(findings, input);
  if (!certificate || passphrase === 'missing') return undefined;
  const common = { name: rule.certificate.path, ...(passphrase !== undefined && { passphrase }) };
  if (isContainer(rule.certificate)) return { kind: 'pfx', bytes: certificate, ...common };
  if (!rule.key) {
    // One file may hold both.
    if (new TextDecoder().decode(certificate).includes('PRIVATE KEY-----')) {
      return { kind: 'pem', certificate, key: certificate, ...common };
    }
    return refuse(findings, input, "it has no key. Name its file as 'clientCertificateKey'.");
  }
  const key = await readFile(findings, input, rule.key.path);
  return key && { kind: 'pem', certificate, key, ...common };
}

/** PKCS #12, by its format or by the end of its name. */
function isContainer({ path, format }: ClientCertificateRule['certificate']): boolean {
  return format === undefined ? /\.(?:pfx|p12)$/i.test(path) : /^(?:pfx|pkcs12|p12)$/i.test(format);
}

/** Paths are read as those of a body: from inside the folder of the project only. */
async function readFile(findings: Findings, input: CertificateInput, path: string): Promise<Uint8Array | undefined> {
  const { rule, folders } = input;
  const root = folders.workspaceFolder ?? folders.folder;
  const place = resolvePath((rule.source === '' ? undefined : parentFolder(rule.source)) ?? folders.folder, path);
  if (!isInsideFolder(root, place)) {
    return refuse(findings, input, `'${path}' lies outside '${root}', so it is not read. Move it into the folder.`);
  }
  const content = await folders.reader(place, root);
  if (content instanceof Uint8Array) return content;
  return refuse(findings, input, content?.message ?? `there is no file '${place}'.`);
}

function readPassphrase(findings: Findings, input: CertificateInput): string | 'missing' | undefined {
  const { rule, scope } = input;
  if (!rule.passphrase) {
    if (!rule.hasPassphrase) return undefined;
    refuse(
      findings,
      input,
      "it has a passphrase, and none is given. Add 'clientCertificatePassphrase' to SSLConfiguration in the private environment file.",
    );
    return 'missing';
  }
  const value = evaluateVariable(rule.passphrase, scope);
  if (value.kind === 'failure') {
    refuse(findings, input, `its passphrase is missing. ${value.message}`);
    return 'missing';
  }
  for (const secret of [...value.secrets, value.text]) if (secret !== '') findings.secrets.add(secret);
  return value.text;
}

function refuse(findings: Findings, { span, name }: CertificateInput, reason: string): undefined {
  const message = `The client certificate of the environment '${name}' cannot be used: ${reason}`;
  report(findings, 'client-certificate', 'error', { span, message });
}
