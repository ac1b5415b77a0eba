import type { RequestMessage } from '../syntax/nodes';
import type { Findings } from './findings';

/** `/users/{id}` in API descriptions is a gap to fill, and no placeholder of ours. */
export function hintAtPathParameters(findings: Findings, message: RequestMessage): void {
  for (const part of message.target.parts) {
    if (part.kind !== 'literal') continue;
    for (const match of part.text.matchAll(/(?<=\/|=)\{([A-Za-z_][\w-]{0,60})\}/g)) {
      const start = part.span.start + match.index;
      const exact = part.text.length === part.span.end - part.span.start;
      const span = exact ? { start, end: start + match[0].length } : part.span;
      const name = match[1] ?? '';
      findings.problems.push({
        code: 'path-parameter',
        severity: 'warning',
        span,
        message: `'{${name}}' is sent as it stands. Write {{${name}}} for a variable.`,
        fixes: exact ? [{ kind: 'replace', title: `Change to {{${name}}}`, span, text: `{{${name}}}` }] : [],
      });
    }
  }
}
