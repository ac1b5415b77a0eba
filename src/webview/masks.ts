/** What the host writes where a secret stood. */
export const MASK = '••••••';

/** What a mask says of itself, in its tooltip and to a screen reader. */
export const REVEAL_LABEL = 'Hidden value: reveal it';

/** A stretch of a text: one mask, or what stands between masks. */
export interface MaskPiece {
  readonly text: string;
  readonly offset: number;
  readonly isMask: boolean;
}

/** The text in pieces, in order and without gap. */
export function splitMasks(text: string): readonly MaskPiece[] {
  const pieces: MaskPiece[] = [];
  let position = 0;
  for (let at = text.indexOf(MASK); at !== -1; at = text.indexOf(MASK, position)) {
    if (at > position) pieces.push({ text: text.slice(position, at), offset: position, isMask: false });
    pieces.push({ text: MASK, offset: at, isMask: true });
    position = at + MASK.length;
  }
  if (position < text.length) pieces.push({ text: text.slice(position), offset: position, isMask: false });
  return pieces;
}
