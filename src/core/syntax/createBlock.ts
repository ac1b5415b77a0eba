import type { RequestBlock } from './nodes';
import { parseBlock, type BlockContents } from './parseBlock';

/** A block that is read when somebody asks for what is in it, and once. `contents` spares that when it is known. */
export function createBlock(text: string, contents?: BlockContents): RequestBlock {
  return new BlockOnDemand(text, contents);
}

/** The one value of the syntax that fills itself; from outside it cannot be told from plain data. */
class BlockOnDemand implements RequestBlock {
  readonly text: string;
  #contents: BlockContents | undefined;

  constructor(text: string, contents: BlockContents | undefined) {
    this.text = text;
    this.#contents = contents;
  }

  get nodes() {
    return this.#read().nodes;
  }

  get title() {
    return this.#read().title;
  }

  get name() {
    return this.#read().name;
  }

  get directives() {
    return this.#read().directives;
  }

  get variables() {
    return this.#read().variables;
  }

  get request() {
    return this.#read().request;
  }

  get problems() {
    return this.#read().problems;
  }

  #read(): BlockContents {
    this.#contents ??= parseBlock(this.text).contents;
    return this.#contents;
  }
}
