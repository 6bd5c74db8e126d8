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

export function PriorityBadge({ priority }: { priority: TicketSummary['priority'] }) {
  return (
    <Badge look={`priority priority-${priority}`} title={t(`priority.${priority}`)}>
      {priority.toUpperCase()}
      <span class="visually-hidden"> {t(`priority.${priority}`)}</span>
    </Badge>
  );
}

export function VipBadge({ tier }: { tier: TicketSummary['requester']['tier'] }) {
  return tier === 'vip' ? <Badge look="vip">VIP</Badge> : null;
}
