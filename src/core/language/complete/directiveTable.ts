import { directiveKey } from '../../syntax/nodes';

/** A `# @…` line: what it does here. */
export interface DirectiveAbout {
  readonly name: string;
  /** What stands behind the name: `name = path`; empty when nothing does. */
  readonly usage: string;
  readonly about: string;
  /** What is written behind the name, with tab stops. */
  readonly snippet?: string;
  /** Known from other tools and passed over here. */
  readonly isIgnored?: true;
}

/** In the order in which they are offered: what acts here first. */
export const directiveTable: readonly DirectiveAbout[] = [
  acts(
    'name',
    'createUser',
    'Names the request, so that others can read its answer: {{createUser.response.body.$.id}}.',
    '${1:name}',
  ),
  acts(
    'capture',
    '[secret] name = path [/pattern/]',
    'Keeps a value of the answer under a name, for later requests: response.body.$.id, response.headers.Location, response.status.',
    '${1:name} = response.body.\\$.${2:id}',
  ),
  acts(
    'prompt',
    '[secret] name [question]',
    'Asks for a value before the request is sent. A secret one is not shown.',
    '${1:name} ${2:What to ask}',
  ),
  acts('secret', 'name [question]', 'Asks for a value before the request is sent, without showing it.', '${1:name}'),
  acts('env', 'environment', 'Pins this file to an environment, whatever is chosen elsewhere.', '${1:environment}'),
  acts(
    'ref',
    'request',
    'Sends the named request first, unless it has an answer in this environment already.',
    '${1:request}',
  ),
  acts('force-ref', 'request', 'Sends the named request first, each time.', '${1:request}'),
  acts(
    'once',
    '[$name …]',
    'Dynamic variables keep their first value within this request; without names all of them do.',
  ),
  acts('note', 'text', 'Asks before the request is sent, with this text.', '${1:text}'),
  acts(
    'body-comments',
    'auto | keep | strip',
    'Whether full lines of a body that begin with # or // are sent: auto leaves them out of JSON alone.',
    '${1|keep,strip,auto|}',
  ),
  acts('timeout', 'number [ms|s|m]', 'How long to wait for the whole answer. Seconds without a unit.', '${1:30}'),
  acts('no-redirect', '', 'Shows a redirect instead of following it.'),
  acts('no-cookie-jar', '', 'Sends no kept cookie and keeps none of the answer.'),
  acts(
    'no-auto-encoding',
    '',
    'Sends the address as it is written. One with characters that no address may hold is not sent.',
  ),
  acts(
    'connection-timeout',
    'number [ms|s|m]',
    'How long to wait for the connection, the proxy and TLS included. Seconds without a unit.',
    '${1:10}',
  ),
  acts(
    'proxy',
    'address',
    'Goes through this proxy, whatever the environment or the settings say: http://host:port, socks5://host:port; direct is none.',
    '${1:http://proxy.example.com:8080}',
  ),
  acts('no-proxy', '', 'Goes to the server directly.'),
  acts('http1', '', 'Speaks HTTP/1.1, whatever the environment or the settings say.'),
  acts('http2', '', 'Offers HTTP/2 to an https server; one that does not know it is spoken to with HTTP/1.1.'),
  acts(
    'insecure',
    '',
    'Asks for a certificate not to be verified. It counts only for a host that you have allowed, in a response or with --insecure-host.',
  ),
  acts('no-reject-unauthorized', '', 'As insecure.'),
  acts('no-client-cert', '', 'Does not show the client certificate of the environment.'),
  acts('disabled', '', 'Keeps the request from being sent.'),
  acts('inject-variables', '', 'Fills the placeholders in files that the body names with <, as <@ does.'),
  acts('title', 'text', 'A name for people.', '${1:title}'),
  acts('description', 'text', 'What the request is for.', '${1:description}'),
  acts(
    'import',
    'path',
    'Takes names and variables from another file, as the line import ./other.http does.',
    '${1:./other.http}',
  ),
  passedOver('no-log', '', 'Keeps the answer out of the history.'),
  passedOver('use-os-credentials', '', 'Signs in as the user of this machine.'),
  passedOver('loop', 'for x of list', 'Sends the request several times.'),
  passedOver('sleep', 'milliseconds', 'Waits before sending.'),
  passedOver('delay', 'milliseconds', 'Waits before sending.'),
  passedOver('ratelimit', 'rules', 'Sends no more than so many requests in a time.'),
  passedOver('post-redirect-get', '', 'Follows a redirect with GET.'),
  passedOver('jwt', 'names', 'Shows tokens of the answer decoded.'),
  passedOver('no-gql-parsing', '', 'Reads the body as text, not as GraphQL.'),
  passedOver('language', 'id', 'The language the answer is shown in.'),
  passedOver('save', '', 'Saves the answer to a file.'),
  passedOver('tag', 'names', 'Groups requests.'),
  passedOver('debug', '', 'Logs more.'),
  passedOver('verbose', '', 'Logs more.'),
];

/** The entry of a directive, its name in any spelling. */
export function lookupDirectiveAbout(name: string): DirectiveAbout | undefined {
  return directivesByKey.get(directiveKey(name));
}

function acts(name: string, usage: string, about: string, snippet?: string): DirectiveAbout {
  return snippet === undefined ? { name, usage, about } : { name, usage, about, snippet };
}

function passedOver(name: string, usage: string, about: string): DirectiveAbout {
  return { name, usage, about, isIgnored: true };
}

const directivesByKey: ReadonlyMap<string, DirectiveAbout> = new Map(
  directiveTable.map((entry) => [directiveKey(entry.name), entry]),
);
