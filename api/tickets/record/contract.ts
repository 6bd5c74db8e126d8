import { pageOf } from '../../http/page_contract.ts';
import { clock, diagnosticStep, escalation, resolution, ticketLink } from '../contract.ts';

export const clockPage = pageOf('ClockPage', clock);
export const diagnosticStepPage = pageOf('DiagnosticStepPage', diagnosticStep);
export const escalationPage = pageOf('EscalationPage', escalation);
export const resolutionPage = pageOf('ResolutionPage', resolution);
export const ticketLinkPage = pageOf('TicketLinkPage', ticketLink);
