/** A text from a server for use inside a sentence: on one line, short, without a full stop at its end. */
export function plainSentence(text: string): string {
  // Directional marks would turn the rest of the sentence round.
  const plain = text
    .slice(0, LONGEST * 2)
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim();
  const short = plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
  return short.replace(/[.\s]+$/, '');
}

const LONGEST = 300;
