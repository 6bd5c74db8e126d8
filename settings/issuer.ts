import { isLoopback } from './loopback.ts';

/** What a provider says over an open line anybody could have said: only on this machine is it taken. */
export function isIssuer(value: string): boolean {
  const url = URL.parse(value);
  if (url?.search !== '' || url.hash !== '' || url.username !== '') return false;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(host));
}
