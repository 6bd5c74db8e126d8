import type { EventType, TicketEvent } from '../events.ts';
import { keysOf } from '../keys.ts';

/** An event that rules can be on. */
interface RuleEventRow {
  type: EventType;
  /** `before` are the events of the same step before it. */
  isIt(event: TicketEvent, before: readonly TicketEvent[]): boolean;
}

/** @param isIt which of the type it is; every one, where absent */
function row<T extends EventType>(
  type: T,
  isIt: (event: TicketEvent & { type: T }, before: readonly TicketEvent[]) => boolean = () => true,
): RuleEventRow {
  const isOfType = (event: TicketEvent): event is TicketEvent & { type: T } => event.type === type;
  return { type, isIt: (event, before) => isOfType(event) && isIt(event, before) };
}

/** What happens to a ticket, in words an owner knows. Each has its row here and words in two languages. */
const ruleEventRows = {
  opened: row('ticket_opened'),
  /** Not by its opening, which triage is part of. */
  classified: row('ticket_classified', (_event, before) => !isOfOpening(before)),
  moved: row('ticket_routed', ({ data }) => data.cause !== 'triage' && data.cause !== 'migration'),
  assigned: row('ticket_assigned'),
  unassigned: row('ticket_unassigned'),
  work_started: row('work_started'),
  requester_wrote: row(
    'message_added',
    ({ actor, data }) =>
      actor.kind === 'requester' && !data.isAutomatic && data.saidAt === undefined,
  ),
  agent_answered: row(
    'message_added',
    ({ actor, data }) =>
      actor.kind === 'agent' &&
      data.visibility === 'public' &&
      !data.isAutomatic &&
      data.saidAt === undefined,
  ),
  note_added: row('message_added', ({ data }) => data.visibility === 'internal'),
  step_recorded: row('diagnostic_step_recorded'),
  check_met: row('diagnostic_step_recorded', ({ data }) => data.check?.outcome === 'met'),
  /** Not what was expected, no answer at all, or none that the desk may ask for. */
  check_failed: row(
    'diagnostic_step_recorded',
    ({ data }) => data.check !== undefined && data.check.outcome !== 'met',
  ),
  escalated: row('escalated', ({ data }) => data.escalation.kind === 'functional'),
  management_told: row('escalated', ({ data }) => data.escalation.kind === 'hierarchical'),
  hand_off_accepted: row('escalation_accepted'),
  hand_off_refused: row('escalation_refused'),
  hand_off_lapsed: row('escalation_lapsed'),
  put_on_hold: row(
    'pending_started',
    ({ data }) => data.reason !== 'approval' && data.since === undefined,
  ),
  resumed: row('pending_ended', ({ data }) => data.reason !== 'approval'),
  requester_reminded: row('pending_reminder'),
  approval_requested: row('approval_requested'),
  approval_granted: row('approval_granted'),
  approval_refused: row('approval_refused'),
  approval_lapsed: row('approval_lapsed'),
  task_done: row('task_completed'),
  task_overdue: row('task_overdue'),
  fields_changed: row('fields_set'),
  tagged: row('ticket_tagged'),
  linked: row('ticket_linked'),
  made_major: row('major_incident_declared'),
  paged: row('paged'),
  page_acknowledged: row('page_acknowledged'),
  page_unanswered: row('page_unanswered'),
  waited_too_long: row('assignment_overdue'),
  attention_required: row('attention_required'),
  resolved: row('ticket_resolved'),
  reopened: row('ticket_reopened'),
  closed: row('ticket_closed'),
  cancelled: row('ticket_cancelled'),
  survey_answered: row('satisfaction_recorded'),
};

export type RuleEvent = keyof typeof ruleEventRows;

export const ruleEvents: readonly RuleEvent[] = keysOf(ruleEventRows);

/** The type of event that it is. */
export function typeOfRuleEvent(name: RuleEvent): EventType {
  return ruleEventRows[name].type;
}

/** @param before the events of the same step before it */
export function isRuleEvent(
  name: RuleEvent,
  event: TicketEvent,
  before: readonly TicketEvent[],
): boolean {
  return ruleEventRows[name].isIt(event, before);
}

function isOfOpening(before: readonly TicketEvent[]): boolean {
  const isOpening = before.some(({ type }) => type === 'ticket_opened');
  return isOpening && !before.some(({ type }) => type === 'ticket_classified');
}
