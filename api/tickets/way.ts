import type { Actor, Channel } from '../../workflows/domain/ticket.ts';
import type { Call } from '../http/operation.ts';
import type { Locals } from '../http/router.ts';

/** By which way something comes to a ticket: what the desk itself has of it, or how it was asked. */
export function wayOf({ request, response }: Pick<Call, 'request' | 'response'>): Channel {
  const { channel } = response.locals as Locals;
  return channel ?? (request.get('authorization') === undefined ? 'portal' : 'api');
}

/** What of the desk itself asks, where that is not the account that it asks with. */
export function actingIn({ response }: Pick<Call, 'response'>): Actor | undefined {
  return (response.locals as Locals).actor;
}
