import type { Database } from '../../database/connection.ts';
import { withDatabase } from '../http/database.ts';
import { visibleTo } from '../tickets/visible_to.ts';
import type { Account } from './directory.ts';
import { type MutedList, mutedReasonPath } from './muting_contract.ts';

/** What an account has muted, the oldest first. Of tickets those that it may still know of. */
export function findMuted(database: Database, account: Account): Promise<MutedList> {
  return withDatabase(async () => {
    const ofTickets = database('muted_notifications')
      .join('ticket_contents', 'ticket_contents.ticket_id', 'muted_notifications.ticket_id')
      .where('muted_notifications.account_id', account.id)
      .orderBy(['muted_at', 'number'])
      .select<{ ticket_id: string; number: string; subject: string; muted_at: Date }[]>(
        'ticket_contents.ticket_id',
        'number',
        'subject',
        'muted_at',
      );
    const tickets = await visibleTo(ofTickets, account);
    const others = await database('muted_notifications')
      .where('account_id', account.id)
      .whereNull('ticket_id')
      .orderBy(['muted_at', 'reason', 'rule']);
    return {
      tickets: tickets.map(({ ticket_id, number, subject, muted_at }) => ({
        ticket: { id: ticket_id, number: Number(number), subject },
        since: muted_at.toISOString(),
      })),
      reasons: others.flatMap(({ reason, muted_at }) =>
        reason !== null && isListed(reason) ? [{ reason, since: muted_at.toISOString() }] : [],
      ),
      rules: others.flatMap(({ rule, muted_at }) =>
        rule === null ? [] : [{ rule, since: muted_at.toISOString() }],
      ),
    };
  });
}

function isListed(reason: string): reason is MutedList['reasons'][number]['reason'] {
  return mutedReasonPath.shape.reason.safeParse(reason).success;
}
