import arrowDown from 'icon:arrow-down';
import lock from 'icon:lock';
import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Ticket, TimelineEvent } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { Icon } from '../icon.tsx';
import { t } from '../language.ts';
import { AttachmentList, attachmentsIn } from '../parts/attachments.tsx';
import { When } from '../parts/when.tsx';
import { StepTexts } from './diagnostics_panel.tsx';
import { type EventWords, eventNote, eventWords } from './event_words.ts';
import type { TicketStore } from './ticket_store.ts';

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
  const entries = events.map((event) => ({ event, words: eventWords(event) }));
  const hiddenCount = entries.filter(({ words }) => words.isMinor).length;
  const shown = showsAll.value ? entries : entries.filter(({ words }) => !words.isMinor);
  const place = useRef<HTMLElement>(null);
  const unread = useReadingPlace(place, entries, store, myId);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable.
    <section class="timeline" ref={place} tabIndex={0} aria-label={t('timeline.title')}>
      <Opening ticket={ticket} />
      {hiddenCount > 0 && (
        <button
          type="button"
          class="button quiet small"
          aria-pressed={showsAll.value}
          onClick={() => {
            showsAll.value = !showsAll.value;
          }}
        >
          {showsAll.value ? t('timeline.less') : t('timeline.all', { count: hiddenCount })}
        </button>
      )}
      <ol class="entries">
        {shown.map(({ event, words }) => (
          <Entry
            key={event.seq}
            ticketId={ticket.id}
            event={event}
            words={words}
            isMine={event.actor.id === myId}
          />
        ))}
        {store.outgoing.value && (
          <li class={`message from-me is-${store.outgoing.value.visibility} is-outgoing`}>
            <p class="message-head">{t('timeline.sending')}</p>
            <p class="text" dir="auto">
              {store.outgoing.value.body}
            </p>
          </li>
        )}
      </ol>
      {unread.count > 0 && (
        <button type="button" class="button primary unread" onClick={unread.goThere}>
          <Icon of={arrowDown} /> {t('timeline.unread', { count: unread.count })}
        </button>
      )}
    </section>
  );
}

interface Known {
  event: TimelineEvent;
  words: EventWords;
}

function useReadingPlace(
  place: { current: HTMLElement | null },
  entries: Known[],
  store: TicketStore,
  myId: string,
) {
  const seenSeq = useRef(0);
  const unreadCount = useSignal(0);
  const lastSeq = entries.at(-1)?.event.seq ?? 0;
  const goThere = () => {
    const scroller = place.current;
    if (scroller) scroller.scrollTop = scroller.scrollHeight;
    unreadCount.value = 0;
  };
  useLayoutEffect(() => {
    if (lastSeq <= seenSeq.current) return;
    const fresh = entries.filter(({ event }) => event.seq > seenSeq.current);
    const isFirst = seenSeq.current === 0;
    const isMine = fresh.some(({ event }) => event.actor.id === myId);
    seenSeq.current = lastSeq;
    if (isFirst || isMine) goThere();
    else if (place.current && isAtEnd(place.current)) unreadCount.value = 0;
    else unreadCount.value += fresh.filter(({ words }) => !words.isMinor).length;
  }, [lastSeq]);
  useLayoutEffect(() => {
    if (store.outgoing.value) goThere();
  }, [store.outgoing.value]);
  useEffect(() => {
    if (unreadCount.value > 0) announce(t('timeline.unread', { count: unreadCount.value }));
  }, [unreadCount.value]);
  useEffect(() => {
    const scroller = place.current;
    if (!scroller) return undefined;
    let wasAtEnd = true;
    const onScroll = () => {
      wasAtEnd = isAtEnd(scroller);
      if (wasAtEnd) unreadCount.value = 0;
    };
    // A form that opens below takes room: the newest stays in sight if it was.
    const resizing = new ResizeObserver(() => {
      if (wasAtEnd) goThere();
    });
    resizing.observe(scroller);
    scroller.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      resizing.disconnect();
      scroller.removeEventListener('scroll', onScroll);
    };
  }, []);
  return { count: unreadCount.value, goThere };
}

function isAtEnd({ scrollTop, clientHeight, scrollHeight }: HTMLElement): boolean {
  return scrollTop + clientHeight >= scrollHeight - 8;
}

function Opening({ ticket }: { ticket: Ticket }) {
  return (
    <article class="message from-requester">
      <p class="message-head">
        <strong>{ticket.requester.name ?? ticket.requester.id}</strong>
        <span class="soft">
          <When at={ticket.openedAt} as="date" />
        </span>
      </p>
      <p class="text" dir="auto">
        {ticket.description ?? t('ticket.no_description')}
      </p>
      <AttachmentList ticketId={ticket.id} files={ticket.attachments} />
    </article>
  );
}

interface EntryProps {
  ticketId: string;
  event: TimelineEvent;
  words: EventWords;
  isMine: boolean;
}

function Entry({ ticketId, event, words, isMine }: EntryProps) {
  if (event.type === 'message_added') {
    return <MessageEntry ticketId={ticketId} event={event} isMine={isMine} />;
  }
  const notes = eventNote(event);
  const { step, outcome, ruledOut } = event.data as Record<string, string | null>;
  return (
    <li
      class={`event ${words.tone ? `tone-${words.tone}` : ''} ${words.isMinor ? 'is-minor' : ''}`}
    >
      <Icon of={words.icon} />
      <div>
        <p>
          {words.words}{' '}
          <span class="soft">
            <When at={event.at} as="date" />
          </span>
        </p>
        {event.type === 'diagnostic_step_recorded' && (
          <div class="quote">
            <StepTexts step={step ?? null} outcome={outcome ?? null} ruledOut={ruledOut ?? null} />
          </div>
        )}
        {notes.map((note) => (
          <p key={note} class="quote text" dir="auto">
            {note}
          </p>
        ))}
      </div>
    </li>
  );
}

function MessageEntry({ ticketId, event, isMine }: Omit<EntryProps, 'words'>) {
  const { body, visibility, isFirstResponse } = event.data;
  const isInternal = visibility === 'internal';
  const from = isMine
    ? 'from-me'
    : event.actor.kind === 'requester'
      ? 'from-requester'
      : 'from-desk';
  return (
    <li class={`message ${from} ${isInternal ? 'is-internal' : 'is-public'}`}>
      <p class="message-head">
        <strong>{event.actor.name ?? t('actor.desk')}</strong>
        {isInternal && (
          <span class="badge internal">
            <Icon of={lock} /> {t('message.internal')}
          </span>
        )}
        {isFirstResponse === true && <span class="badge">{t('message.first_response')}</span>}
        <span class="soft">
          <When at={event.at} as="date" />
        </span>
      </p>
      <p class="text" dir="auto">
        {typeof body === 'string' ? body : t('message.no_body')}
      </p>
      <AttachmentList ticketId={ticketId} files={attachmentsIn(event.data)} />
    </li>
  );
}
