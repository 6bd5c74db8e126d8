import { type LookupOptions, lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An address that the desk does not talk to on behalf of others. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';

  constructor(host: string, address: string) {
    super(`${host} is ${address}, which is not a public address`);
  }
}

export type Resolve = (
  host: string,
  options: LookupOptions & { all: true },
  callback: (
    error: NodeJS.ErrnoException | null,
    addresses: { address: string; family: number }[],
  ) => void,
) => void;

/** Which addresses may be talked to: public ones, and those of the networks listed. */
export interface Reach {
  /** @throws PrivateAddressError where the host is an address written out, and not to be talked to */
  checkHost(host: string): void;
  /** Resolves a name once. What is connected to is what was checked, and nothing else. */
  lookup: LookupFunction;
}

/** @param networks addresses and networks such as 10.0.0.0/8 */
export function reachOf(networks: readonly string[], resolve: Resolve = systemLookup): Reach {
  const listed = listOf(networks);

  function check(host: string, address: string): void {
    if (!isListed(listed, address) && !isPublic(address)) {
      throw new PrivateAddressError(host, address);
    }
  }

  return {
    checkHost(host) {
      // A name is checked when it is resolved; Node resolves no address that is written out.
      const address = host.replace(/^\[|\]$/g, '');
      if (isIP(address) !== 0) check(host, address);
    },
    lookup(host, options, callback) {
      resolve(host, { ...options, all: true }, (error, addresses) => {
        if (error) return callback(error, []);
        try {
          for (const { address } of addresses) check(host, address);
        } catch (refused) {
          return callback(refused as Error, []);
        }
        const [first] = addresses;
        if (options.all) callback(null, addresses);
        else callback(null, first?.address ?? '', first?.family);
      });
    },
  };
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    const family = familyOf(address);
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

function isListed(listed: BlockList, address: string): boolean {
  const plain = plainOf(address);
  return plain !== undefined && listed.check(plain.toString(), plain.kind());
}

/** One that anybody can talk to: no network of one's own, nor a way into one. */
function isPublic(address: string): boolean {
  const plain = plainOf(address);
  if (plain?.range() !== 'unicast') return false;
  return plain.kind() === 'ipv4' || plain.match(ipaddr.IPv6.parse('2000::'), 3);
}

/** An IPv4 address that is written as one of IPv6 is what it is. */
function plainOf(address: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const [bare = ''] = address.split('%');
  return ipaddr.isValid(bare) ? ipaddr.process(bare) : undefined;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}
