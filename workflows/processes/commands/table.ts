import type { Command, CommandName } from '../../domain/commands.ts';
import { minuteMs } from '../../domain/durations.ts';
import { missingForHandOff } from '../../domain/gate.ts';
import { manualReasonsOf } from '../../domain/pending.ts';
import { openEscalation } from '../../domain/ticket.ts';
import {
  changedFields,
  findData,
  on,
  type Reader,
  readAnswer,
  readAssignment,
  readClimb,
  readDescent,
  readMessage,
  readRefusal,
  readRegained,
} from './reading_back.ts';
import {
  agents,
  allocator,
  anotherAgent,
  answers,
  classifications,
  codesThatDiffer,
  desk,
  fillings,
  markings,
  mergedTicket,
  offer,
  otherTicket,
  partedTicket,
  renewals,
  requester,
  skillsTried,
  type Tried,
  taggings,
  withOpenEscalation,
} from './trying.ts';

/** What check, diagrams and simulation know of one command. */
export interface CommandSketch<N extends CommandName> {
  /** The explorer: by each kind of actor, with a payload for each name the process knows. */
  tried: Tried<N>;
  /** At its arrow between two statuses; null where it moves no ticket to another. */
  label: string | ((command: Command<N>) => string) | null;
  /** From the events it left; null where nothing can be read back. */
  readBack: Reader<N> | null;
}

export const changeOfReason = 'set to pending';

/**
 * Every command, once. In the order in which they are read back: the first that knows events as its
 * own is the one, and commands whose events others may bring about as well come last.
 */
export const commandSketches: { [N in CommandName]: CommandSketch<N> } = {
  takeBack: {
    tried: { untried: 'what it undoes is tried as unmerge and unlink' },
    label: null,
    readBack(group) {
      const refused = findData(group, 'delivery_refused');
      if (!refused) return undefined;
      const { isTakenBack: _, ...told } = refused;
      const link = findData(group, 'ticket_unlinked') ?? null;
      return { mark: 'delivery_refused', payload: { ...told, link } };
    },
  },
  regainMessages: {
    tried: { untried: 'what was said before moves a ticket no more than when it is said' },
    label: null,
    readBack: readRegained,
  },
  addMessage: {
    tried: ({ agent }) => [
      ['the requester writes', requester, { messageId: 'message', visibility: 'public' }],
      ['an agent answers', agent, { messageId: 'message', visibility: 'public' }],
      ['an agent writes an internal note', agent, { messageId: 'message', visibility: 'internal' }],
    ],
    label: ({ actor }) => (actor.kind === 'requester' ? 'requester writes' : 'first work'),
    readBack: readMessage,
  },
  requestApproval: {
    tried: { untried: 'what is asked by a playbook is decided as what the process asks' },
    label: null,
    readBack: null,
  },
  requestConsent: {
    tried: { untried: 'what a requester agrees to moves no ticket: a playbook does' },
    label: null,
    readBack(group) {
      const event = group.find((one) => one.type === 'consent_requested');
      if (event?.type !== 'consent_requested') return undefined;
      const { titleId, noteId, expiresAt, run } = event.data;
      const payload = { titleId, noteId, withinMs: expiresAt - event.at, ...(run && { run }) };
      return { mark: 'consent_requested', payload };
    },
  },
  answerConsent: {
    tried: { untried: 'as asking for it' },
    label: null,
    readBack: on('consent_answered', ({ n, answer, noteId }) => ({ n, answer, noteId })),
  },
  withdrawConsent: {
    tried: { untried: 'as asking for it' },
    label: null,
    readBack: on('consent_withdrawn', ({ n }) => ({ n })),
  },
  requestCheck: {
    tried: { untried: 'what a check finds moves no ticket: a rule or a playbook does' },
    label: null,
    readBack: on('check_requested', ({ n: _, ...asked }) => asked),
  },
  recordCheck: {
    tried: { untried: 'it counts as a diagnostic step, which is tried' },
    label: null,
    readBack: on('diagnostic_step_recorded', ({ stepId, check, runbookStep }) =>
      check === undefined ? undefined : { stepId, check, runbookStep },
    ),
  },
  startPlaybook: {
    tried: { untried: 'what a playbook does to a ticket it does by commands: each is tried' },
    label: null,
    readBack: on('playbook_started', ({ playbook, inputId, retryOf }) =>
      retryOf === undefined ? { playbook, inputId } : undefined,
    ),
  },
  cancelPlaybook: {
    tried: { untried: 'as starting one' },
    label: null,
    readBack: on('playbook_ended', ({ runId, outcome, noteId }) =>
      outcome === 'cancelled' ? { runId, noteId } : undefined,
    ),
  },
  retryPlaybook: {
    tried: { untried: 'as starting one' },
    label: null,
    readBack: on('playbook_started', ({ retryOf, fromStep }) =>
      retryOf === undefined
        ? undefined
        : { runId: retryOf, ...(fromStep !== undefined && { fromStep }) },
    ),
  },
  parkPlaybook: {
    tried: { untried: 'it asks for attention, as each ticket that nothing moves does' },
    label: null,
    readBack: on('playbook_parked', ({ runId, step, place, reason }) => ({
      ...{ runId, step, place },
      ...(reason !== undefined && { reason }),
    })),
  },
  endPlaybook: {
    tried: { untried: 'as starting one' },
    label: null,
    readBack: on('playbook_ended', ({ runId, outcome }) =>
      outcome === 'done' ? { runId, outcome } : undefined,
    ),
  },
  receivePlaybook: {
    tried: { untried: 'as starting one' },
    label: null,
    readBack: on('playbook_received', (received) => received),
  },
  acknowledgePage: {
    tried: { untried: 'it moves no ticket: who is told next is all that it changes' },
    label: null,
    readBack: on('page_acknowledged', ({ n, cause }) => (cause === 'said' ? { n } : undefined)),
  },
  placePage: {
    tried: { untried: 'as acknowledging one' },
    label: null,
    readBack: null,
  },
  receiveMessage: {
    tried: { untried: 'what a major incident says moves no more than an answer does' },
    label: null,
    readBack: on('message_added', ({ messageId, fromTicketId }) =>
      fromTicketId === undefined ? undefined : { messageId, fromTicketId },
    ),
  },
  classify: {
    tried: classifications,
    label: 'classified',
    readBack: on('ticket_classified', (data, classified) => changedFields(classified, data)),
  },
  addDiagnosticStep: {
    *tried({ state, process, rules, agent }) {
      const kinds = process.gates.flatMap(({ requires }) => requires.map(({ kind }) => kind));
      for (const kind of new Set(kinds.length > 0 ? kinds : (['test'] as const))) {
        const words = `an agent records a diagnostic step of kind ${kind.replace('_', ' ')}`;
        yield [words, agent, { stepId: 'step', kind, hasRuledOut: false }];
      }
      // In whichever order they are carried out, the gate asks for the rest.
      for (const one of missingForHandOff(state, { at: state.updatedAt, rules })) {
        if ('kind' in one) continue;
        const { runbookStep } = one;
        const words = `an agent carries out step ${runbookStep} of the runbook`;
        yield [
          words,
          agent,
          { stepId: 'step', kind: 'information', runbookStep, hasRuledOut: false },
        ];
        break;
      }
    },
    label: 'first work',
    readBack: on('diagnostic_step_recorded', ({ tier: _, check, ...step }) =>
      check === undefined ? step : undefined,
    ),
  },
  approve: {
    tried: ({ state }) => answers(state, 'it is approved'),
    label: 'approved',
    readBack: readAnswer('granted'),
  },
  refuseApproval: {
    tried: ({ state }) => answers(state, 'it is not approved'),
    label: 'not approved',
    readBack: readAnswer('refused'),
  },
  refuseEscalation: {
    tried: ({ state, agent }) =>
      withOpenEscalation(state, (n) => [
        'the receiving group refuses the escalation',
        agent,
        { n },
      ]),
    label: 'hand-off refused',
    readBack: readRefusal,
  },
  resolve: {
    *tried({ process, agent }) {
      const given = { noteId: 'note', rootCauseId: 'root_cause', articleId: 'article' };
      const codes = codesThatDiffer(process);
      for (const code of codes) {
        yield [`an agent resolves it as ${code}`, agent, { code, ...given }];
      }
      const [code] = codes;
      if (code) yield [`the requester resolves it as ${code}`, requester, { code }];
    },
    label: 'resolved',
    readBack: on('ticket_resolved', (data) => {
      const { code, noteId, rootCauseId, articleId, isForChildren } = data;
      const forChildren = isForChildren && { isForChildren };
      return { code, noteId, rootCauseId, articleId, ...forChildren };
    }),
  },
  merge: {
    tried: ({ agent }) => [
      ['an agent merges it into another ticket', agent, { into: otherTicket }],
    ],
    label: 'merged',
    readBack: on('ticket_merged', ({ into, noteId }) => ({ into, noteId })),
  },
  escalate: {
    *tried(scene) {
      const { state, process, agent } = scene;
      const [reason] = process.escalationReasons;
      if (reason) {
        yield ['an agent escalates it to more skill', agent, { kind: 'functional', reason }];
        yield ['an agent escalates it to management', agent, { kind: 'hierarchical', reason }];
      }
      const downward = { kind: 'downward', noteId: 'note' } as const;
      yield ['an agent sends it back to a lower tier', agent, downward];
      if (openEscalation(state)) {
        yield ['another agent sends it back to a lower tier', anotherAgent(scene), downward];
      }
    },
    label: 'escalated',
    readBack: (group, classified) => readClimb(group) ?? readDescent(group, classified),
  },
  unmerge: {
    tried: ({ agent }) => [['an agent undoes the merge', agent, {}]],
    label: 'unmerged',
    readBack: on('ticket_unmerged', () => ({})),
  },
  setPending: {
    *tried({ agent, process }) {
      for (const reason of manualReasonsOf(process)) {
        yield [`an agent sets it to pending on ${reason}`, agent, { reason }];
      }
    },
    label: changeOfReason,
    readBack: on('pending_started', ({ reason, until, noteId }) =>
      reason === 'approval' ? undefined : { reason, until, noteId },
    ),
  },
  reopen: {
    tried: () => [
      ['the requester reopens it', requester, {}],
      ['its agent reopens it', agents[0], {}],
    ],
    label: 'reopened',
    readBack: on('ticket_reopened', ({ noteId }) => ({ noteId })),
  },
  close: {
    tried: () => [['the requester closes it', requester, {}]],
    label: 'closed',
    readBack: on('ticket_closed', ({ noteId }) => ({ noteId })),
  },
  cancel: {
    tried: () => [['the requester cancels it', requester, {}]],
    label: 'cancelled',
    readBack: on('ticket_cancelled', ({ noteId }) => ({ noteId })),
  },
  recordSatisfaction: {
    tried: ({ state: { survey } }) =>
      survey?.state === 'open'
        ? [['the requester answers the survey', requester, { score: 4 }]]
        : [],
    label: null,
    readBack: on('satisfaction_recorded', ({ score, commentId, channel }) => ({
      score,
      commentId,
      ...(channel && { channel }),
    })),
  },
  receiveMerge: {
    tried: ({ state: { mergedFrom } }) =>
      mergedFrom.length > 0 ? [] : [['another ticket is merged into it', desk, mergedTicket]],
    label: null,
    readBack: on('merge_received', ({ ticketId, tickets }) => ({
      ticketId,
      tickets,
      isMajor: false,
    })),
  },
  undoMerge: {
    tried: ({ state: { mergedFrom } }) =>
      mergedFrom.length > 0
        ? [['the ticket merged into it leaves it again', desk, partedTicket]]
        : [],
    label: null,
    readBack: on('merge_undone', ({ ticketId, tickets }) => ({
      ticketId,
      tickets: tickets.map((parted) => parted.ticketId),
    })),
  },
  redirectMerge: {
    tried: { untried: 'where a merged ticket is followed changes nothing of it' },
    label: null,
    readBack: on('merge_redirected', ({ into }) => ({ into })),
  },

  link: {
    tried: ({ state: { links }, agent }) =>
      links.length > 0
        ? []
        : [['an agent links it to another ticket', agent, { kind: 'related', id: otherTicket }]],
    label: null,
    readBack: on('ticket_linked', (link) => link),
  },
  unlink: {
    tried: ({ state: { links }, agent }) =>
      links.length > 0
        ? [['an agent unlinks it', agent, { kind: 'related', id: otherTicket }]]
        : [],
    label: null,
    readBack: on('ticket_unlinked', ({ kind, id }) => ({ kind, id })),
  },
  setFields: {
    tried: fillings,
    label: 'fields filled in',
    readBack: on('fields_set', ({ fields }) => ({ fields })),
  },
  addTask: {
    tried: { untried: 'a task is work beside the ticket: it moves it to no other status' },
    label: null,
    readBack: on('task_added', (data) => {
      const { name, titleId, descriptionId, checklistId, itemCount, group, assignee } = data;
      const { after, dueAt, withinMs, isRequired = false, isShown = false, run } = data;
      return {
        ...(name !== undefined && { task: name }),
        ...{ titleId, group, assignee, isRequired, isShown },
        ...(descriptionId !== undefined && { descriptionId }),
        ...(checklistId !== undefined &&
          itemCount !== undefined && { checklist: { textId: checklistId, itemCount } }),
        ...(after && { after }),
        ...(withinMs === undefined ? { dueAt } : { withinMinutes: withinMs / minuteMs }),
        ...(run && { run }),
      };
    }),
  },
  completeTask: {
    tried: {
      untried: 'as adding one; a required one holds the resolution up, and can be cancelled',
    },
    label: null,
    readBack: on('task_completed', ({ n, noteId, answers }) => ({
      ...{ n, noteId },
      ...(answers && { answers }),
    })),
  },
  assignTask: {
    tried: { untried: 'as adding one' },
    label: null,
    readBack: on('task_assigned', ({ n, assignee, group, cause }) =>
      cause === 'left' ? undefined : { n, assignee, group },
    ),
  },
  checkTaskItem: {
    tried: { untried: 'as adding one' },
    label: null,
    readBack: on('task_item_checked', (data) => data),
  },
  cancelTask: {
    tried: { untried: 'as adding one' },
    label: null,
    readBack: on('task_cancelled', ({ n, noteId, cause }) =>
      cause === 'manual' ? { n, noteId } : undefined,
    ),
  },
  reopenTask: {
    tried: { untried: 'as adding one' },
    label: null,
    readBack: on('task_reopened', ({ n, noteId }) => ({ n, noteId })),
  },
  changeTask: {
    tried: { untried: 'as adding one' },
    label: null,
    readBack: on('task_changed', ({ due, ...change }) => ({
      ...change,
      ...(due &&
        (due.withinMs === undefined
          ? { dueAt: due.dueAt }
          : { withinMinutes: due.withinMs / minuteMs })),
    })),
  },
  tag: {
    tried: taggings,
    label: null,
    readBack: on('ticket_tagged', ({ added, removed }) => ({ add: added, remove: removed })),
  },
  markAffected: {
    tried: markings,
    label: null,
    readBack: on('affected_changed', ({ added, removed, facts }) => ({
      add: added,
      remove: removed,
      ...(facts && { facts }),
    })),
  },
  renewRequester: {
    tried: renewals,
    label: null,
    readBack: on('requester_facts_changed', (data) => data),
  },
  follow: {
    tried: { untried: 'whoever listens changes nothing of what they hear' },
    label: null,
    readBack: on('ticket_followed', ({ cause }) => (cause === 'self' ? {} : undefined)),
  },
  unfollow: {
    tried: { untried: 'whoever listens no more changes nothing' },
    label: null,
    readBack: on('ticket_unfollowed', () => ({})),
  },
  addCopy: {
    tried: { untried: 'a copy lets somebody read and reply: what a reply moves is tried as one' },
    label: null,
    readBack: on('copy_added', ({ person }) => ({ accountId: person })),
  },
  removeCopy: {
    tried: { untried: 'as adding one' },
    label: null,
    readBack: on('copy_removed', ({ person }) => ({ accountId: person })),
  },
  declareMajor: {
    tried: ({ state: { isMajor }, agent }) =>
      isMajor ? [] : [['an agent declares a major incident', agent, {}]],
    label: null,
    readBack: on('major_incident_declared', ({ noteId }) => ({ noteId })),
  },
  withdrawMajor: {
    tried: ({ state: { isMajor }, agent }) =>
      isMajor ? [['an agent withdraws the major incident', agent, {}]] : [],
    label: null,
    readBack: on('major_incident_withdrawn', ({ noteId }) => ({ noteId })),
  },
  takeAssignment: {
    tried: ({ state: { waitingForAgent, group }, process }) =>
      waitingForAgent
        ? [
            [
              'the allocator gives it to an agent',
              allocator,
              { ...offer, assignee: 'agent_1', group, assigneeSkills: skillsTried(process) },
            ],
          ]
        : [],
    label: 'agent found',
    readBack: on('ticket_assigned', (data) => {
      const { assignee, group, cause, decisionId, strategy, candidates, skills } = data;
      if (cause !== 'automatic') return undefined;
      const decided = { decisionId: decisionId ?? '', strategy: strategy ?? '' };
      return { ...decided, assignee, group, candidates, ...(skills && { assigneeSkills: skills }) };
    }),
  },
  release: {
    tried: { untried: 'it takes an agent away as an assignment to nobody does' },
    label: null,
    readBack(group) {
      const left = findData(group, 'ticket_unassigned');
      if (left?.cause !== 'left') return undefined;
      const preferredAgent = findData(group, 'assignment_requested')?.preferredAgent ?? null;
      return { mark: 'ticket_unassigned', payload: { assignee: left.assignee, preferredAgent } };
    },
  },
  accept: {
    tried: (scene) => [
      ['an agent accepts it', scene.agent, {}],
      ['another agent accepts it', anotherAgent(scene), {}],
    ],
    label: 'accepted',
    readBack(group) {
      const isBegun = findData(group, 'work_started') !== undefined;
      const isGiven = findData(group, 'ticket_assigned') !== undefined;
      // Assigned to a group above, it was taken over to be handed on; taken up, work on it began.
      if (findData(group, 'escalated') && !(isGiven && isBegun)) return undefined;
      // Of what gives a ticket to an agent, only accepting it takes over a hand-off as well.
      if (!isBegun && !(isGiven && findData(group, 'escalation_accepted'))) return undefined;
      return { mark: isGiven ? 'ticket_assigned' : 'work_started', payload: {} };
    },
  },
  assign: {
    *tried(scene) {
      const { state, process, agent } = scene;
      yield ['an agent gives it to another agent', agent, { assignee: anotherAgent(scene).id }];
      yield ['an agent gives it back to the queue', agent, {}];
      for (const group of Object.keys(process.groups)) {
        if (group === state.group) continue;
        yield [`an agent moves it to ${group}`, agent, { group }];
        // Who made a hand-off takes it back; anybody else refuses it.
        if (openEscalation(state)) {
          yield [`another agent moves it to ${group}`, anotherAgent(scene), { group }];
        }
      }
    },
    label: ({ assignee }) => (assignee ? 'given to an agent' : 'put into a queue'),
    readBack: readAssignment,
  },
  endPending: {
    tried: ({ agent }) => [['an agent resumes it', agent, {}]],
    label: 'resumed',
    readBack: on('pending_ended', () => ({})),
  },
  acceptEscalation: {
    tried: ({ state, agent }) =>
      withOpenEscalation(state, (n) => [
        'the receiving group accepts the escalation',
        agent,
        { n },
      ]),
    label: 'hand-off accepted',
    readBack: on('escalation_accepted', ({ n }) => ({ n })),
  },
  migrateProcess: {
    tried: { untried: 'one process is looked at, and each of its versions by itself' },
    label: null,
    readBack: null,
  },
};
