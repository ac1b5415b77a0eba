import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { describeBlockSymbols } from '../../src/core/language/outline/describeSymbols';
import { describeLenses } from '../../src/core/language/outline/describeLenses';
import { describeNames } from '../../src/core/language/names/describeNames';
import { findDocumentLinks } from '../../src/core/language/outline/findDocumentLinks';
import {
  findFirstFoldings,
  findFoldings,
  limitFoldings,
  type Folding,
} from '../../src/core/language/outline/findFoldings';
import { findRefCycles } from '../../src/core/language/problems/findRefCycles';
import { findRequestNames } from '../../src/core/language/names/findRequestNames';
import { findTextProblems } from '../../src/core/language/problems/findTextProblems';
import { formatFile } from '../../src/core/language/edits/formatFile';
import {
  findFileDefinitions,
  findFileNames,
  findFileOccurrences,
  findOccurrencesNear,
} from '../../src/core/language/names/nameIndex';
import { buildFileLayer } from '../../src/core/request/fileVariables';
import { findEnvironmentPin } from '../../src/core/request/pinnedEnvironment';
import { applyEdits, type TextEdit } from '../../src/core/syntax/applyEdits';
import { eachBlockAtLine, findStartLines } from '../../src/core/syntax/blockLines';
import { fileProblems } from '../../src/core/syntax/fileProblems';
import { findNotRunNames, hasUnreadScript } from '../../src/core/syntax/script/findNotRunNames';
import type { RequestFile } from '../../src/core/syntax/nodes';
import { eachBlock, overBlocks } from '../../src/core/syntax/overBlocks';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { buildLineIndex, positionAtOffset } from '../../src/core/text/lineIndex';
import { requestText } from '../support/requestText';

const runs = Math.ceil(Number(process.env['FUZZ_RUNS'] ?? 3000) / 40);

/** Texts that give names, repeat them and take them away again. */
const naming = fc.constantFrom(
  '\n### one\n# @name one\nGET https://a\n',
  '\n### one\nGET {{one.response.body.x}}/{{host}}\n# @ref one\n',
  '@host = a\n',
  '@host = {{one}}\n\n',
  '# @env dev\n',
  '# @capture token = $.a\n',
  'POST https://a\nContent-Type: application/json\n\n{\n "a": [\n  1\n ]\n}\n',
  '{{host}}',
  'host',
  'x',
  '\n',
  '###',
);
const edit = fc.tuple(fc.nat(), fc.nat(12), fc.oneof(naming, naming, requestText));
const start = fc.array(fc.oneof(naming, requestText), { maxLength: 5 }).map((texts) => texts.join('\n###\n'));

test('after any edits the answers are those of a fresh document', () => {
  fc.assert(
    fc.property(start, fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { maxLength: 4 }), (text, steps) => {
      let edited = { text, file: parseRequestFile(text) };
      ask(edited.file);
      for (const [index, seeds] of steps.entries()) {
        edited = change(edited, seeds);
        // Nobody asks after every edit.
        if (index % 2 === 1) checkAnswers(edited);
      }
      checkAnswers(edited);
    }),
    { numRuns: runs },
  );
});

test('what is sent of the foldings of a long file is what an editor keeps of them', () => {
  fc.assert(
    fc.property(start, fc.nat(12), (text, most) => {
      const file = parseRequestFile(text);
      const limit = limitFoldings(file, most);
      const all = foldingsOf(file);
      const sent = all.filter(({ depth }) => depth < limit.depth).concat(findFirstFoldings(file, limit));
      assert.deepEqual(keepAsVsCode(sent, most), keepAsVsCode(all, most));
      assert.equal(sent.length > most, all.length > most, 'VS Code should say that there are more');
      assert.ok(sent.length <= most + 1);
    }),
    { numRuns: runs },
  );
});

test('an edit has one block looked at, and leaves the answer as it is where that says the same', () => {
  const looked: string[] = [];
  const titles = eachBlock((block) => {
    looked.push(block.text);
    return block.title?.text;
  });
  const items = eachBlockAtLine((block, { line }) => [{ title: block.title?.text, line }]);
  const file = parseRequestFile('### a\nGET a\n### b\nGET b\n### c\nGET c\n');
  const [before, placed] = [titles(file), items(file)];
  looked.length = 0;
  const typed = applyEdits(file, [{ start: 21, end: 22, text: 'xyz' }]);
  assert.equal(titles(typed), before);
  assert.deepEqual(looked, ['### b\nGETxyzb\n']);
  assert.deepEqual(
    items(typed).map((item, index) => item === placed[index]),
    [true, false, true],
  );
  const longer = applyEdits(typed, [{ start: 21, end: 21, text: '\n' }]);
  assert.deepEqual(
    items(longer).map(({ title, line }) => [title, line]),
    [
      ['a', 0],
      ['b', 2],
      ['c', 5],
    ],
  );
});

test('a version that is asked of late has the answer that it had', () => {
  const names = overBlocks(
    (block) => block.title?.text,
    Object.is,
    (titles) => titles.join(' '),
  );
  const file = parseRequestFile('### a\nGET a\n### b\nGET b\n### c\nGET c\n');
  const renamed = applyEdits(file, [{ start: 4, end: 5, text: 'z' }]);
  const back = applyEdits(renamed, [{ start: 4, end: 5, text: 'a' }]);
  assert.deepEqual([file, renamed, back, file, renamed].map(names), ['a b c', 'z b c', 'a b c', 'a b c', 'z b c']);
  const counted = [file, renamed, back, file, renamed].map((one) => [...findFileNames(one).requests.keys()].sort());
  assert.deepEqual(counted, [
    ['a', 'b', 'c'],
    ['b', 'c', 'z'],
    ['a', 'b', 'c'],
    ['a', 'b', 'c'],
    ['b', 'c', 'z'],
  ]);
});

test('what a script would set is part of the meaning of names', () => {
  assert.notEqual(describedScript('exports.one = 1;'), describedScript('exports.two = 1;'));
  assert.notEqual(describedScript('one(exports);'), describedScript('one();'));
});

function describedScript(script: string): string {
  return describeNames(parseRequestFile(`{{\n  ${script}\n}}\nGET https://a\n`));
}

interface Edited {
  readonly text: string;
  readonly file: RequestFile;
}

function change({ text, file }: Edited, seeds: readonly (readonly [number, number, string])[]): Edited {
  const edits: TextEdit[] = [];
  let from = 0;
  for (const [place, length, inserted] of seeds.toSorted(([one], [other]) => one - other)) {
    const offset = Math.max(from, place % (text.length + 1));
    from = Math.min(text.length, offset + length);
    edits.push({ start: offset, end: Math.max(offset, from), text: inserted });
    from = Math.max(offset, from) + 1;
    if (from > text.length) break;
  }
  let changed = text;
  for (const one of edits.toReversed()) changed = changed.slice(0, one.start) + one.text + changed.slice(one.end);
  return { text: changed, file: applyEdits(file, edits) };
}

function checkAnswers({ text, file }: Edited): void {
  assert.deepEqual(ask(file), ask(parseRequestFile(text)));
  const lines = buildLineIndex(text);
  assert.deepEqual(
    findStartLines(file),
    file.starts.map((offset) => positionAtOffset(lines, offset).line),
  );
  for (const { symbol, start: from, end } of symbolsOf(file)) {
    assert.deepEqual(
      [from, end],
      [symbol.from, symbol.to].map((offset) => positionAtOffset(lines, offset)),
    );
  }
}

/** Each answer that is kept from one version to the next. */
function ask(file: RequestFile): unknown {
  const wanted = { kind: 'variable', name: 'host' } as const;
  const known = { isVariable: findFileNames(file).variables.has.bind(findFileNames(file).variables), isRequest };
  const occurrences = findFileOccurrences(file, known, wanted);
  for (const offset of [0, file.length >> 1, file.length]) {
    const near = findOccurrencesNear(file, known, wanted, { offset, most: 4 });
    const own = occurrences.filter(({ span }) => span.start < offset).length;
    const first = Math.max(0, Math.min(own - 2, occurrences.length - 4));
    assert.deepEqual(near, occurrences.slice(first, first + 4));
  }
  const definitions = findFileDefinitions(file, wanted);
  assert.deepEqual(
    definitions,
    occurrences.filter(({ form }) => form !== undefined),
  );
  const { variables, captures, prompts, requests } = findFileNames(file);
  return {
    problems: fileProblems(file),
    textProblems: findTextProblems(file, { tracked: true }),
    names: [variables, captures, prompts, requests].map((names) => [...names.keys()].sort()),
    described: describeNames(file),
    notRun: [findNotRunNames(file), hasUnreadScript(file)],
    requestNames: findRequestNames(file),
    cycles: [...findRefCycles(file).values()],
    pin: findEnvironmentPin(file),
    layer: buildFileLayer(file, undefined).names,
    links: findDocumentLinks(file),
    lenses: describeLenses(file),
    foldings: foldingsOf(file),
    symbols: symbolsOf(file).map(({ symbol }) => [symbol.label, symbol.from, symbol.to]),
    edits: formatFile(file),
    occurrences,
  };
}

function isRequest(name: string): boolean {
  return name === 'one';
}

function foldingsOf(file: RequestFile): readonly Folding[] {
  const lines = findStartLines(file);
  return file.blocks.flatMap((block, index) =>
    findFoldings(block).map((folding) => {
      const line = lines[index] ?? 0;
      return { ...folding, first: line + folding.first, last: line + folding.last };
    }),
  );
}

const placedSymbols = eachBlockAtLine((block, { positionAt }) =>
  describeBlockSymbols(block).map(({ label, span }) => {
    return { label, span, start: positionAt(span.start), end: positionAt(span.end) };
  }),
);

function symbolsOf(file: RequestFile) {
  const starts = file.blocks.flatMap((block, index) => describeBlockSymbols(block).map(() => file.starts[index] ?? 0));
  return placedSymbols(file).map(({ label, span, ...place }, index) => {
    const offset = starts[index] ?? 0;
    return { symbol: { label, from: offset + span.start, to: offset + span.end }, ...place };
  });
}

/** What VS Code makes of what a folding provider gives: of one line the first, of too many the outer ones. */
function keepAsVsCode(foldings: readonly Folding[], most: number): readonly (readonly [number, number])[] {
  const kept: (Omit<Folding, 'depth'> & { readonly level: number })[] = [];
  let top: Folding | undefined;
  const around: Folding[] = [];
  for (const entry of foldings.toSorted((one, other) => one.first - other.first)) {
    if (top && entry.first <= top.first) continue;
    if (top && entry.last <= top.last) {
      around.push(top);
      top = entry;
    } else if (!top || entry.first > top.last) {
      while (top && entry.first > top.last) top = around.pop();
      if (top) around.push(top);
      top = entry;
    }
    kept.push({ ...entry, level: around.length });
  }
  const levels = kept.map(({ level }) => level);
  let entries = 0;
  let deepest = Infinity;
  for (let level = 0; level <= Math.max(...levels, 0) && kept.length > most; level++) {
    const count = levels.filter((own) => own === level).length;
    if (entries + count > most) {
      deepest = level;
      break;
    }
    entries += count;
  }
  return kept
    .filter(({ level }) => level < deepest || (level === deepest && entries++ < most))
    .map(({ first, last }) => [first, last]);
}
