import type { By } from './actions.ts';
import { markAffected } from './affected.ts';
import { approve, refuseApproval, requestApproval } from './approval.ts';
import { takeAssignment } from './assignment.ts';
import type { CompiledCalendar } from './calendar.ts';
import { recordCheck, requestCheck } from './checks.ts';
import { answerConsent, requestConsent, withdrawConsent } from './consents.ts';
import { addDiagnosticStep, addMessage, receiveMessage, regainMessages } from './conversation.ts';
import type { Draft } from './draft.ts';
import { acceptEscalation, escalate, refuseEscalation } from './escalation.ts';
import type { Candidate, NotBegunReason } from './events.ts';
import { setFields } from './fields.ts';
import { addCopy, follow, removeCopy, unfollow } from './followers.ts';
import { reclassify } from './intake.ts';
import { keysOf } from './keys.ts';
import { declareMajor, link, unlink, withdrawMajor } from './links.ts';
import type { Memberships, Skills } from './membership.ts';
import { merge, receiveMerge, redirectMerge, undoMerge, unmerge } from './merge.ts';
import type { OutgoingCommandName } from './outgoing_commands.ts';
import { acknowledgePage, placePage } from './paging.ts';
import { endPending, setPending } from './pending.ts';
import {
  cancelPlaybook,
  endPlaybook,
  parkPlaybook,
  receivePlaybook,
  retryPlaybook,
  startPlaybook,
} from './playbooks.ts';
import type { ProcessSnapshot } from './process.ts';
import { migrateProcess } from './process_migration.ts';
import { accept, assign, release } from './reassignment.ts';
import type { Refusal } from './refusals.ts';
import { renewRequester } from './requester.ts';
import {
  cancel,
  closeByPeople,
  recordSatisfaction,
  reopenByPeople,
  resolve,
} from './resolution.ts';
import { tag } from './tags.ts';
import { takeBack } from './taking_back.ts';
import {
  addTask,
  assignTask,
  cancelTask,
  changeTask,
  checkTaskItem,
  completeTask,
  reopenTask,
} from './tasks.ts';
import {
  type Actor,
  askedBySurvey,
  type Channel,
  type CheckResult,
  type CheckSubject,
  type ConsentAnswer,
  type DeviceFacts,
  type DiagnosticStepKind,
  type FieldValue,
  grantersOfOthers,
  hasAnswered,
  type Level,
  type Link,
  type LinkKind,
  type MergedTicket,
  type OnCallCause,
  openApprovals,
  openConsents,
  openEscalation,
  openStatuses,
  openTasks,
  type PageGap,
  type PageStep,
  type PendingReason,
  type Priority,
  type RequesterFacts,
  type RequesterTier,
  type RunStep,
  requestersOf,
  type SaidMessage,
  type Status,
  statuses,
  type TicketState,
  type TicketType,
  type Visibility,
} from './ticket.ts';

/** What people (and programs for them) can ask of a ticket. Keys are the names of the updates. */
export interface CommandPayload {
  addMessage: {
    messageId: string;
    visibility: Visibility;
    isAutomatic?: boolean;
    /** What its writer has seen: an answer of somebody else behind it refuses this one. */
    seenSeq?: number;
    /** Of a note alone: agents who are told of it and follow the ticket from then on. */
    mentionedAgents?: string[];
    /** Groups whose people are told of it. */
    mentionedGroups?: string[];
  };
  /** Neither group nor assignee: hand it to the allocator again. To a group above is a hand-off. */
  assign: {
    group?: string;
    assignee?: string | null;
    /** Where the assignee works; absent where nobody knows. Above, that is where the ticket goes. */
    assigneeMemberships?: Memberships;
    /** What the assignee can; absent where nobody knows. */
    assigneeSkills?: Skills;
    noteId?: string | null;
  };
  /** An agent takes the ticket; an unassigned one becomes theirs. */
  accept: Record<never, never>;
  classify: {
    type?: TicketType;
    category?: string | null;
    service?: string | null;
    impact?: Level;
    urgency?: Level;
    /** An override; null goes back to the matrix. */
    priority?: Priority | null;
    noteId?: string | null;
  };
  addDiagnosticStep: {
    stepId: string;
    kind: DiagnosticStepKind;
    runbookStep?: string | null;
    hasRuledOut: boolean;
  };
  /** A playbook asks the requester, and hears what they say. */
  requestConsent: { titleId: string; noteId: string; withinMs: number; run?: RunStep };
  answerConsent: { n: number; answer: ConsentAnswer; noteId?: string | null };
  withdrawConsent: { n: number };
  /** Asks the network something, and has the answer recorded as a diagnostic step. */
  requestCheck: { subject: CheckSubject; runbookStep?: string | null };
  /** What came of a check; its words are the text of the step. */
  recordCheck: { stepId: string; check: CheckResult; runbookStep?: string | null };
  escalate: {
    /** `downward` sends a ticket back to a lower tier: its note says why, `reason` is left out. */
    kind: 'functional' | 'hierarchical' | 'downward';
    reason?: string | null;
    /** A group above, where it goes to that one and no other; only upward. */
    toGroup?: string;
    noteId?: string | null;
    requestedOutcomeId?: string | null;
  };
  acceptEscalation: { n: number };
  refuseEscalation: { n: number; noteId?: string | null };
  /**
   * `n`, where given, must be an approval the ticket waits for; `onBehalfOf` whom they stand in for;
   * `of` how many decide it now, those who have left and were heard before among them.
   */
  approve: {
    n?: number;
    noteId?: string | null;
    onBehalfOf?: string;
    isOwner?: true;
    of?: number;
  };
  /** Not approved: the ticket is resolved with the code of its approval rule, unless refusals are counted. */
  refuseApproval: CommandPayload['approve'];
  /** `from`, where it was meant for a ticket that this one stands for. */
  link: { kind: LinkKind; id: string; inverse?: LinkKind; from?: string };
  /** `aliases`: the tickets that the other one stands for. */
  unlink: { kind: LinkKind; id: string; aliases?: string[] };
  /** By name; null clears one. A text by the id of its row. */
  setFields: { fields: Record<string, FieldValue | null> };
  /**
   * A piece of work for a group: one of the process by its name, or with a text that says what is to
   * be done. What is said beside a name replaces what the process says.
   */
  addTask: {
    task?: string;
    titleId?: string | null;
    descriptionId?: string | null;
    /** A text with a line for each item. */
    checklist?: { textId: string; itemCount: number } | null;
    /** The process says where a named one goes. */
    group?: string;
    assignee?: string | null;
    /** A date that people set, or so long from when it can be worked on; null: whenever. */
    dueAt?: number | null;
    withinMinutes?: number | null;
    /** Numbers of tasks that must have ended before it can be worked on. */
    after?: number[];
    isRequired?: boolean;
    isShown?: boolean;
    /** Of a playbook: the events that end the task say it again. */
    run?: RunStep;
  };
  /** Neither: it waits in the queue of its group again. */
  assignTask: { n: number; group?: string; assignee?: string | null };
  checkTaskItem: { n: number; item: number; isDone: boolean };
  /** `answers` by the names of its form's fields; a text by the id of its row. */
  completeTask: { n: number; answers?: Record<string, FieldValue>; noteId?: string | null };
  cancelTask: { n: number; noteId?: string | null };
  reopenTask: { n: number; noteId?: string | null };
  /** What is not named stays. */
  changeTask: {
    n: number;
    titleId?: string | null;
    descriptionId?: string | null;
    /** Another group's: then nobody has it yet. */
    group?: string;
    /** Its items as they are now, with which of them each was before: that one's tick it keeps. */
    checklistItems?: (number | null)[];
    checklistId?: string | null;
    dueAt?: number | null;
    withinMinutes?: number | null;
    after?: number[];
    isRequired?: boolean;
    isShown?: boolean;
  };
  /** What is there already is not put on again; what is not there is not missed. */
  tag: { add?: string[]; remove?: string[] };
  /** Configuration items by their ids. */
  /** `facts`: what the register says of those that are added. */
  markAffected: { add?: string[]; remove?: string[]; facts?: Record<string, DeviceFacts> };
  /** The desk knows something else of whoever asked; what is known already changes nothing. */
  renewRequester: { facts: RequesterFacts; requesterTier: RequesterTier };
  follow: Record<never, never>;
  unfollow: Record<never, never>;
  /** Somebody beside the requester may read what the requester reads, and reply. */
  addCopy: { accountId: string };
  removeCopy: { accountId: string };
  declareMajor: { noteId?: string | null };
  withdrawMajor: { noteId?: string | null };
  setPending: {
    reason: PendingReason;
    until?: number | null;
    noteId?: string | null;
  };
  endPending: Record<never, never>;
  resolve: {
    code: string;
    noteId?: string | null;
    rootCauseId?: string | null;
    articleId?: string | null;
    /** Its children are resolved with it: those who reported the same major incident. */
    isForChildren?: boolean;
  };
  reopen: { noteId?: string | null };
  close: { noteId?: string | null };
  cancel: { noteId?: string | null };
  recordSatisfaction: { score: number; commentId?: string | null; channel?: Channel };
  merge: { into: string; noteId?: string | null };
  unmerge: Record<never, never>;
  /** News of a major incident, told to each ticket that reports it. */
  receiveMessage: { messageId: string; fromTicketId: string };
  /** Told to the survivor, once per ticket merged into it: `tickets` are all that come with it. */
  receiveMerge: { ticketId: string; tickets: MergedTicket[]; isMajor: boolean };
  undoMerge: { ticketId: string; tickets: string[] };
  /** Told to a ticket whose merge was undone: what was said for it meanwhile, in order. */
  regainMessages: { messages: SaidMessage[] };
  /** Told to a merged ticket that another took the matter on than it was merged into. */
  redirectMerge: { into: string };
  /** What another ticket did not take: said, and undone where it can be. */
  takeBack: {
    command: OutgoingCommandName;
    ticketId: string;
    refusal: Refusal | null;
    by: Actor | null;
    link: Link | null;
  };
  /** One of the process's, whatever its own condition says; asked or granted already, it is not again. */
  requestApproval: { rule: string };
  /** The input by the id of its row. */
  startPlaybook: { playbook: string; inputId?: string | null };
  cancelPlaybook: { runId: string; noteId?: string | null };
  /** One that is parked, from the step that failed where none is named. */
  retryPlaybook: { runId: string; fromStep?: string };
  parkPlaybook: {
    runId: string;
    step: string | null;
    place: string | null;
    /** Where it was never begun. */
    reason?: NotBegunReason;
  };
  endPlaybook: { runId: string; outcome: 'done' | 'cancelled' };
  receivePlaybook: { runId: string; playbook: string; inputId: string | null };
  /** Somebody has it: nobody is paged any more. */
  acknowledgePage: { n: number };
  /** Who is on call at the level of a page, as the desk knows it at that moment. */
  placePage: PageStep & { n: number; found: OnCallFound; next: PageStep | null };
  /** What the allocator decided; refused quietly when the ticket no longer waits. */
  takeAssignment: {
    decisionId: string;
    assignee: string;
    group: string;
    strategy: string;
    candidates: Candidate[];
    /** Those that the assignee has in the group. */
    assigneeSkills?: string[];
  };
  /** Whoever had it has left: it goes to the group again, to `preferredAgent` where that one can. */
  release: { assignee: string; preferredAgent: string | null };
  migrateProcess: { process: ProcessSnapshot; calendars: Record<string, CompiledCalendar> };
}

/** Whoever is paged at a level, and how long it is waited for them; or why nobody is. */
export type OnCallFound =
  | {
      kind: 'person';
      person: string;
      layer: string | null;
      cause: OnCallCause;
      waitMinutes: number;
    }
  | { kind: 'nobody'; reason: PageGap };

export type CommandName = keyof CommandPayload;

/** A command of one of these names, with who gives it. */
export type Command<N extends CommandName = CommandName> = {
  [K in N]: { name: K } & By & CommandPayload[K];
}[N];

/** Everything the desk knows of one command. */
export interface CommandRule<N extends CommandName> {
  /** Who may give it. */
  by: readonly Actor['kind'][];
  /** In which statuses it means anything at all. */
  from: readonly Status[];
  /** What a refusal in another status says, unless the ticket is over. */
  otherwise:
    | 'ticket_resolved'
    | 'not_resolved'
    | 'not_pending'
    | 'not_merged'
    | 'no_approval'
    | 'no_survey';
  /** Whoever has no more than a copy of the ticket may give it too. */
  isOpenToCopies?: true;
  /** While an approval is open, it is refused (always, or such a one) and not offered (always). */
  isHeldByApproval?: true | ((command: Command<N>) => boolean);
  /** Where others wait for the ticket too, it is the desk's: it ends the matter for all of them. */
  isForDeskWhileShared?: true;
  /** When it is offered, where the above does not say it all. A process may still ask for more. */
  offeredWhen?(state: TicketState, actor: Actor): boolean;
  /** The desk's own word, from ticket to ticket or from its allocator: people have no address for it. */
  isInternal?: true;
  /** Emits what happens. @throws Refused */
  run(draft: Draft, command: Command<N>): void;
}

const everybody = ['requester', 'agent', 'system'] as const;
const desk = ['agent', 'system'] as const;
/** What only a person can say: nobody accepts or decides for another. */
const people = ['agent'] as const;
const requesterOrAgent = ['requester', 'agent'] as const;
const system = ['system'] as const;

const openOrResolved = [...openStatuses, 'resolved'] as const;
/** Of a ticket that is open: after its resolution one must reopen it first. */
const whileOpen = { from: openStatuses, otherwise: 'ticket_resolved' } as const;
const whileNotOver = { from: openOrResolved, otherwise: 'ticket_resolved' } as const;
const whileNotOverOrMerged = {
  from: [...openOrResolved, 'merged'],
  otherwise: 'ticket_resolved',
} as const;
const onceResolved = { from: ['resolved'], otherwise: 'not_resolved' } as const;
/** What became of an approval is said of it as long as the ticket is not over. */
const whileApproving = { from: openOrResolved, otherwise: 'no_approval' } as const;

const answerable = (state: TicketState, actor: Actor) =>
  requestersOf(state).includes(actor.id)
    ? []
    : openApprovals(state).filter(
        // Whoever stands in for several may have to say it again: only the core can tell.
        (one) => one.isCountedBySeat || !hasAnswered(one, actor.id),
      );
const isApprover = (state: TicketState, actor: Actor) => answerable(state, actor).length > 0;
const mayGrant = (state: TicketState, actor: Actor) =>
  answerable(state, actor).some((one) => !grantersOfOthers(state, one).includes(actor.id));
const hasOpenTask = (state: TicketState) => openTasks(state).length > 0;
const hasOpenPage = ({ pages = [] }: TicketState) => pages.length > 0;
const hasOpenEscalation = (state: TicketState) => openEscalation(state) !== undefined;

/**
 * Every command, once: the core, the workflow's updates, the API's addresses and their policy, the
 * explorer of `process check` and the screens take theirs from here.
 */
export const commands = {
  addMessage: { by: everybody, ...whileNotOver, isOpenToCopies: true, run: addMessage },
  assign: { by: desk, ...whileOpen, isHeldByApproval: true, run: assign },
  accept: {
    by: people,
    ...whileOpen,
    isHeldByApproval: true,
    offeredWhen: ({ assignee, status }, actor) => assignee !== actor.id || status === 'assigned',
    run: accept,
  },
  classify: { by: desk, ...whileOpen, run: reclassify },
  addDiagnosticStep: { by: desk, ...whileOpen, run: addDiagnosticStep },
  escalate: {
    by: desk,
    ...whileOpen,
    // Management can be told of anything.
    isHeldByApproval: ({ kind }) => kind !== 'hierarchical',
    run: escalate,
  },
  acceptEscalation: {
    by: people,
    ...whileOpen,
    offeredWhen: hasOpenEscalation,
    run: acceptEscalation,
  },
  refuseEscalation: {
    by: people,
    ...whileOpen,
    offeredWhen: hasOpenEscalation,
    run: refuseEscalation,
  },
  // A manager need not work on tickets, nor know the one they are asked about.
  approve: {
    by: requesterOrAgent,
    ...whileApproving,
    isOpenToCopies: true,
    offeredWhen: mayGrant,
    run: approve,
  },
  refuseApproval: {
    by: requesterOrAgent,
    ...whileApproving,
    isOpenToCopies: true,
    offeredWhen: isApprover,
    run: refuseApproval,
  },
  setPending: { by: desk, ...whileOpen, isHeldByApproval: true, run: setPending },
  endPending: {
    by: desk,
    from: ['pending'],
    otherwise: 'not_pending',
    isHeldByApproval: true,
    run: (draft) => endPending(draft, 'manual'),
  },
  resolve: {
    by: everybody,
    ...whileOpen,
    isHeldByApproval: true,
    isForDeskWhileShared: true,
    run: resolve,
  },
  reopen: { by: everybody, ...onceResolved, run: reopenByPeople },
  close: { by: everybody, ...onceResolved, isForDeskWhileShared: true, run: closeByPeople },
  cancel: { by: everybody, ...whileOpen, isForDeskWhileShared: true, run: cancel },
  recordSatisfaction: {
    by: ['requester'],
    from: ['resolved', 'closed'],
    otherwise: 'no_survey',
    offeredWhen: (state, actor) => askedBySurvey(state).includes(actor.id),
    run: recordSatisfaction,
  },
  merge: { by: desk, ...whileOpen, run: merge },
  unmerge: {
    by: desk,
    from: ['merged'],
    otherwise: 'not_merged',
    offeredWhen: ({ autoCloseAt }) => autoCloseAt !== null,
    run: unmerge,
  },
  link: { by: desk, ...whileNotOver, run: link },
  unlink: {
    by: desk,
    ...whileNotOver,
    offeredWhen: ({ links }) => links.length > 0,
    run: unlink,
  },
  setFields: { by: desk, ...whileOpen, run: setFields },
  addTask: { by: desk, ...whileNotOver, run: addTask },
  assignTask: { by: desk, ...whileNotOver, offeredWhen: hasOpenTask, run: assignTask },
  checkTaskItem: { by: desk, ...whileNotOver, offeredWhen: hasOpenTask, run: checkTaskItem },
  completeTask: { by: desk, ...whileNotOver, offeredWhen: hasOpenTask, run: completeTask },
  cancelTask: { by: desk, ...whileNotOver, offeredWhen: hasOpenTask, run: cancelTask },
  reopenTask: {
    by: desk,
    ...whileNotOver,
    offeredWhen: ({ tasks = [] }) => tasks.some(({ outcome }) => outcome !== 'open'),
    run: reopenTask,
  },
  changeTask: { by: desk, ...whileNotOver, offeredWhen: hasOpenTask, run: changeTask },
  tag: { by: desk, ...whileNotOver, run: tag },
  markAffected: { by: desk, ...whileNotOver, run: markAffected },
  renewRequester: { by: system, ...whileNotOver, isInternal: true, run: renewRequester },
  follow: {
    by: people,
    ...whileNotOver,
    offeredWhen: ({ followers = [] }, actor) => !followers.includes(actor.id),
    run: follow,
  },
  unfollow: {
    by: people,
    ...whileNotOver,
    offeredWhen: ({ followers = [] }, actor) => followers.includes(actor.id),
    run: unfollow,
  },
  addCopy: { by: people, ...whileNotOver, run: addCopy },
  removeCopy: {
    by: requesterOrAgent,
    ...whileNotOver,
    isOpenToCopies: true,
    offeredWhen: ({ copied = [] }) => copied.length > 0,
    run: removeCopy,
  },
  declareMajor: {
    by: desk,
    ...whileOpen,
    offeredWhen: ({ isMajor }) => !isMajor,
    run: declareMajor,
  },
  withdrawMajor: {
    by: desk,
    ...whileOpen,
    offeredWhen: ({ isMajor }) => isMajor,
    run: withdrawMajor,
  },
  requestApproval: { by: system, ...whileOpen, isInternal: true, run: requestApproval },
  requestConsent: { by: system, ...whileOpen, isInternal: true, run: requestConsent },
  answerConsent: {
    by: ['requester'],
    from: openOrResolved,
    otherwise: 'ticket_resolved',
    offeredWhen: (state, actor) => state.requesterId === actor.id && openConsents(state).length > 0,
    run: answerConsent,
  },
  withdrawConsent: {
    by: system,
    from: statuses,
    otherwise: 'ticket_resolved',
    isInternal: true,
    run: withdrawConsent,
  },
  requestCheck: { by: system, ...whileNotOver, isInternal: true, run: requestCheck },
  recordCheck: {
    by: system,
    from: statuses,
    otherwise: 'ticket_resolved',
    isInternal: true,
    run: recordCheck,
  },
  startPlaybook: { by: desk, ...whileOpen, run: startPlaybook },
  cancelPlaybook: {
    by: desk,
    ...whileNotOver,
    offeredWhen: ({ playbooks = [] }) => playbooks.length > 0,
    run: cancelPlaybook,
  },
  retryPlaybook: {
    by: desk,
    ...whileOpen,
    offeredWhen: ({ playbooks = [] }) => playbooks.some(({ status }) => status === 'parked'),
    run: retryPlaybook,
  },
  parkPlaybook: {
    by: system,
    from: statuses,
    otherwise: 'ticket_resolved',
    isInternal: true,
    run: parkPlaybook,
  },
  endPlaybook: {
    by: system,
    from: statuses,
    otherwise: 'ticket_resolved',
    isInternal: true,
    run: endPlaybook,
  },
  receivePlaybook: { by: system, ...whileNotOver, isInternal: true, run: receivePlaybook },
  acknowledgePage: { by: people, ...whileOpen, offeredWhen: hasOpenPage, run: acknowledgePage },
  placePage: { by: system, ...whileOpen, isInternal: true, run: placePage },
  receiveMessage: { by: desk, ...whileNotOver, isInternal: true, run: receiveMessage },
  receiveMerge: { by: system, ...whileNotOver, isInternal: true, run: receiveMerge },
  undoMerge: { by: system, ...whileNotOverOrMerged, isInternal: true, run: undoMerge },
  regainMessages: {
    by: system,
    from: statuses,
    otherwise: 'ticket_resolved',
    isInternal: true,
    run: regainMessages,
  },
  redirectMerge: {
    by: system,
    from: ['merged'],
    otherwise: 'not_merged',
    isInternal: true,
    run: redirectMerge,
  },
  takeBack: {
    by: system,
    from: statuses,
    otherwise: 'ticket_resolved',
    isInternal: true,
    run: takeBack,
  },
  takeAssignment: { by: system, ...whileOpen, isInternal: true, run: takeAssignment },
  // A resolved ticket may have tasks of theirs.
  release: { by: system, ...whileNotOver, isInternal: true, run: release },
  migrateProcess: {
    by: desk,
    ...whileNotOver,
    isInternal: true,
    offeredWhen: () => false,
    run: migrateProcess,
  },
} as const satisfies { [N in CommandName]: CommandRule<N> };

/** What people can ask of a ticket, each at an address of the API. */
export type HumanCommandName = {
  [N in CommandName]: (typeof commands)[N] extends { isInternal: true } ? never : N;
}[CommandName];

export const commandNames = keysOf(commands);
export const humanCommandNames = commandNames.filter(isHuman);

const rules: { [N in CommandName]: CommandRule<N> } = commands;

export function commandRule<N extends CommandName>(name: N): CommandRule<N> {
  return rules[name];
}

function isHuman(name: CommandName): name is HumanCommandName {
  return !('isInternal' in commands[name]);
}
