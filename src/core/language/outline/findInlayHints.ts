import { evaluateVariable } from '../../environment/evaluateTemplate';
import { lookupVariable } from '../../environment/lookupVariable';
import type { VariableScope } from '../../environment/variable';
import { findTemplates } from '../../syntax/findTemplates';
import type { RequestBlock } from '../../syntax/nodes';
import type { Span } from '../../text/span';

/** A value to show behind its placeholder, in block coordinates. */
export interface InlayHint {
  readonly offset: number;
  /** On one line, and short. */
  readonly label: string;
  /** The whole value where the label is a part of it. */
  readonly full: string | undefined;
}

/**
 * What the placeholders of a block come to. Secrets have none, nor has what is drawn anew each time or has no value:
 * that is told elsewhere. Only those that touch `within` are looked at.
 */
export function findInlayHints(block: RequestBlock, scope: VariableScope, within: Span): readonly InlayHint[] {
  const hints = new Map<number, InlayHint>();
  const labels = new Map<string, Pick<InlayHint, 'label' | 'full'> | undefined>();
  for (const template of findTemplates(block)) {
    if (template.span.end < within.start || template.span.start > within.end) continue;
    for (const part of template.parts) {
      if (part.kind === 'literal' || part.span.end < within.start || part.span.start > within.end) continue;
      const { text } = part.expression;
      if (!labels.has(text)) labels.set(text, labelOf(text, scope));
      const label = labels.get(text);
      if (label && hints.size < MOST_HINTS) hints.set(part.span.end, { offset: part.span.end, ...label });
    }
  }
  return [...hints.values()];
}

function labelOf(expression: string, scope: VariableScope): Pick<InlayHint, 'label' | 'full'> | undefined {
  // Looking up would draw.
  if (expression.startsWith('$') || expression === '') return undefined;
  const found = lookupVariable(scope, expression);
  if (!found || !('origin' in found) || found.secret || found.origin === 'dynamic') return undefined;
  const value = evaluateVariable(found, scope);
  if (value.kind === 'failure' || value.secrets.length > 0) return undefined;
  const line = value.text.slice(0, LONGEST_FULL).replace(/\p{Cc}+/gu, ' ');
  if (line.trim() === '') return undefined;
  return line.length > LONGEST_LABEL
    ? { label: `${line.slice(0, LONGEST_LABEL - 1)}…`, full: line }
    : { label: line, full: undefined };
}

const LONGEST_LABEL = 40;
const LONGEST_FULL = 1000;
const MOST_HINTS = 500;
