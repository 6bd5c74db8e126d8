import type { NamedTicket } from '../../../contract.ts';
import { t } from '../words/language.ts';

/** Another record by its number and subject, as far as they are for us to know, with the way there. */
export function OtherTicket({ id, number, subject }: Omit<NamedTicket, 'status'>) {
  const isProblem = id.startsWith('prb-');
  return (
    <a href={isProblem ? `/problems/${id}` : `/tickets/${id}`}>
      {number !== null && (
        <span class="ticket-number">{isProblem ? `PRB-${number}` : `#${number}`}</span>
      )}{' '}
      <span dir="auto">
        {subject ?? t(isProblem ? 'ticket_problem.title' : 'facts.open_other')}
      </span>
    </a>
  );
}
