import type { Environment } from '../environment/variable';
import { readDuration } from '../environment/readDuration';
import type { BodyComments } from '../syntax/body/bodyComments';
import { lookupDirective, type Directive, type RequestBlock } from '../syntax/nodes';
import { report, type Findings } from './findings';
import type { ResolvedRequest } from './resolvedRequest';

/** What a host says of sending where neither the request nor its environment does. */
export interface SendingDefaults {
  readonly followsRedirects?: boolean | undefined;
  readonly httpVersion?: '1.1' | '2' | undefined;
  /** False sends no kept cookie and keeps none. */
  readonly keepsCookies?: boolean | undefined;
  /** False sends targets as they are written, or not at all. */
  readonly encodesTarget?: boolean | undefined;
  readonly bodyComments?: BodyComments | undefined;
  /** `host:port` of servers whose certificate a person has decided not to have verified. */
  readonly unverifiedHosts?: readonly string[] | undefined;
}

/** A block, as far as it says how it is sent; a request that nobody wrote has none. */
export type DirectiveHolder = Pick<RequestBlock, 'directives' | 'request'>;

/** How a request is sent: its directives, then the rules of the environment, then the host's defaults. */
export interface RequestOptions {
  readonly followsRedirects: boolean;
  readonly timeoutMilliseconds: number | undefined;
  readonly keepsNoCookies: boolean;
  readonly connectTimeoutMilliseconds: number | undefined;
  /** Who keeps the target from being encoded, for sentences; `undefined` where it may be. */
  readonly targetKeptBy: string | undefined;
  /** What the request line says goes before it. */
  readonly httpVersion: ResolvedRequest['httpVersion'];
  /** `<` fills placeholders too. */
  readonly fillsFiles: boolean;
}

/** Reads what is said of sending; an unknown value is a problem where it stands, and counts as not written. */
export function resolveOptions(
  findings: Findings,
  block: DirectiveHolder,
  {
    environment,
    defaults = {},
  }: { environment?: Environment | undefined; defaults?: SendingDefaults | undefined } = {},
): RequestOptions {
  const disabled = lookupDirective(block, 'disabled');
  if (disabled) {
    const message = "Not sent because '# @disabled' stands here. Remove that line to send the request.";
    report(findings, 'disabled-request', 'error', { span: disabled.span, message });
  }
  const rules = environment?.rules;
  return {
    followsRedirects: lookupDirective(block, 'no-redirect')
      ? false
      : (rules?.followsRedirects ?? defaults.followsRedirects ?? true),
    keepsNoCookies:
      lookupDirective(block, 'no-cookie-jar') !== undefined || !(rules?.keepsCookies ?? defaults.keepsCookies ?? true),
    targetKeptBy: readTargetKeeper(block, environment, defaults),
    timeoutMilliseconds: readTimeout(findings, block, 'timeout') ?? rules?.timeoutMilliseconds,
    connectTimeoutMilliseconds: readTimeout(findings, block, 'connection-timeout') ?? rules?.connectTimeoutMilliseconds,
    httpVersion: readVersion(findings, block) ?? rules?.httpVersion ?? defaults.httpVersion,
    fillsFiles: lookupDirective(block, 'injectVariables') !== undefined,
  };
}

function readTargetKeeper(
  block: DirectiveHolder,
  environment: Environment | undefined,
  defaults: SendingDefaults,
): string | undefined {
  if (lookupDirective(block, 'no-auto-encoding')) return "'# @no-auto-encoding'";
  const rule = environment?.rules?.encodesTarget;
  if (rule === false) return `'autoEncoding' of the environment '${environment?.name ?? ''}'`;
  return rule === undefined && defaults.encodesTarget === false ? 'the setting identityHttp.autoEncoding' : undefined;
}

/** A number without unit means seconds. */
function readTimeout(findings: Findings, block: DirectiveHolder, name: string): number | undefined {
  const directive = lookupDirective(block, name);
  if (!directive) return undefined;
  const text = directive.value?.text ?? '';
  const milliseconds = readDuration(text);
  if (milliseconds === undefined) {
    const message = `A timeout is a number, with s (also without), ms or m behind it: '# @${name} 30'.`;
    report(findings, 'invalid-timeout', 'warning', { span: directive.span, message });
    return undefined;
  }
  if (/^\d+(?:\.\d+)?$/.test(text) && Number(text) >= 1000) {
    const message = `The timeout is ${Number(text)} seconds. Write '${Number(text)} ms' for milliseconds.`;
    report(findings, 'long-timeout', 'warning', { span: directive.span, message });
  }
  return milliseconds;
}

function readVersion(findings: Findings, block: DirectiveHolder): '1.1' | '2' | undefined {
  const one = lookupDirective(block, 'http1');
  const two = lookupDirective(block, 'http2');
  const written = block.request?.version?.text.toUpperCase();
  const asked = one && two ? undefined : one ? '1.1' : two ? '2' : undefined;
  const directive: Directive | undefined = two ?? one;
  if (!directive) return undefined;
  if (one && two) {
    const message = "'# @http1' and '# @http2' exclude each other, so neither counts. Remove one of them.";
    report(findings, 'conflicting-version', 'warning', { span: directive.span, message });
  } else if (written !== undefined && !written.startsWith(`HTTP/${asked === '2' ? '2' : '1'}`)) {
    const message = `The request line says ${written}, which counts. Remove '# @${directive.name.text}' or the version.`;
    report(findings, 'conflicting-version', 'warning', { span: directive.span, message });
  }
  return asked;
}
