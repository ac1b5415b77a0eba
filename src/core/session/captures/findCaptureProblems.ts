import { directiveKey, type RequestBlock } from '../../syntax/nodes';
import type { Problem } from '../../text/problem';
import { parseCapture } from './parseCapture';
import { describeImpossiblePath } from './readExchangeValue';

/**
 * Captures that no answer can fill, in the coordinates of the block. They are known before anything is sent, and a
 * create whose `id` is lost cannot be sent again.
 */
export function findCaptureProblems({ directives }: RequestBlock): readonly Problem[] {
  const problems: Problem[] = [];
  for (const directive of directives) {
    if (directiveKey(directive.name.text) !== 'capture') continue;
    const capture = parseCapture(directive);
    const message = typeof capture === 'string' ? capture : describeImpossiblePath(capture.path);
    if (message === undefined) continue;
    problems.push({ code: 'invalid-capture', severity: 'error', span: directive.span, message });
  }
  return problems;
}
