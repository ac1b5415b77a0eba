import type { RequestBlock } from '../../syntax/nodes';
import type { Problem } from '../../text/problem';
import type { Template } from '../../text/template';
import { isJsonBody } from './findJsonProblems';

/**
 * Names behind `{{` without the braces that end them, block coordinates: they are sent as they are written, and a
 * resource may get one for its name. Other text may hold two braces for reasons of its own, so bodies count where they
 * are JSON.
 */
export function findUnclosedPlaceholders(block: RequestBlock): readonly Problem[] {
  if (!block.text.includes('{{')) return [];
  return openTemplates(block).flatMap(({ parts }) =>
    parts.flatMap((part) => (part.kind === 'literal' ? findOpen(block.text, part.span) : [])),
  );
}

function openTemplates(block: RequestBlock): readonly Template[] {
  const templates = block.variables.map(({ value }) => value);
  const { request } = block;
  if (request?.kind !== 'http' && request?.kind !== 'graphql') return templates;
  templates.push(request.target, ...request.headers.map(({ value }) => value));
  if (!isJsonBody(block)) return templates;
  for (const part of request.body?.parts ?? []) if (part.kind === 'text') templates.push(part.content);
  return templates;
}

function findOpen(text: string, { start, end }: Template['span']): readonly Problem[] {
  const written = text.slice(start, end);
  const problems: Problem[] = [];
  let close = -1;
  let lineEnd = -1;
  for (const { index, 0: all, 1: name = '' } of written.matchAll(/\{\{[ \t]*([$%]?[A-Za-z_][\w.$-]*)\}?/g)) {
    if (close < index) close = indexOrEnd(written, '}}', index);
    if (lineEnd < index) lineEnd = indexOrEnd(written, '\n', index);
    // What has braces within it is an expression of another tool.
    if (close < lineEnd) continue;
    const span = { start: start + index, end: start + index + all.length };
    const closed = `{{${name}}}`;
    const message = `'${all}' has no end, so it is sent as it is written. Write '${closed}' for the value of '${name}'.`;
    const fixes = [{ kind: 'replace', title: `Write '${closed}'`, span, text: closed } as const];
    problems.push({ code: 'unclosed-placeholder', severity: 'warning', span, message, fixes });
  }
  return problems;
}

function indexOrEnd(text: string, wanted: string, from: number): number {
  const index = text.indexOf(wanted, from);
  return index < 0 ? text.length : index;
}
