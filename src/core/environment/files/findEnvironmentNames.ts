import type { Node } from 'jsonc-parser';
import type { Span } from '../../text/span';
import type { Placeholder } from '../../text/template';
import { stringTemplate } from './jsonTemplate';
import { nodeSpan, parseJsonFile } from './parseJsonFile';

/** Every place in an environment file where the name of a variable stands, offsets of the text without byte order mark. */
export interface EnvironmentNames {
  readonly keys: readonly EnvironmentKey[];
  /** Placeholders inside values and settings, members of objects and lists included. */
  readonly uses: readonly Placeholder[];
}

/** The name of one variable in one environment. */
export interface EnvironmentKey {
  readonly name: string;
  readonly environment: string;
  /** Quotes left out. */
  readonly span: Span;
  readonly value: Span;
}

/** As far as the text can be read; what is broken in it is not told here. A repeated key is listed each time. */
export function findEnvironmentNames(bytes: Uint8Array, path: string): EnvironmentNames {
  const file = parseJsonFile(bytes, path, () => undefined);
  const names = { keys: [] as EnvironmentKey[], uses: [] as Placeholder[] };
  for (const section of file ? findProperties(file.root) : []) {
    if (section.key === '$schema') continue;
    for (const { key, span, value } of findProperties(section.value)) {
      if (!SETTINGS.has(key)) {
        names.keys.push({ name: key, environment: section.key, span, value: nodeSpan(value) });
      }
      collectUses(value, file?.text ?? '', names.uses);
    }
  }
  return names;
}

function collectUses(node: Node, text: string, uses: Placeholder[]): void {
  if (node.type === 'string') {
    const { start, end } = nodeSpan(node);
    if (end - start < 2 || text[end - 1] !== '"') return;
    for (const part of stringTemplate(text, { start: start + 1, end: end - 1 }).parts) {
      if (part.kind === 'placeholder') uses.push(part);
    }
    return;
  }
  // A name of a member is data: no placeholder is looked for in it.
  const children = node.type === 'property' ? (node.children ?? []).slice(1) : (node.children ?? []);
  for (const child of children) collectUses(child, text, uses);
}

interface Property {
  readonly key: string;
  readonly span: Span;
  readonly value: Node;
}

function findProperties(node: Node | undefined): readonly Property[] {
  if (node?.type !== 'object') return [];
  return (node.children ?? []).flatMap((property) => {
    const [name, value] = property.children ?? [];
    if (!name || !value) return [];
    const start = name.offset + 1;
    return [{ key: String(name.value), span: { start, end: Math.max(start, name.offset + name.length - 1) }, value }];
  });
}

/** Members of an environment that are no variables. */
const SETTINGS: ReadonlySet<string> = new Set(['Security', 'SSLConfiguration', '$identityHttp']);
