import type { ProblemEventView } from '../../../contract.ts';
import { t } from '../words/language.ts';
import { nameOf } from '../words/person.ts';
import { groupTitle } from '../words/process.ts';
import { dateTime } from '../words/time.ts';

type ProblemEventType = ProblemEventView['type'];

/** What happened to a problem, in one sentence, with what was written, by its heading. */
export interface ProblemEventWords {
  words: string;
  texts?: readonly { label: string; text: string | null }[];
}

/** Every type of event, once. `who` is the name of who did it. */
const rows: {
  [T in ProblemEventType]: (event: ProblemEventView<T>, who: string) => ProblemEventWords;
} = {
  problem_logged: (_, who) => ({ words: t('problem_event.problem_logged', { who }) }),
  problem_described: ({ data }, who) => ({
    words: t('problem_event.problem_described', { who }),
    texts: [{ label: t('problems.problem_title'), text: data.title }],
  }),
  problem_classified: (_, who) => ({ words: t('problem_event.problem_classified', { who }) }),
  problem_assigned({ data: { owner, group } }, who) {
    const values = { who, group: groupTitle(group) };
    return {
      words:
        owner === null
          ? t('problem_event.problem_assigned_group', values)
          : t('problem_event.problem_assigned', { ...values, owner: nameOf(owner) }),
    };
  },
  investigation_started: () => ({ words: t('problem_event.investigation_started') }),
  diagnosis_recorded: ({ data }, who) => ({
    words: t('problem_event.diagnosis_recorded', { who }),
    texts: [
      { label: t('problems.root_cause'), text: data.rootCause },
      { label: t('problems.workaround'), text: data.workaround },
    ],
  }),
  known_error_declared: () => ({ words: t('problem_event.known_error_declared') }),
  known_error_withdrawn: () => ({ words: t('problem_event.known_error_withdrawn') }),
  review_planned: ({ data }) => ({
    words: t('problem_event.review_planned', { at: dateTime(data.reviewAt) }),
  }),
  problem_resolved: ({ data }, who) => ({
    words: t('problem_event.problem_resolved', { who, count: data.incidents.length }),
    texts: [{ label: '', text: data.note }],
  }),
  problem_reopened: ({ data }, who) => ({
    words: t('problem_event.problem_reopened', { who }),
    texts: [{ label: '', text: data.note }],
  }),
  problem_closed: ({ data }, who) => ({
    words: t('problem_event.problem_closed', { who }),
    texts: [{ label: '', text: data.note }],
  }),
  incident_linked: ({ data }, who) => ({
    words: t('problem_event.incident_linked', { who, ticket: ticketWords(data.ticket) }),
  }),
  incident_unlinked: ({ data }, who) => ({
    words: t('problem_event.incident_unlinked', { who, ticket: ticketWords(data.ticket) }),
  }),
};

export function problemEventWords<T extends ProblemEventType>(
  event: ProblemEventView<T>,
): ProblemEventWords {
  const { actor } = event;
  return rows[event.type](event, actor.kind === 'system' ? t('actor.desk') : nameOf(actor));
}

function ticketWords({ number, subject }: { number: number | null; subject: string | null }) {
  return `#${number ?? '?'} ${subject ?? ''}`;
}
