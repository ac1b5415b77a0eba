import { findNodeAtLocation, parseTree, type Node } from 'jsonc-parser';
import type { EnvironmentSection, EnvironmentSource } from '../environmentSource';
import { jsonDepth } from '../answers/jsonText';
import { readSections } from './parseEnvironmentFile';
import { collectProblems, nodeSpan, parseJsonFile, type Report } from './parseJsonFile';

/** Settings that hold environments, the first one winning: this product's own, and those of others, only read. */
export const environmentSettingNames: readonly string[] = [
  'identityHttp.environmentVariables',
  'rest-client.environmentVariables',
  'httpyac.environmentVariables',
];

/** Where a setting goes that is kept in no file that is read. */
export interface EnvironmentSetting {
  readonly setting: string;
  /** What the editor gives for it: an object of environments. Anything may stand there. */
  readonly value: unknown;
}

/** Settings as an editor hands them over, in their order. Numbers were read by it, so large ones have lost digits and say so. */
export function readEnvironmentSettings(settings: readonly EnvironmentSetting[]): readonly EnvironmentSource[] {
  return settings.flatMap(({ setting, value }) => {
    const text = toJson(value);
    if (text === undefined) return [];
    const { problems, report } = collectProblems('');
    return [
      { path: '', kind: 'setting', sections: readSetting({ text, path: '', setting, report }), problems } as const,
    ];
  });
}

/** The same settings from a `settings.json` or a `.code-workspace` file. Other settings are not looked at. */
export function parseSettingsFile(bytes: Uint8Array, path: string): readonly EnvironmentSource[] {
  const { problems, report } = collectProblems(path);
  const file = parseJsonFile(bytes, path, report);
  const { root, text = '' } = file ?? {};
  const sources = environmentSettingNames.flatMap((setting): EnvironmentSource[] => {
    const node = root && lookupSetting(root, setting);
    if (!node) return [];
    const own = collectProblems(path);
    const sections = new Map<string, EnvironmentSection>();
    if (node.type === 'object') readSections(node, contextOf({ text, path, setting, report: own.report }), sections);
    else own.report('environment-not-an-object', 'error', nodeSpan(node), notAnObject(setting));
    return [{ path, kind: 'setting', sections, problems: own.problems }];
  });
  if (problems.length === 0) return sources;
  return [...sources, { path, kind: 'setting', sections: new Map(), problems }];
}

/** What a settings file has for a setting; the file of a workspace keeps its settings one level down. */
export function lookupSetting(root: Node, setting: string): Node | undefined {
  return findNodeAtLocation(root, [setting]) ?? findNodeAtLocation(root, ['settings', setting]);
}

/** `identityHttp.secretNames` of a `settings.json`. */
export function parseSecretNames(bytes: Uint8Array): readonly string[] {
  const { root } = parseJsonFile(bytes, '', () => undefined) ?? {};
  const node = root && findNodeAtLocation(root, ['identityHttp.secretNames']);
  return (node?.children ?? []).flatMap((child) => (typeof child.value === 'string' ? [child.value] : []));
}

interface SettingText {
  readonly text: string;
  readonly path: string;
  readonly setting: string;
  readonly report: Report;
}

function readSetting(source: SettingText): ReadonlyMap<string, EnvironmentSection> {
  const sections = new Map<string, EnvironmentSection>();
  const root = jsonDepth(source.text, DEEPEST_NESTING) > DEEPEST_NESTING ? undefined : parseTree(source.text);
  if (root?.type === 'object') readSections(root, { ...contextOf(source), roundsNumbers: true }, sections);
  return sections;
}

function contextOf(source: SettingText) {
  return { ...source, origin: 'setting' as const, isPrivate: false };
}

/** `undefined` when nothing is set. What cannot be JSON was not set by a settings file. */
function toJson(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

function notAnObject(setting: string): string {
  return `'${setting}' should be an object with a member for each environment: { "dev": { "name": "value" } }.`;
}

const DEEPEST_NESTING = 32;
