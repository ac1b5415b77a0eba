import { evaluateParts } from '../../environment/evaluateTemplate';
import type { VariableScope } from '../../environment/variable';
import type { Findings } from '../../request/findings';
import { lookupHostVariable } from '../../request/hostVariable';
import { resolveTarget } from '../../request/resolveTarget';
import type { RequestMessage } from '../../syntax/nodes';
import type { Template } from '../../text/template';

/** Where a request would go now, fit to be shown. */
export type ShownTarget =
  | { readonly kind: 'url'; readonly url: string; readonly hasSecrets: boolean }
  | { readonly kind: 'unresolved'; readonly messages: readonly string[] };

/** Masks the given texts, and what is secret by its name, in an address. */
export type MaskUrl = (url: string, secrets: readonly string[]) => string;

/**
 * The absolute address with every placeholder filled and every secret masked. `hasSecrets` is true when something was:
 * then it is no address to open.
 */
export function describeTarget(request: RequestMessage, scope: VariableScope, maskUrl: MaskUrl): ShownTarget {
  const findings: Findings = { scope, problems: [], secrets: new Set(), notes: [] };
  const text = fill(findings, request.target, true);
  const field = request.headers.find(({ name }) => name.text.toLowerCase() === 'host');
  const host = field && fill(findings, field.value, false);
  const resolved =
    text === undefined || (field && host === undefined)
      ? undefined
      : resolveTarget(findings, {
          text,
          span: request.target.span,
          host:
            field && host !== undefined
              ? { text: host, span: field.value.span, isField: true }
              : lookupHostVariable(findings, request),
        });
  if (!resolved) {
    const messages = findings.problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
    // A sentence about an address that is none quotes it.
    const masked = messages.map((message) => maskUrl(message, [...findings.secrets]));
    return { kind: 'unresolved', messages: [...new Set(masked)].slice(0, MOST_MESSAGES) };
  }
  const secrets = [...findings.secrets];
  if (resolved.credentials) secrets.push(resolved.credentials.password);
  const url = maskUrl(resolved.url, secrets);
  return { kind: 'url', url, hasSecrets: url !== resolved.url || resolved.credentials !== undefined };
}

/** A `#` in a value that fills a gap of a target is data, as it is when the request is sent. */
function fill(findings: Findings, template: Template, isTarget: boolean): string | undefined {
  const evaluation = evaluateParts(template, findings.scope);
  if (evaluation.kind === 'unevaluated') {
    findings.problems.push(...evaluation.problems);
    return undefined;
  }
  for (const secret of evaluation.secrets) findings.secrets.add(secret);
  return evaluation.parts
    .map(({ part, text }, index) => {
      return isTarget && index > 0 && part.kind === 'placeholder' ? text.replaceAll('#', '%23') : text;
    })
    .join('');
}

const MOST_MESSAGES = 5;
