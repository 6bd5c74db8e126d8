import { desk } from '../client/desk.ts';
import { usePages } from '../client/pages.ts';
import { MoreButton } from '../design/more_button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { TicketLines } from '../parts/tickets_of_person.tsx';
import { t } from '../words/language.ts';

const shownCount = 10;

/** The tickets about an item: what is open, then what is over, the latest first. */
export function ItemTickets({ id }: { id: string }) {
  return (
    <>
      <Tickets id={id} isOpen />
      <h3>{t('item.tickets_over')}</h3>
      <Tickets id={id} isOpen={false} />
      <p>
        <a href={`/tickets?affected=${encodeURIComponent(id)}`}>{t('item.tickets_list')}</a>
      </p>
    </>
  );
}

function Tickets({ id, isOpen }: { id: string; isOpen: boolean }) {
  const { items, next, isLoading, problem, readMore, retry } = usePages(
    (cursor) =>
      desk.listTickets({
        query: { affected: [id], open: isOpen, sort: '-updatedAt', limit: shownCount, cursor },
      }),
    { isWanted: true, version: '' },
  );
  return (
    <>
      <ProblemNote problem={problem.value} onRetry={() => void retry()} />
      {items.value && (
        <TicketLines
          tickets={items.value}
          none={t(isOpen ? 'item.no_open_ticket' : 'item.no_ticket_over')}
        />
      )}
      {next.value !== null && (
        <MoreButton isLoading={isLoading.value} onMore={() => void readMore()} />
      )}
    </>
  );
}
