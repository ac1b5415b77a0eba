import { describeBlockSymbols, shiftSymbol, type FileSymbol } from '../outline/describeSymbols';
import type { RequestFile } from '../../syntax/nodes';

/** A symbol of one of several files. */
export interface FoundSymbol {
  readonly symbol: FileSymbol;
  /** The section or request it stands in. */
  readonly container: string;
}

/**
 * The symbols of a file whose label, name or request line holds the letters of the query in their order; at most
 * `limit`. One that is found by its name is called by it, because editors look for the letters in what they show.
 */
export function matchSymbols(file: RequestFile, query: string, limit: number): readonly FoundSymbol[] {
  const wanted = query.toLowerCase().replace(/\s+/g, '').slice(0, LONGEST_QUERY);
  const found: FoundSymbol[] = [];
  const visit = (symbol: FileSymbol, container: string, start: number): void => {
    if (found.length >= limit) return;
    const { label, name, detail } = symbol;
    if (!matches(label, wanted) && name !== undefined && matches(name, wanted)) {
      found.push({ symbol: { ...shiftSymbol(symbol, start), label: name }, container: label });
    } else if (matches(label, wanted) || matches(detail, wanted)) {
      found.push({ symbol: shiftSymbol(symbol, start), container });
    }
    for (const child of symbol.children) visit(child, symbol.label, start);
  };
  for (const [index, block] of file.blocks.entries()) {
    for (const symbol of describeBlockSymbols(block)) visit(symbol, '', file.starts[index] ?? 0);
  }
  return found;
}

/** The letters of `wanted` in their order, anything between them. */
function matches(text: string, wanted: string): boolean {
  let offset = -1;
  const searched = text.slice(0, LONGEST_LABEL).toLowerCase();
  for (const letter of wanted) {
    offset = searched.indexOf(letter, offset + 1);
    if (offset < 0) return false;
  }
  return true;
}

const LONGEST_QUERY = 100;
const LONGEST_LABEL = 1000;
