import circle from 'icon:circle';
import circleCheck from 'icon:circle-check';
import circleDot from 'icon:circle-dot';
import circlePause from 'icon:circle-pause';
import circleSlash from 'icon:circle-slash';
import circleUser from 'icon:circle-user';
import gitMerge from 'icon:git-merge';
import lock from 'icon:lock';
import type { TicketSummary } from '../../../contract.ts';
import { Badge } from '../design/badge.tsx';
import type { Drawing } from '../design/icon.tsx';
import { t } from '../words/language.ts';
import { knownProcess, shortPriority, titleOf } from '../words/process.ts';

const statusIcons: Record<TicketSummary['status'], Drawing> = {
  new: circle,
  assigned: circleUser,
  in_progress: circleDot,
  pending: circlePause,
  resolved: circleCheck,
  closed: lock,
  cancelled: circleSlash,
  merged: gitMerge,
};

export function StatusBadge({ status }: { status: TicketSummary['status'] }) {
  return (
    <Badge look={`status-${status}`} icon={statusIcons[status]}>
      {t(`status.${status}`)}
    </Badge>
  );
}

interface PriorityBadgeProps {
  of: Pick<TicketSummary, 'priority'> & { process: { id: string } };
}

/** How urgent it is among the priorities of its process: by its rank there, whatever they are called. */
export function PriorityBadge({ of: { priority, process } }: PriorityBadgeProps) {
  const title = titleOf('priorities', priority, process.id);
  const short = shortPriority(priority, process.id);
  return (
    <Badge
      look={`priority urgency-${urgencyOf(priority, knownProcess(process.id)?.priorities ?? [])}`}
      title={title}
    >
      {short}
      {short !== title && <span class="visually-hidden"> {title}</span>}
    </Badge>
  );
}

type Priorities = readonly { id: string; rank: number }[];

/** The first stands out, and so do the others of the upper half; those that are not known do not. */
export function urgencyOf(priority: string, among: Priorities): 'first' | 'upper' | 'lower' {
  const rank = among.find(({ id }) => id === priority)?.rank;
  if (rank === undefined || among.length < 2) return 'lower';
  if (rank === 1) return 'first';
  return rank <= among.length / 2 ? 'upper' : 'lower';
}

export function VipBadge({ tier }: { tier: TicketSummary['requester']['tier'] }) {
  return tier === 'vip' ? <Badge look="vip">VIP</Badge> : null;
}
