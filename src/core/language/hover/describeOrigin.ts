import type { VariableOrigin } from '../../environment/variable';

/** The place a value comes from, for a sentence: «from …». */
export function describeOrigin(origin: VariableOrigin): string {
  return originNames[origin];
}

/** The same where there is little room: beside a name and its value in a list. */
export function shortOrigin(origin: VariableOrigin): string {
  switch (origin) {
    case 'private':
      return 'private file';
    case 'environment':
      return 'environment';
    case 'dotenv':
      return '.env';
    case 'postman':
      return 'Postman';
    default:
      return originNames[origin];
  }
}

const originNames: Record<VariableOrigin, string> = {
  prompt: 'your answer',
  argument: 'the command line',
  capture: 'a captured value',
  file: 'this file',
  import: 'an imported file',
  exchange: 'a response',
  private: 'the private environment file',
  environment: 'the environment file',
  setting: 'the settings',
  dotenv: 'the .env file',
  postman: 'the Postman environment',
  sandbox: 'the Sandbox',
  secret: 'SecretStorage',
  shared: '$shared',
  auth: 'a token endpoint',
  dynamic: 'a dynamic variable',
};
