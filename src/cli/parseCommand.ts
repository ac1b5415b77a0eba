import type { PlacedBlock } from '../core/syntax/blockAtOffset';
import { describeBodyKind } from '../core/syntax/body/describeBodyKind';
import { fileProblems } from '../core/syntax/fileProblems';
import type { BodyPart } from '../core/syntax/nodes';
import { positionAtOffset } from '../core/text/lineIndex';
import type { Problem } from '../core/text/problem';
import { templateSource } from '../core/text/template';
import { findRequests, requestLine } from './chooseBlocks';
import { problemLine } from './printProblems';
import { readRequestFile } from './readRequestFile';
import type { ReadRequestFile } from './readRequestFile';
import { exitCodes } from './runInvocation';
import type { CommandHost, ExitCode } from './runInvocation';
import { escapeJson, escapeLine } from './terminal';

/** `identity-http parse`: what stands in files, placeholders as written. Problems in them do not change the exit code. */
export async function runParse(
  { files, json }: { readonly files: readonly string[]; readonly json: boolean },
  { terminal, signal }: CommandHost,
): Promise<ExitCode> {
  let code: ExitCode = exitCodes.good;
  for (const path of files) {
    if (signal.aborted) return exitCodes.interrupted;
    if (terminal.isClosed()) break;
    const file = await readRequestFile(path);
    if (typeof file === 'string') {
      terminal.printError(`${escapeLine(file)}\n`);
      code = exitCodes.misused;
      continue;
    }
    terminal.print(json ? `${escapeJson(JSON.stringify(describeFile(file)))}\n` : listFile(file));
  }
  return code;
}

/** The JSON form of one file. Its members' names and order are part of the command's interface. */
function describeFile(file: ReadRequestFile): object {
  return {
    file: file.shownPath,
    blocks: findRequests(file).map((request) => describeBlock(file, request)),
    problems: fileProblems(file.parsed).map((problem) => describeProblem(file, problem)),
  };
}

/** Absent members are left out: JSON.stringify drops what is `undefined`. */
function describeBlock(file: ReadRequestFile, request: PlacedBlock): object {
  const { block } = request;
  const message = block.request;
  return {
    name: block.name?.text,
    title: block.title?.text,
    kind: message?.kind,
    method: message?.method?.text ?? 'GET',
    target: message && templateSource(message.target),
    httpVersion: message?.version?.text.replace(/^HTTP\//i, ''),
    headers: (message?.headers ?? []).map((header) => [header.name.text, templateSource(header.value)]),
    metadata: block.directives.map(({ name, value }) => ({ name: name.text, value: value?.text })),
    bodyKind: describeBodyKind(block),
    body: message?.body?.parts.map((part) => bodyPartSource(block.text, part)).join(''),
    line: requestLine(file, request),
  };
}

/** Text with its placeholders; a file as the line that names it. */
function bodyPartSource(blockText: string, part: BodyPart): string {
  return part.kind === 'text' ? templateSource(part.content) : blockText.slice(part.span.start, part.span.end);
}

function describeProblem(file: ReadRequestFile, problem: Problem): object {
  const start = positionAtOffset(file.lines, problem.span.start);
  const end = positionAtOffset(file.lines, problem.span.end);
  return {
    code: problem.code,
    severity: problem.severity,
    message: problem.message,
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function listFile(file: ReadRequestFile): string {
  const requests = findRequests(file).map((request) => {
    const { block } = request;
    const name = block.name?.text ?? block.title?.text;
    const target = block.request ? templateSource(block.request.target) : '';
    const words = [`${file.shownPath}:${requestLine(file, request)}:`, block.request?.method?.text ?? 'GET', target];
    return escapeLine(name === undefined ? words.join(' ') : `${words.join(' ')}  (${name})`);
  });
  const problems = fileProblems(file.parsed).map((problem) => problemLine(file, problem));
  return [...requests, ...problems].map((line) => `${line}\n`).join('');
}
