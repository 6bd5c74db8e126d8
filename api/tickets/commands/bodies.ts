import { z } from 'zod';
import {
  descriptionText,
  instant,
  line,
  messageText,
  noteText,
  processWord,
  recordId,
  subjectText,
} from '../../http/text.ts';
import {
  channel,
  diagnosticStepKind,
  level,
  linkKind,
  pendingReason,
  priority,
  ticketType,
  visibility,
} from '../../http/words.ts';
import { attachmentIds } from '../attachments/contract.ts';

const openingLink = z
  .strictObject({
    kind: linkKind.extract(['related', 'parent', 'split_from', 'follow_up_of']),
    id: recordId,
  })
  .meta({
    id: 'OpeningLink',
    description:
      'What the ticket has to do with another: `parent` reports a major incident, `split_from` takes a second matter out of a ticket, `follow_up_of` goes on after one that is over',
  });

/** The bodies of the commands. Strict: a field nobody knows is refused, not ignored. */
export const openTicketBody = z
  .strictObject({
    type: ticketType.optional(),
    subject: subjectText,
    description: descriptionText,
    requester: recordId.optional().meta({ description: 'Agents only: on whose behalf' }),
    channel: channel.exclude(['import']).optional(),
    category: processWord.optional(),
    service: processWord.optional(),
    impact: level.optional(),
    urgency: level.optional(),
    process: processWord.optional(),
    link: openingLink.optional(),
    attachments: attachmentIds.optional(),
    knowledgeSession: recordId
      .optional()
      .meta({ description: 'What was read before asking: the ticket carries it' }),
  })
  .meta({ id: 'OpenTicket' });

export const messageBody = z
  .strictObject({
    body: messageText,
    visibility: visibility.default('public'),
    attachments: attachmentIds.optional(),
  })
  .meta({ id: 'NewMessage' });

/** Neither group nor assignee asks the allocator again; a null assignee frees the ticket. */
export const assignmentBody = z
  .strictObject({
    group: processWord.optional(),
    assignee: recordId.nullable().optional(),
    reason: noteText.optional(),
  })
  .meta({ id: 'Assignment' });

export const acceptanceBody = z.strictObject({}).meta({ id: 'Acceptance' });

/** A null priority goes back to impact × urgency. */
export const classificationBody = z
  .strictObject({
    type: ticketType.optional(),
    category: processWord.nullable().optional(),
    service: processWord.nullable().optional(),
    impact: level.optional(),
    urgency: level.optional(),
    priority: priority.nullable().optional(),
    reason: noteText.optional(),
  })
  .refine((body) => Object.keys(body).some((key) => key !== 'reason'), {
    error: 'at least one of type, category, service, impact, urgency, priority',
  })
  .meta({ id: 'Classification' });

export const diagnosticStepBody = z
  .strictObject({
    kind: diagnosticStepKind,
    step: noteText,
    outcome: noteText,
    ruledOut: noteText.optional(),
    runbookStep: processWord.optional(),
  })
  .meta({ id: 'NewDiagnosticStep' });

export const escalationBody = z
  .strictObject({
    kind: z.enum(['functional', 'hierarchical', 'downward']).meta({
      description: 'To more skill, to management, or back to the lower tier it came from',
    }),
    reason: processWord
      .optional()
      .meta({ description: 'One of the escalation reasons of the process; none downward' }),
    note: noteText.optional().meta({ description: 'Says why, where it goes downward' }),
    requestedOutcome: noteText.optional(),
  })
  .refine(({ kind, reason }) => kind === 'downward' || reason !== undefined, {
    path: ['reason'],
    error: 'one of the escalation reasons of the process',
  })
  .meta({ id: 'NewEscalation' });

export const escalationAcceptanceBody = z.strictObject({}).meta({ id: 'EscalationAcceptance' });
export const escalationRefusalBody = z
  .strictObject({ reason: noteText.optional() })
  .meta({ id: 'EscalationRefusal' });

export const pendingBody = z
  .strictObject({
    reason: pendingReason.exclude(['approval']),
    until: instant.optional(),
    note: noteText.optional(),
  })
  .meta({ id: 'PendingPut' });

export const resolutionBody = z
  .strictObject({
    code: processWord.meta({ description: 'One of the resolution codes of the process' }),
    note: noteText,
    rootCause: noteText.optional(),
    article: recordId.optional(),
    withChildren: z
      .boolean()
      .optional()
      .meta({ description: 'Resolves the tickets that report the same incident as well' }),
  })
  .meta({ id: 'ResolutionPut' });

export const reasonBody = z.strictObject({ reason: noteText.optional() }).meta({ id: 'Reason' });

export const majorIncidentBody = z
  .strictObject({ statement: line(500).meta({ description: 'What everybody is told' }) })
  .meta({ id: 'MajorIncidentPut' });

export const mergeBody = z
  .strictObject({ into: recordId, reason: noteText.optional() })
  .meta({ id: 'Merge' });

export const satisfactionBody = z
  .strictObject({ score: z.int().min(1).max(5), comment: noteText.optional() })
  .meta({ id: 'SatisfactionPut' });

export type OpenTicketBody = z.infer<typeof openTicketBody>;
export type MessageBody = z.infer<typeof messageBody>;
export type AssignmentBody = z.infer<typeof assignmentBody>;
export type ClassificationBody = z.infer<typeof classificationBody>;
export type DiagnosticStepBody = z.infer<typeof diagnosticStepBody>;
export type EscalationBody = z.infer<typeof escalationBody>;
export type PendingBody = z.infer<typeof pendingBody>;
export type ResolutionBody = z.infer<typeof resolutionBody>;
export type ReasonBody = z.infer<typeof reasonBody>;
export type MergeBody = z.infer<typeof mergeBody>;
export type SatisfactionBody = z.infer<typeof satisfactionBody>;
