import type { Template } from '../text/template';
import { findRedirections } from './findRedirections';
import type { RequestBlock } from './nodes';

/** Every template that is filled when the block is sent, in the order of the document, variables of the block first. */
export function findTemplates(block: RequestBlock): readonly Template[] {
  const variables = block.variables.map((variable) => variable.value);
  return [...variables, ...findDefinitionTemplates(block), ...findRequestTemplates(block)];
}

function findDefinitionTemplates({ nodes }: RequestBlock): readonly Template[] {
  return nodes.flatMap((node) => {
    if (node.kind !== 'graphql-definition') return [];
    return [node.part.kind === 'text' ? node.part.content : node.part.path];
  });
}

/** The templates of the request alone, without those of variables that may not be used in it. */
export function findRequestTemplates(block: RequestBlock): readonly Template[] {
  const { request } = block;
  if (!request) return [];
  const templates = [request.target, ...request.headers.map((header) => header.value)];
  for (const part of request.body?.parts ?? []) templates.push(part.kind === 'text' ? part.content : part.path);
  if (request.curl?.credentials) templates.push(request.curl.credentials);
  if (request.curl?.scheme?.kind === 'aws') templates.push(request.curl.scheme.place);
  for (const { name, content, fileName, mediaType } of request.curl?.form ?? []) {
    templates.push(name, content.kind === 'text' ? content.content : content.path);
    for (const template of [fileName, mediaType]) if (template) templates.push(template);
  }
  for (const { path } of findRedirections(block)) templates.push(path);
  return templates;
}
