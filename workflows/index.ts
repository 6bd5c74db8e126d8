/** What the worker runs: every workflow of the desk. */
export { ticketWorkflow } from './ticket_workflow.ts';
