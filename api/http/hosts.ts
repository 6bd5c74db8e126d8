import { isIP, isIPv6 } from 'node:net';
import type { RequestHandler } from 'express';
import { isLoopback } from '../../settings/loopback.ts';
import { ApiError } from './errors.ts';

interface Named {
  /** What the API listens on. */
  host: string;
  /** Names by which the desk is called; undefined where nobody said. */
  hosts: readonly string[] | undefined;
}

/** A name, or an address in numbers, and a port: nothing before an `@`, no path, no blanks. */
const wellFormed = /^(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i;

/**
 * Refuses requests to names that are not the desk's, and to what is no name. A page of any site can have its own name lead
 * to 127.0.0.1, and would then be, to a browser, of the same origin as the desk there. To an address
 * written in numbers no name can lead.
 */
export function checkHost({ host, hosts }: Named): RequestHandler {
  const isAny = hosts === undefined && !isLoopback(host);
  const names = new Set(['localhost', host.toLowerCase(), ...(hosts ?? []).map(withoutPort)]);
  return (request, _response, next) => {
    // What a proxy names counts in place of the header; neither may be anything but a name.
    const malformed = [request.headers.host, request.host].find(
      (given) => given !== undefined && !wellFormed.test(given),
    );
    if (malformed !== undefined) return next(unknownHost(malformed));
    const name = nameOf(request.hostname ?? '');
    next(isAny || isIP(name) !== 0 || names.has(name) ? undefined : unknownHost(name));
  };
}

function withoutPort(name: string): string {
  return isIPv6(name) ? name : name.replace(/:\d+$/, '');
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
