import type { Growth } from './protocol';
import type { ResponseOutcomeView, ResponseView } from './responseView';

/**
 * What `after` has more than `before`, or `undefined` when it is another view, or differs in more than what came behind:
 * a part that begins later, a note.
 */
export function growthOf(before: ResponseView, after: ResponseView): Growth | undefined {
  const [old, grown] = [before.outcome, after.outcome];
  if (before.id !== after.id || old.kind === 'failure' || grown.kind === 'failure') return undefined;
  const [{ body: was }, { body: is }] = [old, grown];
  const isBehind = is.formatted.startsWith(was.formatted) && (is.raw ?? '').startsWith(was.raw ?? '');
  const isSameKind = is.language === was.language && (is.raw === undefined) === (was.raw === undefined);
  if (!isBehind || !isSameKind || frameOf(before, old) !== frameOf(after, grown)) return undefined;
  return {
    formatted: is.formatted.slice(was.formatted.length),
    raw: (is.raw ?? '').slice((was.raw ?? '').length),
    cut: is.cut,
    size: grown.size,
    wireSize: grown.wireSize,
    milliseconds: after.milliseconds,
  };
}

/** Everything that growth leaves as it is. */
function frameOf(view: ResponseView, outcome: ResponseOutcomeView): string {
  const { body } = outcome;
  return JSON.stringify({
    ...view,
    milliseconds: 0,
    outcome: { ...outcome, size: 0, wireSize: 0, body: { ...body, formatted: '', raw: '', cut: '' } },
  });
}
