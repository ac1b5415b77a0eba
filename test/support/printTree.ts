import { fileProblems } from '../../src/core/syntax/fileProblems';
import type {
  BlockNode,
  BodyPart,
  CurlSettings,
  RequestBlock,
  RequestFile,
  RequestMessage,
} from '../../src/core/syntax/nodes';
import { printRequestFile } from '../../src/core/syntax/printRequestFile';
import type { Span, Token } from '../../src/core/text/span';
import type { Template } from '../../src/core/text/template';

/** A requests file as lines of text: every node with what it covers, every member with what it means. */
export function printTree(file: RequestFile): string {
  const lines: string[] = [];
  file.blocks.forEach((block, index) => lines.push(...printBlock(block, file.starts[index] ?? 0)));
  const text = printRequestFile(file);
  const problems = fileProblems(file);
  if (problems.length > 0) lines.push('problems');
  for (const { severity, code, span, fixes } of problems) {
    const titles = (fixes ?? []).map((fix) => {
      if (fix.kind === 'replace') return fix.title;
      return 'name' in fix ? fix.name : fix.kind;
    });
    const suffix = titles.length > 0 ? ` → ${titles.join(' | ')}` : '';
    lines.push(`  ${severity} ${code} ${printSpan(span)} ${quote(text.slice(span.start, span.end))}${suffix}`);
  }
  return `${lines.join('\n')}\n`;
}

function printBlock(block: RequestBlock, start: number): string[] {
  const lines = [`block ${start}`];
  if (block.title) lines.push(`  title ${printToken(block.title)}`);
  if (block.name) lines.push(`  name ${printToken(block.name)}`);
  for (const node of block.nodes) {
    const source = quote(block.text.slice(node.span.start, node.span.end));
    lines.push(`  ${node.kind} ${printSpan(node.span)} ${source}`, ...printMembers(node).map((line) => `    ${line}`));
  }
  if (block.request) lines.push(...printRequest(block.request).map((line) => `  ${line}`));
  return lines;
}

function printMembers(node: BlockNode): string[] {
  switch (node.kind) {
    case 'directive':
      return [`@${printToken(node.directive.name)}`, ...optional('value', node.directive.value)];
    case 'variable':
      return [
        `${printToken(node.variable.name)} ${node.variable.late ? ':=' : '='} ${printTemplate(node.variable.value)}`,
      ];
    case 'comment':
      return node.variable ? [`off ${printToken(node.variable.name)} = ${printTemplate(node.variable.value)}`] : [];
    case 'import':
    case 'body-file':
    case 'response-reference':
      return [`path ${printTemplate(node.path)}`];
    case 'run':
      return [
        ...(node.path ? [`path ${printTemplate(node.path)}`] : []),
        ...optional('name', node.name),
        ...node.variables.map((variable) => `${printToken(variable.name)} = ${printTemplate(variable.value)}`),
      ];
    case 'graphql-definition':
      return optional('name', node.name);
    case 'header-spread':
      return [`name ${printToken(node.name)}`];
    case 'script':
      return [
        node.phase,
        ...(node.code ? [`code ${printSpan(node.code)}`] : []),
        ...(node.path ? [`path ${printTemplate(node.path)}`] : []),
      ];
    case 'assertion':
      return [`condition ${printToken(node.condition)}`];
    case 'response-redirection':
      return [`path ${printTemplate(node.path)}${node.overwrites ? ' overwrites' : ''}`];
    case 'separator':
    case 'header':
    case 'blank':
    case 'request-line':
    case 'target-continuation':
    case 'body':
    case 'body-comment':
    case 'recorded-response':
    case 'unknown':
      return [];
  }
}

function printRequest(request: RequestMessage): string[] {
  const lines = [`${request.kind} request ${printSpan(request.span)}`];
  if (request.method) lines.push(`  method ${printToken(request.method)}`);
  lines.push(`  target ${printTemplate(request.target)}`, ...optional('  version', request.version));
  if (request.command) lines.push(`  command ${printTemplate(request.command)}`);
  if (request.curl) lines.push(...printCurl(request.curl).map((line) => `  ${line}`));
  for (const header of request.headers) lines.push(`  ${printToken(header.name)}: ${printTemplate(header.value)}`);
  const { body } = request;
  if (body === undefined) return lines;
  lines.push(`  body ${printSpan(body.span)}${body.opensWithoutBlankLine ? ' without blank line' : ''}`);
  lines.push(...body.parts.map((part) => `    ${printPart(part)}`));
  if (body.graphql) {
    lines.push(...body.graphql.query.map((part) => `    query ${printPart(part)}`));
    if (body.graphql.variables) lines.push(`    variables ${printTemplate(body.graphql.variables)}`);
  }
  return lines;
}

function printCurl(curl: CurlSettings): string[] {
  const { credentials, form, leavesOut, followsRedirects, timeoutMilliseconds } = curl;
  return [
    ...(credentials ? [`credentials ${printTemplate(credentials)}`] : []),
    ...(leavesOut.length > 0 ? [`leaves out ${leavesOut.join(' ')}`] : []),
    ...(followsRedirects ? ['follows redirects'] : []),
    ...(timeoutMilliseconds === undefined ? [] : [`timeout ${timeoutMilliseconds}`]),
    ...form.flatMap(({ span, name, content, fileName, mediaType }) => [
      `field ${printSpan(span)} ${printTemplate(name)}: ${printPart(content)}`,
      ...(fileName ? [`  file name ${printTemplate(fileName)}`] : []),
      ...(mediaType ? [`  media type ${printTemplate(mediaType)}`] : []),
    ]),
  ];
}

function printPart(part: BodyPart): string {
  if (part.kind === 'text') return `text ${printTemplate(part.content)}`;
  const encoding = part.encoding ? ` as ${printToken(part.encoding)}` : '';
  return `file ${printTemplate(part.path)}${part.substitutes ? ' filled' : ''}${part.dropsLineEnds ? ' without line ends' : ''}${encoding}`;
}

function printTemplate(template: Template): string {
  const parts = template.parts.map((part) => {
    if (part.kind === 'literal') return quote(part.text);
    const encoding = part.encodes === undefined ? '' : ' encoded';
    return `{{${part.expression.text}}}${encoding}${part.literal === undefined ? '' : ` or ${quote(part.literal)}`}`;
  });
  return `${printSpan(template.span)} ${parts.join(' + ') || 'nothing'}`;
}

function printToken(token: Token): string {
  return `${printSpan(token.span)} ${quote(token.text)}`;
}

function optional(label: string, token: Token | undefined): string[] {
  return token ? [`${label} ${printToken(token)}`] : [];
}

function printSpan(span: Span): string {
  return `${span.start}..${span.end}`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
