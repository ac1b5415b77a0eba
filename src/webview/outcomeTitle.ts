import type { FailureOutcomeView, ResponseView } from '../core/view/responseView';
import { statusClass, type StatusClass } from './formatFigures';
import type { IconName } from './iconPaths';
import { visibleText } from './visibleText';

/** An outcome in a few words, with an icon and a colour family that say the same. */
export interface OutcomeTitle {
  readonly label: string;
  readonly family: StatusClass | 'failure' | 'cancelled';
  readonly icon: IconName;
}

/** `201 Created`, or what kept the answer away. */
export function outcomeTitle(outcome: ResponseView['outcome']): OutcomeTitle {
  if (outcome.kind === 'failure') {
    const cancelled = outcome.code === 'aborted';
    return {
      label: FAILURE_TITLES[outcome.code],
      family: cancelled ? 'cancelled' : 'failure',
      icon: cancelled ? 'blocked' : 'error',
    };
  }
  const family = statusClass(outcome.status);
  return { label: `${outcome.status} ${visibleText(outcome.statusText)}`.trim(), family, icon: STATUS_ICONS[family] };
}

const STATUS_ICONS: Readonly<Record<StatusClass, IconName>> = {
  information: 'information',
  success: 'check',
  redirection: 'redirect',
  'client-error': 'warning',
  'server-error': 'error',
  unknown: 'information',
};

const FAILURE_TITLES: Readonly<Record<FailureOutcomeView['code'], string>> = {
  aborted: 'Cancelled',
  timeout: 'No answer in time',
  'host-not-found': 'Host not found',
  'connection-refused': 'Connection refused',
  'connection-reset': 'Connection lost',
  tls: 'No secure connection',
  proxy: 'Stopped at the proxy',
  'invalid-response': 'Answer not understood',
  'invalid-request': 'Request not possible',
  'body-too-large': 'Answer too large',
  other: 'Not answered',
};
