import type { Ticket } from '../../../contract.ts';
import { AnswerList } from '../parts/answer_list.tsx';
import { t } from '../words/language.ts';

/** What was answered to the questions of the form. */
export function Answers({ ticket }: { ticket: Ticket }) {
  if (ticket.fields.every(({ shown }) => shown === null)) return null;
  return (
    <section class="card" aria-labelledby="answers-title">
      <h2 id="answers-title">{t('fields.answers')}</h2>
      <AnswerList fields={ticket.fields} />
    </section>
  );
}
