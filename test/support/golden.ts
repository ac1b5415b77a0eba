import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * Compares with what is kept in a file. The first run writes it, except where `CI` is set; `UPDATE=1` writes it anew.
 */
export function assertGolden(path: string, actual: string): void {
  const isMissing = !existsSync(path);
  if (process.env['UPDATE'] === '1' || (isMissing && process.env['CI'] === undefined)) {
    writeFileSync(path, actual);
    return;
  }
  assert.equal(isMissing, false, `${path} is missing: run the tests once without CI and read it before you commit it.`);
  assert.equal(actual, readFileSync(path, 'utf8'), `${path} differs: UPDATE=1 rewrites it.`);
}
