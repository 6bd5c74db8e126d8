import calendarClock from 'icon:calendar-clock';
import circleCheck from 'icon:circle-check';
import lightbulb from 'icon:lightbulb';
import lock from 'icon:lock';
import microscope from 'icon:microscope';
import notebookPen from 'icon:notebook-pen';
import type { ProblemSummary } from '../../../contract.ts';
import { Badge } from '../design/badge.tsx';
import { type Drawing, Icon } from '../design/icon.tsx';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';

const statusIcons: Record<ProblemSummary['status'], Drawing> = {
  logged: notebookPen,
  under_investigation: microscope,
  known_error: lightbulb,
  resolved: circleCheck,
  closed: lock,
};

export function ProblemStatusBadge({ status }: Pick<ProblemSummary, 'status'>) {
  return (
    <Badge look={`status-${status}`} icon={statusIcons[status]}>
      {t(`problem_status.${status}`)}
    </Badge>
  );
}

/** By when somebody looks again; loud once that is past. */
export function ReviewNote({
  reviewAt,
  isOverdue,
}: Pick<ProblemSummary, 'reviewAt' | 'isOverdue'>) {
  if (reviewAt === null) return null;
  return (
    <span class={isOverdue ? 'fact tone-late' : 'fact'}>
      <Icon of={calendarClock} />
      <span>
        {isOverdue ? t('problems.review_was') : t('problems.review')} <When at={reviewAt} />
      </span>
    </span>
  );
}
