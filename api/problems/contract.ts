import { z } from 'zod';
import type { ProblemStatus } from '../../workflows/domain/problem.ts';
import { offeredProblemCommands } from '../../workflows/domain/problem_rules.ts';
import { isProblemId, isTicketId } from '../../workflows/ids.ts';
import { asked } from '../http/expectations.ts';
import { pageOf } from '../http/page_contract.ts';
import { anyOf, cursor, flag, limit } from '../http/parameters.ts';
import { instant, line, processWord, recordId } from '../http/text.ts';
import { level, priority, status } from '../http/words.ts';
import { groupRef, person } from '../tickets/contract.ts';
import type { ShownProblemData, ShownProblemEventType } from './shown_event.ts';

/**
 * Problems of the desk: the causes behind incidents (workflows/domain/problem.ts). Named apart from
 * `Problem`, which is what an error answer is called (RFC 9457).
 */
export const problemStatus = z.enum([
  'logged',
  'under_investigation',
  'known_error',
  'resolved',
  'closed',
] satisfies ProblemStatus[]);

const problemCommandName = z.enum(offeredProblemCommands);

const problemEventType = z.enum([
  'problem_logged',
  'problem_described',
  'problem_classified',
  'problem_assigned',
  'investigation_started',
  'diagnosis_recorded',
  'known_error_declared',
  'known_error_withdrawn',
  'review_planned',
  'problem_resolved',
  'problem_reopened',
  'problem_closed',
  'incident_linked',
  'incident_unlinked',
] satisfies ShownProblemEventType[]);

export const ticketId = z.string().refine(isTicketId, { error: asked('ticket_id') });

/** Incidents linked at once when a problem is logged. */
export const incidentsMax = 100;

export const problemPath = z.strictObject({ id: z.string().refine(isProblemId) });

export const problemSorts = ['review', 'priority', '-openedAt', '-updatedAt'] as const;

export const problemQuery = z.strictObject({
  q: line(200).optional().meta({ description: 'Words of any of its texts, or a number' }),
  status: anyOf(problemStatus).optional(),
  open: flag.optional(),
  overdue: flag.optional().meta({ description: 'Whether its review is past' }),
  process: processWord.optional(),
  category: anyOf(processWord).optional(),
  group: anyOf(processWord).optional(),
  priority: anyOf(priority).optional(),
  owner: recordId.optional().meta({ description: 'An account id, `me`, or `none`' }),
  incident: ticketId.optional().meta({ description: 'The problem of this ticket' }),
  sort: z.enum(problemSorts).default('review'),
  limit,
  cursor,
});

const summaryFields = {
  id: z.string(),
  number: z.int(),
  title: z.string().nullable().meta({ description: 'Null once erased' }),
  status: problemStatus,
  isOpen: z.boolean(),
  isOverdue: z.boolean(),
  process: z.strictObject({ id: z.string() }),
  category: z.string().nullable(),
  service: z.string().nullable(),
  priority,
  group: groupRef,
  owner: person.nullable(),
  hasRootCause: z.boolean(),
  hasWorkaround: z.boolean(),
  reviewAt: instant.nullable(),
  openedAt: instant,
  updatedAt: instant,
  resolvedAt: instant.nullable(),
  closedAt: instant.nullable(),
  incidentCount: z.int(),
  openIncidentCount: z.int(),
  seq: z.int(),
};

export const problemSummary = z.strictObject(summaryFields).meta({ id: 'ProblemSummary' });

export const problemRecord = z
  .strictObject({
    ...summaryFields,
    description: z.string().nullable(),
    impact: level,
    urgency: level,
    priorityOverridden: z.boolean(),
    openedBy: person,
    rootCause: z.string().nullable(),
    workaround: z.string().nullable(),
    knownErrorAt: instant.nullable(),
    resolutionNote: z.string().nullable(),
    allowed: z.array(problemCommandName),
  })
  .meta({ id: 'ProblemRecord' });

export const resolvedProblem = z
  .strictObject({
    ...problemRecord.shape,
    resolvingIncidentCount: z
      .int()
      .meta({ description: 'Incidents that were open and are being resolved, within moments' }),
  })
  .meta({ id: 'ResolvedProblemRecord' });

export const problemPage = pageOf('ProblemPage', problemSummary);

const eventActor = z.strictObject({
  kind: z.enum(['requester', 'agent', 'system']),
  id: z.string(),
  name: z.string().nullable(),
});

/** An event of a problem, or of an incident that joined or left it, with the data of its type. */
export type ProblemEventView<T extends ShownProblemEventType = ShownProblemEventType> = {
  [P in T]: {
    id: string;
    type: P;
    at: string;
    actor: z.infer<typeof eventActor>;
    data: ShownProblemData[P];
  };
}[T];

export const problemEvent = z
  .strictObject({
    id: z.string(),
    type: problemEventType,
    at: instant,
    actor: eventActor,
    data: z.any().meta({
      type: 'object',
      description:
        'As the type of event has it: instants in ISO 8601, the texts, people, groups and tickets it names',
    }),
  })
  .meta({ id: 'ProblemEvent' }) as z.ZodType<ProblemEventView>;

export const problemEventPage = pageOf('ProblemEventPage', problemEvent);

export const problemProposal = z
  .strictObject({
    id: z.string(),
    process: z.strictObject({ id: z.string() }),
    category: z.string().nullable(),
    service: z.string().nullable(),
    words: z.array(z.string()).meta({ description: 'Words most of the subjects share' }),
    tickets: z.array(
      z.strictObject({
        id: z.string(),
        number: z.int(),
        subject: z.string(),
        status,
        openedAt: instant,
      }),
    ),
    ticketCount: z.int(),
    openCount: z.int(),
    requesterCount: z.int(),
    firstSeenAt: instant,
    lastSeenAt: instant,
    similarProblem: z
      .strictObject({ id: z.string(), number: z.int(), title: z.string(), status: problemStatus })
      .nullable()
      .meta({ description: 'An open problem that reads alike: link to it instead' }),
  })
  .meta({ id: 'ProblemProposal' });

export const problemProposalList = z
  .strictObject({
    items: z.array(problemProposal),
    next: z.null(),
    limits: z
      .strictObject({
        incidentsRead: z.int(),
        isCut: z.boolean().meta({ description: 'More incidents were opened than are compared' }),
      })
      .meta({ description: 'How much was compared' }),
  })
  .meta({ id: 'ProblemProposalList' });

export type ProblemSummary = z.infer<typeof problemSummary>;
export type ProblemRecord = z.infer<typeof problemRecord>;
export type ResolvedProblem = z.infer<typeof resolvedProblem>;
export type ProblemPage = z.infer<typeof problemPage>;
export type ProblemEventPage = z.infer<typeof problemEventPage>;
export type ProblemProposal = z.infer<typeof problemProposal>;
export type ProblemProposalList = z.infer<typeof problemProposalList>;
export type ProblemQuery = z.infer<typeof problemQuery>;
