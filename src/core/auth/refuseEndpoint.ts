/** Why nothing is sent to an address, as the end of a sentence that begins with what it is. */
export function refuseEndpoint(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return `should be an address that begins with https://.`;
  if (url.username !== '' || url.password !== '') return 'should be an address without user and password.';
  if (url.hash !== '') return 'should be an address without a #.';
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return `begins with http://, and secrets are sent there: use https://. Plain http is for this machine only.`;
  }
  return undefined;
}

/** RFC 8252 section 7.3, and the names that lead nowhere else. */
function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}
