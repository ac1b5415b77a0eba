import { findRedirections } from '../../syntax/findRedirections';
import { tokenEnd } from '../../syntax/lines';
import {
  directiveKey,
  type Directive,
  type HeaderField,
  type RequestBlock,
  type RequestMessage,
} from '../../syntax/nodes';
import { spanTouches, type Span } from '../../text/span';
import type { Template } from '../../text/template';
import { lookupDirectiveAbout } from '../complete/directiveTable';
import { lookupHeaderAbout } from '../complete/headerTable';
import { lookupMethod } from '../complete/methodTable';
import { findBlockNames } from '../names/blockNames';
import { placeholderAtOffset } from '../names/placeholderAtOffset';

/** What stands under the mouse, with the block's own coordinates; each is described by a function of its own. */
export type HoverPlace =
  | {
      readonly kind: 'placeholder';
      readonly span: Span;
      readonly expression: string;
      readonly isInTarget: boolean;
      /** The answer of this very request gives the name its value. */
      readonly isCaptured?: true;
    }
  | { readonly kind: 'method'; readonly span: Span; readonly name: string }
  | { readonly kind: 'target'; readonly span: Span }
  | { readonly kind: 'header'; readonly span: Span; readonly name: string; readonly value: string | undefined }
  | { readonly kind: 'directive'; readonly span: Span; readonly name: string }
  /** The path behind `>>`. */
  | { readonly kind: 'save'; readonly span: Span }
  /** The name of a request: where it is given, and where `# @ref` or `run` means it. */
  | { readonly kind: 'request'; readonly span: Span; readonly name: string };

/** The innermost thing at an offset that there is something to say about. */
export function hoverPlaceAt(block: RequestBlock, offset: number): HoverPlace | undefined {
  const placeholder = placeholderAtOffset(block, offset);
  const { request } = block;
  if (placeholder && placeholder.expression.text !== '') {
    const isInTarget = request !== undefined && spanTouches(request.target.span, offset);
    return { kind: 'placeholder', span: placeholder.span, expression: placeholder.expression.text, isInTarget };
  }
  return (
    declarationAt(block, offset) ??
    directiveAt(block, offset) ??
    nameAt(block, offset) ??
    saveAt(block, offset) ??
    (request && (requestLineAt(request, offset) ?? headerAt(block, request.headers, offset)))
  );
}

/** The name in `@name = …` and in `# @capture name = …` means what it means in a placeholder. */
function declarationAt(block: RequestBlock, offset: number): HoverPlace | undefined {
  const found = findBlockNames(block).definitions.find(({ form, name }) => {
    return (form === 'declaration' || form === 'capture' || form === 'script') && spanTouches(name.span, offset);
  });
  if (!found) return undefined;
  const { form, name } = found;
  const isCaptured = form !== 'declaration';
  return {
    kind: 'placeholder',
    span: name.span,
    expression: name.text,
    isInTarget: false,
    ...(isCaptured && { isCaptured }),
  };
}

function directiveAt({ directives }: RequestBlock, offset: number): HoverPlace | undefined {
  const directive = directives.find(({ span }) => spanTouches(span, offset));
  if (!directive) return undefined;
  const { name, value } = directive;
  if (spanTouches({ start: name.span.start - 1, end: name.span.end }, offset)) {
    return lookupDirectiveAbout(name.text) && { kind: 'directive', span: name.span, name: name.text };
  }
  if (!value || !spanTouches(value.span, offset) || !meansRequest(directive)) return undefined;
  return { kind: 'request', span: value.span, name: value.text };
}

function meansRequest({ name }: Directive): boolean {
  const key = directiveKey(name.text);
  return key === 'name' || key === 'ref' || key === 'forceref';
}

/** A title that is the name, and `run #name`. */
function nameAt({ name, nodes, request }: RequestBlock, offset: number): HoverPlace | undefined {
  if (name && request && spanTouches(name.span, offset)) return { kind: 'request', span: name.span, name: name.text };
  const node = nodes.find(({ span }) => span.start <= offset && offset < span.end);
  if (node?.kind !== 'run' || !node.name || !spanTouches(node.name.span, offset)) return undefined;
  return { kind: 'request', span: node.name.span, name: node.name.text };
}

function saveAt(block: RequestBlock, offset: number): HoverPlace | undefined {
  const node = findRedirections(block).find(({ path }) => spanTouches(path.span, offset));
  return node && { kind: 'save', span: node.path.span };
}

function requestLineAt(request: RequestMessage, offset: number): HoverPlace | undefined {
  const { method, target } = request;
  if (method && spanTouches(method.span, offset) && lookupMethod(method.text)) {
    return { kind: 'method', span: method.span, name: method.text };
  }
  const isOnTarget = target.parts.length > 0 && spanTouches(target.span, offset);
  return isOnTarget ? { kind: 'target', span: target.span } : undefined;
}

function headerAt(block: RequestBlock, headers: readonly HeaderField[], offset: number): HoverPlace | undefined {
  const field = headers.find(({ span }) => spanTouches(span, offset));
  if (!field || !lookupHeaderAbout(field.name.text)) return undefined;
  const { name, value } = field;
  if (spanTouches(name.span, offset)) return { kind: 'header', span: name.span, name: name.text, value: undefined };
  if (!spanTouches(value.span, offset)) return undefined;
  const text = knownValue(block.text, value);
  if (text === '' || offset > value.span.start + text.length) return undefined;
  return {
    kind: 'header',
    span: { start: value.span.start, end: value.span.start + text.length },
    name: name.text,
    value: text,
  };
}

/**
 * The whole value, or its first word: `Bearer` of `Bearer abc` and of `Bearer {{token}}`. What is behind it stays out of
 * a hover.
 */
function knownValue(text: string, { span, parts }: Template): string {
  const [first] = parts;
  if (first?.kind !== 'literal') return '';
  const end = tokenEnd(text, span.start, first.span.end);
  if (/^\s/.test(text.slice(end, end + 1))) return text.slice(span.start, end);
  return parts.length === 1 ? text.slice(span.start, span.end) : '';
}
