import type { XmlNode } from './xmlTree';

/** A value of an XPath 1.0 expression. */
export interface XPathValue {
  stringValue(): string;
}

/** Nodes in the order in which they were found. */
export class XNodeSet implements XPathValue {
  nodes: XmlNode[];
  size: number;
  add(node: XmlNode): void;
  first(): XmlNode | null;
  toArray(): XmlNode[];
  stringForNode(node: XmlNode): string;
  stringValue(): string;
}

/** One step of a path after the other. */
export const PathExpr: {
  applySteps(steps: readonly unknown[], context: unknown, nodes: readonly XmlNode[]): XmlNode[];
};

/** Gets the expressions of its arguments, and evaluates them. */
export type XPathFunction = (context: { readonly contextNode: unknown }, ...expressions: unknown[]) => XPathValue;

/** The functions that there are; one is made for each predicate and each path in one. */
export class FunctionResolver {
  functions: Record<string, XPathFunction>;
  addStandardFunctions(): void;
  getFunction(localName: string, namespace: string): XPathFunction | undefined;
}

/** Throws on what is no expression. */
export function parse(expression: string): {
  evaluate(options: {
    readonly node: XmlNode;
    readonly namespaces: { getNamespace(prefix: string): string };
    readonly allowAnyNamespaceForNoPrefix: boolean;
  }): XPathValue;
};
