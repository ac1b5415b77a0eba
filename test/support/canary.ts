import assert from 'node:assert/strict';

/** One way of writing a secret. */
export interface CanaryForm {
  readonly name: string;
  /** A text in which the secret stands so, perhaps behind other characters. */
  readonly whole: string;
  /** The part of it that is nothing but the secret: it must stand nowhere in what was written or shown. */
  readonly core: string;
}

/** The forms in which a secret could leave, each made by other code than that which looks for them in the product. */
export function canaryForms(secret: string): readonly CanaryForm[] {
  const bytes = Buffer.from(secret, 'utf8');
  const everyByte = (write: (byte: number) => string): string => Array.from(bytes, write).join('');
  const plain: readonly (readonly [string, string])[] = [
    ['raw', secret],
    ['percent', encodeURIComponent(secret)],
    ['percent, lower case', encodeURIComponent(secret).replace(/%../g, (triplet) => triplet.toLowerCase())],
    ['percent, every byte', everyByte((byte) => `%${byte.toString(16).padStart(2, '0')}`)],
    ['percent, twice', encodeURIComponent(encodeURIComponent(secret))],
    ['form', new URLSearchParams({ a: secret }).toString().slice(2)],
    ['path', encodeURI(secret)],
    ['JSON', JSON.stringify(secret).slice(1, -1)],
    ['JSON, all escaped', Array.from(secret, unicodeEscape).join('')],
    ['HTML', html(secret)],
    ['HTML, numeric', Array.from(secret, (character) => `&#${character.codePointAt(0)};`).join('')],
    ['hexadecimal', bytes.toString('hex')],
    ['HEXADECIMAL', bytes.toString('hex').toUpperCase()],
  ];
  const forms = plain.map(([name, text]) => ({ name, whole: text, core: text }));
  for (const encoding of ['utf8', 'utf16le'] as const) {
    for (const lead of ['', 'x', 'xx', 'client:']) {
      const name = `base64 of ${encoding} behind '${lead}'`;
      const whole = Buffer.from(lead + secret, encoding).toString('base64');
      // The groups of four that hold something else too are left off.
      const core = whole.slice(Math.ceil(Buffer.byteLength(lead, encoding) / 3) * 4, -4);
      forms.push({ name, whole, core }, { name: `${name}, of URLs`, whole: ofUrls(whole), core: ofUrls(core) });
      if (encoding === 'utf16le') continue;
      const twice = Buffer.from(whole).toString('base64');
      const start = Math.ceil((Math.ceil(lead.length / 3) * 4) / 3) * 4;
      forms.push({ name: `${name}, twice`, whole: twice, core: twice.slice(start, -8) });
    }
  }
  return forms;
}

function ofUrls(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}

/** Fails with the names of the places and forms in which one of the secrets stands. */
export function assertNoCanary(
  secrets: readonly string[],
  places: Readonly<Record<string, string | Uint8Array>>,
): void {
  const hits: string[] = [];
  const forms = secrets.map((secret) => [secret, [...canaryForms(secret), utf16(secret)]] as const);
  for (const [place, content] of Object.entries(places)) {
    const bytes = Buffer.from(content);
    for (const [secret, all] of forms) {
      for (const { name, core } of all) {
        const index = bytes.indexOf(core);
        if (index < 0) continue;
        const around = bytes.subarray(Math.max(0, index - 60), index + core.length + 20).toString();
        hits.push(`${secret.slice(0, 9)} as ${name} in ${place}: …${around}…`);
      }
    }
  }
  assert.deepEqual(hits, []);
}

/** As a file of Windows has it. */
function utf16(secret: string): { readonly name: string; readonly core: Buffer } {
  return { name: 'UTF-16', core: Buffer.from(secret, 'utf16le') };
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
