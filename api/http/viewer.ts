import type { Actor } from '../../workflows/domain/ticket.ts';
import type { Account } from '../people/directory.ts';

/** Whether somebody sees what the desk says among itself: notes, steps, hand-offs, rules. */
export function seesInternals(account: Account): boolean {
  return account.role === 'agent' || account.role === 'owner';
}

/** As whom an account acts on tickets: owners as agents, everybody else as a requester. */
export function actorOf(account: Account): Actor {
  return { kind: seesInternals(account) ? 'agent' : 'requester', id: account.id };
}
