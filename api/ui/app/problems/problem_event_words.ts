import type { ProblemEventView } from '../../../contract.ts';
import { t } from '../words/language.ts';
import { dateTime } from '../words/time.ts';

/** What happened, in one sentence. */
export function problemEventWords({ type, actor, data }: ProblemEventView): string {
  const who = actor.name ?? t('actor.desk');
  switch (type) {
    case 'problem_assigned': {
      const { group, owner } = data;
      const to = owner === null ? group.title : `${owner.name ?? owner.id} · ${group.title}`;
      return t('problem_event.problem_assigned', { who, to });
    }
    case 'review_planned':
      return t('problem_event.review_planned', { who, at: dateTime(data.reviewAt) });
    case 'problem_resolved':
      return t('problem_event.problem_resolved', { who, count: data.incidents.length });
    case 'incident_linked':
    case 'incident_unlinked': {
      const { number, subject } = data.ticket;
      return t(`problem_event.${type}`, { who, ticket: `#${number ?? '?'} ${subject ?? ''}` });
    }
    default:
      return t(`problem_event.${type}`, { who });
  }
}

/** What was written with it, by its heading. */
export function problemEventTexts({
  type,
  data,
}: ProblemEventView): { label: string; text: string }[] {
  const said = (label: string, text: string | null | undefined) =>
    typeof text === 'string' ? [{ label, text }] : [];
  if (type === 'diagnosis_recorded') {
    return [
      ...said(t('problems.root_cause'), data.rootCause),
      ...said(t('problems.workaround'), data.workaround),
    ];
  }
  if (type === 'problem_described') return said(t('problems.problem_title'), data.title);
  return 'note' in data ? said('', data.note) : [];
}
