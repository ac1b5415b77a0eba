/**
 * The kind of an error and the places in this program that it passed, a line each. Its message stays out: that may
 * quote a value, and a value may be a secret.
 */
export function describeCrash(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  // A message of several lines stands in the stack as it is, and a line of it may look like a place.
  const said = new Set(error.message.split('\n'));
  const places = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line) && !said.has(line));
  return [error.name, ...places].join('\n');
}
