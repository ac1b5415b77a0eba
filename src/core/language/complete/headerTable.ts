import { rfc, type Specification } from '../hover/prose';

/** A header field of requests: what it says and what it usually holds. */
export interface HeaderAbout {
  readonly name: string;
  readonly about: string;
  readonly specification?: Specification;
  readonly values?: readonly HeaderValue[];
  /** Values are media types, which a host may know more of. */
  readonly holdsMediaTypes?: true;
  /** Several values may stand in one field, with commas between them. */
  readonly isList?: true;
}

/** One value to offer. */
export interface HeaderValue {
  readonly text: string;
  readonly about: string;
  /** With tab stops, where the value has gaps to fill. */
  readonly snippet?: string;
}

/** Request fields in the order in which they are offered: what identity APIs need first. */
export const headerTable: readonly HeaderAbout[] = [
  {
    name: 'Authorization',
    about: 'The credentials of the client: a scheme and what belongs to it. It is masked wherever a request is shown.',
    specification: rfc(9110, '11.6.2'),
    values: [
      value('Bearer', 'An access token, RFC 6750.', 'Bearer {{${1:accessToken}}}'),
      value(
        'Basic',
        'A user and a password, encoded for you, RFC 7617.',
        'Basic {{${1:clientId}}} {{${2:clientSecret}}}',
      ),
      value('DPoP', 'An access token bound to a key, RFC 9449; needs a DPoP field too.', 'DPoP {{${1:accessToken}}}'),
      value(
        'Digest',
        'A user and a password that answer a challenge, RFC 7616.',
        'Digest {{${1:user}}} {{${2:password}}}',
      ),
      value(
        'AWS',
        'An access key and a secret key that sign the request, Signature Version 4.',
        'AWS {{${1:accessKey}}} {{${2:secretKey}}} region:${3:eu-west-1} service:${4:execute-api}',
      ),
      value('Negotiate', 'A Kerberos or NTLM token in base64, RFC 4559.', 'Negotiate {{${1:token}}}'),
      value('GNAP', 'An access token of a GNAP server, RFC 9635.', 'GNAP {{${1:accessToken}}}'),
      value('HOBA', 'A signature bound to an origin, RFC 7486.', 'HOBA result="${1:result}"'),
    ],
  },
  {
    name: 'Content-Type',
    about: 'The media type of the body. PingOne tells actions on one address apart by this field alone.',
    specification: rfc(9110, '8.3'),
    holdsMediaTypes: true,
  },
  {
    name: 'Accept',
    about: 'The media types the answer may have, the preferred ones with a higher q.',
    specification: rfc(9110, '12.5.1'),
    holdsMediaTypes: true,
    isList: true,
    values: [value('*/*', 'Anything.')],
  },
  {
    name: 'Accept-API-Version',
    about:
      'The versions of protocol and resource that CREST APIs answer with. Left out, the newest ones are taken; AM accepts this field as protection against forged requests.',
    specification: { text: 'CREST', url: 'https://docs.pingidentity.com/pingam/8/am-reference/rest-api-versions.html' },
    values: [
      value('protocol=2.1,resource=1.0', 'Configuration of AM: trees, nodes, OAuth 2.0 clients, SAML.'),
      value('protocol=2.0,resource=1.0', 'Realms, scripts, trusted issuers.'),
      value('protocol=1.0,resource=1.0', 'Resource types, environment and identity of the Cloud.'),
      value('protocol=2.2,resource=1.0', 'Needed by _countOnly.'),
      value('resource=2.0,protocol=1.0', 'Authenticate.'),
      value('protocol=1.0,resource=2.1', 'Policy sets.'),
      value('protocol=2.0,resource=4.0', 'Users of AM.'),
      value('resource=4.0', 'Sessions.'),
      value('resource=3.1,protocol=1.0', 'Log out of a session.'),
      value('resource=2.1', 'Policies.'),
      value('resource=2.0', 'Count and promotion of the Cloud.'),
      value('resource=1.1', 'Server information, validation of scripts.'),
      value('resource=1.0', 'Managed objects of IDM.'),
    ],
  },
  {
    name: 'If-None-Match',
    about:
      'Act only when no current representation has one of these entity tags; with * only when there is none at all.',
    specification: rfc(9110, '13.1.2'),
    values: [value('*', 'Create only: a PUT to something that exists already is refused with 412.')],
  },
  {
    name: 'If-Match',
    about:
      'Act only when the current representation has one of these entity tags; with * only when there is one at all.',
    specification: rfc(9110, '13.1.1'),
    values: [
      value('*', 'Update only: a PUT to something that does not exist is refused with 412.'),
      value('"etag"', 'This very revision.', '"${1:etag}"'),
    ],
  },
  {
    name: 'Host',
    about: 'The host, and its port, that the target belongs to. It is worked out where it is left out.',
    specification: rfc(9110, '7.2'),
  },
  {
    name: 'X-Requested-With',
    about:
      'Who made the request. AM accepts any value as protection against forged requests; PingOne flows want ping-sdk.',
    values: [
      value('XMLHttpRequest', 'What browsers scripts say.'),
      value('ping-sdk', 'For DaVinci policies: the flow is answered as JSON.'),
    ],
  },
  {
    name: 'DPoP',
    about: 'A signed proof that the client holds the key its token is bound to.',
    specification: rfc(9449, '4'),
  },
  {
    name: 'Prefer',
    about: 'How the client would like to be answered; the server may pass over it.',
    specification: rfc(7240, '2'),
    isList: true,
    values: [
      value('return=minimal', 'Without the representation of what was changed.'),
      value('return=representation', 'With the representation of what was changed.'),
      value('respond-async', 'Take it, and answer before it is done.'),
    ],
  },
  {
    name: 'Accept-Language',
    about: 'The languages the answer may have. CREST APIs and PingOne translate messages by it.',
    specification: rfc(9110, '12.5.4'),
    isList: true,
    values: [
      value('en', 'English.'),
      value('en-US', 'English as in the United States.'),
      value('de', 'German.'),
      value('fr', 'French.'),
      value('*', 'Any language.'),
    ],
  },
  {
    name: 'Accept-Encoding',
    about: 'The content codings the answer may have. Answers in these codings are decoded for you.',
    specification: rfc(9110, '12.5.3'),
    isList: true,
    values: [
      value('gzip', 'RFC 1952.'),
      value('br', 'Brotli, RFC 7932.'),
      value('deflate', 'zlib, RFC 1950.'),
      value('zstd', 'Zstandard, RFC 8878.'),
      value('identity', 'No coding.'),
    ],
  },
  {
    name: 'Cache-Control',
    about: 'What caches on the way may do.',
    specification: rfc(9111, '5.2'),
    isList: true,
    values: [
      value('no-cache', 'Ask the server before an answer is reused.'),
      value('no-store', 'Keep nothing of it.'),
      value('max-age=0', 'Only what is fresh now.'),
      value('only-if-cached', 'From a cache or not at all.'),
    ],
  },
  {
    name: 'Cookie',
    about: 'Cookies as name=value, with semicolons between them. Masked wherever a request is shown.',
    specification: rfc(6265, '4.2'),
  },
  { name: 'X-OpenIDM-Username', about: 'User of a self-managed IDM. Identity Cloud takes bearer tokens instead.' },
  { name: 'X-OpenIDM-Password', about: 'Password of a self-managed IDM. Masked wherever a request is shown.' },
  {
    name: 'X-OpenIDM-NoSession',
    about: 'IDM keeps no session for this request.',
    values: [value('true', 'No session.')],
  },
  { name: 'X-OpenIDM-Reauth-Password', about: 'The current password, which IDM wants where it asks for it again.' },
  { name: 'X-OpenAM-Username', about: 'User for a login at AM without a page.' },
  {
    name: 'X-OpenAM-Password',
    about: 'Password for a login at AM without a page. Masked wherever a request is shown.',
  },
  {
    name: 'iPlanetDirectoryPro',
    about: 'The session token of AM under its default name; tenants of the Cloud use a name of their own.',
  },
  {
    name: 'X-ForgeRock-TransactionId',
    about: 'Kept by the servers and found again as transactionId in the logs.',
    values: [value('{{$uuid}}', 'A fresh one each time.')],
  },
  {
    name: 'X-Configuration-Type',
    about: 'Opens a direct configuration session on Identity Cloud.',
    values: [value('mutable', 'Configuration that can be changed.')],
  },
  {
    name: 'X-Ping-External-Transaction-ID',
    about: 'Kept by PingOne in its audit events; at most 100 characters.',
    values: [value('{{$uuid}}', 'A fresh one each time.')],
  },
  {
    name: 'X-Ping-External-Session-ID',
    about: 'Kept by PingOne in its audit events, for everything of one session; at most 100 characters.',
  },
  {
    name: 'X-API-Key',
    about: 'A key of the API. Masked wherever a request is shown. Logs of Identity Cloud want it with X-API-Secret.',
  },
  { name: 'X-API-Secret', about: 'The secret beside X-API-Key. Masked wherever a request is shown.' },
  {
    name: 'X-HTTP-Method-Override',
    about: 'On a POST: the method that is meant.',
    values: [value('PATCH', ''), value('PUT', ''), value('DELETE', '')],
  },
  {
    name: 'Idempotency-Key',
    about: 'The same key sent twice acts once, where the server supports it.',
    values: [value('{{$uuid}}', 'A fresh one each time.')],
  },
  { name: 'User-Agent', about: 'The program that sends the request.', specification: rfc(9110, '10.1.5') },
  {
    name: 'Content-Length',
    about: 'Octets of the body. It is worked out for you; a written one is left out.',
    specification: rfc(9110, '8.6'),
  },
  {
    name: 'Content-Encoding',
    about: 'Codings that were applied to the body before it was sent; it is sent as it stands.',
    specification: rfc(9110, '8.4'),
    isList: true,
    values: [value('gzip', 'RFC 1952.'), value('br', 'Brotli, RFC 7932.')],
  },
  {
    name: 'Content-Language',
    about: 'The languages the body is meant for.',
    specification: rfc(9110, '8.5'),
    isList: true,
  },
  {
    name: 'Content-Location',
    about: 'The address of the representation in the body.',
    specification: rfc(9110, '8.7'),
  },
  {
    name: 'Content-Disposition',
    about: 'The name of a form part or of a file.',
    specification: rfc(7578, '4.2'),
    values: [
      value('form-data; name=""', 'A part of a form.', 'form-data; name="${1:name}"'),
      value(
        'form-data; name=""; filename=""',
        'A file in a form.',
        'form-data; name="${1:file}"; filename="${2:name}"',
      ),
      value('attachment; filename=""', 'A file that is uploaded.', 'attachment; filename="${1:name}"'),
    ],
  },
  {
    name: 'Origin',
    about: 'The origin a browser would name; servers that check it want it on requests that change something.',
    specification: rfc(6454, '7'),
  },
  { name: 'Referer', about: 'The address the target was found at.', specification: rfc(9110, '10.1.3') },
  {
    name: 'Range',
    about: 'The part of the representation that is wanted.',
    specification: rfc(9110, '14.2'),
    values: [value('bytes=0-999', 'The first thousand octets.', 'bytes=${1:0}-${2:999}')],
  },
  {
    name: 'If-Modified-Since',
    about: 'Answer only when the target changed after this date. CREST APIs refuse this field.',
    specification: rfc(9110, '13.1.3'),
    values: [value('{{$datetime rfc1123 -1 d}}', 'Yesterday at this time.')],
  },
  {
    name: 'If-Unmodified-Since',
    about: 'Act only when the target did not change after this date. CREST APIs refuse this field.',
    specification: rfc(9110, '13.1.4'),
  },
  {
    name: 'If-Range',
    about: 'The range, if the target is still the same; else the whole of it.',
    specification: rfc(9110, '13.1.5'),
  },
  {
    name: 'Expect',
    about: 'What the server has to support before the body is sent.',
    specification: rfc(9110, '10.1.1'),
    values: [value('100-continue', 'Wait for 100 before the body goes out.')],
  },
  {
    name: 'Connection',
    about: 'What holds for this connection only.',
    specification: rfc(9110, '7.6.1'),
    isList: true,
    values: [value('close', 'End it behind the answer.'), value('keep-alive', 'Keep it open.')],
  },
  {
    name: 'Transfer-Encoding',
    about: 'How the message is framed. It is worked out for you.',
    specification: rfc(9112, '6.1'),
    values: [value('chunked', 'In pieces.')],
  },
  {
    name: 'TE',
    about: 'The transfer codings the client takes.',
    specification: rfc(9110, '10.1.4'),
    isList: true,
    values: [value('trailers', 'Fields behind the body.')],
  },
  { name: 'Upgrade', about: 'Protocols the client would change to.', specification: rfc(9110, '7.8'), isList: true },
  {
    name: 'Proxy-Authorization',
    about: 'Credentials for the proxy. Masked wherever a request is shown.',
    specification: rfc(9110, '11.7.2'),
  },
  {
    name: 'Forwarded',
    about: 'What proxies on the way left out: the client, the host, the scheme.',
    specification: rfc(7239, '4'),
  },
  { name: 'X-Forwarded-For', about: 'The address of the client, as proxies write it.' },
  { name: 'X-Forwarded-Host', about: 'The host the client asked for, as proxies write it.' },
  {
    name: 'X-Forwarded-Proto',
    about: 'The scheme the client used, as proxies write it.',
    values: [value('https', ''), value('http', '')],
  },
  {
    name: 'Priority',
    about: 'How urgent the answer is.',
    specification: rfc(9218, '5'),
    values: [value('u=0', 'Most urgent.'), value('u=7', 'Least urgent.')],
  },
  { name: 'Link', about: 'Typed links to other resources.', specification: rfc(8288, '3') },
  {
    name: 'Date',
    about: 'When the message was made.',
    specification: rfc(9110, '6.6.1'),
    values: [value('{{$datetime rfc1123}}', 'Now.')],
  },
  {
    name: 'Pragma',
    about: 'For caches of HTTP/1.0.',
    specification: rfc(9111, '5.4'),
    values: [value('no-cache', '')],
  },
  { name: 'Signature', about: 'Signatures over parts of the message.', specification: rfc(9421, '4.2') },
  {
    name: 'Signature-Input',
    about: 'What the signatures cover and how they were made.',
    specification: rfc(9421, '4.1'),
  },
  { name: 'Content-Digest', about: 'A digest of the body as it is sent.', specification: rfc(9530, '2') },
  {
    name: 'traceparent',
    about: 'Where the request stands in a distributed trace.',
    specification: { text: 'W3C Trace Context', url: 'https://www.w3.org/TR/trace-context/#traceparent-header' },
  },
  {
    name: 'tracestate',
    about: 'What tracing systems add to traceparent.',
    specification: { text: 'W3C Trace Context', url: 'https://www.w3.org/TR/trace-context/#tracestate-header' },
  },
  { name: 'Via', about: 'The proxies on the way.', specification: rfc(9110, '7.6.3') },
  { name: 'From', about: 'The e-mail address of the person behind the client.', specification: rfc(9110, '10.1.2') },
  {
    name: 'X-Request-Type',
    about: 'Says that the body is GraphQL. It is not sent.',
    values: [value('GraphQL', 'A GraphQL document and its variables.')],
  },
];

/** The fields of a part of a multipart body. */
export const partHeaderNames: ReadonlySet<string> = new Set([
  'Content-Disposition',
  'Content-Type',
  'Content-Language',
]);

/** The entry of a field, its name written in any case. */
export function lookupHeaderAbout(name: string): HeaderAbout | undefined {
  return headersByName.get(name.toLowerCase());
}

function value(text: string, about: string, snippet?: string): HeaderValue {
  return snippet === undefined ? { text, about } : { text, about, snippet };
}

const headersByName: ReadonlyMap<string, HeaderAbout> = new Map(
  headerTable.map((entry) => [entry.name.toLowerCase(), entry]),
);
