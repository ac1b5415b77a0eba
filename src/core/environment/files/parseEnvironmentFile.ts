import type { Node } from 'jsonc-parser';
import type { Span } from '../../text/span';
import type { EnvironmentSection, EnvironmentSource } from '../environmentSource';
import { collectProblems, membersOf, nodeSpan, parseJsonFile } from './parseJsonFile';
import { readAuthSettings } from './readAuthSettings';
import { readEnvironmentRules } from './readEnvironmentRules';
import { readSslConfiguration } from './readSslConfiguration';
import { readEnvironmentValue, type ValueContext } from './readEnvironmentValue';
import type { Variable } from '../variable';

/** Reads `http-client.env.json` and its private and user companions: JSON with comments and trailing commas. */
export function parseEnvironmentFile(bytes: Uint8Array, path: string): EnvironmentSource {
  const kind = environmentFileKind(path);
  const { problems, report } = collectProblems(path);
  const sections = new Map<string, EnvironmentSection>();
  const file = parseJsonFile(bytes, path, report);
  if (file?.root?.type === 'object') {
    const isPrivate = kind !== 'public';
    const origin = isPrivate ? 'private' : 'environment';
    readSections(file.root, { text: file.text, path, origin, isPrivate, report }, sections);
  } else if (file?.root) {
    const message =
      'An environment file is one object with a member for each environment: { "dev": { "name": "value" } }.';
    report('environment-not-an-object', 'error', nodeSpan(file.root), message);
  }
  return { path, kind, sections, problems };
}

/** By the name of the file; every other name counts as public. */
export function environmentFileKind(path: string): 'private' | 'user' | 'public' {
  if (path.endsWith('.private.env.json')) return 'private';
  return path.endsWith('.env.json.user') ? 'user' : 'public';
}

/** What all sections of one text have in common. */
type SectionContext = Omit<ValueContext, 'environment' | 'section'>;

/** Reads an object with a member for each environment, wherever it stands. */
export function readSections(root: Node, context: SectionContext, sections: Map<string, EnvironmentSection>): void {
  for (const { key, nameSpan, value } of membersOf(root, context.report)) {
    if (key === '') {
      context.report('environment-without-name', 'error', nameSpan, 'Give the environment a name.');
    } else if (value.type === 'object') {
      sections.set(key, readSection(key, nameSpan, value, context));
    } else if (key !== '$schema') {
      const message = `'${key}' should be an object with the variables of that environment: { "name": "value" }.`;
      context.report('environment-not-an-object', 'error', nodeSpan(value), message);
    }
  }
}

function readSection(name: string, nameSpan: Span, node: Node, outer: SectionContext): EnvironmentSection {
  const context: ValueContext = { ...outer, section: name, ...(!name.startsWith('$') && { environment: name }) };
  const variables: Variable[] = [];
  const unavailable = new Map<string, string>();
  let own: ReturnType<typeof readEnvironmentRules> | undefined;
  let ssl: ReturnType<typeof readSslConfiguration> | undefined;
  let auth: EnvironmentSection['auth'];
  for (const { key, value } of membersOf(node, context.report)) {
    if (key === 'SSLConfiguration') {
      ssl = readSslConfiguration(value, context);
    } else if (key === '$identityHttp') {
      own = readEnvironmentRules(value, context);
    } else if (key === 'Security') {
      auth = readAuthSettings(value, context);
    } else {
      readEnvironmentValue({ name: key, node: value, variables, unavailable, secret: context.isPrivate }, context);
    }
  }
  const verifiesCertificates = own?.verifiesCertificates ?? ssl?.verifiesCertificates;
  const clientCertificate = ssl?.clientCertificate;
  const optional = {
    ...(clientCertificate && { clientCertificate }),
    ...(own && { rules: own.rules }),
    ...(auth && { auth }),
  };
  return { name, nameSpan, variables, unavailable, verifiesCertificates, ...optional };
}
