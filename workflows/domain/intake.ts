import type { OpenTicket } from './actions.ts';
import { markAffected } from './affected.ts';
import { requestApprovals } from './approval.ts';
import { beginWork, renewRequest, requestAgent, routeTo } from './assignment.ts';
import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import { holds } from './expression.ts';
import { checkFields, checkOpeningFields, kindsOf } from './fields.ts';
import { checkKnown } from './known_words.ts';
import { link } from './links.ts';
import type { ProcessSnapshot, TriageRule } from './process.ts';
import type { Level, Priority, TicketState } from './ticket.ts';

/** impact × urgency → priority, by the process's own matrix. */
export function priorityOf(process: ProcessSnapshot, impact: Level, urgency: Level): Priority {
  const priority = process.priorityMatrix[impact]?.[urgency];
  if (priority === undefined) {
    throw new Error(
      `Process ${process.id}: no priority of impact '${impact}', urgency '${urgency}'`,
    );
  }
  return priority;
}

/** Opens, triages and routes a ticket, and asks for an agent. */
export function openTicket(draft: Draft, open: OpenTicket): void {
  const { process } = draft.rules;
  checkKnown(process, open);
  const fields = open.fields ?? {};
  checkFields(process, fields);
  draft.emit('ticket_opened', {
    ticketId: open.ticketId,
    processId: process.id,
    processVersion: process.version,
    ...(open.routedBy && { routedBy: open.routedBy }),
    type: open.type ?? 'incident',
    channel: open.channel,
    category: open.category ?? null,
    service: open.service ?? null,
    impact: open.impact ?? process.defaults.impact,
    urgency: open.urgency ?? process.defaults.urgency,
    facts: open.facts ?? [],
    ...(Object.keys(fields).length > 0 && { fields, fieldKinds: kindsOf(process, fields) }),
    requesterId: open.requesterId,
    requesterTier: open.requesterTier,
    ...(Object.keys(open.requesterFacts ?? {}).length > 0 && {
      requesterFacts: open.requesterFacts,
    }),
    ...(draft.requesterManager && { requesterManager: draft.requesterManager }),
    ...(open.contactMs !== undefined && { contactMs: open.contactMs }),
  });
  checkOpeningFields(draft);
  for (const one of open.links ?? []) link(draft, one);
  markAffected(draft, {
    add: open.affected ?? [],
    ...(open.affectedFacts && { facts: open.affectedFacts }),
  });
  const group = triage(draft);
  routeTo(draft, group, 'triage', null);
  requestApprovals(draft);
  requestAgent(draft, null);
}

/** Applies the triage rules in their order, each on what the ones before left; gives the group. */
function triage(draft: Draft): string {
  const { process } = draft.rules;
  const applied: string[] = [];
  let group: string | null = null;
  let ticket = { ...draft.state, priority: matrixPriority(process, draft.state) };
  let priorityOverridden = false;
  for (const rule of process.triage) {
    if (!holds(rule.when, ticket, draft)) continue;
    applied.push(rule.name);
    group = rule.set.group ?? group;
    priorityOverridden ||= rule.set.priority !== undefined;
    ticket = afterRule(process, ticket, rule, priorityOverridden);
  }
  const { type, category, service, impact, urgency, priority } = ticket;
  const classified = { type, category, service, impact, urgency, priority, priorityOverridden };
  draft.emit('ticket_classified', { ...classified, rules: applied, noteId: null });
  return group ?? groupOf(process, category);
}

function afterRule(
  process: ProcessSnapshot,
  ticket: TicketState,
  rule: TriageRule,
  isOverridden: boolean,
): TicketState {
  const { category, service, impact, urgency, priority } = rule.set;
  const next: TicketState = {
    ...ticket,
    category: category ?? ticket.category,
    service: service ?? ticket.service,
    impact: impact ?? ticket.impact,
    urgency: urgency ?? ticket.urgency,
  };
  next.priority = priority ?? (isOverridden ? ticket.priority : matrixPriority(process, next));
  return next;
}

function matrixPriority(process: ProcessSnapshot, ticket: TicketState): Priority {
  return priorityOf(process, ticket.impact, ticket.urgency);
}

function groupOf(process: ProcessSnapshot, category: string | null): string {
  const known = category === null ? undefined : process.categories[category];
  return known?.group ?? process.entryGroup;
}

/** Changes what the ticket is. */
export function reclassify(draft: Draft, payload: CommandPayload['classify']): void {
  beginWork(draft);
  const { process } = draft.rules;
  const before = draft.state;
  checkKnown(process, payload);
  const impact = payload.impact ?? before.impact;
  const urgency = payload.urgency ?? before.urgency;
  const priorityOverridden =
    payload.priority === undefined ? before.priorityOverridden : payload.priority !== null;
  const kept = payload.priority === undefined ? before.priority : payload.priority;
  const priority =
    priorityOverridden && kept !== null ? kept : priorityOf(process, impact, urgency);
  draft.emit('ticket_classified', {
    type: payload.type ?? before.type,
    category: payload.category === undefined ? before.category : payload.category,
    service: payload.service === undefined ? before.service : payload.service,
    impact,
    urgency,
    priority,
    priorityOverridden,
    rules: [],
    noteId: payload.noteId ?? null,
  });
  renewRequest(draft, before);
}
