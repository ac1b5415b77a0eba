import type {
  BodyView,
  LinkView,
  ResponseOutcomeView,
  ResponseView,
  TrailView,
} from '../../src/core/view/responseView';

/** The user that the PingOne documentation creates, with its thirteen links. */
export function createdUser(): ResponseView {
  const user = `${API}/environments/${ENVIRONMENT}/users/20d97092-22bb-4bd9-a9f6-e6dc162acb62`;
  const hrefs: Readonly<Record<string, string>> = {
    self: user,
    environment: `${API}/environments/${ENVIRONMENT}`,
    population: `${API}/environments/${ENVIRONMENT}/populations/${POPULATION}`,
    devices: `${user}/devices`,
    roleAssignments: `${user}/roleAssignments`,
    password: `${user}/password`,
    'password.reset': `${user}/password`,
    'password.set': `${user}/password`,
    'password.check': `${user}/password`,
    'password.recover': `${user}/password`,
    linkedAccounts: `${user}/linkedAccounts`,
    'account.sendVerificationCode': user,
    memberOfGroups: `${user}/memberOfGroups`,
  };
  const body = {
    _links: Object.fromEntries(Object.entries(hrefs).map(([rel, href]) => [rel, { href }])),
    id: '20d97092-22bb-4bd9-a9f6-e6dc162acb62',
    environment: { id: ENVIRONMENT },
    account: { canAuthenticate: true, status: 'OK' },
    createdAt: '2025-01-13T22:31:28.773Z',
    email: 'somebody@pingidentity.com',
    enabled: true,
    identityProvider: { type: 'PING_ONE' },
    lifecycle: { status: 'ACCOUNT_OK' },
    mfaEnabled: false,
    population: { id: POPULATION },
    updatedAt: '2025-01-13T22:31:28.773Z',
    username: 'App_JWT_user_1736807489',
    verifyStatus: 'NOT_INITIATED',
  };
  const formatted = JSON.stringify(body, undefined, 2);
  return view('created-user', jsonOutcome(formatted, findLinks(formatted), { status: 201, statusText: 'Created' }), {
    title: 'create user',
  });
}

/** What following `population` gives. */
export function readPopulation(): ResponseView {
  const href = `${API}/environments/${ENVIRONMENT}/populations/${POPULATION}`;
  const formatted = JSON.stringify(
    { _links: { self: { href } }, id: POPULATION, name: 'Sample Users', userCount: 12, default: false },
    undefined,
    2,
  );
  return view('population', jsonOutcome(formatted, findLinks(formatted)), {
    title: 'population',
    request: { method: 'GET', url: href, httpVersion: '2', headers: [['Accept', '*/*']], body: undefined },
  });
}

/** A list of users in `_embedded`, each with links of its own. */
export function userList(count: number): ResponseView {
  const users = Array.from({ length: count }, (_, index) => ({
    _links: {
      self: { href: `${API}/environments/${ENVIRONMENT}/users/${index}` },
      'password.set': { href: `${API}/environments/${ENVIRONMENT}/users/${index}/password` },
    },
    id: String(index),
    username: `user${index}@example.com`,
    name: { given: 'Ada', family: 'Lovelace' },
    enabled: index % 2 === 0,
    logins: index * 7.5,
    manager: null,
  }));
  const body = {
    _links: {
      self: { href: `${API}/environments/${ENVIRONMENT}/users` },
      next: { href: `${API}/environments/${ENVIRONMENT}/users?cursor=abc` },
    },
    _embedded: { users },
    size: count,
  };
  const formatted = JSON.stringify(body, undefined, 2);
  return view(`list-${count}`, jsonOutcome(formatted, findLinks(formatted)), { title: 'users' });
}

/** One link of each effect, one of them templated, and two of the same relation. */
export function everyEffect(): ResponseView {
  const formatted = JSON.stringify(
    {
      _links: {
        self: { href: `${API}/things/1` },
        search: { href: `${API}/things{?name}` },
        elsewhere: { href: 'https://other.example/things' },
        'password.set': { href: `${API}/things/1/password` },
        script: { href: 'javascript:alert(1)' },
        item: [{ href: `${API}/things/2` }, { href: `${API}/things/3` }],
      },
    },
    undefined,
    2,
  );
  return view('every-effect', jsonOutcome(formatted, findLinks(formatted)), { title: 'thing' });
}

/** Everything a server could try: markup, direction overrides, invisible characters, long names. */
export function hostile(): ResponseView {
  const markup = '<img src=x onerror="window.hacked = true"><script>window.hacked = true</script>';
  const formatted = JSON.stringify(
    {
      _links: { [markup]: { href: `${API}/a"><b onclick="window.hacked=true">` } },
      [markup]: markup,
      reversed: 'user\u202Egnp.exe\u202C',
      hidden: 'pay\u200Bpal\u00AD\uFEFF \u{E0041}',
      control: 'bell\u007F\u0085',
      hebrew: 'שלום: עולם',
    },
    undefined,
    2,
  );
  const outcome = jsonOutcome(formatted, findLinks(formatted), { statusText: markup });
  return view(
    'hostile',
    { ...outcome, headers: [[markup, markup]], mediaType: markup },
    { title: markup, notes: [markup], environmentName: '\u202Eenv', url: `${API}/${markup}` },
  );
}

/** A refused connection. */
export function refused(): ResponseView {
  return view(
    'refused',
    {
      kind: 'failure',
      code: 'connection-refused',
      message: 'Nothing listens at 127.0.0.1:9 (connection refused).',
      nextStep: 'Check the host and port in “apiPath”, and that the server is running. The request was not sent.',
    },
    { title: 'create user' },
  );
}

/** A certificate that was refused, where a person may decide to go on. */
export function refusedCertificate(): ResponseView {
  const { connection } = measured();
  return view(
    'refused-certificate',
    {
      kind: 'failure',
      code: 'tls',
      message: 'The certificate of localhost:8443 is self-signed: no authority vouches for it.',
      nextStep:
        'If the server is yours, trust its certificate on this machine; otherwise do not go on. To send without verifying it, choose ‘Allow this host…’ in the response view.',
      refusedCertificateOf: 'localhost:8443',
    },
    { title: 'create user', ...(connection && { connection }) },
  );
}

/** The created user with everything that is known of the connection. */
export function measured(): ResponseView {
  return {
    ...createdUser(),
    id: 'measured',
    notes: ['The certificate of localhost:8443 was not verified, because you allowed that for this host.'],
    connection: {
      isReused: false,
      localAddress: '192.0.2.17:53122',
      remoteAddress: '198.51.100.4:3128',
      proxy: { url: 'http://proxy.example.com:3128', source: 'http.proxy' },
      tls: {
        protocol: 'TLSv1.3',
        cipher: 'TLS_AES_256_GCM_SHA384',
        isVerified: false,
        offersClientCertificate: true,
        certificate: {
          subject: 'CN=localhost, O=<b>Example</b>',
          issuer: 'CN=localhost',
          validFrom: Date.UTC(2025, 0, 1),
          validTo: Date.UTC(2099, 0, 1),
          fingerprint: 'A0:B1:C2:D3',
        },
      },
      sentBytes: 612,
      receivedBytes: 5321,
      timing: { lookup: 3.2, connect: 11.4, proxy: 18.9, tls: 24.1, request: 0.6, firstByte: 61.8, download: 2.3 },
    },
  };
}

/** 204, as after a delete. */
export function deleted(): ResponseView {
  const body: BodyView = { language: 'empty', formatted: '', raw: undefined, cut: undefined };
  return view('deleted', { ...jsonOutcome('', []), status: 204, statusText: 'No Content', mediaType: undefined, body });
}

/** A picture. */
export function picture(): ResponseView {
  const body: BodyView = { language: 'binary', formatted: '', raw: undefined, cut: undefined };
  return view('picture', { ...jsonOutcome('', []), size: 48_213, wireSize: 48_213, mediaType: 'image/png', body });
}

/** A text of the given language, as the body. */
export function textBody(id: string, body: Partial<BodyView> & { readonly formatted: string }): ResponseView {
  const whole: BodyView = { language: 'text', raw: undefined, cut: undefined, ...body };
  return view(id, { ...jsonOutcome('', []), size: body.formatted.length, body: whole });
}

/** A trail with the given titles, standing at its end or at `current`. */
export function trail(titles: readonly string[], current = titles.length - 1): TrailView {
  return {
    entries: titles.map((title, index) => ({ title, method: index === 0 ? 'POST' : 'GET', status: 200 })),
    current,
  };
}

interface About {
  readonly title?: string;
  readonly notes?: readonly string[];
  readonly environmentName?: string;
  readonly url?: string;
  readonly request?: ResponseView['request'];
}

function view(id: string, outcome: ResponseView['outcome'], about: About = {}): ResponseView {
  return {
    id,
    title: about.title ?? 'POST /users',
    environmentName: about.environmentName ?? 'Sandbox',
    startedAt: Date.UTC(2025, 0, 13, 22, 31, 28),
    milliseconds: 124.4,
    request: about.request ?? {
      method: 'POST',
      url: about.url ?? `${API}/environments/${ENVIRONMENT}/users`,
      httpVersion: '1.1',
      headers: [
        ['Content-Type', 'application/json'],
        ['Authorization', 'Bearer ••••••••'],
      ],
      body: `{\n  "email": "somebody@pingidentity.com",\n  "population": {\n    "id": "${POPULATION}"\n  }\n}`,
    },
    outcome,
    redirects: [],
    notes: about.notes ?? [],
  };
}

function jsonOutcome(
  formatted: string,
  links: readonly LinkView[],
  about: { readonly status?: number; readonly statusText?: string } = {},
): ResponseOutcomeView {
  return {
    kind: 'response',
    status: about.status ?? 200,
    statusText: about.statusText ?? 'OK',
    httpVersion: '1.1',
    headers: [
      ['Content-Type', 'application/hal+json;charset=UTF-8'],
      ['Cache-Control', 'no-cache, no-store, max-age=0, must-revalidate'],
      ['Set-Cookie', 'a=••••••••'],
      ['Set-Cookie', 'b=••••••••'],
    ],
    size: formatted.length,
    wireSize: Math.ceil(formatted.length / 3),
    mediaType: 'application/hal+json',
    body: { language: 'json', formatted, raw: JSON.stringify(JSON.parse(formatted || 'null')), cut: undefined },
    links,
  };
}

/** The links of laid-out HAL, by their text; good enough for what is written above. */
function findLinks(formatted: string): LinkView[] {
  const links: LinkView[] = [];
  let rel = '';
  let resource = '';
  let offset = 0;
  let user = -1;
  for (const line of formatted.split('\n')) {
    const key = /^( *)"((?:[^"\\]|\\.)*)": [{[]/.exec(line);
    if (key?.[2] === '_links') {
      user += key[1] === '  ' ? 0 : 1;
      resource = key[1] === '  ' ? '' : `/_embedded/users/${user}`;
    } else if (key?.[2] !== undefined) rel = JSON.parse(`"${key[2]}"`) as string;
    const href = /"href": "((?:[^"\\]|\\.)*)"/.exec(line);
    if (href?.[1] !== undefined) {
      const start = offset + href.index + '"href": "'.length;
      const span = { start, end: start + href[1].length };
      links.push(linkView(links.length, rel, JSON.parse(`"${href[1]}"`) as string, resource, span));
    }
    offset += line.length + 1;
  }
  return links;
}

function linkView(
  index: number,
  rel: string,
  href: string,
  resource: string,
  span: { readonly start: number; readonly end: number },
): LinkView {
  const compose = /^(password|account)\./.test(rel);
  const effect = !href.startsWith('http') ? 'none' : !href.startsWith(API) ? 'ask' : compose ? 'compose' : 'follow';
  return {
    index,
    rel,
    href,
    source: 'body',
    resource,
    effect,
    method: compose ? 'PUT' : 'GET',
    mediaType: compose ? `application/vnd.pingidentity.${rel}+json` : undefined,
    templated: href.includes('{'),
    span,
  };
}

const API = 'https://api.pingone.com/v1';
const ENVIRONMENT = 'abfba8f6-49eb-49f5-a5d9-80ad5c98f9f6';
const POPULATION = 'b6d6f705-a2a5-4023-9573-7fb5415a0584';
