import test from 'node:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { assertGolden } from '../support/golden';
import { printTree } from '../support/printTree';

const folder = 'test/fixtures/syntax';

for (const name of readdirSync(folder).filter((file) => file.endsWith('.http'))) {
  test(name, () => check(join(folder, name)));
}

function check(path: string): void {
  const tree = printTree(parseRequestFile(readFileSync(path, 'utf8')));
  assertGolden(path.replace(/\.http$/, '.tree'), tree);
}
