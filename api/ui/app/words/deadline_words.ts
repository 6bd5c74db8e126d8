import circleCheck from 'icon:circle-check';
import circlePause from 'icon:circle-pause';
import clock from 'icon:clock';
import flame from 'icon:flame';
import hourglass from 'icon:hourglass';
import lock from 'icon:lock';
import userRoundSearch from 'icon:user-round-search';
import { hourMs } from '../../../../workflows/domain/durations.ts';
import type { Clock, TicketSummary } from '../../../contract.ts';
import type { Drawing } from '../design/icon.tsx';
import { t } from './language.ts';
import { titleOf } from './process.ts';
import { now, relativeTime } from './time.ts';

export interface Reason {
  /** How loud it is. Never told by colour alone: the words say it too. */
  tone: 'late' | 'soon' | 'calm' | 'paused' | 'done';
  icon: Drawing;
  words: string;
  /** What else time will do, if that is something other. */
  detail: string | null;
}

const soonMs = hourMs;

/** Why a ticket stands where it does in the list, in words. */
export function reasonFor(ticket: TicketSummary): Reason {
  if (!ticket.isOpen) return reasonAfter(ticket);
  const late = ticket.clocks.find((each) => each.isBreached && each.stoppedAt === null);
  if (late) return lateReason(ticket, late);
  if (ticket.waitingForAgent) return unassignedReason(ticket, ticket.waitingForAgent.dueAt);
  if (ticket.pending) return pendingReason(ticket, ticket.pending.reason);
  const due = nearestDue(ticket.clocks);
  return due ? dueReason(ticket, due) : plainReason(ticket);
}

function reasonAfter(ticket: TicketSummary): Reason {
  if (ticket.status === 'resolved') {
    const detail = deadlineDetail(ticket);
    return { tone: 'done', icon: circleCheck, words: t('reason.resolved'), detail };
  }
  const at = relativeTime(ticket.closedAt ?? ticket.updatedAt);
  return { tone: 'done', icon: lock, words: t('reason.over', { at }), detail: null };
}

function lateReason(ticket: TicketSummary, late: Clock): Reason {
  const since = relativeTime(late.breachedAt ?? late.dueAt ?? ticket.updatedAt);
  const words = t('reason.late', { clock: clockTitle(ticket, late.name), since });
  const detail = ticket.pending
    ? reasonTitle(ticket, ticket.pending.reason)
    : deadlineDetail(ticket);
  return { tone: 'late', icon: flame, words, detail };
}

function unassignedReason(ticket: TicketSummary, dueAt: string): Reason {
  const unassigned = t('reason.unassigned', { at: relativeTime(dueAt) });
  const due = nearestDue(ticket.clocks);
  if (!due?.dueAt) {
    return { tone: toneOf(dueAt), icon: userRoundSearch, words: unassigned, detail: null };
  }
  const promised = t('reason.due', {
    clock: clockTitle(ticket, due.name),
    at: relativeTime(due.dueAt),
  });
  // What comes first is said first.
  return Date.parse(due.dueAt) < Date.parse(dueAt)
    ? { tone: toneOf(due.dueAt), icon: clock, words: promised, detail: unassigned }
    : { tone: toneOf(dueAt), icon: userRoundSearch, words: unassigned, detail: promised };
}

function pendingReason(ticket: TicketSummary, reason: string): Reason {
  const words = reasonTitle(ticket, reason);
  return { tone: 'paused', icon: circlePause, words, detail: deadlineDetail(ticket) };
}

function dueReason(ticket: TicketSummary, due: Clock): Reason {
  const dueAt = due.dueAt ?? ticket.updatedAt;
  const words = t('reason.due', { clock: clockTitle(ticket, due.name), at: relativeTime(dueAt) });
  // That the same clock warns before it is due says nothing new.
  const detail = ticket.nextDeadline?.clock === due.name ? null : deadlineDetail(ticket);
  return { tone: toneOf(dueAt), icon: clock, words, detail };
}

function plainReason(ticket: TicketSummary): Reason {
  const words = deadlineDetail(ticket) ?? t('reason.none');
  return { tone: 'calm', icon: hourglass, words, detail: null };
}

/** The nearest thing time will do. */
export function deadlineDetail(ticket: Pick<TicketSummary, 'nextDeadline' | 'process'>) {
  const { nextDeadline } = ticket;
  if (!nextDeadline) return null;
  const { kind, clock: name } = nextDeadline;
  const clockName = name === null ? '' : clockTitle(ticket, name);
  return t(`deadline.${kind}`, { at: relativeTime(nextDeadline.at), clock: clockName });
}

type OfProcess = Pick<TicketSummary, 'process'>;

function clockTitle({ process }: OfProcess, name: string): string {
  return titleOf('clocks', name, process.id);
}

function reasonTitle({ process }: OfProcess, reason: string): string {
  return titleOf('pendingReasons', reason, process.id);
}

function nearestDue(clocks: Clock[]): Clock | undefined {
  return clocks
    .filter((each) => each.status === 'running' && each.dueAt !== null)
    .sort((a, b) => Date.parse(a.dueAt ?? '') - Date.parse(b.dueAt ?? ''))[0];
}

function toneOf(at: string): 'soon' | 'calm' {
  return Date.parse(at) - now.value < soonMs ? 'soon' : 'calm';
}
