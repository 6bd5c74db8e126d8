/** Names of what lives in Temporal. Made and parsed here only. */

export const ticketTaskQueue = 'tickets';
export const exportTaskQueue = 'exports';
export const webhookTaskQueue = 'webhooks';
/** Where mailboxes are followed: each holds a connection for as long as it is enabled. */
export const mailboxTaskQueue = 'mailboxes';
/** Where messages are read and carried out. */
export const mailTaskQueue = 'mails';
/** Where mail goes out. */
export const outgoingMailTaskQueue = 'outgoing-mails';
export const exportWorkflowId = 'warehouse-export';
/** The one workflow that is always there to be asked. */
export const presenceWorkflowId = 'worker-presence';

/** The workflow that tells the tickets of a process of other versions of its calendars. */
export function calendarWorkflowId(processId: string): string {
  return `calendars-${processId}`;
}

/** The Schedule of a dashboard's mailing; its runs are named after it. */
export function mailingScheduleId(mailingId: string): string {
  return `mailing-${mailingId}`;
}

/** The workflow that delivers to one webhook. */
export function webhookWorkflowId(webhookId: string): string {
  return `webhook-${webhookId}`;
}

/** The workflow that follows one mailbox. */
export function mailboxWorkflowId(mailboxId: string): string {
  return `mailbox-${mailboxId}`;
}

/** The workflow of one message: a second delivery of it is the same. */
export function mailWorkflowId(identity: string): string {
  return `mail-${identity}`;
}

/** The workflow that sends the mail of one mailbox, or of the desk itself. */
export function outgoingMailWorkflowId(queueId: string): string {
  return `outgoing-mail-${queueId}`;
}

const ticketIdPattern = /^tkt-[0-9a-hjkmnp-tv-z]{26}$/;

/** A ticket id is its workflow id: `tkt-` and 26 characters of Crockford's base 32, lower case. */
export function isTicketId(value: string): boolean {
  return ticketIdPattern.test(value);
}

/** @param suffix 26 characters of Crockford's base 32, any case: a ULID or a hash. */
export function ticketIdFrom(suffix: string): string {
  const ticketId = `tkt-${suffix.toLowerCase()}`;
  if (!isTicketId(ticketId)) {
    throw new Error(`Ticket id '${ticketId}': expected tkt- and 26 base-32 characters`);
  }
  return ticketId;
}

const problemIdPattern = /^prb-[0-9a-hjkmnp-tv-z]{26}$/;

/** A problem is a record, not a workflow: `prb-` and 26 characters of Crockford's base 32. */
export function isProblemId(value: string): boolean {
  return problemIdPattern.test(value);
}

/** Where what playbooks want done outside of their workflows is done. */
export const playbookTaskQueue = 'playbooks';

/** Where tickets that playbooks open are opened: as any other, by the API. */
export const playbookOpeningTaskQueue = 'playbook-openings';

/** Where functions that owners wrote are called: they may take as long as they like. */
export const ownActivityTaskQueue = 'playbook-activities';

/** Where runs of one state of the playbooks' code are carried out: they keep to it. */
export function playbookBuildTaskQueue(buildId: string): string {
  return `playbooks-${buildId}`;
}
