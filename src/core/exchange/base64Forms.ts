/**
 * What the octets look like inside any base64 text (RFC 4648 sections 4 and 5): once for each of the three ways they
 * can fall on its groups, without the characters that neighbours share.
 */
export function base64Forms(octets: Uint8Array): readonly string[] {
  const forms = new Set<string>();
  for (let shift = 0; shift < 3; shift++) {
    const bits = octets.length * 8;
    const firstWhole = Math.ceil((shift * 8) / 6);
    const endWhole = Math.floor((shift * 8 + bits) / 6);
    let form = '';
    for (let sextet = firstWhole; sextet < endWhole; sextet++) {
      form += standardAlphabet.charAt(sextetAt(octets, sextet * 6 - shift * 8));
    }
    forms.add(form);
    forms.add(form.replaceAll('+', '-').replaceAll('/', '_'));
  }
  return [...forms];
}

/** True for characters of both base64 alphabets, padding included. */
export function isBase64Unit(unit: number): boolean {
  return (
    (unit >= 0x30 && unit <= 0x39) ||
    (unit >= 0x41 && unit <= 0x5a) ||
    (unit >= 0x61 && unit <= 0x7a) ||
    unit === 0x2b ||
    unit === 0x2d ||
    unit === 0x2f ||
    unit === 0x5f ||
    unit === 0x3d
  );
}

/** Six bits from the bit offset on; they lie in two octets at most. */
function sextetAt(octets: Uint8Array, bit: number): number {
  const index = bit >> 3;
  const pair = ((octets[index] ?? 0) << 8) | (octets[index + 1] ?? 0);
  return (pair >> (10 - (bit & 7))) & 0x3f;
}

const standardAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
