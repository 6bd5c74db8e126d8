import { waitingForCaller } from '../../database/approvers.ts';
import type { Database } from '../../database/connection.ts';
import { presentOffers } from '../../workflows/processes/index.ts';
import type { OfferedPage } from '../../workflows/processes/routing/offers.ts';
import { pagesFor } from '../../workflows/processes/routing/route.ts';
import { withDatabase } from '../http/database.ts';
import type { Account } from '../people/directory.ts';
import { ticketsOf } from '../tickets/visible_to.ts';
import { askerOf } from './route_ticket.ts';

/** What somebody who only asks knows of a process. */
export interface KnownPart {
  /** New requests of theirs can follow it. */
  isOffered: boolean;
  /** Null where they know all. */
  categories: ReadonlySet<string> | null;
  services: ReadonlySet<string> | null;
}

/** Whether somebody sees of the desk what the portal shows, and nothing else. */
export function onlyAsks({ roles }: Account): boolean {
  return roles.every((role) => role === 'requester');
}

/**
 * The processes that somebody who only asks knows, by their ids, with what of each: what is on pages of the
 * portal that are for them, what their tickets have and those that wait for them, and the default one.
 */
export async function knownTo(
  account: Account,
  database: Database,
): Promise<ReadonlyMap<string, KnownPart>> {
  const offers = presentOffers();
  const pages = pagesFor(offers, askerOf(account)).map(([, page]) => page);
  const used = await withDatabase(() => usedBy(account, database));
  const ids = [offers.default, ...pages, ...used].map((one) =>
    typeof one === 'string' ? one : one.process,
  );
  const known = [...new Set(ids)].map((id): [string, KnownPart] => {
    const mine = pages.filter(({ process }) => process === id);
    const tickets = used.filter(({ process }) => process === id);
    const words = (kind: 'categories' | 'services', name: 'category' | 'service') =>
      mine.some((page) => page[kind] === undefined)
        ? null
        : new Set([...onPages(mine, kind), ...tickets.flatMap((ticket) => ticket[name] ?? [])]);
    return [
      id,
      {
        isOffered: mine.length > 0,
        categories: words('categories', 'category'),
        services: words('services', 'service'),
      },
    ];
  });
  return new Map(known);
}

function onPages(pages: readonly OfferedPage[], kind: 'categories' | 'services'): string[] {
  return pages.flatMap((page) => page[kind] ?? []);
}

interface Used {
  process: string;
  category: string | null;
  service: string | null;
}

async function usedBy(account: Account, database: Database): Promise<Used[]> {
  const own = ticketsOf(account);
  const waiting = database
    .from(database.raw(`(${waitingForCaller}) as waiting`, { caller: account.id }))
    .select('waiting.ticket_id');
  return database('tickets')
    .where((query) =>
      query.whereRaw(`ticket_id in (${own.sql})`, own.bindings).orWhereIn('ticket_id', waiting),
    )
    .distinct<Used[]>('process_id as process', 'category', 'service');
}
