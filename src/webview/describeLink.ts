import type { LinkView } from '../core/view/responseView';
import { visibleText } from './visibleText';

/** What a person reads about a link before choosing it. */
export interface LinkDescription {
  /** `population`, or `Location` for the header field. */
  readonly name: string;
  /** One or two lines: what a click does, and where it leads. */
  readonly tooltip: string;
  /** What a click does, in a few words, for the table. */
  readonly effect: string;
  readonly icon: 'follow' | 'pen' | 'external' | 'blocked';
}

/** The words and the icon for what a click on `link` does. */
export function describeLink(link: LinkView): LinkDescription {
  const name = link.source === 'location' ? 'Location' : visibleText(link.rel);
  const href = visibleText(link.href);
  const values = link.templated ? ' Asks for the values of its template first.' : '';
  switch (link.effect) {
    case 'follow':
      return {
        name,
        tooltip: `${link.method} ${name}: click or Enter follows.${values}\n${href}`,
        effect: link.templated ? 'asks for values, then follows' : 'follows',
        icon: 'follow',
      };
    case 'ask':
      return {
        name,
        tooltip: `${link.method} ${name}: another origin. Asks first and sends no credentials.${values}\n${href}`,
        effect: 'asks first, sends no credentials',
        icon: 'external',
      };
    case 'compose':
      return {
        name,
        tooltip: `${link.method} ${name}: opens a request in the editor. Nothing is sent.\n${link.mediaType === undefined ? '' : `${visibleText(link.mediaType)}\n`}${href}`,
        effect: 'opens a request',
        icon: 'pen',
      };
    case 'none':
      return {
        name,
        tooltip: `${name} is not followed: only http and https addresses are.\n${href}`,
        effect: 'not followed: not an http or https address',
        icon: 'blocked',
      };
  }
}

/** The target without the origin it shares with the request: the end of `href` that tells links apart. */
export function shortTarget(link: LinkView, requestUrl: string): string {
  const origin = /^https?:\/\/[^/?#]*/i.exec(requestUrl)?.[0];
  if (origin === undefined || !link.href.toLowerCase().startsWith(origin.toLowerCase())) return link.href;
  const rest = link.href.slice(origin.length);
  return /^[/?#]/.test(rest) ? rest : link.href;
}
