import type { Channel } from '../../workflows/domain/ticket.ts';
import type { Call } from '../http/operation.ts';
import type { Locals } from '../http/router.ts';

/** By which way something comes to a ticket: what the desk itself has of it, or how it was asked. */
export function wayOf({ request, response }: Pick<Call, 'request' | 'response'>): Channel {
  const { channel } = response.locals as Locals;
  return channel ?? (request.get('authorization') === undefined ? 'portal' : 'api');
}
