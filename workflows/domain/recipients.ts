import type { TicketEvent } from './events.ts';
import {
  type ApprovalTerms,
  copiedOf,
  type Escalation,
  endedByApproval,
  grantersOfOthers,
  isAmong,
  personNamed,
  requestersOf,
  type Task,
  type TicketState,
} from './ticket.ts';

/**
 * Who is addressed. A group is everybody whom the process lists under that name: a support group,
 * or a role such as `duty_manager`. Management is whoever answers for the process, at a level.
 * Approvers are a group too, with whoever stands in for one of them: where nobody of it may decide, the
 * owners, who stand in for all; where one person decides, that group only where nobody is that person,
 * or can be asked.
 */
export type Addressee =
  | { kind: 'account'; id: string }
  | { kind: 'group'; id: string }
  | { kind: 'approvers'; id: string; person?: AskedPerson }
  | { kind: 'management'; level: number };

/** So many managers above somebody, who is meant themselves where there is none between. */
export interface AskedPerson {
  of: string;
  levels: 0 | 1 | 2;
}

/** The one person who decides an approval, where it is one. */
export function askedPerson(
  { managerOf, personIn }: ApprovalTerms,
  state: Pick<TicketState, 'requesterId' | 'fields'>,
): AskedPerson | undefined {
  if (personIn !== undefined) {
    const of = personNamed(state, personIn);
    return of === null ? undefined : { of, levels: 0 };
  }
  if (!managerOf) return undefined;
  return { of: state.requesterId, levels: managerOf === 'manager' ? 2 : 1 };
}

/** Whether somebody is told as one who asked for the ticket, or as one who works on it. */
export const notificationSides = ['requesters', 'agents'] as const;
export type NotificationSide = (typeof notificationSides)[number];

/** Why requesters are told, and those in copy. */
export const requesterReasons = [
  'resolved',
  'not_approved',
  'cancelled',
  'approved',
  'answered',
  'reminder',
  'consent_requested',
  'put_on_hold',
  'merge_undone',
  'colleague_wrote',
  'copied',
  'received',
] as const;

/** Why the desk is told, and whoever decides for it. */
export const agentReasons = [
  'paged',
  'page_unanswered',
  'approval_requested',
  'escalated',
  'attention_required',
  'assigned',
  'taken_over',
  'mentioned',
  'assignment_overdue',
  'task_assigned',
  'task_due',
  'task_waiting',
  'task_ended',
  'rule',
  'warned',
  'handed_off',
  'handed_back',
  'requester_wrote',
  'reopened',
  'cancelled',
  'not_taken',
  'merge_undone',
  'followed',
] as const;

export type RequesterReason = (typeof requesterReasons)[number];
export type AgentReason = (typeof agentReasons)[number];
export type RecipientReason = RequesterReason | AgentReason;

/** The strongest of each side first: who is told by several ways at once is told by that one. */
export const recipientReasons: readonly RecipientReason[] = [
  ...new Set<RecipientReason>([...agentReasons, ...requesterReasons]),
];

/** Types of the events that somebody who works at the desk may be told of. */
export const agentEventTypes = [
  'ticket_assigned',
  'message_added',
  'ticket_reopened',
  'ticket_cancelled',
  'pending_reminder',
  'ticket_resolved',
  'notification_requested',
  'escalated',
  'ticket_routed',
  'approval_requested',
  'approval_reminder',
  'assignment_overdue',
  'sla_warning',
  'rules_stopped',
  'rule_note_added',
  'attention_required',
  'delivery_refused',
  'ticket_unmerged',
  'merge_undone',
  'copy_added',
  'paged',
  'page_unanswered',
  'task_added',
  'task_assigned',
  'task_opened',
  'task_reopened',
  'task_warned',
  'task_overdue',
  'task_completed',
  'task_cancelled',
] as const satisfies readonly TicketEvent['type'][];

/** Types of the events that somebody may be told of: nobody is told of any other. */
export const tellingEventTypes = [
  ...agentEventTypes,
  'ticket_opened',
  'pending_started',
  'pending_ended',
  'consent_requested',
  'consent_reminder',
] as const satisfies readonly TicketEvent['type'][];

type TellingEvent = Extract<TicketEvent, { type: (typeof tellingEventTypes)[number] }>;

function isTelling(event: TicketEvent): event is TellingEvent {
  return isAmong(tellingEventTypes, event.type);
}

/** Somebody who is to be told of an event. */
export interface Recipient {
  to: Addressee;
  reason: RecipientReason;
  side: NotificationSide;
  /** Not before this instant: later than the event where that fell in quiet hours. */
  at: number;
  /** Accounts that are left out of `to`: who did it, and who must not decide it. */
  except: string[];
}

/**
 * Who is to be told of an event. It is read from the event and the ticket alone, as `evolve` is, so
 * that a history gives the same recipients whenever it is read: a later assignee is not told of what
 * was said before. The same account can be reached twice by one event.
 *
 * @param state the ticket after the event
 */
export function recipientsOf(event: TicketEvent, state: TicketState): Recipient[] {
  if (!isTelling(event)) return [];
  const recipients = recipientsOfTelling(event, state);
  return [...recipients, ...followersOf(event, state, recipients)].map((recipient) => ({
    ...recipient,
    side: sideOf(recipient, event, state),
  }));
}

type Told = Omit<Recipient, 'side'>;

/** Some reasons have two sides: then it is that of the one who is told. */
function sideOf({ to, reason }: Told, event: TellingEvent, state: TicketState): NotificationSide {
  if (!isAmong(requesterReasons, reason)) return 'agents';
  if (!isAmong(agentReasons, reason)) return 'requesters';
  const isOfRequesters =
    to.kind === 'account' && [...requestersOf(state), ...copiedOf(state)].includes(to.id);
  // By a requester, it is what the desk is told.
  const isByRequester = event.type === 'ticket_cancelled' && event.actor.kind === 'requester';
  return isOfRequesters && !isByRequester ? 'requesters' : 'agents';
}

/** Of these, whoever follows the ticket hears as well. */
const followedTypes: readonly TicketEvent['type'][] = [
  'message_added',
  'ticket_assigned',
  'escalated',
  'ticket_resolved',
  'ticket_reopened',
  'ticket_cancelled',
];

/** Whoever follows, and is not told in person why it concerns them more. */
function followersOf(
  event: TellingEvent,
  { followers = [] }: TicketState,
  others: readonly Told[],
): Told[] {
  if (!followedTypes.includes(event.type) || isSaidBefore(event)) return [];
  const isTold = (id: string) => others.some(({ to }) => to.kind === 'account' && to.id === id);
  return followers
    .filter((id) => id !== event.actor.id && !isTold(id))
    .map((id) => ({
      to: { kind: 'account', id },
      reason: 'followed',
      at: event.at,
      except: [event.actor.id],
    }));
}

/** A message that nobody wrote, or that everybody was told of when it was said. */
function isSaidBefore({ type, data }: TellingEvent): boolean {
  return type === 'message_added' && (data.isAutomatic || data.saidAt !== undefined);
}

function recipientsOfTelling(event: TellingEvent, state: TicketState): Told[] {
  const { actor } = event;
  const reached = (reason: RecipientReason, ...addressees: Addressee[]): Told[] =>
    addressees
      .filter((to) => to.kind !== 'account' || to.id !== actor.id)
      .map((to) => ({ to, reason, at: event.at, except: [actor.id] }));
  const isRequester = actor.kind === 'requester';
  const account = (id: string): Addressee => ({ kind: 'account', id });
  const requester = account(state.requesterId);
  const requesters = requestersOf(state).map(account);
  const copies = copiedOf(state).map(account);
  const told = (task: Task | undefined) =>
    task ? reached(task.assignee === null ? 'task_waiting' : 'task_assigned', ownerOf(task)) : [];
  switch (event.type) {
    case 'ticket_opened':
      // Whoever opened it is told as well that it has arrived.
      return [{ to: requester, reason: 'received', at: event.at, except: [] }];
    case 'pending_started': {
      const { reason, since } = event.data;
      // Of an approval its approvers are told; what waits on as it did is no news.
      const isNews = reason !== 'approval' && since === undefined;
      return isNews ? reached('put_on_hold', ...requesters) : [];
    }
    case 'pending_ended':
      return event.data.cause === 'approved' ? reached('approved', ...requesters) : [];
    case 'ticket_assigned': {
      const { assignee, fromAssignee } = event.data;
      // Two may take a ticket at once: whoever had it first would go on with it.
      const lost = fromAssignee === null ? [] : reached('taken_over', account(fromAssignee));
      return [...reached('assigned', account(assignee)), ...lost];
    }
    case 'message_added': {
      const { visibility, mentionedAgents = [], mentionedGroups = [] } = event.data;
      if (isSaidBefore(event)) return [];
      if (visibility === 'internal') {
        const groups = mentionedGroups.map((id): Addressee => ({ kind: 'group', id }));
        return reached('mentioned', ...mentionedAgents.map(account), ...groups);
      }
      if (!isRequester)
        return [...reached('answered', ...requesters), ...reached('copied', ...copies)];
      return [
        ...reached('requester_wrote', ownerOf(state)),
        ...besideWriter(event, state).flatMap(([reason, id]) => reached(reason, account(id))),
      ];
    }
    case 'copy_added':
      return reached('copied', account(event.data.person));
    case 'ticket_reopened': {
      // By a message, the message itself is what they are told of.
      const isSaid = isRequester && event.data.cause !== 'requester_message';
      return isSaid ? reached('reopened', ownerOf(state)) : [];
    }
    case 'ticket_cancelled':
      if (isRequester) return reached('cancelled', ownerOf(state));
      return [...reached('cancelled', ...requesters), ...reached('copied', ...copies)];
    case 'consent_requested':
    case 'consent_reminder':
      return reached('consent_requested', requester);
    case 'pending_reminder':
      return reached('reminder', requester);
    case 'ticket_resolved':
      return [
        ...reached(endedByApproval(state) ? 'not_approved' : 'resolved', ...requesters),
        ...reached('copied', ...copies),
      ];
    case 'notification_requested': {
      const addressees = event.data.recipients.flatMap((name) => namedByRule(name, state));
      const at = Math.max(event.at, event.data.sendAt);
      return reached('rule', ...addressees).map((recipient) => ({ ...recipient, at }));
    }
    case 'escalated':
      return reached(...escalatedTo(event.data.escalation));
    case 'ticket_routed': {
      const { cause, group } = event.data;
      const isBack = cause === 'refusal' || cause === 'lapse';
      return isBack ? reached('handed_back', { kind: 'group', id: group }) : [];
    }
    case 'approval_requested':
    case 'approval_reminder': {
      const approval = state.approvals.find(({ n }) => n === event.data.n);
      if (!approval) return [];
      const { approverGroup: id, answers = [] } = approval;
      const person = askedPerson(approval, state);
      const approvers = reached('approval_requested', {
        ...{ kind: 'approvers', id },
        ...(person && { person }),
      });
      // Nobody approves their own, nor, as a rule, a second time.
      const others = [
        ...requestersOf(state),
        ...grantersOfOthers(state, approval),
        ...answers.map(({ by, onBehalfOf }) => onBehalfOf ?? by.id),
      ];
      return approvers.map((recipient) => ({
        ...recipient,
        except: [...new Set([...recipient.except, ...others])],
      }));
    }
    case 'assignment_overdue':
      return reached('assignment_overdue', { kind: 'group', id: event.data.group });
    case 'sla_warning':
      return event.data.isLeftToRules ? [] : reached('warned', ownerOf(state));
    case 'rules_stopped':
      return reached('rule', { kind: 'management', level: 1 });
    case 'rule_note_added':
      if (event.data.visibility === 'internal') return [];
      return [...reached('answered', ...requesters), ...reached('copied', ...copies)];
    case 'task_added':
    case 'task_opened':
    case 'task_reopened': {
      const task = taskOf(event.data, state);
      return task?.openedAt === null ? [] : told(task);
    }
    case 'task_assigned': {
      const { assignee, fromAssignee, group, fromGroup } = event.data;
      const isGivenBack = assignee === null && fromAssignee !== null && group === fromGroup;
      // Whoever gives one back to their group need not be told that it waits there.
      return isGivenBack && fromAssignee === actor.id ? [] : told(taskOf(event.data, state));
    }
    case 'task_warned':
    case 'task_overdue': {
      const task = taskOf(event.data, state);
      return task ? reached('task_due', ownerOf(task)) : [];
    }
    case 'task_completed':
    case 'task_cancelled': {
      const task = taskOf(event.data, state);
      if (!task) return [];
      const { addedBy, assignee } = task;
      const isForAgent = event.type === 'task_cancelled' && assignee !== addedBy.id;
      return [
        ...(addedBy.kind === 'system' ? [] : reached('task_ended', account(addedBy.id))),
        ...(isForAgent && assignee !== null ? reached('task_ended', account(assignee)) : []),
      ];
    }
    case 'paged':
      return reached('paged', account(event.data.person));
    case 'page_unanswered':
      return reached(
        'page_unanswered',
        { kind: 'group', id: event.data.group },
        { kind: 'management', level: 1 },
      );
    case 'delivery_refused': {
      const { by } = event.data;
      return by ? reached('not_taken', account(by.id)) : [];
    }
    case 'ticket_unmerged':
      // Taken back at once, it was a merge to nobody.
      return actor.kind === 'system' ? [] : reached('merge_undone', ...requesters, ownerOf(state));
    case 'merge_undone':
      return reached('merge_undone', ...requesters, ownerOf(state));
    case 'attention_required': {
      const { level } = event.data;
      const management: Addressee[] = level > 0 ? [{ kind: 'management', level }] : [];
      return reached('attention_required', ownerOf(state), ...management);
    }
  }
}

/**
 * Who reads what somebody on the requester's side wrote, beside the desk: the requester and those in
 * copy of the ticket that it was said to. What is said to another that this one stands for is for
 * the people of that one.
 */
function besideWriter(
  { actor, data }: Extract<TellingEvent, { type: 'message_added' }>,
  state: TicketState,
): [RecipientReason, string][] {
  const { forTicketId } = data;
  const saidTo =
    forTicketId === undefined
      ? state
      : state.mergedFrom.find(({ ticketId }) => ticketId === forTicketId);
  if (!saidTo) return [];
  const { requesterId, copied = [] } = saidTo;
  const people: [RecipientReason, string][] = [
    ['colleague_wrote', requesterId],
    ...copied.map((id): [RecipientReason, string] => ['copied', id]),
  ];
  return people.filter(([, id]) => id !== actor.id);
}

function taskOf({ n }: { n: number }, { tasks = [] }: TicketState): Task | undefined {
  return tasks.find((task) => task.n === n);
}

/** Who has the ticket, or a task on it, in hand: its agent, or the group in whose queue it is. */
function ownerOf({ assignee, group }: Pick<TicketState, 'assignee' | 'group'>): Addressee {
  return assignee === null ? { kind: 'group', id: group } : { kind: 'account', id: assignee };
}

/** Rules name the ticket's own people by these words, and groups and roles by their names. */
export const ownRecipients = ['assignee', 'group', 'owner'] as const;

function namedByRule(name: string, state: TicketState): Addressee[] {
  const { assignee, group } = state;
  if (name === 'owner') return [ownerOf(state)];
  if (name === 'group') return [{ kind: 'group', id: group }];
  if (name === 'assignee') return assignee === null ? [] : [{ kind: 'account', id: assignee }];
  return [{ kind: 'group', id: name }];
}

function escalatedTo({ level, toGroup }: Escalation): [RecipientReason, Addressee] {
  return level === null
    ? ['handed_off', { kind: 'group', id: toGroup }]
    : ['escalated', { kind: 'management', level }];
}
