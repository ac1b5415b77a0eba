import { directiveKey, type BlockNode, type BodyPart, type MessageBody, type RequestBlock } from '../../syntax/nodes';
import type { Template } from '../../text/template';
import { readFormattableJson } from './formatJsonBody';

/**
 * All that a block says, without how it is laid out: two texts with the same meaning are the same request octet for
 * octet, but for white space between the tokens of a JSON body. Comments and scripts count too, so none is lost.
 */
export function describeMeaning(block: RequestBlock): string {
  const { request } = block;
  return JSON.stringify({
    name: block.name?.text,
    title: block.title?.text,
    directives: block.directives.map(({ name, value }) => [directiveKey(name.text), value?.text]),
    variables: block.variables.map(({ name, value, late }) => [name.text, templateMeaning(value), late]),
    kind: request?.kind,
    method: request?.method?.text,
    target: request && templateMeaning(request.target),
    version: request?.version?.text,
    headers: request?.headers.map(({ name, value }) => [name.text, templateMeaning(value)]),
    body: request?.body && bodyMeaning(block, request.body),
    command: request?.command && templateMeaning(request.command),
    lines: lineMeanings(block),
    errors: block.problems.filter(({ severity }) => severity === 'error').map(({ code }) => code),
  });
}

/** Literals that follow each other are one: where a target was folded does not matter. */
function templateMeaning({ parts }: Template): readonly unknown[] {
  const meaning: (string | readonly [string, string | undefined])[] = [];
  for (const part of parts) {
    const last = meaning.at(-1);
    if (part.kind === 'placeholder') meaning.push([part.expression.text, part.literal]);
    else if (typeof last === 'string') meaning[meaning.length - 1] = last + part.text;
    else meaning.push(part.text);
  }
  return meaning;
}

function bodyMeaning(block: RequestBlock, body: MessageBody): unknown {
  const tokens = readFormattableJson(block);
  if (tokens) {
    return tokens.filter(({ kind }) => kind !== 'comment').map(({ span }) => block.text.slice(span.start, span.end));
  }
  return body.graphql
    ? [body.graphql.query.map(partMeaning), body.graphql.variables && templateMeaning(body.graphql.variables)]
    : body.parts.map(partMeaning);
}

function partMeaning(part: BodyPart): unknown {
  if (part.kind === 'text') return templateMeaning(part.content);
  return [templateMeaning(part.path), part.substitutes, part.encoding?.text];
}

/** Kinds in their order, and the text of what nobody lays out. Blank lines mean nothing once the nodes are known. */
function lineMeanings(block: RequestBlock): readonly string[] {
  const lines: string[] = [];
  for (const node of block.nodes) {
    if (node.kind === 'blank') continue;
    const meaning = lineMeaning(block, node);
    if (node.kind !== 'body' || lines.at(-1) !== meaning) lines.push(meaning);
  }
  return lines;
}

function lineMeaning(block: RequestBlock, node: BlockNode): string {
  switch (node.kind) {
    case 'blank':
    case 'separator':
    case 'directive':
    case 'variable':
    case 'request-line':
    case 'target-continuation':
    case 'header':
    case 'body':
      // What these say is in the members of the block.
      return node.kind;
    default:
      return `${node.kind} ${block.text.slice(node.span.start, node.span.end).trim().replace(/\s+/, ' ')}`;
  }
}
