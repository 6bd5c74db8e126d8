import { isIPv6 } from 'node:net';
import { isLoopback } from './loopback.ts';
import type { Settings } from './table.ts';

/**
 * Where people reach the desk, as a program may say it that nobody has called: by the first of its names,
 * over HTTPS as all but loopback are. Without a slash at its end.
 * @returns null where nobody has said how the desk is called
 */
export function deskUrlOf({
  HOST: host,
  PORT: port,
  PALIER_HOSTS: hosts,
}: Pick<Settings, 'HOST' | 'PORT' | 'PALIER_HOSTS'>): string | null {
  const [name] = hosts ?? [];
  if (name === undefined) return isLoopback(host) ? `http://${bracketed(host)}:${port}` : null;
  const [bare = ''] = isIPv6(name) ? [name] : name.split(':');
  return `${isLoopback(bare) ? 'http' : 'https'}://${bracketed(name)}`;
}

/** A name or an address as URLs have it. */
export function bracketed(name: string): string {
  return isIPv6(name) ? `[${name}]` : name;
}
