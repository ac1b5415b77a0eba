import type { Exchange } from '../exchange/exchange';
import { findLinks } from '../exchange/findLinks';
import type { Link } from '../exchange/link';
import { buildRedactor } from '../exchange/redaction';
import type { Redactor } from '../exchange/redaction';
import { linkEffect } from '../exchange/requestForLink';
import { loadPingOneActions } from '../identity/catalogues';
import { isActionRelation, lookupAction } from '../identity/lookupAction';
import type { LinkAction } from '../identity/lookupAction';
import type { Span } from '../text/span';
import type { LinkView } from './responseView';

/** What describing links may take from a caller that knows it already. */
export interface LinkDescription {
  /** From `findLinks` of the same exchange. */
  readonly links?: readonly Link[];
  /** Where the links stand in the body as shown. */
  readonly spans?: readonly (Span | undefined)[];
  readonly redactor?: Redactor;
}

/** More links than these are not offered; they still stand in the body. */
export const maximumLinks = 10_000;

/** Links as offered to a person, masked. `index` counts in `findLinks` of the same exchange. */
export async function describeLinks(exchange: Exchange, known: LinkDescription = {}): Promise<readonly LinkView[]> {
  const links = (known.links ?? (await findLinks(exchange))).slice(0, maximumLinks);
  const redactor = known.redactor ?? buildRedactor(exchange.request.secrets);
  const actions = await findActions(exchange, links);
  return links.map((link, index) => {
    const action = actions[index];
    const effect = linkEffect(exchange, link);
    return {
      index,
      rel: redactor.text(link.rel),
      href: redactor.url(link.href),
      source: link.source,
      resource: redactor.text(link.resource),
      effect: action && effect !== 'none' ? 'compose' : effect,
      method: action?.method ?? 'GET',
      mediaType: action?.mediaType,
      templated: link.templated,
      span: known.spans?.[index],
    };
  });
}

/** The action behind one link, or `undefined` when following it is a GET. */
export async function actionOfLink(exchange: Exchange, link: Link): Promise<LinkAction | undefined> {
  return (await findActions(exchange, [link]))[0];
}

/** The catalogue is loaded only when a relation looks like an action. */
async function findActions(exchange: Exchange, links: readonly Link[]): Promise<readonly (LinkAction | undefined)[]> {
  if (!links.some(isAction)) return [];
  const catalogue = await loadPingOneActions();
  return links.map((link) =>
    isAction(link) ? lookupAction(catalogue, { rel: link.rel, href: link.href, resourceUrl: exchange.url }) : undefined,
  );
}

function isAction(link: Link): boolean {
  return link.source === 'body' && isActionRelation(link.rel);
}
