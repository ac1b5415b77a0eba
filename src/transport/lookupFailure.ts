import { answerFailures, answerFamilyOf } from './answerFailures';
import type { AttemptFacts } from './attemptFailures';
import { connectionFailures } from './connectionFailures';
import type { ErrorCause, FailureRow, FailureSentences } from './failureRow';
import { tlsFailures, tlsFamilyOf } from './tlsFailures';

/** What is said of an error with this code. Codes come in families; one we have not met is still told by its family. */
export function lookupFailure(code: string): FailureRow {
  return rows.get(code) ?? tlsFamilyOf(code) ?? answerFamilyOf(code) ?? unknownFailure;
}

function unknownFailure({ host }: AttemptFacts, { code }: ErrorCause): FailureSentences {
  return {
    code: 'other',
    message: `The exchange with ${host} failed${code === '' ? '' : ` (${code})`}.`,
    nextStep: 'Check the address and the network, then send it again.',
  };
}

const rows: ReadonlyMap<string, FailureRow> = new Map([...connectionFailures(), ...tlsFailures(), ...answerFailures()]);
