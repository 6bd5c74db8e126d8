import { z } from 'zod';
import type {
  Channel,
  ClockName,
  DiagnosticStepKind,
  Level,
  LinkKind,
  PendingReason,
  Priority,
  RequesterTier,
  Status,
  TicketType,
  Visibility,
} from '../../workflows/domain/ticket.ts';

/** The words of the desk (workflows/domain/ticket.ts) as the contract speaks them. */
export const ticketType = z.enum(['incident', 'service_request'] satisfies TicketType[]);
export const status = z.enum([
  'new',
  'assigned',
  'in_progress',
  'pending',
  'resolved',
  'closed',
  'cancelled',
  'merged',
] satisfies Status[]);
export const level = z.enum(['high', 'medium', 'low'] satisfies Level[]);
export const priority = z.enum(['p1', 'p2', 'p3', 'p4'] satisfies Priority[]);
export const pendingReason = z.enum([
  'requester',
  'supplier',
  'change',
  'approval',
] satisfies PendingReason[]);
export const visibility = z.enum(['public', 'internal'] satisfies Visibility[]);
export const requesterTier = z.enum(['standard', 'vip'] satisfies RequesterTier[]);
export const diagnosticStepKind = z.enum([
  'information',
  'reproduction',
  'test',
  'root_cause',
  'workaround',
] satisfies DiagnosticStepKind[]);
export const linkKind = z.enum([
  'related',
  'parent',
  'child',
  'split_from',
  'split_into',
  'problem',
  'follow_up_of',
] satisfies LinkKind[]);
export const channel = z.enum([
  'portal',
  'email',
  'chat',
  'phone',
  'api',
  'monitoring',
  'import',
] satisfies Channel[]);
export const clockName = z.enum([
  'first_response',
  'next_response',
  'resolution',
  'total_resolution',
  'acknowledgement',
] satisfies ClockName[]);
export const role = z.enum(['requester', 'agent', 'owner', 'analyst']);
export const locale = z.enum(['en', 'fr']);
export const tier = z.union([z.literal(1), z.literal(2), z.literal(3)]);

/** What people can ask of a ticket; updates that only the desk itself sends are not among them. */
export const humanCommandNames = [
  'addMessage',
  'assign',
  'accept',
  'classify',
  'addDiagnosticStep',
  'escalate',
  'acceptEscalation',
  'refuseEscalation',
  'approve',
  'refuseApproval',
  'setPending',
  'endPending',
  'resolve',
  'reopen',
  'close',
  'cancel',
  'recordSatisfaction',
  'merge',
  'unmerge',
  'link',
  'unlink',
  'declareMajor',
  'withdrawMajor',
] as const;
export const commandName = z.enum(humanCommandNames);

export type Role = z.infer<typeof role>;
export type Locale = z.infer<typeof locale>;
export type HumanCommandName = z.infer<typeof commandName>;
