/** What a coloured piece of a request file is, in the order of the numbers that stand for it. */
export const semanticTokenTypes = ['variable', 'function', 'property', 'keyword', 'decorator', 'comment'] as const;

/** What else is true of it, in the order of the bits that stand for it. */
export const semanticTokenModifiers = ['declaration', 'defaultLibrary', 'deprecated'] as const;

export type SemanticTokenType = (typeof semanticTokenTypes)[number];

export type SemanticTokenModifier = (typeof semanticTokenModifiers)[number];
