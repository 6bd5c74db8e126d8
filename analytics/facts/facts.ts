import { recordOf } from '../../workflows/domain/record.ts';
import { activityRows } from './activities.ts';
import { arrivalRows } from './arrivals.ts';
import { assignmentRows } from './assignments.ts';
import { clockRows } from './clocks.ts';
import { deviationRows } from './deviations.ts';
import { diagnosticStepRows, escalationRows, eventRows, messageRows } from './events.ts';
import { fieldRows } from './fields.ts';
import { historyOf } from './history.ts';
import { itemRows, tagRows } from './marks.ts';
import { pageRows } from './pages.ts';
import { periodRows } from './periods.ts';
import { playbookRunRows, playbookStepRows } from './playbooks.ts';
import { resolutionRows } from './resolutions.ts';
import type { ActorId, Pseudonym, Row } from './rows.ts';
import { satisfactionRows } from './satisfaction.ts';
import type { SourceTicket } from './source_ticket.ts';
import { taskRows } from './tasks.ts';
import { ticketRow } from './ticket.ts';

/** The tables whose rows belong to a ticket. */
export const ticketTables = [
  'tickets',
  'ticket_events',
  'ticket_periods',
  'tier_arrivals',
  'clock_cycles',
  'assignments',
  'escalations',
  'messages',
  'diagnostic_steps',
  'resolutions',
  'satisfaction',
  'ticket_fields',
  'ticket_items',
  'ticket_tags',
  'tasks',
  'pages',
  'playbook_runs',
  'playbook_steps',
  'activities',
  'deviations',
] as const;

export type TicketTable = (typeof ticketTables)[number];
export type Facts = Record<TicketTable, Row[]>;

/**
 * Everything the warehouse says of a ticket. A pure function of the ticket and its events, so that
 * an export repeated, or a rebuild from nothing, gives the same rows.
 */
export function factsOf(ticket: SourceTicket, pseudonym: Pseudonym): Facts {
  const history = historyOf(ticket);
  const actorId: ActorId = (actor) => (actor.kind === 'requester' ? pseudonym(actor.id) : actor.id);
  const record = recordOf(ticket.events);
  const { clocks, escalations, resolutions } = record;
  const satisfaction = satisfactionRows(ticket, resolutions, actorId);
  return {
    tickets: [ticketRow(ticket, record, history, pseudonym)],
    ticket_events: eventRows(ticket, actorId, pseudonym),
    ticket_periods: periodRows(ticket),
    tier_arrivals: arrivalRows(ticket, escalations),
    clock_cycles: clockRows(ticket, clocks),
    assignments: assignmentRows(ticket),
    escalations: escalationRows(ticket, escalations, actorId),
    messages: messageRows(ticket, actorId),
    diagnostic_steps: diagnosticStepRows(ticket, actorId),
    resolutions: resolutionRows(ticket, resolutions, history, actorId, satisfaction),
    satisfaction,
    ticket_fields: fieldRows(ticket, actorId, pseudonym),
    ticket_items: itemRows(ticket, actorId, pseudonym),
    ticket_tags: tagRows(ticket, actorId),
    tasks: taskRows(ticket, actorId),
    pages: pageRows(ticket, actorId),
    playbook_runs: playbookRunRows(ticket),
    playbook_steps: playbookStepRows(ticket),
    activities: activityRows(ticket, actorId),
    deviations: deviationRows(ticket),
  };
}
