import { lookupDirective, type Directive, type RequestBlock } from '../syntax/nodes';
import { report, type Findings } from './findings';

/** What directives of a block say of sending it. */
export interface RequestOptions {
  readonly followsRedirects: boolean;
  readonly timeoutMilliseconds: number | undefined;
  readonly keepsNoCookies: boolean;
  /** `<` fills placeholders too. */
  readonly fillsFiles: boolean;
}

/** Reads `# @no-redirect`, `# @timeout` and `# @injectVariables`; says which others do not do what they seem to. */
export function resolveOptions(findings: Findings, block: RequestBlock): RequestOptions {
  const timeout = lookupDirective(block, 'timeout');
  for (const name of ['insecure', 'no-reject-unauthorized']) {
    const directive = lookupDirective(block, name);
    if (!directive) continue;
    const message =
      "The certificate is still verified: a request cannot switch that off. Set 'verifyHostCertificate' to false under 'SSLConfiguration' of the environment.";
    report(findings, 'certificate-still-verified', 'warning', { span: directive.span, message });
  }
  const disabled = lookupDirective(block, 'disabled');
  if (disabled) {
    const message = "Not sent because '# @disabled' stands here. Remove that line to send the request.";
    report(findings, 'disabled-request', 'error', { span: disabled.span, message });
  }
  return {
    followsRedirects: !lookupDirective(block, 'no-redirect'),
    keepsNoCookies: lookupDirective(block, 'no-cookie-jar') !== undefined,
    timeoutMilliseconds: timeout && readTimeout(findings, timeout),
    fillsFiles: lookupDirective(block, 'injectVariables') !== undefined,
  };
}

/** A number without unit means seconds. */
function readTimeout(findings: Findings, directive: Directive): number | undefined {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)\s*(ms|s|m)?$/.exec(directive.value?.text ?? '');
  const amount = Number(match?.[1] ?? 0);
  if (!match || amount <= 0) {
    const message = "A timeout is a number, with s (also without), ms or m behind it: '# @timeout 30'.";
    report(findings, 'invalid-timeout', 'warning', { span: directive.span, message });
    return undefined;
  }
  const [, , unit = 's'] = match;
  if (match[2] === undefined && amount >= 1000) {
    const message = `The timeout is ${amount} seconds. Write '${amount} ms' for milliseconds.`;
    report(findings, 'long-timeout', 'warning', { span: directive.span, message });
  }
  const milliseconds = amount * (unit === 'ms' ? 1 : unit === 's' ? 1000 : 60_000);
  return Math.min(Math.max(1, Math.round(milliseconds)), LONGEST_TIMEOUT);
}

/** A day; a timer cannot wait for more than 24 of them. */
const LONGEST_TIMEOUT = 86_400_000;
