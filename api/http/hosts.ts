import { isIP } from 'node:net';
import type { RequestHandler } from 'express';
import { isLoopback } from '../../settings/loopback.ts';
import { ApiError } from './errors.ts';

interface Named {
  /** What the API listens on. */
  host: string;
  /** Names by which the desk is called; undefined where nobody said. */
  hosts: readonly string[] | undefined;
}

/**
 * Refuses requests to names that are not the desk's. A page of any site can have its own name lead
 * to 127.0.0.1, and would then be, to a browser, of the same origin as the desk there. To an address
 * written in numbers no name can lead.
 */
export function checkHost({ host, hosts }: Named): RequestHandler {
  const isAny = hosts === undefined && !isLoopback(host);
  const names = new Set(['localhost', host.toLowerCase(), ...(hosts ?? [])]);
  return (request, _response, next) => {
    const name = nameOf(request.hostname ?? '');
    next(isAny || isIP(name) !== 0 || names.has(name) ? undefined : unknownHost(name));
  };
}

/** `[::1]` without its brackets, `desk.example.org.` without the dot of the root. */
function nameOf(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}

function unknownHost(name: string): ApiError {
  const host = name.slice(0, 100);
  return new ApiError(421, { code: 'unknown_host', parameters: { host } });
}
