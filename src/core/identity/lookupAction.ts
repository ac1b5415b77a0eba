import { parseHttpUrl } from '../exchange/origin';
import type { ActionCatalogue, CatalogueAction } from './catalogues';

/** What a relation asks for when it is more than a GET. */
export interface LinkAction {
  /** Name in the catalogue, or the relation itself. */
  readonly name: string;
  readonly method: string;
  readonly mediaType: string;
  /** JSON to start from; `undefined` when the body is empty. */
  readonly body: unknown;
  /** Dotted paths of members that have to be filled. */
  readonly required: readonly string[];
}

/** A relation with the address it leads to. */
export interface ActionQuery {
  readonly rel: string;
  readonly href: string;
  /** What a relative href is relative to. */
  readonly resourceUrl: string;
}

/** True for relations that name an action by the convention of PingOne: words joined by dots. */
export function isActionRelation(rel: string): boolean {
  return rel.length <= 100 && /^[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z][A-Za-z0-9]*)+$/.test(rel);
}

/**
 * The action behind a relation, or `undefined` when following it is a GET. The catalogue is asked by path and
 * relation, because `password.reset` is one thing on a user and another on a flow; what it does not know follows the
 * rule that relation `R` has the media type `application/vnd.pingidentity.R+json`.
 */
export function lookupAction(
  catalogue: ActionCatalogue,
  { rel, href, resourceUrl }: ActionQuery,
): LinkAction | undefined {
  if (!isActionRelation(rel)) return undefined;
  const path = resourcePath(href, resourceUrl);
  const mediaType = mediaTypeOf(catalogue, rel);
  const fitting = catalogue.actions.filter(
    (action) => isAbout(action, rel, mediaType) && matchesPath(action.path, path),
  );
  const action = fitting.find((candidate) => candidate.rel === rel) ?? fitting[0];
  if (action) return fromCatalogue(action);
  const body = emptyBodied(catalogue, rel, mediaType) ? undefined : {};
  return { name: rel, method: methodByRule(rel, path), mediaType, body, required: [] };
}

/** Some types are written both with and without `+json`. */
function isAbout(action: CatalogueAction, rel: string, mediaType: string): boolean {
  return action.rel === rel || action.type === mediaType || action.altTypes?.includes(mediaType) === true;
}

function fromCatalogue(action: CatalogueAction): LinkAction {
  return {
    name: action.name,
    method: action.method,
    mediaType: action.type,
    body: action.body,
    required: action.required ?? [],
  };
}

function mediaTypeOf({ relRule }: ActionCatalogue, rel: string): string {
  const exception = Object.hasOwn(relRule.exceptions, rel) ? relRule.exceptions[rel] : undefined;
  return exception ?? `${relRule.prefix}${rel}${relRule.suffix}`;
}

/** The path is one we do not know, but the action is: it says at least whether there is a body. */
function emptyBodied(catalogue: ActionCatalogue, rel: string, mediaType: string): boolean {
  const known = catalogue.actions.filter((action) => isAbout(action, rel, mediaType));
  return known.length > 0 && known.every((action) => action.body === undefined);
}

function methodByRule(rel: string, path: readonly string[]): string {
  switch (rel) {
    case 'password.set':
    case 'password.reset':
    case 'password.setGateway':
      return path.at(-1) === 'password' && path.at(-3) === 'users' ? 'PUT' : 'POST';
    case 'user.scim.patch':
      return 'PATCH';
    case 'form.export':
      return 'GET';
    default:
      return 'POST';
  }
}

/** Segments of the address without host and one leading `v1`. */
function resourcePath(href: string, resourceUrl: string): readonly string[] {
  const segments = (parseHttpUrl(href, resourceUrl)?.pathname ?? '').split('/').filter((segment) => segment !== '');
  return segments[0] === 'v1' ? segments.slice(1) : segments;
}

function matchesPath(template: string, path: readonly string[]): boolean {
  const segments = template.split('/').filter((segment) => segment !== '');
  return (
    segments.length === path.length &&
    segments.every((segment, index) => (segment.startsWith('{') ? path[index] !== '' : segment === path[index]))
  );
}
