/**
 * What an editor shows beside the text, piece by piece. Nothing in it is markup: a host escapes every piece for the
 * language it shows it in, so a value can never become a link, an image or a command.
 */
export type Prose = readonly ProsePiece[];

export type ProsePiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong'; readonly text: string }
  /** A value or a name, letter for letter. */
  | { readonly kind: 'code'; readonly text: string }
  /** An address of ours, never one from a file or an answer. */
  | { readonly kind: 'link'; readonly text: string; readonly url: string }
  /** The next piece begins a line of its own, `depth` steps further in. */
  | { readonly kind: 'line'; readonly depth?: number }
  | { readonly kind: 'paragraph' };

/** A piece of plain text. */
export function plain(text: string): ProsePiece {
  return { kind: 'text', text };
}

/** Where something is specified. */
export interface Specification {
  /** `RFC 9110, section 8.3` */
  readonly text: string;
  readonly url: string;
}

/** A section of an RFC; without a section the whole document. */
export function rfc(number: number, section?: string): Specification {
  const anchor = section === undefined ? '' : `#section-${section}`;
  const place = section === undefined ? '' : `, section ${section}`;
  return { text: `RFC ${number}${place}`, url: `https://www.rfc-editor.org/rfc/rfc${number}${anchor}` };
}

/** A sentence or two with the specification behind them. */
export function describeWith(about: string, specification: Specification | undefined): Prose {
  if (!specification) return [plain(about)];
  return [plain(about), { kind: 'paragraph' }, { kind: 'link', ...specification }];
}
