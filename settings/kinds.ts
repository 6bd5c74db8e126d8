import { accessSync, constants } from 'node:fs';
import { BlockList, isIP } from 'node:net';

/** A kind of value that a setting can have. */
export interface Kind<T> {
  /** What is expected, as it is told: "a port number from 1 to 65535". */
  expected: string;
  /** The value of a text that is not empty; undefined where it is not of this kind. */
  read(text: string): T | undefined;
}

export const text: Kind<string> = { expected: 'a text', read: (value) => value };

export function longText(min: number): Kind<string> {
  return {
    expected: `a text of ${min} characters or more`,
    read: (value) => (value.length >= min ? value : undefined),
  };
}

export const flag: Kind<boolean> = {
  expected: '0 or 1',
  read: (value) => (value === '0' || value === '1' ? value === '1' : undefined),
};

/** As every Temporal client reads it. */
export const truth: Kind<boolean> = {
  expected: 'true or false',
  read(value) {
    if (['true', '1'].includes(value)) return true;
    return ['false', '0'].includes(value) ? false : undefined;
  },
};

export function wholeNumber(min: number, max: number): Kind<number> {
  return {
    expected: `a whole number from ${min} to ${max}`,
    read(value) {
      const number = Number(value);
      return /^\d+$/.test(value) && number >= min && number <= max ? number : undefined;
    },
  };
}

export const port: Kind<number> = {
  ...wholeNumber(1, 65_535),
  expected: 'a port number from 1 to 65535',
};

/** 0 is any that is free: for whoever starts a program and is told where it listens. */
export const listeningPort: Kind<number> = { ...wholeNumber(0, 65_535), expected: port.expected };

export function oneOf<const W extends string>(words: readonly W[]): Kind<W> {
  return {
    expected: `one of ${words.join(', ')}`,
    read: (value) => words.find((word) => word === value),
  };
}

/** A word of an address. */
export const word: Kind<string> = {
  expected: 'a word of lower-case letters, digits and hyphens',
  read: (value) => (/^[a-z][a-z0-9-]{0,31}$/.test(value) ? value : undefined),
};

/** A file that is there and can be read. */
export const file: Kind<string> = {
  expected: 'a file that is there and can be read',
  read(value) {
    try {
      accessSync(value, constants.R_OK);
      return value;
    } catch {
      return undefined;
    }
  },
};

/** @param example shown to whoever wrote another thing */
export function url(protocols: readonly string[], example: string): Kind<string> {
  return {
    expected: example,
    read: (value) => (isWholeUrl(value, protocols) ? value : undefined),
  };
}

/**
 * A password with a `#` or a `/` in it cuts an address in two, and one with a `%` cannot be decoded:
 * whoever opens it then would look for a host of that name.
 */
function isWholeUrl(value: string, protocols: readonly string[]): boolean {
  const parsed = URL.parse(value);
  if (!parsed || !protocols.includes(parsed.protocol) || parsed.hash !== '') return false;
  try {
    decodeURIComponent(`${parsed.username}${parsed.password}${parsed.pathname}`);
    return true;
  } catch {
    return false;
  }
}

export const hostAndPort: Kind<string> = {
  expected: 'host:port',
  read(value) {
    const parsed = URL.parse(`tcp://${value}`);
    const isWhole = parsed?.host === value.toLowerCase() && parsed.port !== '';
    return isWhole || /^\[[\da-f:.]+\]:\d+$/i.test(value) ? value : undefined;
  },
};

/** What `express` and the names of hosts have in common: a list with commas. */
function listOf(item: (value: string) => boolean, expected: string): Kind<readonly string[]> {
  return {
    expected,
    read(value) {
      const items = value.split(',').map((one) => one.trim().toLowerCase());
      return items.every(item) ? items : undefined;
    },
  };
}

const proxyWords = ['loopback', 'linklocal', 'uniquelocal'];

export const proxies = listOf(
  (value) => proxyWords.includes(value) || isNetwork(value),
  'addresses or networks such as 10.0.0.5 or 10.0.0.0/8, or loopback, with commas between them',
);

function isNetwork(value: string): boolean {
  const [address = '', prefix, ...rest] = value.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  if (!/^\d+$/.test(prefix)) return false;
  try {
    new BlockList().addSubnet(address, Number(prefix), family === 4 ? 'ipv4' : 'ipv6');
    return true;
  } catch {
    return false;
  }
}

export const networks = listOf(
  isNetwork,
  'addresses or networks such as 10.0.0.5 or 10.0.0.0/8, with commas between them',
);

export const hostNames = listOf(
  (value) => isIP(value) !== 0 || /^[a-z\d]([a-z\d.-]*[a-z\d])?(:\d{1,5})?$/.test(value),
  'names of hosts such as desk.example.org, with commas between them',
);
