import { useEffect, useRef } from 'preact/hooks';
import type { RequesterTimelineEvent, Ticket } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { me } from '../client/session.ts';
import { Message, OutgoingMessage } from '../parts/message.tsx';
import { MessageContent } from '../parts/message_content.tsx';
import { useKeptPlace } from '../ticket/kept_place.ts';
import { useLinkedEvent } from '../ticket/linked_event.ts';
import type { TicketStore } from '../ticket/ticket_store.ts';
import { EarlierEntries, LaterEntries } from '../ticket/timeline_ends.tsx';
import { t } from '../words/language.ts';

/** What was said, in the eyes of the one who asked: the latest part, and earlier ones on demand. */
export function Conversation({ store, ticket }: { store: TicketStore; ticket: Ticket }) {
  const { timeline } = store;
  const events = timeline.items.value;
  const messages = events.filter((event) => event.type === 'message_added');
  const myId = me.value?.id;
  const isMine = ticket.requester.id === myId;
  const place = useRef<HTMLElement>(null);
  useKeptPlace(place, events[0]?.seq);
  useNews(messages, myId);
  const linkedSeq = useLinkedEvent(timeline);
  return (
    <section class="conversation" ref={place} tabIndex={-1} aria-labelledby="conversation-title">
      <h2 id="conversation-title">{t('portal.conversation')}</h2>
      <Message
        as="article"
        from="me"
        author={isMine ? t('portal.you') : (ticket.requester.name ?? t('portal.you'))}
        at={ticket.openedAt}
      >
        <MessageContent
          ticketId={ticket.id}
          body={ticket.description ?? t('ticket.no_description')}
          files={ticket.attachments}
        />
      </Message>
      <div class="timeline-ends">
        <EarlierEntries timeline={timeline} place={place} />
      </div>
      <ol class="entries">
        {messages.map((event) => (
          <Said
            key={event.seq}
            ticketId={ticket.id}
            event={event}
            isMine={event.actor.id === myId}
            isLinked={event.seq === linkedSeq}
          />
        ))}
        <OutgoingMessage message={store.outgoing.value} />
      </ol>
      <LaterEntries timeline={timeline} place={place} />
    </section>
  );
}

/** Says aloud that somebody else wrote. */
function useNews(messages: RequesterTimelineEvent[], myId: string | undefined): void {
  const last = messages.at(-1);
  const knownSeq = useRef<number | null>(null);
  useEffect(() => {
    if (!last) return;
    const known = knownSeq.current;
    knownSeq.current = Math.max(known ?? 0, last.seq);
    const isNew = known !== null && last.seq > known;
    if (isNew && last.actor.id !== myId) announce(t('portal.new_message'));
  }, [last?.seq]);
}

interface SaidProps {
  ticketId: string;
  event: RequesterTimelineEvent<'message_added'>;
  isMine: boolean;
  isLinked: boolean;
}

function Said({ ticketId, event, isMine, isLinked }: SaidProps) {
  const { body, attachments } = event.data;
  return (
    <Message
      entry={{ seq: event.seq, isLinked }}
      from={isMine ? 'me' : 'desk'}
      author={isMine ? t('portal.you') : (event.actor.name ?? t('actor.desk'))}
      at={event.at}
    >
      <MessageContent ticketId={ticketId} body={body ?? t('message.no_body')} files={attachments} />
    </Message>
  );
}
