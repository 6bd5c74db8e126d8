import { isIPv6 } from 'node:net';
import type { Request } from 'express';
import { bracketed } from '../../settings/desk_url.ts';
import { isLoopback } from '../../settings/loopback.ts';

/** Where this browser found the desk: by a name that `checkHost` has let pass. */
export function calledAddress({ protocol, host }: Request): string {
  return `${protocol}://${host}`;
}

/**
 * Where the desk is, as a mail may say it: by the first name it was given, never by what whoever asks
 * calls it. A port is that of the setting, or the one the desk itself listens on.
 *
 * @returns undefined where nobody has said how the desk is called
 */
export function mailedAddress(
  { protocol, host: called, socket }: Pick<Request, 'protocol' | 'host' | 'socket'>,
  { host, hosts }: { host: string; hosts: readonly string[] | undefined },
): string | undefined {
  const ownPort = `:${socket.localPort}`;
  const [first] = hosts ?? [];
  if (first === undefined) {
    return isLoopback(host) ? `${protocol}://${bracketed(host)}${ownPort}` : undefined;
  }
  const hasPort = !isIPv6(first) && first.includes(':');
  const port = !hasPort && called?.endsWith(ownPort) ? ownPort : '';
  return `${protocol}://${bracketed(first)}${port}`;
}
