import rotateCcw from 'icon:rotate-ccw';
import { useSignal } from '@preact/signals';
import { useRoute } from 'preact-iso';
import type { Ticket } from '../../../contract.ts';
import { BackLink } from '../design/back_link.tsx';
import { Button, ButtonLink } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { knownAs, UnknownHeading } from '../parts/record_page.tsx';
import { ReportedIncident } from '../parts/reported_incident.tsx';
import { isLeft } from '../ticket/begun_actions.ts';
import { ConsentsPanel } from '../ticket/fetched_panels.tsx';
import { PlainForm } from '../ticket/forms/plain_form.tsx';
import { ReplyForm } from '../ticket/reply_form.tsx';
import { type TicketStore, useTicketStore } from '../ticket/ticket_store.ts';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { AboutItems } from './about_items.tsx';
import { Answers } from './answers.tsx';
import { Conversation } from './conversation.tsx';
import { MergedConversation } from './merged_conversation.tsx';
import { PlainStatus } from './plain_status.tsx';
import { PortalCopies } from './portal_copies.tsx';
import { RemoteHelp } from './remote_help.tsx';
import { ShownTasks } from './shown_tasks.tsx';
import { Solved } from './solved.tsx';

export function PortalTicketPage() {
  const { params } = useRoute();
  const id = params.id ?? '';
  return <PortalTicket key={id} id={id} />;
}

function PortalTicket({ id }: { id: string }) {
  const store = useTicketStore(id);
  const ticket = store.ticket.value;
  const problem = store.problem.value;
  useTitle(ticket?.subject ?? '');
  return (
    <div class="page portal-page">
      <BackLink href="/portal">{t('portal.title')}</BackLink>
      {!ticket && <UnknownHeading problem={problem} />}
      <ProblemNote
        problem={problem && knownAs(problem, t('portal.unknown'))}
        onRetry={() => void store.refresh()}
      />
      {ticket && <Request store={store} ticket={ticket} />}
      {!ticket && problem === null && <p class="page-status">{t('ticket.loading')}</p>}
    </div>
  );
}

function Request({ store, ticket }: { store: TicketStore; ticket: Ticket }) {
  const canWrite = ticket.allowed.includes('addMessage');
  return (
    <>
      <h1 dir="auto">{ticket.subject ?? t('ticket.no_subject')}</h1>
      <p class="soft">
        #{ticket.number} · {t('portal.opened')} <When at={ticket.openedAt} as="date" />
      </p>
      <AboutItems ticket={ticket} />
      <PlainStatus ticket={ticket} />
      <PortalCopies store={store} ticket={ticket} />
      <ReportedIncident ticket={ticket} />
      <ConsentsPanel store={store} ticket={ticket} />
      <Solved store={store} ticket={ticket} />
      <ShownTasks ticket={ticket} />
      <Answers ticket={ticket} />
      <RemoteHelp ticket={ticket} />
      <Conversation store={store} ticket={ticket} />
      {ticket.mergedInto && <MergedConversation store={store} ticket={ticket} />}
      {(canWrite || isLeft(ticket.id, 'reply')) && (
        <section class="card" aria-labelledby="reply-title">
          <h2 id="reply-title">{t('portal.write')}</h2>
          {!canWrite && <p class="hint">{t('portal.overtaken')}</p>}
          <ReplyForm
            store={store}
            ticket={ticket}
            visibility="public"
            label={t('portal.your_message')}
          />
        </section>
      )}
      {(ticket.status === 'closed' || ticket.status === 'cancelled') && (
        <p>
          <ButtonLink icon={rotateCcw} href={`/portal/new?follows=${ticket.id}`}>
            {t('portal.again')}
          </ButtonLink>
        </p>
      )}
      <Withdraw store={store} ticket={ticket} />
    </>
  );
}

function Withdraw({ store, ticket }: { store: TicketStore; ticket: Ticket }) {
  const isAsking = useSignal(false);
  const stop = () => {
    isAsking.value = false;
  };
  if (!ticket.allowed.includes('cancel')) return null;
  return isAsking.value ? (
    <section class="card">
      <PlainForm
        store={store}
        ticket={ticket}
        name="cancel"
        asks="a reason"
        isChosen
        onDone={stop}
        onLeave={stop}
      />
    </section>
  ) : (
    <p>
      <Button
        kind="quiet"
        onClick={() => {
          isAsking.value = true;
        }}
      >
        {t('portal.withdraw')}
      </Button>
    </p>
  );
}
