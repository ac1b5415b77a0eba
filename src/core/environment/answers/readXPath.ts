import { namingAttribute, signInField, valueAttribute, valueElement } from '../../text/markupFields';
import { isSecretName } from '../secrets/isSecretName';
import { nodeKind, XmlMeterError, XmlNode, type XmlDocument } from './xmlTree';
import { FunctionResolver, parse, PathExpr, XNodeSet, type XPathValue } from './xpathPackage';

export { listXmlPlaces } from './listXmlPlaces';
export { parseXmlTree } from './xmlTree';

/** What an XPath found; `isSecret` where a name says so, or the text is one that stands under such a name. */
export type XPathResult =
  | { readonly kind: 'value'; readonly text: string; readonly isSecret: boolean }
  /** `missing` is the last name in the path that no element and no attribute has. */
  | { readonly kind: 'nothing'; readonly names: readonly string[]; readonly missing?: string }
  | { readonly kind: 'invalid-path'; readonly message: string };

/**
 * The first match of an XPath 1.0 expression in the order of the document: of an attribute its value, of an element its
 * text or, where it has elements in it, what is in it as XML. Prefixes are those of the document; a name without one
 * is that of an element written without one, whatever its namespace.
 */
export function readXPath(document: XmlDocument, path: string): XPathResult {
  if (path.length > longestPath) return invalid(`An XPath has at most ${longestPath} characters.`);
  let value: XPathValue;
  try {
    value = evaluate(document, path);
    if (!(value instanceof XNodeSet)) {
      const text = value.stringValue();
      return { kind: 'value', text, isSecret: namesSecret(path) || holdsSecretOf(document, text) };
    }
  } catch (error) {
    return invalid(describeError(error, document, path));
  } finally {
    document.meter.left = Infinity;
  }
  const node = value.first();
  if (!node) return describeNothing(document, path);
  // A namespace is no node of the tree: the package makes it up.
  if (!(node instanceof XmlNode)) return { kind: 'value', text: value.stringValue(), isSecret: false };
  const text = textOf(node);
  return { kind: 'value', text, isSecret: isSecretNode(node) || holdsSecretOf(document, text) };
}

function evaluate({ root, namespaces, meter }: XmlDocument, path: string): XPathValue {
  meter.left = mostLooks;
  const getNamespace = (prefix: string): string => {
    const namespace = namespaces.get(prefix);
    if (namespace === undefined) throw new UndeclaredPrefix(prefix);
    return namespace;
  };
  return parse(path).evaluate({ node: root, namespaces: { getNamespace }, allowAnyNamespaceForNoPrefix: true });
}

class UndeclaredPrefix extends Error {
  constructor(readonly prefix: string) {
    super();
  }
}

function describeError(error: unknown, { namespaces }: XmlDocument, path: string): string {
  if (error instanceof UndeclaredPrefix) {
    const known = [...namespaces.keys()].filter((prefix) => prefix !== 'xml').slice(0, mostNames);
    const has = known.length === 0 ? 'It declares none.' : `It declares: ${known.join(', ')}.`;
    return `The document has no namespace prefix '${error.prefix}', which the XPath '${path}' uses. ${has}`;
  }
  if (error instanceof XmlMeterError) return `The XPath '${path}' looks at too many places. Make it narrower.`;
  if (error instanceof RangeError) return `The XPath '${path}' nests too deep.`;
  const unknown = error instanceof Error ? /^Unknown function ([\w:.-]+)$/.exec(error.message)?.[1] : undefined;
  if (unknown !== undefined) return `XPath 1.0 has no function '${unknown}'.`;
  return `'${path}' is not an XPath 1.0 expression. Write for example //id, /user/@name or //a:token[1].`;
}

/** Decoded text; with elements inside, everything inside as XML. */
function textOf(node: XmlNode): string {
  if (node.kind !== nodeKind.element && node.kind !== nodeKind.document) return node.content;
  const hasElements = node.documentElement !== null;
  const parts: string[] = [];
  for (const part of walk(node)) {
    if (part.node === node) continue;
    if (hasElements) parts.push(part.isEnd ? `</${part.node.nodeName}>` : printNode(part.node));
    else if (part.node.kind === nodeKind.text) parts.push(part.node.content);
  }
  return parts.join('');
}

function printNode({ kind, nodeName, content, attributes, firstChild }: XmlNode): string {
  if (kind === nodeKind.text) return escapeText(content);
  if (kind === nodeKind.comment) return `<!--${content}-->`;
  if (kind === nodeKind.instruction) return `<?${nodeName}${content === '' ? '' : ` ${content}`}?>`;
  const fields = [...(attributes?.declarations ?? []), ...(attributes?.list ?? [])];
  const written = fields.map((field) => ` ${field.nodeName}="${escapeText(field.content).replaceAll('"', '&quot;')}"`);
  return `<${nodeName}${written.join('')}${firstChild ? '' : '/'}>`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

interface Visit {
  readonly node: XmlNode;
  /** On the way out of an element that has something in it. */
  readonly isEnd: boolean;
}

/** A node and all in it, in the order of the document. */
function* walk(top: XmlNode): Generator<Visit> {
  let node = top;
  for (;;) {
    yield { node, isEnd: false };
    if (node.firstChild) {
      node = node.firstChild;
      continue;
    }
    while (node !== top && !node.nextSibling) {
      node = node.parentNode ?? top;
      yield { node, isEnd: true };
    }
    if (node === top || !node.nextSibling) return;
    node = node.nextSibling;
  }
}

/** A text is what its element says; an element may hold a secret deeper down. */
function isSecretNode(node: XmlNode): boolean {
  if (node.kind === nodeKind.text && node.parentNode) return ownSecrets(node.parentNode).length > 0;
  if (isSecretName(node.localName)) return true;
  if (node.ownerElement && valueAttribute.test(node.localName)) return namesSecretField(node.ownerElement);
  for (const { node: inner } of walk(node)) if (ownSecrets(inner).length > 0) return true;
  return false;
}

/** What is written in an element under a name of a secret, in its attributes and as its text. */
function ownSecrets(node: XmlNode): readonly string[] {
  if (node.kind !== nodeKind.element) return [];
  const isField = namesSecretField(node);
  const found = (node.attributes?.list ?? []).filter(
    ({ localName }) => isSecretName(localName) || (isField && valueAttribute.test(localName)),
  );
  const texts = found.map(({ content }) => content);
  const { parentNode, localName } = node;
  const isValue = isField || (parentNode && valueElement.test(localName) && namesSecretField(parentNode));
  if (isValue || isSecretName(localName)) {
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (child.kind === nodeKind.text) texts.push(child.content.trim());
    }
  }
  return texts.filter((text) => text !== '');
}

/** `<input name="password">`, `<saml:Attribute Name="password">` */
function namesSecretField({ attributes }: XmlNode): boolean {
  return (attributes?.list ?? []).some(
    ({ localName, content }) => namingAttribute.test(localName) && (isSecretName(content) || signInField.test(content)),
  );
}

/** An answer may say a token twice, once under another name, and an expression may cut it out of there. */
function holdsSecretOf(document: XmlDocument, text: string): boolean {
  let secrets = secretsOf.get(document);
  if (!secrets) {
    secrets = new Set(Array.from(walk(document.root), ({ node, isEnd }) => (isEnd ? [] : ownSecrets(node))).flat());
    secretsOf.set(document, secrets);
  }
  let looked = 0;
  for (const secret of secrets) {
    if (++looked > mostSecrets) return true;
    if (
      secret.length > shortestSecret &&
      (text.includes(secret) || (text.length > shortestSecret && secret.includes(text)))
    )
      return true;
  }
  return false;
}

const secretsOf = new WeakMap<XmlDocument, ReadonlySet<string>>();

function namesSecret(path: string): boolean {
  return (path.match(/[\w-]+/g) ?? []).some(isSecretName);
}

function describeNothing(document: XmlDocument, path: string): XPathResult {
  const names = new Set<string>();
  const written = new Set<string>();
  for (const { node, isEnd } of walk(document.root)) {
    if (isEnd || node.kind !== nodeKind.element) continue;
    written.add(node.localName);
    for (const { localName } of node.attributes?.list ?? []) written.add(localName);
    if (names.size < mostNames) names.add(node.nodeName);
  }
  const asked = path.replace(/'[^']*'|"[^"]*"/g, '').match(/[\p{L}_][\p{L}\p{N}_.-]*(?![\p{L}\p{N}_.:(-])/gu) ?? [];
  const missing = asked.findLast((name) => !written.has(name));
  return { kind: 'nothing', names: [...names], ...(missing !== undefined && { missing }) };
}

function invalid(message: string): XPathResult {
  return { kind: 'invalid-path', message };
}

/*
 * The package compares each node with all before it to leave out doubles, walks the document to find out which of two
 * nodes stands first, and goes on from a node as often as it was found. Our nodes know their order. It writes down all
 * functions for each node that a predicate is asked of, which takes longer than the answer; and functions may go through
 * what other functions made of a text, which no look at a node tells.
 */
const { functions } = new FunctionResolver();
for (const [name, call] of Object.entries(functions)) {
  functions[name] = (context, ...expressions) => {
    const value = call(context, ...expressions);
    const { contextNode } = context;
    if (contextNode instanceof XmlNode && !(value instanceof XNodeSet)) {
      contextNode.charge(value.stringValue().length / charactersMade);
    }
    return value;
  };
}
FunctionResolver.prototype.addStandardFunctions = function addStandardFunctions(this: FunctionResolver) {
  this.functions = functions;
};
FunctionResolver.prototype.getFunction = (localName, namespace) => functions[`{${namespace}}${localName}`];
const { applySteps } = PathExpr;
PathExpr.applySteps = (steps, context, nodes) => {
  let found = [...nodes];
  for (const step of steps) {
    // It makes several lists for each, also where there is nothing to put into them.
    for (const node of found) node.charge(costOfStep);
    found = [...new Set(applySteps([step], context, found))];
  }
  return found;
};
XNodeSet.prototype.add = function add(this: XNodeSet & { known?: Set<XmlNode> }, node) {
  this.known ??= new Set(this.nodes);
  if (this.known.has(node)) return;
  // Sets of nodes are sorted and gone through again.
  node.charge(costOfKeeping);
  this.known.add(node);
  this.nodes.push(node);
  this.size = this.nodes.length;
};
XNodeSet.prototype.toArray = function toArray(this: XNodeSet) {
  return this.nodes.toSorted((one, other) => one.order - other.order);
};
XNodeSet.prototype.first = function first(this: XNodeSet) {
  let found: XmlNode | null = null;
  for (const node of this.nodes) if (!found || node.order < found.order) found = node;
  return found;
};

const longestPath = 1000;
const mostLooks = 3_000_000;
const mostNames = 20;
const costOfKeeping = 4;
const costOfStep = 10;
/** By a function, for the price of one look. */
const charactersMade = 2;
const mostSecrets = 200;
/** Shorter texts stand in others by chance. */
const shortestSecret = 3;
