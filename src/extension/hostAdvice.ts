import type { HostAdvice } from '../core/environment/ports';

/** In the words of the editor. */
export const hostAdvice: HostAdvice = {
  chooseEnvironment: 'Choose one in the status bar.',
  allowHost: () => 'choose ‘Allow this host…’ in the response view',
};
