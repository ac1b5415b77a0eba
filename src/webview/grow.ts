import type { Growth } from '../core/view/protocol';
import type { ResponseView } from '../core/view/responseView';

/** A view with what has come behind it. */
export function grow(view: ResponseView, growth: Growth): ResponseView {
  if (view.outcome.kind === 'failure') return view;
  const { outcome } = view;
  const { formatted, raw, cut, size, wireSize, milliseconds } = growth;
  const body = {
    ...outcome.body,
    formatted: outcome.body.formatted + formatted,
    raw: outcome.body.raw === undefined ? undefined : outcome.body.raw + raw,
    cut,
  };
  return { ...view, milliseconds, outcome: { ...outcome, size, wireSize, body } };
}
