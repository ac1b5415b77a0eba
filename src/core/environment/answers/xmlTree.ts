import { DOMParser, ParseError, type Node as DomNode } from '@xmldom/xmldom';
import { checkXml } from './checkXml';

/** An XML document as XPath looks at it. */
export interface XmlDocument {
  readonly root: XmlNode;
  /** What prefixes mean, the declaration nearest to the start of the document first. */
  readonly namespaces: ReadonlyMap<string, string>;
  /** Told of every look at a node, so that work can be bounded. */
  readonly meter: XmlMeter;
}

export interface XmlMeter {
  /** Looks that are left. */
  left: number;
}

/** Thrown when an expression looks at more nodes than `XmlMeter` has. */
export class XmlMeterError extends Error {}

/** The document, or what a sentence says of it: «it is no well-formed XML». */
export function parseXmlTree(text: string): XmlDocument | { readonly fault: string } {
  const checked = checkXml(text.trim());
  if ('fault' in checked) return checked;
  try {
    // Without a line an error is hard to find; what the parser says of it may hold a part of a secret.
    const parser = new DOMParser({ locator: true, onError: stopAtErrors });
    // A page has names for characters, `&nbsp;`, which are no XML, and no part of what is asked for.
    const type = isPage(checked.text) ? 'application/xhtml+xml' : 'application/xml';
    return buildTree(parser.parseFromString(checked.text, type));
  } catch (error) {
    return { fault: `is not well-formed XML${describeLine(error)}` };
  }
}

/** True for HTML that may be well-formed. */
function isPage(text: string): boolean {
  return /<([A-Za-z_][\w:.-]*)/.exec(text)?.[1] === 'html';
}

function stopAtErrors(level: string, message: string): void {
  // Characters that were damaged on the way do not make it another document.
  if (level === 'warning' && message.startsWith('Unicode')) return;
  throw new Error(message);
}

function describeLine(error: unknown): string {
  const line = error instanceof ParseError ? (error.locator as { lineNumber?: unknown } | undefined)?.lineNumber : 0;
  return typeof line === 'number' && line > 0 ? `, see line ${line}` : '';
}

/**
 * What the XPath package asks of a node. The tree is one of our own because the order of its nodes is known, which the
 * parser's has to find out by walking, and because each look at a node is counted.
 */
export class XmlNode {
  parentNode: XmlNode | null = null;
  firstChild: XmlNode | null = null;
  lastChild: XmlNode | null = null;
  nextSibling: XmlNode | null = null;
  previousSibling: XmlNode | null = null;
  /** Of an element. */
  attributes: XmlAttributes | null = null;
  /** Of an attribute. */
  ownerElement: XmlNode | null = null;
  ownerDocument: XmlNode | null = null;
  readonly localName: string;
  readonly prefix: string | null;

  constructor(
    private readonly meter: XmlMeter,
    readonly kind: number,
    readonly nodeName: string,
    readonly namespaceURI: string | null,
    /** The text of attributes, texts, comments and instructions. */
    public content: string,
    /** Place in the document. */
    readonly order: number,
  ) {
    const colon = nodeName.indexOf(':');
    this.prefix = colon > 0 ? nodeName.slice(0, colon) : null;
    this.localName = nodeName.slice(colon + 1);
  }

  /** Counts work that is done with the node; too much of it throws. */
  charge(cost: number): void {
    this.meter.left -= cost;
    if (this.meter.left < 0) throw new XmlMeterError();
  }

  get nodeType(): number {
    this.charge(1);
    return this.kind;
  }

  get nodeValue(): string | null {
    this.charge(1 + this.content.length / charactersOfOneLook);
    return this.kind === nodeKind.element || this.kind === nodeKind.document ? null : this.content;
  }

  get value(): string {
    return this.nodeValue ?? '';
  }

  get name(): string {
    return this.nodeName;
  }

  get documentElement(): XmlNode | null {
    let node = this.firstChild;
    while (node && node.kind !== nodeKind.element) node = node.nextSibling;
    return node;
  }

  /** For `lang()`. */
  getAttributeNS(namespace: string, name: string): string | null {
    this.charge(this.attributes?.length ?? 0);
    const found = this.attributes?.list.find(
      (attribute) => attribute.localName === name && attribute.namespaceURI === namespace,
    );
    return found?.content ?? null;
  }

  /** Only a document type declaration says which attributes are ids, and there is none. */
  getElementById(): null {
    return null;
  }
}

/** Some functions of XPath go through a text character by character, as often as there are nodes. */
const charactersOfOneLook = 8;

/** As many as the package asks of a list of attributes. */
export class XmlAttributes {
  constructor(
    readonly list: readonly XmlNode[],
    /** `xmlns` and `xmlns:…`, which are no attributes to XPath. */
    readonly declarations: readonly XmlNode[],
  ) {}

  get length(): number {
    return this.list.length;
  }

  item(index: number): XmlNode | null {
    return this.list[index] ?? null;
  }
}

/** DOM's numbers. */
export const nodeKind = { element: 1, attribute: 2, text: 3, cdata: 4, instruction: 7, comment: 8, document: 9 };

interface Builder {
  readonly meter: XmlMeter;
  readonly namespaces: Map<string, string>;
  readonly document: XmlNode;
  count: number;
}

/** Without recursion: the depth is bounded, the stack of the caller is not known. */
function buildTree(dom: DomNode): XmlDocument {
  const meter: XmlMeter = { left: Infinity };
  const document = new XmlNode(meter, nodeKind.document, '#document', null, '', 0);
  const namespaces = new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]);
  const builder: Builder = { meter, namespaces, document, count: 0 };
  let parent = document;
  let source = dom.firstChild;
  while (source) {
    const node = appendNode(builder, parent, source);
    if (source.firstChild && node) {
      parent = node;
      source = source.firstChild;
      continue;
    }
    while (source && !source.nextSibling) {
      source = source.parentNode;
      if (source === dom) source = null;
      else parent = parent.parentNode ?? document;
    }
    source = source?.nextSibling ?? null;
  }
  return { root: document, namespaces, meter };
}

/** `undefined` where the text was joined to the one before it, and for what XPath does not know. */
function appendNode(builder: Builder, parent: XmlNode, source: DomNode): XmlNode | undefined {
  const kind = source.nodeType === nodeKind.cdata ? nodeKind.text : source.nodeType;
  if (![nodeKind.element, nodeKind.text, nodeKind.instruction, nodeKind.comment].includes(kind)) return undefined;
  const last = parent.lastChild;
  if (kind === nodeKind.text && last?.kind === nodeKind.text) {
    last.content += source.nodeValue ?? '';
    return undefined;
  }
  const node = new XmlNode(
    builder.meter,
    kind,
    source.nodeName,
    source.namespaceURI,
    source.nodeValue ?? '',
    ++builder.count,
  );
  node.parentNode = parent;
  node.ownerDocument = builder.document;
  node.previousSibling = last;
  if (last) last.nextSibling = node;
  else parent.firstChild = node;
  parent.lastChild = node;
  if (kind === nodeKind.element) node.attributes = buildAttributes(builder, node, source);
  return node;
}

function buildAttributes(builder: Builder, owner: XmlNode, source: DomNode): XmlAttributes {
  const list: XmlNode[] = [];
  const declarations: XmlNode[] = [];
  for (const { nodeName, namespaceURI, nodeValue } of attributesOf(source)) {
    const node = new XmlNode(
      builder.meter,
      nodeKind.attribute,
      nodeName,
      namespaceURI,
      nodeValue ?? '',
      ++builder.count,
    );
    node.ownerElement = owner;
    node.ownerDocument = builder.document;
    if (nodeName !== 'xmlns' && node.prefix !== 'xmlns') {
      list.push(node);
      continue;
    }
    declarations.push(node);
    if (node.prefix && !builder.namespaces.has(node.localName)) builder.namespaces.set(node.localName, node.content);
  }
  return new XmlAttributes(list, declarations);
}

function attributesOf(source: DomNode): Iterable<DomNode> {
  // The types give attributes to elements only, and say nothing of a list's numbers.
  return Array.from((source as unknown as { readonly attributes: ArrayLike<DomNode> }).attributes);
}
