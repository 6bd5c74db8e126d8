import type { Ticket } from '../../../contract.ts';
import { me } from '../client/session.ts';
import { useSubmission } from '../client/submission.ts';
import { ProblemNote } from '../design/problem_note.tsx';
import { Copies } from '../ticket/company_panel.tsx';
import type { TicketStore } from '../ticket/ticket_store.ts';
import { t } from '../words/language.ts';
import { nameOf } from '../words/person.ts';

interface PortalCopiesProps {
  store: TicketStore;
  ticket: Ticket;
}

/** Who else reads the request; whoever has no more than a copy learns whose it is. */
export function PortalCopies({ store, ticket }: PortalCopiesProps) {
  const submission = useSubmission();
  if (ticket.copies.length === 0) return null;
  const isCopy = ticket.copies.some(({ id }) => id === me.value?.id);
  return (
    <section class="card">
      {isCopy && <p>{t('portal.in_copy', { name: nameOf(ticket.requester) })}</p>}
      <Copies store={store} ticket={ticket} submission={submission} />
      <ProblemNote problem={submission.problem.value} />
    </section>
  );
}
