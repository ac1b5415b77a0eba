import type { EvaluatedPart } from '../environment/evaluateTemplate';
import { report, type Findings } from './findings';

/**
 * False, and said, when a value that fills a gap in the host of a URL would choose another host than the text around
 * it: in `https://{{tenant}}.example.com` a `/` in the value ends the host, and in `https://example.com{{path}}` an `@`
 * makes a user name of it. Credentials would go to whoever wrote the value.
 */
export function keepsHost(findings: Findings, parts: readonly EvaluatedPart[]): boolean {
  let before = '';
  for (const [index, { part, text }] of parts.entries()) {
    // A value that opens the target is a URL of its own.
    if (part.kind === 'placeholder' && index > 0) {
      const mark = findHostMark(before, text, literalBehind(parts, index));
      if (mark !== undefined) {
        const message = `The value of '${part.expression.text}' has '${mark}', which would send the request to another host than the one written here. Use a value without it.`;
        report(findings, 'value-changes-host', 'error', { span: part.span, message });
        return false;
      }
    }
    before += text;
    if (!insideHost.test(before)) return true;
  }
  return true;
}

/** The character that changes the host, if the value has one. */
function findHostMark(before: string, value: string, behind: string): string | undefined {
  const end = value.search(/[/?#\\]/);
  const hostPart = end < 0 ? value : value.slice(0, end);
  const isBehindName = !/(?:^|\/|@)$/.test(before);
  if (hostPart.includes('@') && isBehindName && !/^[^/?#]*@/.test(behind)) return '@';
  return end >= 0 && /^[.:@-]/.test(behind) ? value.charAt(end) : undefined;
}

function literalBehind(parts: readonly EvaluatedPart[], index: number): string {
  const next = parts[index + 1];
  return next?.part.kind === 'literal' ? next.text : '';
}

/** Up to here everything belongs to scheme and host. */
const insideHost = /^(?:[a-z][a-z0-9+.-]*:\/\/)?[^/?#]*$|^[a-z][a-z0-9+.-]*:\/?$/i;
