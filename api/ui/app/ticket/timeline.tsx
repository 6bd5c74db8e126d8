import arrowDown from 'icon:arrow-down';
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Ticket } from '../../../contract.ts';
import { Button, SwitchButton } from '../design/button.tsx';
import { Message, OutgoingMessage } from '../parts/message.tsx';
import { MessageContent } from '../parts/message_content.tsx';
import { t } from '../words/language.ts';
import { nameOf } from '../words/person.ts';
import { eventWords } from './events/event_words.ts';
import { useKeptPlace } from './kept_place.ts';
import { useLinkedEvent } from './linked_event.ts';
import { useReadingPlace } from './reading_place.ts';
import type { TicketStore } from './ticket_store.ts';
import { EarlierEntries, LaterEntries } from './timeline_ends.tsx';
import { TimelineEntry } from './timeline_entry.tsx';

interface TimelineProps {
  store: TicketStore;
  ticket: Ticket;
  myId: string;
}

/**
 * What was said and what happened, oldest first: the latest part, opened at the newest, and earlier
 * ones on demand. What comes later from others never moves what is being read: it is announced, and
 * a button goes there.
 */
export function Timeline({ store, ticket, myId }: TimelineProps) {
  const { timeline } = store;
  const events = timeline.items.value;
  const showsAll = useSignal(false);
  const entries = events.map((event) => ({ event, words: eventWords(event, ticket.process.id) }));
  const place = useRef<HTMLElement>(null);
  useKeptPlace(place, events[0]?.seq);
  const unread = useReadingPlace(place, entries, store, myId);
  const linkedSeq = useLinkedEvent(timeline);
  const hiddenCount = entries.filter(({ words }) => words.isMinor).length;
  const shown = entries.filter(
    ({ event, words }) => showsAll.value || !words.isMinor || event.seq === linkedSeq,
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable.
    <section class="timeline" ref={place} tabIndex={0} aria-label={t('timeline.title')}>
      <Opening ticket={ticket} />
      <div class="timeline-ends">
        <EarlierEntries timeline={timeline} place={place} />
        {hiddenCount > 0 && (
          <SwitchButton kind="quiet" isSmall isOn={showsAll}>
            {showsAll.value ? t('timeline.less') : t('timeline.all', { count: hiddenCount })}
          </SwitchButton>
        )}
      </div>
      <ol class="entries">
        {shown.map(({ event, words }) => (
          <TimelineEntry
            key={event.seq}
            ticketId={ticket.id}
            event={event}
            words={words}
            isMine={event.actor.id === myId}
            isLinked={event.seq === linkedSeq}
          />
        ))}
        <OutgoingMessage message={store.outgoing.value} />
      </ol>
      <LaterEntries timeline={timeline} place={place} />
      {(unread.count > 0 || unread.isBehind) && (
        <Button kind="primary" icon={arrowDown} class="unread" onClick={unread.goThere}>
          {unread.isBehind ? t('timeline.latest') : t('timeline.unread', { count: unread.count })}
        </Button>
      )}
    </section>
  );
}

function Opening({ ticket }: { ticket: Ticket }) {
  return (
    <Message as="article" from="requester" author={nameOf(ticket.requester)} at={ticket.openedAt}>
      <MessageContent
        ticketId={ticket.id}
        body={ticket.description ?? t('ticket.no_description')}
        files={ticket.attachments}
      />
    </Message>
  );
}
