import plus from 'icon:plus';
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Problem, TicketSummary } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { followTickets } from '../client/live.ts';
import { forgetWithAccount } from '../client/session.ts';
import { ButtonLink } from '../design/button.tsx';
import { EmptyState } from '../design/empty_state.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { MajorIncidents } from '../parts/major_incidents.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { PlainStatus } from './plain_status.tsx';

const tickets = signal<TicketSummary[] | null>(null);
const problem = signal<Problem | null>(null);
forgetWithAccount(() => {
  tickets.value = null;
  problem.value = null;
});

async function read(): Promise<void> {
  const answer = await desk.listTickets({
    query: { requester: 'me', sort: '-updatedAt', limit: 100 },
  });
  problem.value = answer.isOk ? null : answer.problem;
  if (answer.isOk) tickets.value = answer.data.items;
}

/** What I asked for, what became of it, and where I can ask for more. */
export function PortalPage() {
  useTitle(t('portal.title'));
  useEffect(() => {
    void read();
    return followTickets(
      () => void read(),
      () => void read(),
    );
  }, []);
  const all = tickets.value ?? [];
  const running = all.filter(({ isOpen, status }) => isOpen || status === 'resolved');
  const over = all.filter((ticket) => !running.includes(ticket));
  return (
    <div class="page portal-page">
      <div class="page-head">
        <h1>{t('portal.title')}</h1>
        <ButtonLink kind="primary" icon={plus} href="/portal/new">
          {t('portal.new')}
        </ButtonLink>
      </div>
      <MajorIncidents />
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {tickets.value?.length === 0 && <EmptyState>{t('portal.empty')}</EmptyState>}
      <RequestList tickets={running} />
      {over.length > 0 && (
        <>
          <h2>{t('portal.over')}</h2>
          <RequestList tickets={over} />
        </>
      )}
    </div>
  );
}

function RequestList({ tickets: items }: { tickets: TicketSummary[] }) {
  return (
    <ul class="requests">
      {items.map((ticket) => (
        <li key={ticket.id} class="card request">
          <a href={`/portal/tickets/${ticket.id}`} dir="auto">
            {ticket.subject ?? t('ticket.no_subject')}
          </a>
          <PlainStatus ticket={ticket} />
          <p class="soft">
            #{ticket.number} · {t('portal.updated')} <When at={ticket.updatedAt} />
          </p>
        </li>
      ))}
    </ul>
  );
}
