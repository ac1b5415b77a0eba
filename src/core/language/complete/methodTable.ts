import { rfc, type Specification } from '../hover/prose';

/** What a request method asks for. */
export interface MethodAbout {
  readonly name: string;
  readonly about: string;
  readonly specification?: Specification;
}

/** The methods in the order in which they are offered, with what they mean. */
export const methodTable: readonly MethodAbout[] = [
  method('GET', 'Reads a representation of the target. Safe: it asks for nothing to change.', rfc(9110, '9.3.1')),
  method('POST', 'Lets the target process the body: create, act, search.', rfc(9110, '9.3.3')),
  method('PUT', 'Creates the target, or replaces the whole of it, with the body. Idempotent.', rfc(9110, '9.3.4')),
  method('PATCH', 'Changes the target as the body says; what the body leaves out stays.', rfc(5789, '2')),
  method('DELETE', 'Removes the target. Idempotent.', rfc(9110, '9.3.5')),
  method('HEAD', 'As GET, but the answer has no body.', rfc(9110, '9.3.2')),
  method(
    'OPTIONS',
    'Asks what the target can do; browsers ask this before a request to another origin.',
    rfc(9110, '9.3.7'),
  ),
  method('QUERY', 'A safe request whose question is in the body.', {
    text: 'The HTTP QUERY Method (draft)',
    url: 'https://datatracker.ietf.org/doc/draft-ietf-httpbis-safe-method-w-body/',
  }),
  method('TRACE', 'Asks the last recipient to send back what it received.', rfc(9110, '9.3.8')),
  method('CONNECT', 'Asks a proxy for a tunnel.', rfc(9110, '9.3.6')),
  method('GRAPHQL', 'Sends the GraphQL document of the body, and the JSON variables behind it, as a POST of JSON.', {
    text: 'GraphQL over HTTP (draft)',
    url: 'https://graphql.github.io/graphql-over-http/draft/',
  }),
  method('SEARCH', 'Searches the target with the query of the body.', rfc(5323, '2')),
  method('PROPFIND', 'WebDAV: reads properties of the target.', rfc(4918, '9.1')),
  method('PROPPATCH', 'WebDAV: changes properties of the target.', rfc(4918, '9.2')),
  method('MKCOL', 'WebDAV: makes a collection.', rfc(4918, '9.3')),
  method('COPY', 'WebDAV: copies the target to the address in Destination.', rfc(4918, '9.8')),
  method('MOVE', 'WebDAV: moves the target to the address in Destination.', rfc(4918, '9.9')),
  method('LOCK', 'WebDAV: takes out or refreshes a lock.', rfc(4918, '9.10')),
  method('UNLOCK', 'WebDAV: gives a lock back.', rfc(4918, '9.11')),
  method('REPORT', 'WebDAV versioning: asks for a report.', rfc(3253, '3.6')),
  method('MERGE', 'WebDAV versioning: merges a source into the target.', rfc(3253, '11.2')),
  method('CHECKOUT', 'WebDAV versioning: makes a checked-in resource writable.', rfc(3253, '4.3')),
  method('CHECKIN', 'WebDAV versioning: makes a new version of a checked-out resource.', rfc(3253, '4.4')),
  method('VERSION-CONTROL', 'WebDAV versioning: puts the target under version control.', rfc(3253, '3.5')),
  method('BASELINE-CONTROL', 'WebDAV versioning: puts a collection under baseline control.', rfc(3253, '12.6')),
  method('MKACTIVITY', 'WebDAV versioning: makes an activity.', rfc(3253, '13.5')),
  method('MKWORKSPACE', 'WebDAV versioning: makes a workspace.', rfc(3253, '6.3')),
  method('MKCALENDAR', 'CalDAV: makes a calendar collection.', rfc(4791, '5.3.1')),
  method('ACL', 'WebDAV: changes who may do what with the target.', rfc(3744, '8.1')),
  method('PURGE', 'Asks a cache to forget the target. Not standardised.'),
];

/** The entry of a method, written in any case. */
export function lookupMethod(name: string): MethodAbout | undefined {
  return methodsByName.get(name.toUpperCase());
}

function method(name: string, about: string, specification?: Specification): MethodAbout {
  return specification ? { name, about, specification } : { name, about };
}

const methodsByName: ReadonlyMap<string, MethodAbout> = new Map(methodTable.map((entry) => [entry.name, entry]));
