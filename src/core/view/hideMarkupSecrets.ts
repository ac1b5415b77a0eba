import type { Redactor } from '../exchange/redaction';
import { namingAttribute, signInField, valueAttribute, valueElement } from '../text/markupFields';

/**
 * What stands in XML or HTML under a name that says it is secret, hidden: the text of an element, an attribute, and the
 * value of a field that is named by an attribute. Also in markup that stands in comments, CDATA or attributes. A text
 * that is cut off in the middle counts as far as it goes.
 */
export function hideMarkupSecrets(text: string, redactor: Redactor): string {
  return hideTags(text, redactor, true);
}

/** Looks into what is quoted in the text once, so that all of it is gone through twice at most. */
function hideTags(text: string, redactor: Redactor, looksInside: boolean): string {
  const inside = (part: string): string => (looksInside && part.includes('<') ? hideTags(part, redactor, false) : part);
  const content = (start: number, end: number): string => {
    const part = text.slice(start, end);
    return hidesContent && part.trim() !== '' ? redactor.hide(part) : inside(part);
  };
  const shown: string[] = [];
  let end = 0;
  let hidesContent = false;
  let field: string | undefined;
  for (const { index, 0: whole, 1: slash, 2: name, 3: attributes = '', 4: close = '' } of text.matchAll(
    looksInside ? mark : tag,
  )) {
    // Comments and CDATA are part of the content.
    if (name === undefined) continue;
    const before = content(end, index);
    end = index + whole.length;
    if (slash === '/') {
      shown.push(before, whole);
      hidesContent = false;
      if (name === field) field = undefined;
      continue;
    }
    const isField = hasSecretField(attributes, redactor);
    shown.push(before, `<${name}`, hideAttributes(attributes, { redactor, isField, inside }), close);
    const isOpen = !attributes.endsWith('/');
    const isNamed = isField && !withoutValue.test(name);
    if (isOpen && isNamed) field = name;
    const isValue = isNamed || (field !== undefined && valueElement.test(name));
    hidesContent = isOpen && (isValue || redactor.hidesMember(localName(name)));
  }
  shown.push(content(end, text.length));
  return shown.join('');
}

function hasSecretField(attributes: string, redactor: Redactor): boolean {
  if (!attributes.includes('=')) return false;
  for (const [, name = '', , double, single, bare] of attributes.matchAll(attribute)) {
    if (namingAttribute.test(name)) return isSecret(double ?? single ?? bare ?? '', redactor);
  }
  return false;
}

function hideAttributes(
  attributes: string,
  {
    redactor,
    isField,
    inside,
  }: { readonly redactor: Redactor; readonly isField: boolean; readonly inside: (part: string) => string },
): string {
  if (!attributes.includes('=')) return attributes;
  const shown: string[] = [];
  let end = 0;
  for (const { index, 0: whole, 1: name = '', 2: equals = '', 3: double, 4: single, 5: bare } of attributes.matchAll(
    attribute,
  )) {
    const value = double ?? single ?? bare ?? '';
    const isHidden = value !== '' && (valueAttribute.test(name) ? isField : isSecret(name, redactor));
    if (!isHidden) continue;
    const start = index + name.length + equals.length + (bare === undefined ? 1 : 0);
    shown.push(inside(attributes.slice(end, start)), redactor.hide(value));
    end = Math.min(start + value.length, index + whole.length);
  }
  shown.push(inside(attributes.slice(end)));
  return shown.join('');
}

function isSecret(name: string, { hidesMember }: Redactor): boolean {
  // Where nothing is hidden, `code` is not either.
  return hidesMember(localName(name)) || (signInField.test(name) && hidesMember('password'));
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** A name says what these send or hold, and no text in them is the value. */
const withoutValue = /^(?:form|fieldset|button|select|a|i?frame|input|meta|param|img|map|object)$/i;

/*
 * None of these takes a step back: each goes on until `>` or the end of the text, whatever stands there. As in HTML a
 * quote counts behind `=` only.
 */
const tagSource = `<(/?)([A-Za-z_][^\\s/>]*)((?:[^>"'=]+|=\\s*(?:"[^"]*(?:"|$)|'[^']*(?:'|$))?|["'])*)(>|$)`;
const tag = new RegExp(tagSource, 'g');
const mark = new RegExp(`<!--[^]*?(?:-->|$)|<!\\[CDATA\\[[^]*?(?:\\]\\]>|$)|${tagSource}`, 'g');
const attribute = /(?<=[\s"'/])([^\s"'<>/=]{1,64})(\s*=\s*)(?:"([^"]*)(?:"|$)|'([^']*)(?:'|$)|([^\s"'<>=`]+))/g;
