import { BlockList, isIP } from 'node:net';

/**
 * True when an entry of the list names the host: `*`, a name (which stands for everything below it too), `.suffix` or
 * `*.suffix`, an address, or a network such as `10.0.0.0/8` or `fd00::/8`; each with `:port` behind it where a port is
 * meant. An entry that is none of these names nothing.
 */
export function isExempt(list: readonly string[], host: string, port: number): boolean {
  const name = bareHost(host);
  return list.some((entry) => matchesEntry(entry.trim().toLowerCase(), name, port));
}

/** The entries of a variable such as `NO_PROXY`: commas or blanks stand between them. */
export function splitNoProxy(text: string): readonly string[] {
  return text.split(/[\s,;]+/).filter((entry) => entry !== '');
}

/** `localhost`, what ends so, 127.0.0.0/8 and ::1. */
export function isLoopback(host: string): boolean {
  const name = bareHost(host);
  if (isIP(name) === 0) return name === 'localhost' || name.endsWith('.localhost');
  return isInside(loopback, name);
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

function matchesEntry(entry: string, name: string, port: number): boolean {
  if (entry === '') return false;
  if (entry === '*') return true;
  const network = /^\[?([0-9a-f:.]+)\]?\/(\d{1,3})$/.exec(entry);
  if (network) return isInNetwork(network[1] ?? '', Number(network[2]), name);
  const { host, port: entryPort } = splitPort(entry);
  if (entryPort !== undefined && entryPort !== port) return false;
  if (isIP(host) !== 0 || isIP(name) !== 0) return isSameAddress(host, name);
  const suffix = host.replace(/^\*?\./, '');
  return suffix !== '' && (name === suffix || name.endsWith(`.${suffix}`));
}

/** `host:8080`, `[::1]:8080`, and an address of IPv6 that stands without brackets and so without a port. */
function splitPort(entry: string): { readonly host: string; readonly port: number | undefined } {
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(entry);
  if (!match) return { host: entry, port: undefined };
  return { host: bareHost(match[1] ?? ''), port: match[2] === undefined ? undefined : Number(match[2]) };
}

function isInNetwork(address: string, bits: number, name: string): boolean {
  const version = isIP(address);
  if (version === 0 || bits > (version === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(address, bits, version === 4 ? 'ipv4' : 'ipv6');
  return isInside(list, name);
}

function isInside(list: BlockList, name: string): boolean {
  const version = isIP(name);
  return version !== 0 && list.check(name, version === 4 ? 'ipv4' : 'ipv6');
}

/** `::1` and `0:0:0:0:0:0:0:1` are one address. */
function isSameAddress(one: string, other: string): boolean {
  const version = isIP(one);
  if (version === 0 || isIP(other) === 0) return false;
  return isInNetwork(one, version === 4 ? 32 : 128, other);
}

function bareHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}
