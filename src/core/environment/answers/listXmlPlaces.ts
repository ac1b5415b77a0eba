import { isSecretName } from '../secrets/isSecretName';
import { nodeKind, type XmlDocument, type XmlNode } from './xmlTree';

/** An element or attribute, and its text where it has no elements in it. */
export interface XmlPlace {
  /** `/s:Envelope/s:Body/user/@id` */
  readonly path: string;
  readonly text: string | undefined;
  readonly isSecret: boolean;
}

/** Level by level the first of each name, at most a few hundred, so that the size of a document does not matter. */
export function listXmlPlaces({ root }: XmlDocument): readonly XmlPlace[] {
  const places: XmlPlace[] = [];
  const pending: { readonly node: XmlNode; readonly path: string; readonly isSecret: boolean }[] = [
    { node: root, path: '', isSecret: false },
  ];
  // The list grows while it is walked.
  for (const { node, path, isSecret } of pending) {
    for (const { localName, nodeName, content } of node.attributes?.list ?? []) {
      places.push({ path: `${path}/@${nodeName}`, text: content, isSecret: isSecret || isSecretName(localName) });
    }
    const names = new Set<string>();
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (places.length >= mostPlaces) return places;
      if (child.kind !== nodeKind.element || names.has(child.nodeName)) continue;
      names.add(child.nodeName);
      const inner = {
        node: child,
        path: `${path}/${child.nodeName}`,
        isSecret: isSecret || isSecretName(child.localName),
      };
      places.push({ path: inner.path, text: leafText(child), isSecret: inner.isSecret });
      pending.push(inner);
    }
  }
  return places;
}

/** Texts that stand together are one node. */
function leafText({ firstChild }: XmlNode): string | undefined {
  if (!firstChild) return '';
  return firstChild.kind === nodeKind.text && !firstChild.nextSibling ? firstChild.content : undefined;
}

const mostPlaces = 200;
