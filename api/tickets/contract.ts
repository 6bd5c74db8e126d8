import { z } from 'zod';
import { deadlineKinds } from '../../workflows/domain/deadlines.ts';
import { consentOutcomes, fieldKinds } from '../../workflows/domain/ticket.ts';
import { waitingFor } from '../../workflows/processes/own_words.ts';
import { itemKinds, itemStatuses } from '../configuration_items/contract.ts';
import { pageOf } from '../http/page_contract.ts';
import { instant } from '../http/text.ts';
import {
  channel,
  clockKind,
  clockName,
  commandName,
  diagnosticStepKind,
  level,
  linkKind,
  priority,
  requesterTier,
  status,
  ticketType,
  tier,
} from '../http/words.ts';
import { attachment } from './attachments/contract.ts';

/** `name` is null for what the process did by itself, and while the database is away. */
export const person = z
  .strictObject({ id: z.string(), name: z.string().nullable() })
  .meta({ id: 'Person' });

/** A device or a service, as far as a ticket shows it. */
export const affectedItem = z
  .strictObject({
    id: z.string(),
    kind: z.enum(itemKinds),
    name: z.string(),
    type: z.string().nullable(),
    status: z.enum(itemStatuses),
    site: z.string().nullable(),
    inventoryNumber: z.string().nullable(),
  })
  .meta({ id: 'AffectedItem' });

export type AffectedItem = z.infer<typeof affectedItem>;

/** A field of the ticket's process. */
export const ticketField = z
  .strictObject({
    name: z.string(),
    title: z.string(),
    kind: z.enum(fieldKinds),
    value: z.union([z.string(), z.number()]).nullable().meta({
      description: 'A text itself; null where nothing is known, or a text was erased',
    }),
    shown: z.string().nullable().meta({ description: 'The value as people read it' }),
    isAsked: z.boolean().meta({ description: 'Whether such a ticket is asked it now' }),
    isRequiredBefore: z.array(z.enum(['escalate', 'setPending', 'resolve'])),
  })
  .meta({ id: 'TicketField' });

export const groupRef = z.strictObject({ id: z.string(), title: z.string() });

export const clock = z
  .strictObject({
    name: clockName,
    measures: clockKind,
    cycle: z.int(),
    status: z.enum(['running', 'paused', 'met', 'breached', 'cancelled']),
    isBreached: z.boolean(),
    targetMinutes: z.number(),
    elapsedMinutes: z.number(),
    remainingMinutes: z.number().meta({ description: 'Negative once past the target' }),
    dueAt: instant.nullable(),
    breachedAt: instant.nullable(),
    stoppedAt: instant.nullable(),
    calendar: z.string(),
    warnings: z.array(
      z.strictObject({
        percent: z.number().meta({ description: 'Share of the target used up by then' }),
        beforeMinutes: z
          .number()
          .nullable()
          .meta({ description: 'Set where it was promised so long before the target' }),
        at: instant.nullable(),
        firedAt: instant.nullable(),
      }),
    ),
  })
  .meta({ id: 'Clock' });

export const diagnosticStep = z
  .strictObject({
    id: z.string(),
    kind: diagnosticStepKind,
    runbookStep: z.string().nullable(),
    step: z.string().nullable(),
    outcome: z.string().nullable(),
    ruledOut: z.string().nullable(),
    at: instant,
    by: person,
    tier,
  })
  .meta({ id: 'DiagnosticStep' });

export const handOff = z
  .strictObject({
    fromGroup: groupRef,
    toGroup: groupRef,
    fromTier: tier,
    toTier: tier,
    reason: z.string(),
    note: z.string().nullable(),
    requestedOutcome: z.string().nullable(),
    stepCount: z.int().meta({
      description: 'How many diagnostic steps came with it: `…/diagnostic-steps?escalation=n`',
    }),
    missing: z.array(
      z.union([
        z.strictObject({ kind: diagnosticStepKind, count: z.int() }),
        z.strictObject({ runbookStep: z.string() }),
      ]),
    ),
    timeAtTierMinutes: z.number(),
    by: person,
  })
  .meta({ id: 'HandOff' });

export const escalation = z
  .strictObject({
    n: z.int(),
    kind: z.enum(['functional', 'hierarchical']),
    at: instant,
    by: person,
    reason: z.string(),
    note: z.string().nullable(),
    fromGroup: groupRef,
    toGroup: groupRef,
    fromTier: tier,
    toTier: tier,
    level: z.int().nullable(),
    outcome: z.enum(['open', 'accepted', 'refused', 'lapsed', 'withdrawn', 'told']),
    settledAt: instant.nullable(),
    handOff: handOff.nullable(),
  })
  .meta({ id: 'Escalation' });

export const resolution = z
  .strictObject({
    n: z.int(),
    at: instant,
    by: person,
    byTier: tier.nullable().meta({ description: 'Null for the requester' }),
    code: z.string(),
    note: z.string().nullable(),
    rootCause: z.string().nullable(),
    article: z.string().nullable(),
    reopenedAt: instant.nullable(),
  })
  .meta({ id: 'Resolution' });

const approvalAnswer = z
  .strictObject({
    answer: z.enum(['granted', 'refused']),
    by: person,
    onBehalfOf: person.nullable().meta({ description: 'Whom they stood in for' }),
    note: z.string().nullable(),
    at: instant,
  })
  .meta({ id: 'ApprovalAnswer' });

export const approval = z
  .strictObject({
    n: z.int(),
    rule: z.string(),
    approvers: groupRef.meta({
      description: 'The group that decides; where one person does, who decides in their place',
    }),
    managerOf: z.enum(['requester', 'manager']).nullable().meta({
      description: 'Whose manager decides, where one does',
    }),
    askedOf: z
      .strictObject({ manager: person.nullable(), deputy: person.nullable() })
      .nullable()
      .meta({
        description:
          'Of one person’s approval: of whom it was asked, with whoever stands in; null in it where there was nobody, or nobody knew',
      }),
    outcome: z.enum(['open', 'granted', 'refused', 'lapsed', 'withdrawn']),
    requestedAt: instant,
    by: person.nullable().meta({ description: 'Who said it last, where several have to' }),
    onBehalfOf: person.nullable().meta({ description: 'Whom they stood in for' }),
    note: z.string().nullable(),
    settledAt: instant.nullable(),
    endsAt: instant.nullable().meta({ description: 'Not decided by then, it lapses' }),
    needed: z.int().nullable().meta({
      description: 'How many have to grant it; null where that cannot be told now',
    }),
    of: z.int().nullable().meta({ description: 'How many decide it, where several do' }),
    answers: z.array(approvalAnswer).meta({ description: 'What was said, where several have to' }),
    mayApprove: z.boolean().meta({ description: 'The caller may grant it now' }),
    mayRefuse: z.boolean().meta({ description: 'The caller may refuse it now' }),
  })
  .meta({ id: 'Approval' });

/** A piece of work on the ticket. A requester sees the title of one that is shown, and how it stands. */
export const task = z
  .strictObject({
    n: z.int(),
    name: z.string().nullable().meta({ description: 'Of the process, where it is one of its' }),
    title: z.string().nullable().meta({ description: 'Null where its text was erased' }),
    description: z.string().nullable(),
    items: z.array(
      z.strictObject({ n: z.int(), text: z.string().nullable(), isDone: z.boolean() }),
    ),
    group: groupRef,
    assignee: person.nullable(),
    addedBy: person,
    addedAt: instant,
    openedAt: instant
      .nullable()
      .meta({ description: 'Since when it can be worked on; null while it waits' }),
    after: z.array(z.int()),
    waitsFor: z
      .array(z.int())
      .meta({ description: 'The open tasks that must end before it can be worked on' }),
    dueAt: instant.nullable(),
    withinMinutes: z
      .number()
      .nullable()
      .meta({ description: 'How long it may take from when it can be worked on' }),
    isOverdue: z.boolean(),
    isRequired: z
      .boolean()
      .meta({ description: 'The desk does not resolve the ticket before it has ended' }),
    isShown: z.boolean().meta({ description: 'The requester sees it' }),
    outcome: z.enum(['open', 'done', 'cancelled']),
    endedAt: instant.nullable(),
    endedBy: person.nullable(),
    note: z.string().nullable(),
  })
  .meta({ id: 'Task' });

export const consent = z
  .strictObject({
    n: z.int(),
    title: z.string().nullable().meta({ description: 'Null where its text was erased' }),
    text: z.string().nullable(),
    expiresAt: instant,
    outcome: z.enum(consentOutcomes),
  })
  .meta({ id: 'Consent' });

const namedFields = {
  id: z.string(),
  number: z.int().nullable(),
  subject: z.string().nullable(),
  status: status.nullable(),
};

export const namedTicket = z.strictObject(namedFields).meta({
  id: 'NamedTicket',
  description: 'Another ticket; what is null is not for the caller to know',
});

export const ticketLink = z
  .strictObject({
    kind: linkKind,
    ...namedFields,
    followedOn: namedTicket
      .nullable()
      .meta({ description: 'The ticket that stands for it now, where it was merged' }),
  })
  .meta({
    id: 'TicketLink',
    description:
      'What the other record, a ticket or a problem, is to this one; null is not for the caller to know',
  });

export const survey = z.strictObject({
  n: z.int(),
  state: z.enum(['open', 'answered', 'expired', 'cancelled']),
  expiresAt: instant,
  score: z.int().nullable(),
});

const page = z
  .strictObject({
    n: z.int(),
    group: z.strictObject({ id: z.string(), title: z.string() }),
    person: person.nullable().meta({ description: 'Null while whoever is on call is found' }),
    level: z.int(),
    pagedAt: instant.nullable(),
    nextAt: instant.nullable().meta({ description: 'When the next level is paged' }),
    nextPerson: person
      .nullable()
      .meta({ description: 'Whom it goes to then, as the rotation stands now; null for nobody' }),
    isLast: z.boolean().meta({ description: 'There is no level after this one' }),
  })
  .meta({ id: 'OpenPage' });

const counts = z
  .strictObject({
    clocks: z.int(),
    breachedClocks: z.int(),
    diagnosticSteps: z.record(diagnosticStepKind, z.int()),
    escalations: z.int(),
    resolutions: z.int(),
    links: z.int(),
    children: z.int(),
  })
  .meta({
    id: 'TicketCounts',
    description:
      'How many there are in all, those of the past included: each has a list of its own',
  });

/** What time itself will do next: `kind` as in workflows/domain/deadlines.ts. */
export const deadline = z.strictObject({
  kind: z.enum(deadlineKinds),
  clock: clockName.nullable().meta({ description: 'Of a warning or a breach' }),
  at: instant,
});

const endedByApproval = z
  .int()
  .nullable()
  .meta({ description: 'The approval that ended it without anything being given, by its number' });

/** How a matter stands on the ticket that stands for another. */
const standingFields = { status, endedByApproval };

const summaryFields = {
  id: z.string(),
  number: z.int().nullable().meta({ description: 'Null only while the database is away' }),
  subject: z.string().nullable(),
  status,
  process: z.strictObject({ id: z.string(), version: z.int() }),
  isOpen: z.boolean(),
  isBreached: z.boolean(),
  type: ticketType,
  channel,
  category: z.string().nullable(),
  service: z.string().nullable(),
  priority,
  group: groupRef,
  tier: tier.nullable().meta({ description: 'Null for the requester' }),
  assignee: person.nullable(),
  requester: z.strictObject({
    id: z.string(),
    name: z.string().nullable(),
    tier: requesterTier,
  }),
  pending: z
    .strictObject({
      reason: z.string().meta({ description: 'A pending reason of the process' }),
      waitsFor: z.enum(waitingFor),
      since: instant,
      until: instant.nullable(),
    })
    .nullable(),
  openedAt: instant,
  updatedAt: instant,
  firstResponseAt: instant.nullable(),
  resolvedAt: instant.nullable(),
  endedByApproval,
  closedAt: instant.nullable(),
  nextDeadline: deadline.nullable(),
  waitingForAgent: z.strictObject({ since: instant, dueAt: instant }).nullable(),
  fields: z.array(ticketField).meta({
    description:
      'Of its process, in the order of its form; what is asked and not known yet for agents only',
  }),
  tags: z.array(z.string()).meta({ description: 'Agents only: none for the requester' }),
  reportCount: z.int().meta({ description: 'Of a major incident: the tickets that report it' }),
  parent: z.string().nullable().meta({ description: 'Agents only: the ticket it is a child of' }),
  clocks: z.array(clock),
  seq: z.int(),
  origin: z.enum(['live', 'import', 'demo']),
  standing: z
    .strictObject(standingFields)
    .nullable()
    .meta({ description: 'Of a merged ticket: how the matter stands where it is followed now' }),
};

/** A ticket in a list. `clocks` holds the current first-response and resolution clocks only. */
export const ticketSummary = z.strictObject(summaryFields).meta({ id: 'TicketSummary' });

/** What whoever waits on a merged ticket may know of the one that stands for it. */
const standing = z
  .strictObject({
    ...standingFields,
    resolution: resolution.nullable(),
    survey: survey.nullable().meta({ description: 'As it was answered on this ticket' }),
  })
  .meta({ id: 'Standing' });

/**
 * A ticket with its content: what runs, what broke and what was last, so that it does not grow with
 * its age. A requester gets the same shape with what is internal left out: no escalations, no root
 * causes, and counts of none.
 */
export const ticket = z
  .strictObject({
    ...summaryFields,
    clocks: z
      .array(clock)
      .meta({ description: 'Of each name the latest, and the last before it that was breached' }),
    description: z.string().nullable(),
    attachments: z.array(attachment).meta({ description: 'What it was opened with' }),
    impact: level,
    urgency: level,
    priorityOverridden: z.boolean(),
    autoCloseAt: instant.nullable(),
    runbookSteps: z
      .array(z.string())
      .meta({ description: 'The steps of runbooks that were carried out' }),
    escalations: z
      .array(escalation)
      .meta({ description: 'The last hand-off, and each level of management that was told' }),
    hasClimbed: z
      .boolean()
      .meta({ description: 'Whether it came from a lower tier and can be sent back there' }),
    resolution: resolution.nullable().meta({ description: 'The last one' }),
    survey: survey.nullable(),
    approvals: z.array(approval),
    pages: z.array(page).meta({ description: 'Those that nobody has acknowledged' }),
    tasks: z
      .array(task)
      .meta({ description: 'Those that are open, and the latest that have ended' }),
    consents: z
      .array(consent)
      .meta({ description: 'What the requester is asked to agree to, and what they last said' }),
    links: z.array(ticketLink).meta({ description: 'The latest twenty of each kind' }),
    counts,
    majorIncident: z
      .strictObject({ statement: z.string().nullable() })
      .nullable()
      .meta({ description: 'Null for any other ticket' }),
    reports: z
      .strictObject({ number: z.int(), statement: z.string(), isOpen: z.boolean() })
      .nullable()
      .meta({ description: 'The major incident it belongs to, in the words for everybody' }),
    standing: standing.nullable().meta({
      description: 'Of a merged ticket: how the matter stands where it is followed now',
    }),
    mergedInto: namedTicket.nullable().meta({ description: 'The ticket it is followed on' }),
    mergedFrom: z
      .array(namedTicket)
      .meta({ description: 'Every ticket it stands for: merged into it, or into one of these' }),
    affected: z.array(affectedItem).meta({
      description:
        'The devices and services it is about, as the register has them; requesters see what they use',
    }),
    followers: z.array(person).meta({ description: 'Agents only: who is told what happens on it' }),
    copies: z
      .array(person)
      .meta({ description: 'Who reads what its requester reads, and replies' }),
    allowed: z.array(commandName),
  })
  .meta({ id: 'Ticket' });

export const ticketPage = pageOf('TicketPage', ticketSummary);

export type TicketField = z.infer<typeof ticketField>;
export type Person = z.infer<typeof person>;
export type Clock = z.infer<typeof clock>;
export type DiagnosticStep = z.infer<typeof diagnosticStep>;
export type HandOff = z.infer<typeof handOff>;
export type Escalation = z.infer<typeof escalation>;
export type Resolution = z.infer<typeof resolution>;
export type Approval = z.infer<typeof approval>;
export type Consent = z.infer<typeof consent>;
export type Task = z.infer<typeof task>;
export type TicketLink = z.infer<typeof ticketLink>;
export type Standing = z.infer<typeof standing>;
export type NamedTicket = z.infer<typeof namedTicket>;
export type Survey = z.infer<typeof survey>;
export type TicketSummary = z.infer<typeof ticketSummary>;
export type Ticket = z.infer<typeof ticket>;
export type TicketPage = z.infer<typeof ticketPage>;
