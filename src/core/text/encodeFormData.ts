/** `application/x-www-form-urlencoded` data: letters, digits, `-._~` stay, a space is `+`, all else is `%xx` of UTF-8. */
export function encodeFormData(text: string): string {
  return text.replace(/[^A-Za-z0-9._~-]+/g, (run) =>
    Array.from(encoder.encode(run), (octet) =>
      octet === 32 ? '+' : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`,
    ).join(''),
  );
}

const encoder = new TextEncoder();
