import { instant, length } from '../../../workflows/processes/ledger_table.ts';
import type { ClockMove, PlannedEffect } from '../../../workflows/processes/migration.ts';
import type { OutlookChange, Prospect } from '../../../workflows/processes/outlook.ts';

export function hasEffect({ moves, changes, atOnce }: PlannedEffect): boolean {
  return moves.length + changes.length + atOnce.length > 0;
}

/** What a ticket will be otherwise, a line each. */
export function effectLines({ moves, changes, atOnce }: PlannedEffect, zone: string): string[] {
  return [
    ...moves.map((move) => `  ${moveWords(move, zone)}`),
    ...changes.map((change) => `  ${changeWords(change, zone)}`),
    ...atOnce.map(({ event, about }) => `  at once: ${event.replaceAll('_', ' ')}, ${about}`),
  ];
}

function changeWords({ subject, before, after }: OutlookChange, zone: string): string {
  const words = (prospect: Prospect) => {
    if (prospect === null) return 'nothing';
    return typeof prospect === 'number' ? instant(prospect, zone) : prospect;
  };
  return `${subject}: ${words(before)} → ${words(after)}`;
}

function moveWords(move: ClockMove, zone: string): string {
  const { clock, cycle, oldDueAt, newDueAt, oldTargetMs, newTargetMs } = move;
  const name = `${clock.replaceAll('_', ' ')}${cycle > 1 ? ` ${cycle}` : ''}`;
  if (move.isCancelled) return `${name}: no longer promised`;
  const due = (at: number | null) => (at === null ? 'paused' : instant(at, zone));
  if (oldTargetMs === null) {
    const { newCalendar } = move;
    return `${name}: newly promised, due ${due(newDueAt)}, target ${length(newTargetMs)} of ${newCalendar}`;
  }
  const by = oldDueAt === null || newDueAt === null ? '' : shiftWords(newDueAt - oldDueAt);
  const target =
    oldTargetMs === newTargetMs ? '' : `, target ${length(oldTargetMs)} → ${length(newTargetMs)}`;
  const { oldCalendar, newCalendar } = move;
  const hours = oldCalendar === newCalendar ? '' : `, hours ${oldCalendar} → ${newCalendar}`;
  return `${name}: due ${due(oldDueAt)} → ${due(newDueAt)}${by}${target}${hours}`;
}

function shiftWords(ms: number): string {
  if (ms === 0) return '';
  return ms > 0 ? ` (${length(ms)} later)` : ` (${length(-ms)} sooner)`;
}
