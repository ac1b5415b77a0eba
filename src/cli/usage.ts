import type { CommandName } from './invocation';

/** What `--help` prints: all commands, or the options of one. */
export function usageText(command: CommandName | undefined): string {
  return command ? commandUsage[command] : overview;
}

const overview = `identity-http sends requests from .http files to identity APIs.

Usage
  identity-http send FILE [options]       send one request of a file, or all of them
  identity-http parse FILE… --json        print the requests of files, nothing is sent
  identity-http check FILE… [--env NAME]  print what is wrong in files, nothing is sent
  identity-http format FILE… [--check]    lay files out in the canonical way; no request changes
  identity-http env FILE [--env NAME]     print every variable with its value and where it comes from
  identity-http sandbox [--port N]        run an identity API in memory until Ctrl-C
  identity-http --help | --version

'identity-http send --help' lists the options of a command.
`;

const commandUsage: Readonly<Record<CommandName, string>> = {
  send: `identity-http send FILE [--name NAME | --line N | --all] [options]

Which request (a file with a single request needs none of these)
  --name NAME          the request with that '# @name' or that title behind '###'
  --line N             the request at that line, counted from 1
  --all                all of them from top to bottom; values captured on the way are there for the next ones.
                       Goes on after every HTTP answer; stops where a request cannot be sent or gets no answer.

Values
  --env NAME           environment of the files found from FILE upwards, or 'sandbox'; may be repeated: on top of
                       each other, the last one wins
  --var name=value     a value that wins over all others; may be repeated
  --seed N             draw the same random values, identifiers and times in every run
  --sandbox-url URL    use the sandbox that runs at this loopback address instead of starting one

Sending and printing
  --yes                send what the environment wants confirmed without asking; needed where nobody can be asked
  --save-outside       let '>> path' save an answer outside of the folder the command runs in
  --timeout MS         milliseconds from connecting to the end of the body, where the file says nothing else
  --connection-timeout MS
                       milliseconds until the connection stands, where the file says nothing else
  --proxy ADDRESS      go through this proxy, where the file says nothing else; 'direct' is none. Without it
                       HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY count
  --insecure-host HOST do not verify the certificate of this host (HOST or HOST:PORT); may be repeated
  --json               one JSON object a line for each exchange
  --details            with --json: of the connection and of redirects, too
  --show-secrets       do not mask tokens, passwords and other secrets

Exit code
  0  all requests were answered with a status below 400
  1  a status of 400 or above, or no answer, or one that could not be saved
  2  not sent because of problems, which are printed as FILE:line:column: code: message
  3  wrong usage: an unknown option, file, request or environment
`,
  parse: `identity-http parse FILE… [--json]

Prints the requests of each file and the problems in them; placeholders stay as written and nothing is sent.
  --json               one JSON object a line for each file
`,
  check: `identity-http check FILE… [--env NAME] [--json]

Prints what is wrong in each file as FILE:line:column: severity code message. Nothing is sent.
  --env NAME           environment, or 'sandbox'; may be repeated: on top of each other, the last one wins.
                       Without it a value in any environment counts.
  --json               one JSON object a line for each problem

Exit code
  0  no error; there may be warnings, information and hints
  1  an error: something that would keep a request from being sent
  3  wrong usage: an unknown option, file or environment
`,
  format: `identity-http format FILE… [--check]

Lays files out in the canonical way and prints the names of those that changed. What is sent stays the same.
  --check              change nothing; print the names of the files that are laid out otherwise

Exit code
  0  done; with --check: every file is laid out so already
  1  with --check: a file is laid out otherwise
  3  wrong usage, or a file that cannot be read or written
`,
  env: `identity-http env FILE [--env NAME] [--json]

Prints every variable a request of FILE can use: its value, the file and line it comes from, and the definitions it
hides. Secrets are masked, and nothing is sent.
  --env NAME           environment, or 'sandbox'; may be repeated: on top of each other, the last one wins
  --json               one JSON object

Exit code
  0  all values were read
  2  a file that values come from has an error, which is printed as FILE:line:column: code: message
  3  wrong usage: an unknown option, file or environment
`,
  sandbox: `identity-http sandbox [--port N]

Runs an identity API in memory on a loopback address and prints that address. Ctrl-C ends it.
  --port N             listen on this port; without it, or with 0, a free one is taken
`,
};
