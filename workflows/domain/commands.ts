import type { Command, CommandName } from './actions.ts';
import { approve, refuseApproval } from './approval.ts';
import { accept, assign, takeAssignment } from './assignment.ts';
import { addDiagnosticStep, addMessage, receiveMessage } from './conversation.ts';
import type { Draft } from './draft.ts';
import { acceptEscalation, escalate, refuseEscalation } from './escalation.ts';
import { reclassify } from './intake.ts';
import { keysOf } from './keys.ts';
import { declareMajor, link, unlink, withdrawMajor } from './links.ts';
import { merge, receiveMerge, undoMerge, unmerge } from './merge.ts';
import { endPending, setPending } from './pending.ts';
import { migrateProcess } from './process_migration.ts';
import {
  cancel,
  closeByPeople,
  recordSatisfaction,
  reopenByPeople,
  resolve,
} from './resolution.ts';
import {
  type Actor,
  openApproval,
  openEscalation,
  openStatuses,
  type Status,
  type TicketState,
} from './ticket.ts';

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
  /** While an approval is open, it is refused (always, or such a one) and not offered (always). */
  isHeldByApproval?: true | ((command: Command<N>) => boolean);
  /** When it is offered, where the above does not say it all. A process may still ask for more. */
  offeredWhen?(state: TicketState, actor: Actor): boolean;
  /** The desk's own word, from ticket to ticket or from its allocator: people have no address for it. */
  isInternal?: true;
  /** Emits what happens. @throws Refused */
  run(draft: Draft, command: Command<N>): void;
}

const everybody = ['requester', 'agent', 'system'] as const;
const desk = ['agent', 'system'] as const;
const system = ['system'] as const;

const openOrResolved = [...openStatuses, 'resolved'] as const;
/** Of a ticket that is open: after its resolution one must reopen it first. */
const whileOpen = { from: openStatuses, otherwise: 'ticket_resolved' } as const;
const whileNotOver = { from: openOrResolved, otherwise: 'ticket_resolved' } as const;
const onceResolved = { from: ['resolved'], otherwise: 'not_resolved' } as const;
const whileApproving = { from: ['pending'], otherwise: 'no_approval' } as const;

const isApprover = (state: TicketState, actor: Actor) =>
  openApproval(state) !== undefined && state.requesterId !== actor.id;
const hasOpenEscalation = (state: TicketState) => openEscalation(state) !== undefined;

/**
 * Every command, once: the core, the workflow's updates, the API's addresses and their policy, the
 * explorer of `process check` and the screens take theirs from here.
 */
export const commands = {
  addMessage: { by: everybody, ...whileNotOver, run: addMessage },
  assign: { by: desk, ...whileOpen, isHeldByApproval: true, run: assign },
  accept: {
    by: ['agent'],
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
    by: desk,
    ...whileOpen,
    offeredWhen: hasOpenEscalation,
    run: acceptEscalation,
  },
  refuseEscalation: {
    by: desk,
    ...whileOpen,
    offeredWhen: hasOpenEscalation,
    run: refuseEscalation,
  },
  approve: { by: desk, ...whileApproving, offeredWhen: isApprover, run: approve },
  refuseApproval: { by: desk, ...whileApproving, offeredWhen: isApprover, run: refuseApproval },
  setPending: { by: desk, ...whileOpen, isHeldByApproval: true, run: setPending },
  endPending: {
    by: desk,
    from: ['pending'],
    otherwise: 'not_pending',
    isHeldByApproval: true,
    run: (draft) => endPending(draft, 'manual'),
  },
  resolve: { by: everybody, ...whileOpen, isHeldByApproval: true, run: resolve },
  reopen: { by: everybody, ...onceResolved, run: reopenByPeople },
  close: { by: everybody, ...onceResolved, run: closeByPeople },
  cancel: { by: everybody, ...whileOpen, run: cancel },
  recordSatisfaction: {
    by: ['requester'],
    from: ['resolved', 'closed'],
    otherwise: 'no_survey',
    offeredWhen: ({ survey }) => survey?.state === 'open',
    run: recordSatisfaction,
  },
  merge: {
    by: desk,
    ...whileOpen,
    offeredWhen: ({ mergedFrom }) => mergedFrom.length === 0,
    run: merge,
  },
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
  receiveMessage: { by: desk, ...whileNotOver, isInternal: true, run: receiveMessage },
  receiveMerge: { by: system, ...whileNotOver, isInternal: true, run: receiveMerge },
  undoMerge: { by: system, ...whileNotOver, isInternal: true, run: undoMerge },
  takeAssignment: { by: system, ...whileOpen, isInternal: true, run: takeAssignment },
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
