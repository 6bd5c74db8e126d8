import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Message as SentMessage, Ticket } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { onCatchUp } from '../client/live.ts';
import { me } from '../client/session.ts';
import { Message } from '../parts/message.tsx';
import { MessageContent } from '../parts/message_content.tsx';
import { useKeptPlace } from '../ticket/kept_place.ts';
import type { TicketStore } from '../ticket/ticket_store.ts';
import { EarlierEntries, LaterEntries } from '../ticket/timeline_ends.tsx';
import { createTimelineReader } from '../ticket/timeline_reader.ts';
import { t } from '../words/language.ts';

const rereadMs = 15_000;

/** What is said on the ticket that this one is followed on; its changes are not told to us. */
export function MergedConversation({ store, ticket }: { store: TicketStore; ticket: Ticket }) {
  const { id } = ticket;
  const timeline = useMemo(
    () =>
      createTimelineReader<SentMessage>((query) =>
        desk.listMergedMessages({ path: { id }, query }),
      ),
    [id],
  );
  const place = useRef<HTMLElement>(null);
  useKeptPlace(place, timeline.items.value[0]?.seq);
  useEffect(() => {
    const read = () => {
      void timeline.readNew();
      // Whether it is solved there is no change of this ticket.
      void store.refresh();
    };
    read();
    const timer = setInterval(read, rereadMs);
    const stopCatchUp = onCatchUp(read);
    return () => {
      clearInterval(timer);
      stopCatchUp();
    };
  }, [timeline, store.outgoing.value === null]);
  return (
    <section class="conversation" ref={place} tabIndex={-1} aria-labelledby="merged-title">
      <h2 id="merged-title">{t('portal.merged')}</h2>
      <p class="soft">{t('portal.merged_hint')}</p>
      <div class="timeline-ends">
        <EarlierEntries timeline={timeline} place={place} />
      </div>
      <ol class="entries">
        {timeline.items.value.map((message) => (
          <Message
            key={message.id}
            from={message.author.id === me.value?.id ? 'me' : 'desk'}
            author={message.author.name ?? t('actor.desk')}
            at={message.at}
          >
            <MessageContent ticketId={id} body={message.body} files={message.attachments} />
          </Message>
        ))}
      </ol>
      <LaterEntries timeline={timeline} place={place} />
    </section>
  );
}
