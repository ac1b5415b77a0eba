/** Sixteen octets to a line: offset, hexadecimal, and the characters of ASCII. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let offset = 0; offset < bytes.length; offset += 16) {
    const row = [...bytes.subarray(offset, offset + 16)];
    const hex = row.map((octet) => octet.toString(16).padStart(2, '0')).join(' ');
    const characters = row.map((octet) => (octet >= 0x20 && octet < 0x7f ? String.fromCharCode(octet) : '.')).join('');
    lines.push(`${offset.toString(16).padStart(8, '0')}  ${hex.padEnd(47)}  ${characters}`);
  }
  return lines.join('\n');
}
