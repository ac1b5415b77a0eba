import type { Environment } from '../environment/variable';
import type { SaveTarget } from '../request/resolveSaves';
import type { ResolvedRequest } from '../request/resolvedRequest';
import { lookupDirective, type RequestBlock } from '../syntax/nodes';
import type { Problem } from '../text/problem';
import { confirmationFor, type Confirm } from './confirmationFor';
import type { ConfirmSave } from './saveAnswer';

/** A block that is about to go out. */
export interface ReadyBlock {
  readonly block: RequestBlock;
  readonly request: ResolvedRequest;
  readonly environment: Environment | undefined;
  readonly saves: readonly SaveTarget[];
}

/** Why a block does not go out: somebody turned away, or nobody could be asked. */
export type Refusal =
  { readonly kind: 'unresolved'; readonly problems: readonly Problem[] } | { readonly kind: 'cancelled' };

/** Every request passes here before it goes out. `undefined` when nothing speaks against sending it. */
export async function confirmBlock(
  ports: { readonly confirm?: Confirm | undefined; readonly confirmSave?: ConfirmSave | undefined },
  { block, request, environment, saves }: ReadyBlock,
): Promise<Refusal | undefined> {
  const confirmation = confirmationFor(request, environment, noteOf(block));
  if (confirmation.kind === 'confirm') {
    if (!ports.confirm) {
      const message = `Not sent, because nobody could be asked. ${confirmation.reasons.join(' ')}`;
      return refuse('confirmation-needed', block.request?.target.span, message);
    }
    if (!(await ports.confirm(confirmation))) return { kind: 'cancelled' };
  }
  const outside = saves.filter(({ isOutside }) => isOutside);
  const [first] = outside;
  if (!first) return undefined;
  if (ports.confirmSave) return (await ports.confirmSave(outside.map(({ path }) => path))) ? undefined : cancelled;
  const message = `Not sent, because the answer would be saved as '${first.path}', outside of '${first.root}'. Save it inside.`;
  return refuse('save-outside-workspace', first.span, message);
}

const cancelled: Refusal = { kind: 'cancelled' };

function refuse(code: string, span: Problem['span'] | undefined, message: string): Refusal {
  return { kind: 'unresolved', problems: [{ code, severity: 'error', span: span ?? { start: 0, end: 0 }, message }] };
}

/** The text of `# @note`: a request that carries one is sent only after somebody said yes. */
function noteOf(block: RequestBlock): string | undefined {
  const note = lookupDirective(block, 'note');
  return note && (note.value?.text ?? 'This request asks before it is sent.');
}
