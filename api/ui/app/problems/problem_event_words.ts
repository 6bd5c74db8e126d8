import type { ProblemEventView } from '../../../contract.ts';
import { t } from '../language.ts';
import { dateTime } from '../time.ts';

type Data = Record<string, unknown>;

const person = (value: unknown) => {
  const { id, name } = (value ?? {}) as { id?: string; name?: string | null };
  return name ?? id ?? '';
};

const ticket = ({ ticket: value }: Data) => {
  const { number, subject } = (value ?? {}) as { number?: number; subject?: string };
  return `#${number ?? '?'} ${subject ?? ''}`;
};

/** What happened, in one sentence. */
export function problemEventWords({ type, actor, data }: ProblemEventView): string {
  const who = actor.name ?? t('actor.desk');
  switch (type) {
    case 'problem_assigned': {
      const { group, owner } = data as { group: { title: string }; owner: unknown };
      const to = owner === null ? group.title : `${person(owner)} · ${group.title}`;
      return t('problem_event.problem_assigned', { who, to });
    }
    case 'review_planned':
      return t('problem_event.review_planned', { who, at: dateTime(String(data.reviewAt)) });
    case 'problem_resolved': {
      const { incidents } = data as { incidents: string[] };
      return t('problem_event.problem_resolved', { who, count: incidents.length });
    }
    case 'incident_linked':
    case 'incident_unlinked':
      return t(`problem_event.${type}`, { who, ticket: ticket(data) });
    default:
      return t(`problem_event.${type}`, { who });
  }
}

/** What was written with it, by its heading. */
export function problemEventTexts({
  type,
  data,
}: ProblemEventView): { label: string; text: string }[] {
  const said = (label: string, text: unknown) =>
    typeof text === 'string' ? [{ label, text }] : [];
  if (type === 'diagnosis_recorded') {
    return [
      ...said(t('problems.root_cause'), data.rootCause),
      ...said(t('problems.workaround'), data.workaround),
    ];
  }
  if (type === 'problem_described') return said(t('problems.problem_title'), data.title);
  return said('', data.note);
}
