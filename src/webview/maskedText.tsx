import type { HiddenPlace } from '../core/view/protocol';
import type { Actions } from './actions';
import { MASK, REVEAL_LABEL, splitMasks } from './masks';
import { visibleText } from './visibleText';

interface MaskedTextProps {
  readonly text: string;
  /** Where the text begins. */
  readonly place: HiddenPlace;
  readonly actions: Actions;
}

/** A text in which every mask is a button that reveals the one value behind it. */
export function MaskedText({ text, place, actions }: MaskedTextProps) {
  if (!text.includes(MASK)) return <>{visibleText(text)}</>;
  return (
    <>
      {splitMasks(text).map((piece) =>
        piece.isMask ? (
          <button
            key={piece.offset}
            type="button"
            class="masked"
            title={REVEAL_LABEL}
            aria-label={REVEAL_LABEL}
            onClick={(event) => {
              if (event.detail < 2) actions.reveal({ ...place, offset: place.offset + piece.offset });
            }}
          >
            {MASK}
          </button>
        ) : (
          visibleText(piece.text)
        ),
      )}
    </>
  );
}
