import type { VariableScope } from '../../src/core/environment/variable';
import { completeHeaderValue } from '../../src/core/language/complete/completeRequestLines';
import { completePlaceholder } from '../../src/core/language/complete/completePlaceholder';
import { cursorPlaceAt } from '../../src/core/language/cursorPlace';
import { hoverPlaceAt } from '../../src/core/language/hover/describeHover';
import { describePlaceholder } from '../../src/core/language/hover/describePlaceholder';
import { describeLenses } from '../../src/core/language/outline/describeLenses';
import { describeBlockSymbols } from '../../src/core/language/outline/describeSymbols';
import { findDocumentLinks } from '../../src/core/language/outline/findDocumentLinks';
import { findFirstFoldings, findFoldings, limitFoldings } from '../../src/core/language/outline/findFoldings';
import { findRequestNames } from '../../src/core/language/names/findRequestNames';
import { findInlayHints } from '../../src/core/language/outline/findInlayHints';
import { findSelectionSpans } from '../../src/core/language/outline/findSelectionSpans';
import { findSemanticTokens } from '../../src/core/language/outline/findSemanticTokens';
import { findDefinitions } from '../../src/core/language/names/findDefinitions';
import { findFileVariableProblems } from '../../src/core/language/problems/findFileVariableProblems';
import { findHighlights, findNameAt } from '../../src/core/language/names/findNameAt';
import { findRewrites } from '../../src/core/language/edits/findRewrites';
import { findTextProblems } from '../../src/core/language/problems/findTextProblems';
import { findVariableProblems } from '../../src/core/language/problems/findVariableProblems';
import { formatFile, formatOnType, formatRange } from '../../src/core/language/edits/formatFile';
import { describeSignature } from '../../src/core/language/complete/describeSignature';
import { matchSymbols } from '../../src/core/language/names/matchSymbols';
import { buildFileLayer } from '../../src/core/request/fileVariables';
import { applyEdits } from '../../src/core/syntax/applyEdits';
import { blockAtOffset, type PlacedBlock } from '../../src/core/syntax/blockAtOffset';
import type { RequestFile } from '../../src/core/syntax/nodes';
import { eachBlockAtLine } from '../../src/core/syntax/blockLines';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import type { Span } from '../../src/core/text/span';
import { literalTemplate } from '../../src/core/text/template';

/** What an editor asks, and what one answer costs behind one keystroke: the median and the 95th of 100. */
export interface AnswerFigure {
  readonly name: string;
  readonly median: number;
  readonly slow: number;
}

/** The text is opened and read by every provider once; then a character is typed at many places and one is asked. */
export function measureAnswers(text: string): readonly AnswerFigure[] {
  return Object.entries(providers).map(([name, ask]) => {
    let file = parseRequestFile(text);
    ask(place(file, 0));
    const times: number[] = [];
    for (let index = 0; index < 101; index++) {
      const offset = Math.floor((text.length * ((index * 37) % 101)) / 101);
      const started = performance.now();
      file = applyEdits(file, [{ start: offset, end: offset, text: 'x' }]);
      ask(place(file, offset + 1));
      times.push(performance.now() - started);
      file = applyEdits(file, [{ start: offset, end: offset + 1, text: '' }]);
    }
    times.sort((one, other) => one - other);
    return { name, median: times[50] ?? 0, slow: times[95] ?? 0 };
  });
}

/** A cursor in a file. */
interface Asked {
  readonly file: RequestFile;
  readonly placed: PlacedBlock;
  readonly offset: number;
}

function place(file: RequestFile, offset: number): Asked {
  return { file, placed: blockAtOffset(file, offset), offset };
}

/** The cursor is put into a placeholder, a field or a value of the block that was typed in, so that each has to work. */
const providers: Readonly<Record<string, (asked: Asked) => unknown>> = {
  'completion of a placeholder': (asked) => {
    const { block } = asked.placed;
    const found = cursorPlaceAt(block, Math.max(0, block.text.indexOf('{{')) + 2);
    if (found?.kind !== 'placeholder') return undefined;
    return completePlaceholder(found, {
      scope: scopeOf(asked),
      requestNames: findRequestNames(asked.file),
      lookupResponse: () => undefined,
      environments: [],
    });
  },
  'completion of a value': ({ placed: { block } }) => {
    const found = cursorPlaceAt(block, block.text.indexOf('application/json') + 3);
    return found?.kind === 'header-value' ? completeHeaderValue(found, []) : undefined;
  },
  hover: (asked) => {
    const { block } = asked.placed;
    const found = hoverPlaceAt(block, block.text.indexOf('{{') + 3);
    return found?.kind === 'placeholder' ? describePlaceholder(found.expression, scopeOf(asked)) : found;
  },
  'inlay hints of a screen': (asked) => {
    const { file, placed } = asked;
    const scope = scopeOf(asked);
    return file.blocks
      .slice(placed.index, placed.index + 10)
      .map((block) => findInlayHints(block, scope, { start: 0, end: block.text.length }));
  },
  'selection range': ({ placed, offset }) => findSelectionSpans(placed, offset),
  'code lenses near the screen': ({ file, offset }) => describeLenses(file, near(offset)),
  'symbols of the whole file': ({ file }) => symbolsOf(file),
  'folding of the whole file': ({ file }) => [
    foldingsOf(file),
    findFirstFoldings(file, limitFoldings(file, mostFoldings)),
  ],
  'links near the screen': ({ file, offset }) => findDocumentLinks(file, near(offset)),
  'semantic tokens of a screen': ({ file, offset }) =>
    findSemanticTokens(file, { start: offset, end: offset + 2000 }, () => 0),
  'signature help': ({ placed: { block } }) => describeSignature(`GET {{$randomInt 1 }}${block.text.slice(0, 80)}`, 18),
  definition: (asked) => {
    const { index, found, offset } = nameAt(asked);
    return found?.kind === 'name' ? findDefinitions(index, { ...found.occurrence, path }, offset) : undefined;
  },
  'highlights in the whole file': (asked) => {
    const { index, found } = nameAt(asked);
    return found?.kind === 'name' ? findHighlights(index, path, found.occurrence) : undefined;
  },
  'rewrites at the cursor': ({ placed, offset }) => findRewrites(placed.block, offset - placed.start),
  'problems of the text of the whole file': ({ file }) => findTextProblems(file, { tracked: true }),
  'problems of the variables of the whole file': (asked) => findFileVariableProblems(asked.file, scopeOf(asked)),
  'problems of the values of the block': (asked) => findVariableProblems(asked.placed.block, scopeOf(asked), new Set()),
  'format selection': ({ file, offset }) => formatRange(file, { start: offset, end: offset + 200 }),
  'format on type': ({ file, offset }) => formatOnType(file, offset, '\n'),
  'format the whole file': ({ file }) => formatFile(file),
  'workspace symbols in the file': ({ file }) => matchSymbols(file, 'rq4999', 1000),
};

/** As the editor of an open file has it: objects with the lines at which they stand. */
const symbolsOf = eachBlockAtLine((block, { positionAt }) =>
  describeBlockSymbols(block).map(({ label, detail, span, selectionSpan }) => ({
    label,
    detail,
    range: [positionAt(span.start), positionAt(span.end)],
    selection: [positionAt(selectionSpan.start), positionAt(selectionSpan.end)],
  })),
);

const foldingsOf = eachBlockAtLine((block, { line }) =>
  findFoldings(block).map(({ first, last }) => ({ first: line + first, last: line + last })),
);

/** What VS Code takes when nothing else is set. */
const mostFoldings = 5000;

/** Some hundred lines on both sides. */
function near(offset: number): readonly Span[] {
  return [{ start: offset - 8000, end: offset + 8000 }];
}

const path = '/bench/long.http';

/** A name in the block that was typed in, and the files in which it may mean something. */
function nameAt({ file, placed }: Asked): ReturnType<typeof findName> {
  return findName(file, placed.start + Math.max(0, placed.block.text.indexOf('{{')) + 3);
}

function findName(file: RequestFile, offset: number) {
  const files = new Map([[path, { path, file, environments: [], imports: [] }]]);
  const index = { files, environments: new Map(), elsewhere: new Map() };
  return { index, offset, found: findNameAt(index, path, offset) };
}

/** What a window builds for a question: the variables of the file and those of an environment. */
function scopeOf({ file, placed }: Asked): VariableScope {
  const values = new Map(
    ['envID', 'popID', 'accessToken'].map((name) => [
      name,
      {
        name,
        value: literalTemplate(`value of ${name}`),
        secret: name === 'accessToken',
        origin: 'environment' as const,
      },
    ]),
  );
  const environment = {
    origin: 'environment' as const,
    names: [...values.keys()],
    lookup: (name: string) => values.get(name),
  };
  return {
    environmentName: 'dev',
    layers: [buildFileLayer(file, placed.block), environment],
    findEnvironmentsDefining: () => [],
    evaluated: new Map(),
  };
}
