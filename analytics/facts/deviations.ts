import { deviationsOf } from '../../workflows/domain/deviations.ts';
import type { Row } from './rows.ts';
import type { SourceTicket } from './source_ticket.ts';
import { traitsOf } from './traits.ts';

/** Where a ticket departed from what its process, in the version it followed then, provides for. */
export function deviationRows(ticket: SourceTicket): Row[] {
  const { ticketId, state, known } = ticket;
  const openedAt = ticket.events[0]?.at ?? state.openedAt;
  const processOf = (version: number) => known?.processOf(version);
  return deviationsOf(ticket.events, processOf).map((deviation, index) => ({
    ticket_id: ticketId,
    n: index + 1,
    kind: deviation.kind,
    detail: deviation.detail,
    seq: deviation.seq,
    deviated_at: deviation.at,
    state: deviation.state,
    group_id: deviation.group,
    process_id: state.processId,
    process_version: state.processVersion,
    opened_at: openedAt,
    ...traitsOf(ticket),
  }));
}
