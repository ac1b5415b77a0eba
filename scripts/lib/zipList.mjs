/**
 * The files of a zip archive, by its central directory.
 * @param {Buffer} archive
 * @returns {{ name: string, size: number, packedSize: number }[]}
 */
export function listZip(archive) {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error('The archive has no central directory.');
  const count = archive.readUInt16LE(end + 10);
  const files = [];
  for (let at = archive.readUInt32LE(end + 16), n = 0; n < count; n += 1) {
    const nameLength = archive.readUInt16LE(at + 28);
    files.push({
      name: archive.toString('utf8', at + 46, at + 46 + nameLength),
      size: archive.readUInt32LE(at + 24),
      packedSize: archive.readUInt32LE(at + 20),
    });
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}
