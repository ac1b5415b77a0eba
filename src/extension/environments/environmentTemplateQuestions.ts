import * as vscode from 'vscode';
import {
  fillCrestTemplate,
  fillEmptyTemplate,
  fillPingOneTemplate,
  pingOneRegions,
  readTenantUrl,
  type FilledTemplate,
} from '../../core/environment/files/environmentTemplates';

/** Where the secrets of a new environment are kept; values that are not known yet are left out. */
export type SecretAnswers =
  { readonly kind: 'secret-storage' } | { readonly kind: 'private-file'; readonly values: ReadonlyMap<string, string> };

/** A template with all its answers. */
export interface TemplateAnswers {
  readonly template: FilledTemplate;
  readonly secrets: SecretAnswers;
}

/** Asks one thing after the other; Escape at any of them ends it all. `refuse` says what is wrong with a name. */
export async function askTemplate(refuse: (name: string) => string | undefined): Promise<TemplateAnswers | undefined> {
  const kind = await choose('The template of the new environment', [
    { label: 'PingOne', description: 'addresses of the region, worker application', answer: 'pingone' as const },
    { label: 'Identity Cloud / CREST', description: 'tenant and realm', answer: 'crest' as const },
    { label: 'Empty', description: 'a name and nothing else', answer: 'empty' as const },
  ]);
  if (kind === undefined) return undefined;
  const name = await ask(
    'Name of the Environment',
    'As it will stand in the status bar: dev, staging, eu-prod.',
    refuse,
  );
  if (name === undefined) return undefined;
  const template = await { pingone: askPingOne, crest: askCrest, empty: fillEmptyTemplate }[kind](name);
  const secrets = template && (await askSecrets(template));
  return template && secrets && { template, secrets };
}

async function askPingOne(name: string): Promise<FilledTemplate | undefined> {
  const region = await choose(
    'The region of the organization',
    pingOneRegions.map(({ code, area, tld, note }) => ({
      label: area,
      description: `${code} · api.pingone.${tld}${note === undefined ? '' : ` · ${note}`}`,
      answer: tld,
    })),
  );
  if (region === undefined) return undefined;
  const version = await choose('Where requests have the version of the API', [
    {
      label: '{{apiPath}}/environments/…',
      description: "'/v1' is part of apiPath: older pages, the examples, the Sandbox",
      answer: 'base-address' as const,
    },
    {
      label: '{{apiPath}}/v1/environments/…',
      description: "'/v1' stands in each request: pages since May 2026",
      answer: 'request' as const,
    },
  ]);
  if (version === undefined) return undefined;
  const later = 'Leave it empty to fill it in later.';
  const envID = await ask('envID', `The ID of the environment that requests work on. ${later}`);
  if (envID === undefined) return undefined;
  const adminEnvID = await ask('adminEnvID', `The ID of the environment that owns the worker application. ${later}`);
  if (adminEnvID === undefined) return undefined;
  const adminAppID = await ask('adminAppID', `The client ID of the worker application. ${later}`);
  if (adminAppID === undefined) return undefined;
  return fillPingOneTemplate({ name, tld: region, version, envID, adminEnvID, adminAppID });
}

async function askCrest(name: string): Promise<FilledTemplate | undefined> {
  const answer = await ask('Host of the Tenant', 'tenant.example.com', (text) => {
    const read = readTenantUrl(text);
    return read.kind === 'refused' ? read.message : undefined;
  });
  const tenant = answer === undefined ? undefined : readTenantUrl(answer);
  if (tenant?.kind !== 'url') return undefined;
  const realm = await ask(
    'Realm',
    'alpha or bravo; another one where the tenant is a server of your own.',
    (text) => (/^[\w.-]+$/.test(text) ? undefined : 'Give the name of one realm, without slashes.'),
    'alpha',
  );
  return realm === undefined ? undefined : fillCrestTemplate({ name, tenantUrl: tenant.url, realm });
}

async function askSecrets({ secretNames }: FilledTemplate): Promise<SecretAnswers | undefined> {
  if (secretNames.length === 0) return { kind: 'secret-storage' };
  const kind = await choose(`Where ${secretNames.join(' and ')} is kept`, [
    {
      label: 'SecretStorage',
      description: "in the system's keychain, asked for at the first send",
      answer: 'secret-storage' as const,
    },
    {
      label: 'Private file',
      description: 'http-client.private.env.json, which git is told to ignore',
      answer: 'private-file' as const,
    },
  ]);
  if (kind !== 'private-file') return kind && { kind };
  const values = new Map<string, string>();
  for (const name of secretNames) {
    const value = await vscode.window.showInputBox({
      title: name,
      prompt: 'Written into http-client.private.env.json. Leave it empty to fill it in later.',
      password: true,
      ignoreFocusOut: true,
    });
    if (value === undefined) return undefined;
    values.set(name, value);
  }
  return { kind, values };
}

async function choose<Answer>(
  placeHolder: string,
  items: readonly { readonly label: string; readonly description: string; readonly answer: Answer }[],
): Promise<Answer | undefined> {
  return (await vscode.window.showQuickPick(items, { title: 'New Environment', placeHolder, ignoreFocusOut: true }))
    ?.answer;
}

/** Blanks around an answer are not part of it. */
async function ask(
  title: string,
  prompt: string,
  refuse: (text: string) => string | undefined = () => undefined,
  value = '',
): Promise<string | undefined> {
  const answer = await vscode.window.showInputBox({
    title,
    prompt,
    value,
    ignoreFocusOut: true,
    validateInput: (text) => refuse(text.trim()),
  });
  return answer?.trim();
}
