/** Of the read-only documents that show a recorded exchange as text. */
export const historyScheme = 'identity-http-history';
