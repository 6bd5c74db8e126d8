import type { Request } from 'express';
import { isLoopback } from '../../settings/loopback.ts';

/** Where this browser found the desk. */
export function calledAddress({ protocol, host }: Request): string {
  return `${protocol}://${host}`;
}

/**
 * Where the desk is, as a mail may say it: a name that the desk is known to have. Whoever asks may call
 * it by any address in numbers, and would have the mail lead to theirs.
 *
 * @returns undefined where nobody has said how the desk is called
 */
export function mailedAddress(
  request: Request,
  { host, hosts }: { host: string; hosts: readonly string[] | undefined },
): string | undefined {
  const [first] = hosts ?? [];
  const isOwn = hosts ? hosts.includes(request.hostname) : isLoopback(request.hostname);
  if (first === undefined && !isLoopback(host)) return undefined;
  if (isOwn) return calledAddress(request);
  return first === undefined ? undefined : `${request.protocol}://${first}`;
}
