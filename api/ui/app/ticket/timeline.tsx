import arrowDown from 'icon:arrow-down';
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Ticket } from '../../../contract.ts';
import { Button, SwitchButton } from '../design/button.tsx';
import { Text } from '../design/text.tsx';
import { AttachmentList } from '../parts/attachments.tsx';
import { Message, OutgoingMessage } from '../parts/message.tsx';
import { t } from '../words/language.ts';
import { nameOf } from '../words/person.ts';
import { eventWords } from './events/event_words.ts';
import { useReadingPlace } from './reading_place.ts';
import type { TicketStore } from './ticket_store.ts';
import { TimelineEntry } from './timeline_entry.tsx';

interface TimelineProps {
  store: TicketStore;
  ticket: Ticket;
  myId: string;
}

/**
 * What was said and what happened, oldest first, opened at the newest. What comes later from others
 * never moves what is being read: it is announced, and a button goes there.
 */
export function Timeline({ store, ticket, myId }: TimelineProps) {
  const events = store.events.value;
  const showsAll = useSignal(false);
  const entries = events.map((event) => ({ event, words: eventWords(event, ticket.process.id) }));
  const hiddenCount = entries.filter(({ words }) => words.isMinor).length;
  const shown = showsAll.value ? entries : entries.filter(({ words }) => !words.isMinor);
  const place = useRef<HTMLElement>(null);
  const unread = useReadingPlace(place, entries, store, myId);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable.
    <section class="timeline" ref={place} tabIndex={0} aria-label={t('timeline.title')}>
      <Opening ticket={ticket} />
      {hiddenCount > 0 && (
        <SwitchButton kind="quiet" isSmall isOn={showsAll}>
          {showsAll.value ? t('timeline.less') : t('timeline.all', { count: hiddenCount })}
        </SwitchButton>
      )}
      <ol class="entries">
        {shown.map(({ event, words }) => (
          <TimelineEntry
            key={event.seq}
            ticketId={ticket.id}
            event={event}
            words={words}
            isMine={event.actor.id === myId}
          />
        ))}
        <OutgoingMessage message={store.outgoing.value} />
      </ol>
      {unread.count > 0 && (
        <Button kind="primary" icon={arrowDown} class="unread" onClick={unread.goThere}>
          {t('timeline.unread', { count: unread.count })}
        </Button>
      )}
    </section>
  );
}

function Opening({ ticket }: { ticket: Ticket }) {
  return (
    <Message as="article" from="requester" author={nameOf(ticket.requester)} at={ticket.openedAt}>
      <Text>{ticket.description ?? t('ticket.no_description')}</Text>
      <AttachmentList ticketId={ticket.id} files={ticket.attachments} />
    </Message>
  );
}
