import { lookupVariable } from '../environment/lookupVariable';
import type { VariableOrigin } from '../environment/variable';
import type { RequestMessage } from '../syntax/nodes';
import { fillLineParts, joinParts, type Findings } from './findings';
import type { HostText } from './resolveTarget';

/**
 * `GET /users` without a `Host` field goes to what the variable `host` holds, a host or the base address of an API, as
 * httpYac has it, else to the default origin of the environment. `undefined` where there is none, or after a problem.
 */
export function lookupHostVariable(findings: Findings, message: RequestMessage): HostText | undefined {
  if (!needsHostVariable(message)) return undefined;
  const found = lookupVariable(findings.scope, HOST_VARIABLE);
  // Nobody wrote that an answer should decide where the request goes.
  const isWritten = found && 'origin' in found && !ANSWERS.has(found.origin);
  const { span } = message.target;
  const { defaultOrigin } = findings.scope;
  if (!isWritten) {
    if (defaultOrigin === undefined) return undefined;
    findings.notes.push(`The target names no host, so it goes to ${defaultOrigin}.`);
    return { text: defaultOrigin, span, isField: false };
  }
  const expression = { span, text: HOST_VARIABLE };
  const parts = fillLineParts(findings, { span, parts: [{ kind: 'placeholder', span, expression }] });
  if (!parts) return undefined;
  findings.notes.push(`The target names no host, so the variable '${HOST_VARIABLE}' does.`);
  return { text: joinParts(parts), span, isField: false };
}

/** True for a target that begins with a slash and has no `Host` field beside it. */
export function needsHostVariable({ kind, target, headers }: RequestMessage): boolean {
  const [first] = target.parts;
  if ((kind !== 'http' && kind !== 'graphql') || first?.kind !== 'literal' || !/^\/(?!\/)/.test(first.text)) {
    return false;
  }
  return !headers.some(({ name }) => name.text.toLowerCase() === 'host');
}

/** The name that such a target means. */
export const HOST_VARIABLE = 'host';

const ANSWERS: ReadonlySet<VariableOrigin> = new Set(['capture', 'exchange', 'auth', 'dynamic']);
