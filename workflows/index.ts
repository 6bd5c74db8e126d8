/** What the worker runs: every workflow of the desk. */
export { calendarVersionsWorkflow } from './calendar_versions_workflow.ts';
export { exportWorkflow } from './export_workflow.ts';
export { mailWorkflow } from './mail_workflow.ts';
export { mailboxWorkflow } from './mailbox_workflow.ts';
export { dashboardMailWorkflow } from './mailing_workflow.ts';
export { deliverCommandsWorkflow } from './outgoing_commands_workflow.ts';
export { outgoingMailWorkflow } from './outgoing_mail_workflow.ts';
export { presenceWorkflow } from './presence_workflow.ts';
export { ticketWorkflow } from './ticket_workflow.ts';
export { webhookWorkflow } from './webhook_workflow.ts';
