/**
 * Where requests may not go: into this computer, its network, and the services that clouds keep at fixed addresses. The
 * addresses are looked at after the name was resolved and are the ones that are connected to, so that a name that changes
 * its mind in between (DNS rebinding) wins nothing.
 */
import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** What may be let in by a setting of the account: this computer and private networks. */
const nearby = new BlockList();
nearby.addSubnet('127.0.0.0', 8);
nearby.addSubnet('10.0.0.0', 8);
nearby.addSubnet('172.16.0.0', 12);
nearby.addSubnet('192.168.0.0', 16);
nearby.addSubnet('100.64.0.0', 10);
nearby.addAddress('::1', 'ipv6');
nearby.addSubnet('fc00::', 7, 'ipv6');

/** Never: no server of anybody's answers there, or one that hands out the machine's own keys. */
const never = new BlockList();
never.addSubnet('0.0.0.0', 8);
never.addSubnet('169.254.0.0', 16);
never.addSubnet('192.0.0.0', 24);
never.addSubnet('192.0.2.0', 24);
never.addSubnet('192.88.99.0', 24);
never.addSubnet('198.18.0.0', 15);
never.addSubnet('198.51.100.0', 24);
never.addSubnet('203.0.113.0', 24);
never.addSubnet('224.0.0.0', 4);
never.addSubnet('240.0.0.0', 4);
never.addAddress('100.100.100.200');
never.addAddress('168.63.129.16');
never.addAddress('fd00:ec2::254', 'ipv6');
never.addAddress('fd20:ce::254', 'ipv6');
never.addSubnet('2001::', 23, 'ipv6');
never.addSubnet('2001:db8::', 32, 'ipv6');
never.addSubnet('2002::', 16, 'ipv6');
never.addSubnet('3fff::', 20, 'ipv6');

/** Of IPv6 only this much is given out to the public. */
const publicV6 = new BlockList();
publicV6.addSubnet('2000::', 3, 'ipv6');

/** Addresses of IPv4 written as IPv6: mapped, and translated by NAT64. */
const mapped = /^::ffff:(?:0:)?([0-9a-f]{1,4}):([0-9a-f]{1,4})$|^64:ff9b::([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/** The IPv4 address inside an IPv6 one, or null. */
function innerV4(address: string): string | null {
  // The URL parser writes every IPv6 address in one way: small letters, shortest form, no dots.
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const found = mapped.exec(canonical);
  const parts = found?.slice(1).filter((part) => part !== undefined) ?? [];
  if (parts.length !== 2) return null;
  const [high = 0, low = 0] = parts.map((part) => Number.parseInt(part, 16));
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
}

/** May a request go to this IP address? Anything that is not plainly a public address may not. */
export function mayConnect(address: string, allowPrivate: boolean): boolean {
  const zone = address.indexOf('%');
  if (zone >= 0) return false;
  const version = isIP(address);
  if (version === 4) return !never.check(address) && (allowPrivate || !nearby.check(address));
  if (version !== 6) return false;
  const inner = innerV4(address);
  if (inner !== null) return mayConnect(inner, allowPrivate);
  if (never.check(address, 'ipv6')) return false;
  if (nearby.check(address, 'ipv6')) return allowPrivate;
  return publicV6.check(address, 'ipv6');
}

/** Thrown where a request would go to a forbidden address. */
export class Forbidden extends Error {}

const forbidden = (host: string): Forbidden => new Forbidden(`${host} is an address inside this computer or network`);

/** The host of a URL, when it is an address already: then nothing is resolved. Throws Forbidden. */
export function checkLiteral(hostname: string, allowPrivate: boolean): void {
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isIP(address) !== 0 && !mayConnect(address, allowPrivate)) throw forbidden(address);
}

/** `dns.lookup` that gives only addresses that may be connected to, and fails with Forbidden when one is not. */
export function guardedLookup(allowPrivate: boolean, ask: typeof resolve = resolve): LookupFunction {
  return (hostname, options, callback) => {
    ask(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, '', 0);
      const first = found[0];
      // One forbidden address among several is enough: which one is connected to is not ours to say.
      if (first === undefined || found.some(({ address }) => !mayConnect(address, allowPrivate)))
        return callback(forbidden(hostname), '', 0);
      return options.all === true ? callback(null, found) : callback(null, first.address, first.family);
    });
  };
}
