import arrowLeft from 'icon:arrow-left';
import check from 'icon:check';
import rotateCcw from 'icon:rotate-ccw';
import x from 'icon:x';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import type { Ticket, TimelineEvent } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { Icon } from '../icon.tsx';
import { t } from '../language.ts';
import { AttachmentList, attachmentsIn } from '../parts/attachments.tsx';
import { ProblemNote } from '../parts/problem_note.tsx';
import { When } from '../parts/when.tsx';
import { me } from '../session.ts';
import { PlainForm } from '../ticket/forms/plain_form.tsx';
import { SurveyForm } from '../ticket/forms/survey_form.tsx';
import { ReplyForm } from '../ticket/reply_form.tsx';
import { type TicketStore, useTicketStore } from '../ticket/ticket_store.ts';
import { useTitle } from '../title.ts';
import { MergedConversation } from './merged_conversation.tsx';
import { MessageText } from './message_text.tsx';
import { PlainStatus } from './plain_status.tsx';

export function PortalTicketPage() {
  const { params } = useRoute();
  const id = params.id ?? '';
  return <PortalTicket key={id} id={id} />;
}

function PortalTicket({ id }: { id: string }) {
  const store = useTicketStore(id);
  const ticket = store.ticket.value;
  useTitle(ticket?.subject ?? '');
  return (
    <div class="page portal-page">
      <p>
        <a class="back" href="/portal">
          <Icon of={arrowLeft} /> {t('portal.title')}
        </a>
      </p>
      <ProblemNote problem={store.problem.value} onRetry={() => void store.refresh()} />
      {ticket && <Request store={store} ticket={ticket} />}
      {!ticket && store.problem.value === null && <p class="page-status">{t('ticket.loading')}</p>}
    </div>
  );
}

function Request({ store, ticket }: { store: TicketStore; ticket: Ticket }) {
  return (
    <>
      <h1 dir="auto">{ticket.subject ?? t('ticket.no_subject')}</h1>
      <p class="soft">
        #{ticket.number} · {t('ticket.opened')} <When at={ticket.openedAt} as="date" />
      </p>
      <PlainStatus ticket={ticket} />
      <Solved store={store} ticket={ticket} />
      <Conversation store={store} ticket={ticket} />
      {ticket.mergedInto && <MergedConversation store={store} ticket={ticket} />}
      {ticket.allowed.includes('addMessage') && (
        <section class="card" aria-labelledby="reply-title">
          <h2 id="reply-title">{t('portal.write')}</h2>
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
          <a class="button" href={`/portal/new?follows=${ticket.id}`}>
            <Icon of={rotateCcw} /> {t('portal.again')}
          </a>
        </p>
      )}
      <Withdraw store={store} ticket={ticket} />
    </>
  );
}

type Answer = 'close' | 'reopen';

/** The desk says it is solved: is it? And how was it? */
function Solved({ store, ticket }: { store: TicketStore; ticket: Ticket }) {
  const answer = useSignal<Answer | null>(null);
  const resolution = ticket.resolutions.at(-1);
  const asksSurvey = ticket.allowed.includes('recordSatisfaction');
  const form = {
    store,
    ticket,
    onDone: () => {
      answer.value = null;
    },
    onCancel: () => {
      answer.value = null;
    },
  };
  const choose = (next: Answer) => () => {
    answer.value = next;
  };
  return (
    <>
      {ticket.status === 'resolved' && (
        <section class="card solved" aria-labelledby="solved-title">
          <h2 id="solved-title">{t('portal.is_it_solved')}</h2>
          {resolution?.note && (
            <p class="text" dir="auto">
              {resolution.note}
            </p>
          )}
          {ticket.autoCloseAt && (
            <p class="soft">
              {t('portal.closes')} <When at={ticket.autoCloseAt} as="date" />
            </p>
          )}
          {answer.value === null ? (
            <div class="field-row">
              {ticket.allowed.includes('close') && (
                <button type="button" class="button primary" onClick={choose('close')}>
                  <Icon of={check} /> {t('portal.solved')}
                </button>
              )}
              {ticket.allowed.includes('reopen') && (
                <button type="button" class="button" onClick={choose('reopen')}>
                  <Icon of={x} /> {t('portal.not_solved')}
                </button>
              )}
            </div>
          ) : (
            <PlainForm key={answer.value} {...form} name={answer.value} isChosen />
          )}
        </section>
      )}
      {asksSurvey && (
        <section class="card" aria-labelledby="survey-title">
          <h2 id="survey-title">{t('survey.title')}</h2>
          <SurveyForm store={store} ticket={ticket} />
        </section>
      )}
      {ticket.survey?.score != null && (
        <p class="thanks">{t('survey.thanks', { score: ticket.survey.score })}</p>
      )}
    </>
  );
}

function Conversation({ store, ticket }: { store: TicketStore; ticket: Ticket }) {
  const messages = store.events.value.filter(({ type }) => type === 'message_added');
  const myId = me.value?.id;
  const knownCount = useRef<number | null>(null);
  useEffect(() => {
    const before = knownCount.current;
    if (store.events.value.length > 0) knownCount.current = messages.length;
    const isNew = before !== null && messages.length > before;
    if (isNew && messages.at(-1)?.actor.id !== myId) announce(t('portal.new_message'));
  }, [messages.length]);
  return (
    <section class="conversation" aria-labelledby="conversation-title">
      <h2 id="conversation-title">{t('portal.conversation')}</h2>
      <ol class="entries">
        <li class="message from-me">
          <p class="message-head">
            <strong>{ticket.requester.name ?? t('portal.you')}</strong>
            <span class="soft">
              <When at={ticket.openedAt} as="date" />
            </span>
          </p>
          <p class="text" dir="auto">
            {ticket.description ?? t('ticket.no_description')}
          </p>
          <AttachmentList ticketId={ticket.id} files={ticket.attachments} />
        </li>
        {messages.map((event) => (
          <Message
            key={event.seq}
            ticketId={ticket.id}
            event={event}
            isMine={event.actor.id === myId}
          />
        ))}
        {store.outgoing.value && (
          <li class="message from-me is-outgoing">
            <p class="message-head">{t('timeline.sending')}</p>
            <p class="text" dir="auto">
              {store.outgoing.value.body}
            </p>
          </li>
        )}
      </ol>
    </section>
  );
}

interface MessageProps {
  ticketId: string;
  event: TimelineEvent;
  isMine: boolean;
}

function Message({ ticketId, event, isMine }: MessageProps) {
  const { body } = event.data;
  return (
    <li class={`message ${isMine ? 'from-me' : 'from-desk'}`}>
      <p class="message-head">
        <strong>{isMine ? t('portal.you') : (event.actor.name ?? t('actor.desk'))}</strong>
        <span class="soft">
          <When at={event.at} as="date" />
        </span>
      </p>
      <MessageText body={typeof body === 'string' ? body : t('message.no_body')} />
      <AttachmentList ticketId={ticketId} files={attachmentsIn(event.data)} />
    </li>
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
        isChosen
        onDone={stop}
        onCancel={stop}
      />
    </section>
  ) : (
    <p>
      <button
        type="button"
        class="button quiet"
        onClick={() => {
          isAsking.value = true;
        }}
      >
        {t('portal.withdraw')}
      </button>
    </p>
  );
}
