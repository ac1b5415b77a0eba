/** The environment that is always there. */
export const sandboxName = 'Sandbox';
