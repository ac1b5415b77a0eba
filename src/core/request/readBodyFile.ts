import { isInsideFolder, resolvePath } from '../environment/paths';
import type { FileReader, FileSource } from '../environment/ports';
import { lookupVariable } from '../environment/lookupVariable';
import type { BodyPart } from '../syntax/nodes';
import { parseTemplate } from '../text/template';
import { evaluateParts } from '../environment/evaluateTemplate';
import { fillLineParts, joinParts, report, type Findings } from './findings';
import { isJsonText, joinJsonParts } from './joinJsonParts';

/** Where files of a body are looked for. */
export interface BodyFolders {
  readonly reader: FileReader;
  /** That of the request file. */
  readonly folder: string;
  /** Nothing outside of it is read; the request file's own folder when there is none. */
  readonly workspaceFolder: string | undefined;
}

/** What becomes of a file's content. */
export interface FileRules {
  readonly substitutes: boolean;
  /** Of the request. */
  readonly mediaType: string | undefined;
}

type FilePart = Extract<BodyPart, { readonly kind: 'file' }>;

/** The content of `< ./user.json`, with its placeholders filled for `<@`; `undefined` after a problem. A large one stays a file. */
export async function readBodyFile(
  findings: Findings,
  folders: BodyFolders,
  part: FilePart,
  { substitutes, mediaType }: FileRules,
): Promise<Uint8Array | FileSource | undefined> {
  const pathParts = fillLineParts(findings, part.path);
  if (!pathParts) return undefined;
  const path = joinParts(pathParts)
    .trim()
    .replace(/^"(.*)"$/, '$1');
  const refuse = (code: string, message: string): undefined => {
    report(findings, code, 'error', { span: part.path.span, message });
  };
  if (path === '') return refuse('missing-path', "Write the path of a file behind '<'.");
  const found = await findFile(findings, folders, path, part);
  if (found.kind === 'refused') return refuse(found.code, found.message);
  if (!(found.bytes instanceof Uint8Array)) {
    if (part.dropsLineEnds) {
      return refuse('file-unreadable', `'${path}' is too large to take its line ends out. Send it with --data-binary.`);
    }
    if (!substitutes) return found.bytes;
    return refuse('file-unreadable', `'${path}' is too large to fill placeholders in it. Send it as it is with '<'.`);
  }
  if (substitutes) return fillFile(findings, part, { path, mediaType }, found.bytes);
  hintAtPlaceholders(findings, part, found.bytes);
  return part.dropsLineEnds ? found.bytes.filter((octet) => octet !== 0 && octet !== 10 && octet !== 13) : found.bytes;
}

type FoundFile =
  | { readonly kind: 'found'; readonly bytes: Uint8Array | FileSource }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/** The request file's folder comes first, as everywhere but in REST Client; a second file of that path is named. */
async function findFile(findings: Findings, folders: BodyFolders, path: string, part: FilePart): Promise<FoundFile> {
  const root = folders.workspaceFolder ?? folders.folder;
  const places = [...new Set([folders.folder, root].map((folder) => resolvePath(folder, path)))];
  const inside = places.filter((place) => isInsideFolder(root, place));
  if (inside.length === 0) {
    return {
      kind: 'refused',
      code: 'file-outside-workspace',
      message: `'${path}' lies outside '${root}', so it is not read. Move the file into the folder.`,
    };
  }
  let first: { readonly place: string; readonly bytes: Uint8Array | FileSource } | undefined;
  for (const place of inside) {
    const read = await folders.reader(place, root);
    if (read === undefined) continue;
    const content = read instanceof Uint8Array ? read : (read.source ?? read);
    if (!(content instanceof Uint8Array) && content.kind === 'file-failure') {
      if (first) break;
      return { kind: 'refused', code: 'file-unreadable', message: content.message };
    }
    if (first) {
      const message = `There is a file '${path}' beside this request file and one in '${root}'. The one beside is sent.`;
      report(findings, 'ambiguous-path', 'warning', { span: part.path.span, message });
    }
    first ??= { place, bytes: content };
  }
  if (first) return { kind: 'found', bytes: first.bytes };
  return { kind: 'refused', code: 'file-not-found', message: `There is no file '${inside.join("' and no file '")}'.` };
}

/** Problems in the file stand at the path in the request, because that is what the person looks at. */
function fillFile(
  findings: Findings,
  part: FilePart,
  { path, mediaType }: { readonly path: string; readonly mediaType: string | undefined },
  bytes: Uint8Array,
): Uint8Array | undefined {
  const refuse = (code: string, span: FilePart['span'], message: string): undefined => {
    report(findings, code, 'error', { span, message });
  };
  const encoding = part.encoding?.text ?? 'utf-8';
  const decoder = buildDecoder(encoding);
  if (!decoder) {
    return refuse(
      'unknown-encoding',
      part.encoding?.span ?? part.span,
      `'${encoding}' is no character encoding. Write utf8 or latin1, for example.`,
    );
  }
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return refuse(
      'invalid-text',
      part.path.span,
      `'${path}' is not text in ${encoding}. Send it as it is with '<', or name its encoding: <@latin1.`,
    );
  }
  const evaluation = evaluateParts(parseTemplate(text, { start: 0, end: text.length }), findings.scope);
  for (const problem of evaluation.problems) {
    const { code, severity, message } = problem;
    report(findings, code, severity, { span: part.path.span, message: `In '${path}': ${message}` });
  }
  if (evaluation.kind === 'unevaluated') return undefined;
  for (const secret of evaluation.secrets) findings.secrets.add(secret);
  const { parts } = evaluation;
  const filled = isJsonText(mediaType, parts) ? joinJsonParts(findings, parts) : joinParts(parts);
  return new TextEncoder().encode(filled);
}

function buildDecoder(label: string): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(label, { fatal: true });
  } catch {
    return undefined;
  }
}

/** A file sent with `<` goes out as it is; whoever put our variables into it meant `<@`. */
function hintAtPlaceholders(findings: Findings, part: FilePart, bytes: Uint8Array): void {
  // In a command no other spelling would fill them.
  if (part.isArgument) return;
  if (bytes.length > LARGEST_SEARCHED || bytes.includes(0)) return;
  const text = new TextDecoder().decode(bytes);
  if (!text.includes('{{')) return;
  const known = parseTemplate(text, { start: 0, end: text.length }).parts.find(
    (piece) => piece.kind === 'placeholder' && lookupVariable(findings.scope, piece.expression.text) !== undefined,
  );
  if (known?.kind !== 'placeholder') return;
  const behind = { start: part.span.start + 1, end: part.span.start + 1 };
  findings.problems.push({
    code: 'placeholders-in-file',
    severity: 'hint',
    span: part.span,
    message: `The file has {{${known.expression.text}}}, which '<' sends as it stands. '<@' fills it.`,
    fixes: [{ kind: 'replace', title: "Fill placeholders with '<@'", span: behind, text: '@' }],
  });
}

const LARGEST_SEARCHED = 1_000_000;
