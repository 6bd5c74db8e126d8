import { isIP } from 'node:net';

export const loopbackNames = ['127.0.0.1', '::1', 'localhost'];

export function isLoopback(host: string): boolean {
  return loopbackNames.includes(host) || (isIP(host) === 4 && host.startsWith('127.'));
}
