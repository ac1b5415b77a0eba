import { TokenKeeper } from '../core/auth/tokenKeeper';
import type { TokenPorts } from '../core/session/tokens/fetchTokens';
import { authMeans } from '../loopback/authMeans';
import { listenForRedirect } from '../loopback/listenForRedirect';
import { askPrompt } from './askPrompt';
import { escapeLine, type Terminal } from './terminal';

/** Tokens of one run, in memory. What a person has to do is said beside the result, so that the result can be piped. */
export function tokenPorts({ printError }: Pick<Terminal, 'printError'>): TokenPorts {
  return {
    keeper: new TokenKeeper(),
    ...authMeans,
    person: {
      listen: listenForRedirect,
      ask: process.stdin.isTTY
        ? ({ title, question, secret, initial, choices }, signal) =>
            askPrompt(signal)(`${title}: ${question}`, secret, { initial, choices })
        : undefined,
      openUrl: (url) => {
        printError(`Open this address to sign in:\n  ${escapeLine(url)}\n`);
        return Promise.resolve(true);
      },
      showDeviceCode: ({ userCode, verificationUri, completeUri }) => {
        const whole = completeUri === undefined ? '' : `\n  or open ${escapeLine(completeUri)}`;
        printError(`Type the code ${escapeLine(userCode)} at ${escapeLine(verificationUri)}${whole}\n`);
        return { close: () => undefined };
      },
    },
  };
}
