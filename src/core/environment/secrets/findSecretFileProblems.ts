import type { ProblemFix } from '../../text/problem';
import { templateLiteral } from '../../text/template';
import type { EnvironmentSource } from '../environmentSource';
import type { FileProblem } from '../files/parseJsonFile';
import type { FileReader } from '../ports';
import { environmentSettingNames } from '../files/readEnvironmentSettings';
import { isIgnoredByGit } from './isIgnoredByGit';
import type { Variable } from '../variable';

/** What git does with a file. */
export interface GitStanding {
  /** Whether git keeps it; `undefined` when nobody knows. */
  readonly tracked: boolean | undefined;
  /** Whether git leaves it out; `undefined` outside of a repository. */
  readonly ignored: boolean | undefined;
}

/** Secrets that are written out in files that git keeps, and private files that git would take. */
export function findSecretFileProblems(
  source: EnvironmentSource,
  { tracked, ignored }: GitStanding,
): readonly FileProblem[] {
  const secrets = findWrittenSecrets(source);
  const { path, kind } = source;
  if (secrets.length === 0) return [];
  if (isPrivate(source)) {
    if (tracked !== true && ignored !== false) return [];
    const message =
      tracked === true
        ? 'git keeps this private file, so its secrets go to everyone who has the repository. Take it out of git, name it in .gitignore, and change the secrets.'
        : 'git does not leave this private file out, so its secrets would be committed with the next change. Name it in .gitignore.';
    const fixes = ignored === false ? ([{ kind: 'ignore-file' }] as const) : undefined;
    const problem = { code: 'private-file-not-ignored', severity: 'warning', span: BEGINNING, message, path } as const;
    return [{ ...problem, ...(fixes && { fixes }) }];
  }
  if (tracked !== true) return [];
  return secrets.map(({ environment, variable: { name, source: place, setting } }): FileProblem => {
    const fix = fixOf(source, { environment, name, ...(setting !== undefined && { setting }) }, ignored);
    return {
      code: 'secret-in-tracked-file',
      severity: 'warning',
      span: place?.span ?? BEGINNING,
      message: `The value of '${name}' is written out here, and git keeps this file, so it goes to everyone who has the repository. ${
        kind === 'dotenv'
          ? "Take the file out of git ('git rm --cached'), name it in .gitignore, and change the secret."
          : "Keep it in SecretStorage or in 'http-client.private.env.json', and change it."
      }`,
      path,
      ...(fix && { fixes: [fix] }),
    };
  });
}

/**
 * Other programs read a `.env`, and settings of their own, as they are, so nothing is taken out of them: a `.env` leaves
 * git instead.
 */
function fixOf(
  { kind }: EnvironmentSource,
  variable: { readonly environment: string; readonly name: string; readonly setting?: string },
  ignored: boolean | undefined,
): ProblemFix | undefined {
  if (kind === 'public' || kind === 'postman') return { kind: 'store-value', ...variable };
  if (kind === 'setting' && variable.setting === OWN_SETTING) return { kind: 'store-value', ...variable };
  return kind === 'dotenv' && ignored === false ? { kind: 'ignore-file' } : undefined;
}

/** The same for all files of a folder. Git is asked only about those that hold a secret. */
export async function findSecretProblemsOfFiles(
  sources: readonly EnvironmentSource[],
  read: FileReader,
  isTracked: (path: string) => Promise<boolean | undefined>,
): Promise<readonly FileProblem[]> {
  const found: FileProblem[] = [];
  for (const source of sources) {
    if (source.path === '' || findWrittenSecrets(source).length === 0) continue;
    const tracked = await isTracked(source.path);
    const mayBeIgnored = isPrivate(source) || source.kind === 'dotenv';
    const ignored = mayBeIgnored ? await isIgnoredByGit(read, source.path) : undefined;
    found.push(...findSecretFileProblems(source, { tracked, ignored }));
  }
  return found;
}

function isPrivate({ kind }: EnvironmentSource): boolean {
  return kind === 'private' || kind === 'user';
}

interface WrittenSecret {
  readonly environment: string;
  readonly variable: Variable;
}

/** Those whose value is a text of their own: what refers to another value, or to SecretStorage, gives nothing away. */
function findWrittenSecrets({ sections }: EnvironmentSource): readonly WrittenSecret[] {
  return [...sections].flatMap(([environment, { variables }]) =>
    variables
      .filter(({ secret, stored, memberOf, value }) => {
        const text = secret && !stored && memberOf === undefined ? templateLiteral(value) : undefined;
        return text !== undefined && text.length >= SHORTEST && !/^[<[(].*[>\])]$|^(.)\1+$/s.test(text);
      })
      .map((variable) => ({ environment, variable })),
  );
}

const [OWN_SETTING] = environmentSettingNames;
const BEGINNING = { start: 0, end: 0 };
const SHORTEST = 6;
