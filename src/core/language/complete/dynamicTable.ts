/** A dynamic variable with its arguments. */
export interface DynamicAbout {
  readonly name: string;
  readonly about: string;
  readonly parameters: readonly DynamicParameter[];
  /** Arguments stand in parentheses with commas between them, as JetBrains writes them; else with blanks. */
  readonly takesParentheses?: true;
  /** An example of a value. */
  readonly example?: string;
}

export interface DynamicParameter {
  readonly label: string;
  readonly about: string;
  /** What a snippet puts there; left out where the argument may be left out. */
  readonly initial?: string;
}

const shift: readonly DynamicParameter[] = [
  { label: 'offset', about: 'How far from now: a whole number, with a minus for the past. May be left out.' },
  { label: 'unit', about: 'y, Q, M, w, d, h, m, s or ms.' },
];

const format: DynamicParameter = {
  label: 'format',
  about: 'iso8601, rfc1123, or a pattern in quotes such as "YYYY-MM-DD".',
  initial: 'iso8601',
};

const limits: readonly DynamicParameter[] = [
  { label: 'from', about: 'The lowest number.', initial: '1' },
  { label: 'to', about: 'The number above the highest.', initial: '100' },
];

const length: DynamicParameter = {
  label: 'length',
  about: 'How many characters, 1 to 10000; 10 when left out.',
  initial: '10',
};

/** Every dynamic variable but the made-up samples, whose names say what they are. */
export const dynamicTable: readonly DynamicAbout[] = [
  { name: '$uuid', about: 'A fresh version 4 UUID.', parameters: [], example: '1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b' },
  { name: '$guid', about: 'A fresh version 4 UUID.', parameters: [], example: '1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b' },
  { name: '$timestamp', about: 'Unix time in seconds.', parameters: shift, example: '1736807489' },
  { name: '$isoTimestamp', about: 'The time in UTC.', parameters: [], example: '2025-01-13T22:31:29.000Z' },
  {
    name: '$date',
    about: 'The day in UTC.',
    parameters: [],
    example: '2030-01-01',
  },
  {
    name: '$datetime',
    about: 'The time in UTC, in a format.',
    parameters: [format, ...shift],
    example: '2025-01-13T22:31:29.000Z',
  },
  {
    name: '$localDatetime',
    about: 'The time of this machine, in a format.',
    parameters: [format, ...shift],
    example: '2025-01-13T23:31:29.000+01:00',
  },
  { name: '$randomInt', about: 'A whole number, 0 to 999 without limits.', parameters: limits, example: '42' },
  {
    name: '$random.uuid',
    about: 'A fresh version 4 UUID.',
    parameters: [],
    example: '1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b',
  },
  {
    name: '$random.integer',
    about: 'A whole number, 0 to 999 without limits.',
    parameters: limits,
    takesParentheses: true,
    example: '42',
  },
  {
    name: '$random.float',
    about: 'A number, 0 to 1000 without limits.',
    parameters: limits,
    takesParentheses: true,
    example: '4.2',
  },
  {
    name: '$random.alphabetic',
    about: 'Letters.',
    parameters: [length],
    takesParentheses: true,
    example: 'kTqZbWmRpX',
  },
  {
    name: '$random.alphanumeric',
    about: 'Letters, digits and underscores.',
    parameters: [length],
    takesParentheses: true,
    example: 'k7_ZbW3RpX',
  },
  {
    name: '$random.hexadecimal',
    about: 'Hexadecimal digits.',
    parameters: [length],
    takesParentheses: true,
    example: '09af3c71de',
  },
  {
    name: '$random.email',
    about: 'An e-mail address at example.com.',
    parameters: [],
    example: 'kqzbwmrpxt@example.com',
  },
  {
    name: '$processEnv',
    about: 'A variable of the process environment. It is not read in Restricted Mode.',
    parameters: [{ label: 'name', about: 'Its name; %name takes the name from a variable.', initial: 'NAME' }],
  },
  {
    name: '$dotenv',
    about: 'A variable of the .env file that is nearest upwards.',
    parameters: [{ label: 'name', about: 'Its name; %name takes the name from a variable.', initial: 'NAME' }],
  },
  { name: '$env', about: 'A variable of the process environment, as {{$env.NAME}}.', parameters: [] },
  { name: '$projectRoot', about: 'The folder of the workspace.', parameters: [], example: '/home/me/project' },
  {
    name: '$historyFolder',
    about: 'The folder .idea/httpRequests of the workspace, where JetBrains keeps answers.',
    parameters: [],
    example: '/home/me/project/.idea/httpRequests',
  },
  {
    name: '$shared',
    about: 'The value of a name in $shared, whatever the chosen environment has.',
    parameters: [{ label: 'name', about: 'Its name.', initial: 'name' }],
  },
  {
    name: '$input',
    about: 'Asks for a value before the request is sent.',
    parameters: [
      { label: 'question', about: 'What to ask.', initial: 'What to ask' },
      { label: '$value: default', about: 'What is offered as the answer.' },
    ],
  },
  {
    name: '$password',
    about: 'Asks for a value before the request is sent, without showing it.',
    parameters: [{ label: 'question', about: 'What to ask.', initial: 'What to ask' }],
  },
  {
    name: '$pick',
    about: 'Asks for one of several values before the request is sent.',
    parameters: [
      { label: 'question', about: 'What to ask.', initial: 'What to ask' },
      { label: '$value: a,b', about: 'The answers there are, with commas between them.', initial: '\\$value: a,b' },
    ],
  },
  {
    name: '$aadV2Token',
    about: 'An access token of Microsoft Entra ID, by the variables aadV2ClientId, aadV2TenantId and others.',
    parameters: [
      { label: 'new', about: 'Another token than the one that is kept, for each send.' },
      { label: 'cloud', about: 'AzureCloud, AzureChinaCloud, AzureUSGovernment or ppe.' },
      { label: 'appOnly', about: 'The token of the application itself; without it a person signs in with a code.' },
      { label: 'scopes:a,b', about: 'What the token is for, with commas between scopes.' },
      { label: 'tenantid:tenant', about: 'Domain or ID of the tenant, else aadV2TenantId.' },
      { label: 'clientid:id', about: 'ID of the application, else aadV2ClientId.' },
    ],
  },
  {
    name: '$oidcAccessToken',
    about: 'An access token for which a person signs in with a browser (authorization code with PKCE).',
    parameters: [
      { label: 'new', about: 'Another token than the one that is kept, for each send.' },
      { label: 'clientId:id', about: 'ID of the client.' },
      {
        label: 'callbackPort:port',
        about: 'The browser comes back to http://localhost:port; any free port without it.',
      },
      { label: 'authorizeEndpoint:url', about: 'Where the person signs in.' },
      { label: 'tokenEndpoint:url', about: 'Where the code is changed for the token.' },
      { label: 'scopes:a,b', about: 'What the token is for, with commas between scopes.' },
      { label: 'audience:resource', about: 'Whom the token is for, sent as resource.' },
    ],
  },
];

/** The entry of a name as it is written, `$uuid`; made-up samples have none. */
export function lookupDynamicAbout(name: string): DynamicAbout | undefined {
  return dynamicByName.get(name);
}

/** The name that an expression calls, `$randomInt` of `$randomInt 1 10`. */
export function dynamicNameOf(expression: string): string | undefined {
  return /^\$[A-Za-z][\w.]*/.exec(expression)?.[0];
}

/** `$randomInt from to`, `$random.integer(from, to)`. */
export function dynamicUsage({ name, parameters, takesParentheses }: DynamicAbout): string {
  if (parameters.length === 0) return name;
  const labels = parameters.map(({ label }) => label);
  return takesParentheses ? `${name}(${labels.join(', ')})` : `${name} ${labels.join(' ')}`;
}

const dynamicByName: ReadonlyMap<string, DynamicAbout> = new Map(dynamicTable.map((entry) => [entry.name, entry]));
