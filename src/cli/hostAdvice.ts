import type { HostAdvice } from '../core/environment/ports';

/** In the words of the command line. */
export const hostAdvice: HostAdvice = {
  chooseEnvironment: 'Choose one with --env NAME.',
  allowHost: (host) => `add --insecure-host ${host}`,
};
