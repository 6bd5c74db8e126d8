import { attentionDue } from './attention.ts';
import type { CommandPayload } from './commands.ts';
import type { Draft } from './draft.ts';
import type { TicketEvent } from './events.ts';
import { Refused } from './refusals.ts';
import { ruleOfActor } from './rules/rule.ts';
import {
  type ConsentOutcome,
  type FieldValues,
  isOpen,
  type PlaybookRun,
  playbooksMax,
  type RunStep,
  type Status,
  type TicketState,
} from './ticket.ts';

/**
 * Playbooks on a ticket: it knows which run and what became of each. What a run does step by step is
 * its own, in its workflow and in rows.
 */

/** The workflow of a run: the `n`th that a ticket began. */
export function playbookRunId(ticketId: string, n: number): string {
  return `playbook-${ticketId}-${n}`;
}

/** An agent, a rule or the process wants it. Which version that is, and on what code, is found when it begins. */
export function startPlaybook(draft: Draft, payload: CommandPayload['startPlaybook']): void {
  const { playbook, inputId = null } = payload;
  const rule = ruleOfActor(draft.actor);
  begin(draft, { playbook, inputId, ...(rule !== null && { rule }) });
}

interface Beginning {
  playbook: string;
  inputId: string | null;
  /** The rule that began it, or the run that it is tried again for. */
  rule?: string;
  retryOf?: string;
  fromStep?: string;
}

function begin(draft: Draft, beginning: Beginning): void {
  const { playbooks = [], playbookCount = 0, ticketId } = draft.state;
  if (playbooks.length >= playbooksMax) {
    throw new Refused('too_many_playbooks', { limit: playbooksMax });
  }
  const n = playbookCount + 1;
  draft.emit('playbook_started', { n, runId: playbookRunId(ticketId, n), ...beginning });
}

/** Nothing more is waited for; the run is told, and cleans up after itself. */
export function cancelPlaybook(draft: Draft, payload: CommandPayload['cancelPlaybook']): void {
  const { runId, playbook } = known(draft.state, payload.runId);
  const noteId = payload.noteId ?? null;
  draft.emit('playbook_ended', { runId, playbook, outcome: 'cancelled', noteId });
}

/** Another run takes what the steps before gave, and does the rest again. */
export function retryPlaybook(draft: Draft, payload: CommandPayload['retryPlaybook']): void {
  const run = known(draft.state, payload.runId);
  if (run.status !== 'parked') throw new Refused('playbook_runs', { playbook: run.playbook });
  const { runId, playbook, inputId, rule } = run;
  draft.emit('playbook_ended', { runId, playbook, outcome: 'retried', noteId: null });
  const { fromStep } = payload;
  begin(draft, {
    ...{ playbook, inputId, retryOf: runId },
    ...(rule !== undefined && { rule }),
    ...(fromStep !== undefined && { fromStep }),
  });
}

/** It cannot go on by itself: somebody has to look, whatever else the ticket waits for. */
export function parkPlaybook(draft: Draft, payload: CommandPayload['parkPlaybook']): void {
  const { runId, playbook, status } = known(draft.state, payload.runId);
  if (status === 'parked') return;
  draft.emit('playbook_parked', { ...payload, runId, playbook });
  if (isOpen(draft.state)) attentionDue(draft);
}

export function endPlaybook(draft: Draft, payload: CommandPayload['endPlaybook']): void {
  const { runId, playbook } = known(draft.state, payload.runId);
  draft.emit('playbook_ended', { runId, playbook, outcome: payload.outcome, noteId: null });
}

/** A run whose ticket was merged into this one goes on here. */
export function receivePlaybook(draft: Draft, payload: CommandPayload['receivePlaybook']): void {
  const { playbooks = [] } = draft.state;
  if (playbooks.some(({ runId }) => runId === payload.runId)) return;
  if (playbooks.length >= playbooksMax) {
    throw new Refused('too_many_playbooks', { limit: playbooksMax });
  }
  draft.emit('playbook_received', payload);
}

function known({ playbooks = [] }: TicketState, runId: string): PlaybookRun {
  const run = playbooks.find((one) => one.runId === runId);
  if (!run) throw new Refused('no_playbook', { runId });
  return run;
}

/** What the workflow of a run is told, in order: that it shall begin, and what it may wait for. */
export type PlaybookNews = { runId: string } & (
  | { kind: 'start'; start: PlaybookBeginning }
  | { kind: 'cancel' }
  | { kind: 'approval'; rule: string; n: number; outcome: ApprovalOutcome; by: string | null }
  | ({ kind: 'task'; step: string } & TaskOutcome)
  | { kind: 'consent'; step: string; outcome: ConsentEnd; by: string | null }
  | { kind: 'ticket'; ticketId: string; status: Status; mergedInto: string | null }
);

/** How a task that a playbook added ended. Of `answers` those in `texts` are ids of texts. */
export interface TaskOutcome {
  outcome: 'done' | 'cancelled';
  by: string;
  answers: FieldValues;
  texts: string[];
}

export type ConsentEnd = Exclude<ConsentOutcome, 'open'>;

export type ApprovalOutcome = 'granted' | 'refused' | 'lapsed' | 'withdrawn';

/** All that a run is begun with. Plain JSON: it is the argument of its workflow. */
export interface PlaybookBeginning extends Beginning {
  runId: string;
  n: number;
  ticket: PlaybookTicket;
}

/** The ticket as a playbook sees it when it begins. */
export type PlaybookTicket = Pick<
  TicketState,
  | 'ticketId'
  | 'processId'
  | 'type'
  | 'channel'
  | 'category'
  | 'service'
  | 'impact'
  | 'urgency'
  | 'priority'
  | 'requesterId'
  | 'requesterTier'
  | 'group'
  | 'assignee'
  | 'openedAt'
  | 'fields'
  | 'tags'
  | 'affected'
>;

const approvalOutcomes = {
  approval_granted: 'granted',
  approval_refused: 'refused',
  approval_lapsed: 'lapsed',
  approval_withdrawn: 'withdrawn',
} as const satisfies Partial<Record<TicketEvent['type'], ApprovalOutcome>>;

const tellingOfTicket = [
  'ticket_resolved',
  'ticket_reopened',
  'ticket_closed',
  'ticket_cancelled',
  'ticket_merged',
  'ticket_unmerged',
  'merge_redirected',
] as const satisfies readonly TicketEvent['type'][];

/**
 * What runs of playbooks are told after an event.
 * @param state the ticket after the event
 */
export function playbookNewsOf(event: TicketEvent, state: TicketState): PlaybookNews[] {
  switch (event.type) {
    case 'playbook_started': {
      const { runId, n, playbook, inputId, retryOf, fromStep } = event.data;
      const retried = {
        ...(retryOf !== undefined && { retryOf }),
        ...(fromStep !== undefined && { fromStep }),
      };
      const start = { runId, n, playbook, inputId, ...retried, ticket: ticketFor(state) };
      return [{ runId, kind: 'start', start }];
    }
    case 'playbook_ended': {
      const { runId, outcome } = event.data;
      return outcome === 'cancelled' ? [{ runId, kind: 'cancel' }] : [];
    }
    case 'approval_granted':
    case 'approval_refused':
    case 'approval_lapsed':
    case 'approval_withdrawn': {
      const { n } = event.data;
      const rule = state.approvals.find((one) => one.n === n)?.rule ?? '';
      const outcome = approvalOutcomes[event.type];
      const by = outcome === 'lapsed' ? null : event.actor.id;
      return toRuns(state, (runId) => ({ runId, kind: 'approval', rule, n, outcome, by }));
    }
    case 'task_completed':
    case 'task_cancelled': {
      const { run } = event.data;
      return run ? [ofTask(event, run)] : [];
    }
    case 'consent_answered': {
      const { run, answer } = event.data;
      return run ? [ofConsent(run, answer, event.actor.id)] : [];
    }
    case 'consent_lapsed': {
      const { run } = event.data;
      return run ? [ofConsent(run, 'lapsed', null)] : [];
    }
    case 'consent_withdrawn': {
      const { run } = event.data;
      return run ? [ofConsent(run, 'withdrawn', null)] : [];
    }
    default:
      return tellingOfTicket.some((type) => type === event.type) ? ofTicket(state) : [];
  }
}

function ofTask(
  event: TicketEvent & { type: 'task_completed' | 'task_cancelled' },
  { id: runId, step }: RunStep,
): PlaybookNews {
  const told = { runId, kind: 'task', step, by: event.actor.id } as const;
  if (event.type === 'task_cancelled')
    return { ...told, outcome: 'cancelled', answers: {}, texts: [] };
  const { answers = {}, kinds = {} } = event.data;
  const texts = Object.keys(answers).filter((name) => kinds[name] === 'text');
  return { ...told, outcome: 'done', answers, texts };
}

function ofConsent({ id: runId, step }: RunStep, outcome: ConsentEnd, by: string | null) {
  return { runId, kind: 'consent', step, outcome, by } as const;
}

function ofTicket(state: TicketState): PlaybookNews[] {
  const { ticketId, status, mergedInto, awaitedBy } = state;
  const told = toRuns(state, (runId) => ({ runId, kind: 'ticket', ticketId, status, mergedInto }));
  if (awaitedBy === undefined) return told;
  return [...told, { runId: awaitedBy, kind: 'ticket', ticketId, status, mergedInto }];
}

function toRuns(
  { playbooks = [] }: TicketState,
  tell: (runId: string) => PlaybookNews,
): PlaybookNews[] {
  return playbooks.filter(({ status }) => status === 'running').map(({ runId }) => tell(runId));
}

function ticketFor(state: TicketState): PlaybookTicket {
  const { ticketId, processId, type, channel, category, service, impact, urgency } = state;
  const { priority, requesterId, requesterTier, group, assignee, openedAt } = state;
  const { fields, tags, affected } = state;
  return {
    ...{ ticketId, processId, type, channel, category, service, impact, urgency, priority },
    ...{ requesterId, requesterTier, group, assignee, openedAt },
    ...(fields && { fields }),
    ...(tags && { tags }),
    ...(affected && { affected }),
  };
}
