import type { Redactor } from '../exchange/redaction';

/**
 * What stands in XML or HTML under a name that says it is secret, hidden: the text of an element, an attribute, and the
 * value of a form's field. A text that is cut off in the middle counts as far as it goes.
 */
export function hideMarkupSecrets(text: string, { hidesMember, hide }: Redactor): string {
  return text.replace(element, (_, name: string, attributes: string, content: string) => {
    const shown = `<${name}${hideAttributes(attributes, { hidesMember, hide })}>`;
    const isHidden = content.trim() !== '' && hidesMember(localName(name));
    return shown + (isHidden ? hide(content) : content);
  });
}

function hideAttributes(attributes: string, { hidesMember, hide }: Pick<Redactor, 'hidesMember' | 'hide'>): string {
  if (!attributes.includes('=')) return attributes;
  const field = /\sname\s*=\s*["']?([\w.:-]{1,64})/i.exec(attributes)?.[1] ?? '';
  return attributes.replace(attribute, (whole, before: string, name: string, quote: string, value: string) => {
    const said = name.toLowerCase() === 'value' && field !== '' ? field : name;
    const isHidden = value !== '' && (hidesMember(localName(said)) || secretFields.has(said.toLowerCase()));
    return isHidden ? `${before}${quote}${hide(value)}${quote}` : whole;
  });
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Start tag with its attributes, and what is between it and the next tag. Each character is looked at a few times. */
const element =
  /<([A-Za-z_][\w.:-]{0,127})((?:\s(?:[^<>"']|"[^"<]{0,100000}"|'[^'<]{0,100000}')*)?\/?)>((?:[^<]+|<!\[CDATA\[[^]*?(?:\]\]>|$))*)/g;
const attribute = /(\s([\w.:-]{1,64})\s*=\s*)(["'])((?:(?!\3)[^<])*)\3/g;

/** What a sign-in page posts on. */
const secretFields: ReadonlySet<string> = new Set(['samlresponse', 'samlrequest', 'code']);
