import type { ActionCatalogue } from '../../identity/catalogues';

/** A media type to offer, with what a request of it does or holds. */
export interface MediaType {
  readonly text: string;
  readonly about: string;
}

/** Types that any API may take, and those of SCIM, CREST and OAuth 2.0. */
export const commonMediaTypes: readonly MediaType[] = [
  { text: 'application/json', about: 'JSON, RFC 8259.' },
  {
    text: 'application/x-www-form-urlencoded',
    about: 'name=value&name=value: forms, and the token endpoint of OAuth 2.0.',
  },
  { text: 'application/scim+json', about: 'A SCIM message, RFC 7644.' },
  { text: 'application/json-patch+json', about: 'A list of operations, RFC 6902. CREST has its own form of it.' },
  { text: 'application/merge-patch+json', about: 'The members that change, RFC 7396.' },
  { text: 'application/hal+json', about: 'JSON with _links and _embedded.' },
  { text: 'application/problem+json', about: 'What went wrong, RFC 9457.' },
  { text: 'application/jwt', about: 'A signed or encrypted token, RFC 7519.' },
  { text: 'application/jwk-set+json', about: 'Public keys, RFC 7517.' },
  { text: 'application/token-introspection+jwt', about: 'What a token is worth, signed, RFC 9701.' },
  { text: 'application/secevent+jwt', about: 'A security event, RFC 8417.' },
  { text: 'application/samlmetadata+xml', about: 'Metadata of a SAML entity.' },
  { text: 'application/soap+xml', about: 'A SOAP 1.2 message.' },
  { text: 'application/xml', about: 'XML, RFC 7303.' },
  { text: 'text/xml', about: 'XML, as SOAP 1.1 names it.' },
  { text: 'text/plain', about: 'Text.' },
  { text: 'text/plain; charset=utf-8', about: 'Text in UTF-8.' },
  { text: 'text/html', about: 'A page.' },
  { text: 'text/csv', about: 'Rows and columns, RFC 4180.' },
  { text: 'application/x-ndjson', about: 'One JSON value a line.' },
  {
    text: 'multipart/form-data; boundary=boundary',
    about: 'A form with files, RFC 7578. The parts stand between lines of the boundary.',
  },
  { text: 'multipart/mixed; boundary=boundary', about: 'Several parts, RFC 2046.' },
  { text: 'application/graphql', about: 'A GraphQL document as it stands.' },
  { text: 'application/octet-stream', about: 'Octets of no named kind.' },
  { text: 'application/pkcs10', about: 'A certificate request, RFC 5967.' },
  { text: 'application/x-pem-file', about: 'Certificates or keys in PEM.' },
  { text: 'application/x-x509-ca-cert', about: 'A certificate.' },
  { text: 'application/x-pkcs7-certificates', about: 'A chain of certificates.' },
  { text: 'application/x-pkcs12', about: 'A key with its certificates.' },
  { text: 'application/zip', about: 'An archive.' },
  { text: 'image/png', about: 'A picture, for branding and users.' },
  { text: 'image/jpeg', about: 'A picture, for branding and users.' },
  { text: 'image/gif', about: 'A picture, for branding and users.' },
];

/** The vendor types of the catalogue, each once, with what they do: `POST …/users/{userID}/password`. */
export function findVendorMediaTypes({ actions }: ActionCatalogue): readonly MediaType[] {
  const uses = new Map<string, Set<string>>();
  for (const action of actions) {
    for (const type of [action.type, ...(action.altTypes ?? [])]) {
      const places = uses.get(type) ?? new Set();
      places.add(`${action.method} ${shortPath(action.path)}`);
      uses.set(type, places);
    }
  }
  return Array.from(uses, ([text, places]) => {
    const shown = [...places].slice(0, 3).join(', ');
    return { text, about: `${shown}${places.size > 3 ? ' and others' : ''}.` };
  }).sort((one, other) => (one.text < other.text ? -1 : 1));
}

/** The environment in front is the same everywhere. */
function shortPath(path: string): string {
  return path.replace(/^\/environments\/\{[^}]*\}/, '…');
}
