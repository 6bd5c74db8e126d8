import { useEffect, useRef } from 'preact/hooks';
import type { RequesterTimelineEvent, Ticket } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { me } from '../client/session.ts';
import { Text } from '../design/text.tsx';
import { AttachmentList } from '../parts/attachments.tsx';
import { Message, OutgoingMessage } from '../parts/message.tsx';
import type { TicketStore } from '../ticket/ticket_store.ts';
import { t } from '../words/language.ts';
import { MessageText } from './message_text.tsx';

/** What was said, in the eyes of the one who asked. */
export function Conversation({ store, ticket }: { store: TicketStore; ticket: Ticket }) {
  const messages = store.events.value.filter((event) => event.type === 'message_added');
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
        <Message from="me" author={ticket.requester.name ?? t('portal.you')} at={ticket.openedAt}>
          <Text>{ticket.description ?? t('ticket.no_description')}</Text>
          <AttachmentList ticketId={ticket.id} files={ticket.attachments} />
        </Message>
        {messages.map((event) => (
          <Said
            key={event.seq}
            ticketId={ticket.id}
            event={event}
            isMine={event.actor.id === myId}
          />
        ))}
        <OutgoingMessage message={store.outgoing.value} />
      </ol>
    </section>
  );
}

interface SaidProps {
  ticketId: string;
  event: RequesterTimelineEvent<'message_added'>;
  isMine: boolean;
}

function Said({ ticketId, event, isMine }: SaidProps) {
  const { body, attachments } = event.data;
  return (
    <Message
      from={isMine ? 'me' : 'desk'}
      author={isMine ? t('portal.you') : (event.actor.name ?? t('actor.desk'))}
      at={event.at}
    >
      <MessageText body={body ?? t('message.no_body')} />
      <AttachmentList ticketId={ticketId} files={attachments} />
    </Message>
  );
}
