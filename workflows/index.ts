/** What the worker runs: every workflow of the desk. */
export { allocationSweepWorkflow } from './allocation_workflow.ts';
export { calendarEditionWorkflow } from './calendar_workflow.ts';
export { exportWorkflow } from './export_workflow.ts';
export { dashboardMailWorkflow } from './mailing_workflow.ts';
export { outgoingSweepWorkflow } from './outgoing_workflow.ts';
export { tellTicketsWorkflow } from './tell_workflow.ts';
export { ticketWorkflow } from './ticket_workflow.ts';
