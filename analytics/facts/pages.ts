import type { ActorId, Row } from './rows.ts';
import type { SourceEvent, SourceTicket } from './source_ticket.ts';
import { traitsOf } from './traits.ts';

/** One row for each level that a page of the ticket came to. */
export function pageRows(ticket: SourceTicket, actorId: ActorId): Row[] {
  const rows: Row[] = [];
  /** Where each page stands now. */
  const standing = new Map<number, Row>();
  const begin = (row: Row) => {
    rows.push(row);
    standing.set(Number(row.n), row);
  };
  for (const event of ticket.events) {
    if (event.type === 'page_requested') {
      const { n, group, rule } = event.data;
      begin({ ...levelBegun, n, attempt: 1, group_id: group, rule, requested_at: event.at });
    }
    const row = isOfPage(event) ? standing.get(event.data.n) : undefined;
    if (!row) continue;
    switch (event.type) {
      case 'paged': {
        const { level, round, person, layer, cause } = event.data;
        const found = { person_id: person, on_call_layer: layer, on_call_cause: cause };
        Object.assign(row, { level, round, ...found, paged_at: event.at });
        break;
      }
      case 'page_escalated': {
        const { level, round, cause } = event.data;
        end(row, 'escalated', event.at, cause);
        const { n, group_id, rule, requested_at, attempt } = row;
        const next = { level, round, attempt: Number(attempt) + 1 };
        begin({ ...levelBegun, n, group_id, rule, requested_at, ...next } as Row);
        break;
      }
      case 'page_acknowledged': {
        const { cause, elapsedMs } = event.data;
        end(row, 'acknowledged', event.at, cause);
        row.acknowledged_by_id = actorId(event.actor);
        row.seconds_to_acknowledge = Math.round(elapsedMs / 1000);
        break;
      }
      case 'page_unanswered':
        end(row, 'unanswered', event.at, event.data.cause);
        break;
      case 'page_withdrawn':
        end(row, 'withdrawn', event.at, null);
        break;
    }
  }
  const of = { ticket_id: ticket.ticketId, ...traitsOf(ticket) };
  return rows.map((row) => ({ ...of, ...row }));
}

const levelBegun: Row = {
  ...{ level: 1, round: 1, person_id: null, on_call_layer: null, on_call_cause: null },
  ...{ paged_at: null, outcome: 'open', ended_at: null, ended_why: null },
  ...{ acknowledged_by_id: null, seconds_to_acknowledge: null },
};

function isOfPage(event: SourceEvent): event is Extract<SourceEvent, { data: { n: number } }> {
  return event.type === 'paged' || event.type.startsWith('page_');
}

function end(row: Row, outcome: string, at: number, why: string | null): void {
  Object.assign(row, { outcome, ended_at: at, ended_why: why });
}
