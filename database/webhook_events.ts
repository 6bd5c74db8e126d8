import type { EventType } from '../workflows/domain/events.ts';

/** Of each type of event whether other programs can be told of it; the rest is the desk's own bookkeeping. */
const isTold = {
  ticket_opened: true,
  ticket_classified: true,
  ticket_routed: true,
  assignment_requested: false,
  assignment_overdue: true,
  ticket_assigned: true,
  ticket_unassigned: true,
  work_started: true,
  message_added: true,
  diagnostic_step_recorded: true,
  check_requested: false,
  escalated: true,
  escalation_accepted: true,
  escalation_refused: true,
  escalation_lapsed: true,
  escalation_withdrawn: true,
  pending_started: true,
  pending_reminder: true,
  pending_ended: true,
  clock_started: false,
  clock_paused: false,
  clock_resumed: false,
  clock_stopped: false,
  clock_restored: false,
  clock_retargeted: false,
  clock_recalculated: false,
  sla_warning: true,
  sla_breach: true,
  escalation_rule_applied: false,
  ticket_resolved: true,
  ticket_reopened: true,
  resolution_restored: true,
  ticket_closed: true,
  ticket_cancelled: true,
  ticket_merged: true,
  merge_redirected: false,
  merge_settled: false,
  ticket_unmerged: true,
  merge_received: true,
  merge_undone: true,
  delivery_refused: false,
  survey_requested: true,
  survey_expired: false,
  survey_cancelled: false,
  satisfaction_recorded: true,
  approval_requested: true,
  approval_answered: true,
  approval_granted: true,
  approval_refused: true,
  approval_reminder: true,
  approval_lapsed: true,
  approval_withdrawn: true,
  task_added: true,
  task_assigned: true,
  task_opened: true,
  task_item_checked: false,
  task_changed: true,
  task_rescheduled: false,
  task_warned: true,
  task_overdue: true,
  task_completed: true,
  task_cancelled: true,
  task_reopened: true,
  ticket_linked: true,
  ticket_unlinked: true,
  major_incident_declared: true,
  major_incident_withdrawn: true,
  fields_set: true,
  ticket_tagged: true,
  affected_changed: true,
  requester_facts_changed: true,
  ticket_followed: false,
  ticket_unfollowed: false,
  copy_added: false,
  copy_removed: false,
  notification_requested: false,
  attention_scheduled: false,
  playbook_started: true,
  playbook_parked: true,
  playbook_ended: true,
  playbook_received: false,
  page_requested: true,
  paged: true,
  page_escalated: true,
  page_acknowledged: true,
  page_unanswered: true,
  page_withdrawn: true,
  attention_required: true,
  calendars_replaced: false,
  process_migrated: false,
  rule_acted: true,
  rule_refused: true,
  rule_timed: false,
  rules_stopped: true,
  rule_note_added: true,
  webhook_called: false,
  history_noted: false,
  history_repaired: false,
} as const satisfies Record<EventType, boolean>;

type ToldEventType = {
  [T in EventType]: (typeof isTold)[T] extends true ? T : never;
}[EventType];

/** The type of what says that somebody is told of an event: where the process tells it by webhook. */
export const notificationToldType = 'notification_told';

export type WebhookEventType = ToldEventType | typeof notificationToldType;

/** The events that other programs can be told of. */
export const webhookEventTypes: readonly WebhookEventType[] = [
  ...(Object.keys(isTold) as EventType[]).filter((type): type is ToldEventType => isTold[type]),
  notificationToldType,
];

/** The type of what is sent to the webhook that a rule of a process calls by its name. */
export const calledEventType = 'webhook_called' satisfies EventType;

/** The type of what is sent to try a webhook. */
export const testEventType = 'test';
