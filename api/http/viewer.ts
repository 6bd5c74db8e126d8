import { deskRoles } from '../../database/roles.ts';
import type { Actor } from '../../workflows/domain/ticket.ts';
import type { Account } from '../people/directory.ts';

/** Whether somebody sees what the desk says among itself: notes, steps, hand-offs, rules. */
export function seesInternals(account: Account): boolean {
  return worksOnTickets(account);
}

/** Whether somebody works on tickets. */
export function worksOnTickets({ roles }: Pick<Account, 'roles'>): boolean {
  return deskRoles.some((role) => roles.includes(role));
}

/** As whom an account acts on tickets: those who work on them as agents, everybody else as a requester. */
export function actorOf(account: Account): Actor {
  return { kind: seesInternals(account) ? 'agent' : 'requester', id: account.id };
}
