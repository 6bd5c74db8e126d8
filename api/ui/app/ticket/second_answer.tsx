import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Message, Ticket, TimelineEvent } from '../../../contract.ts';
import { me } from '../client/session.ts';
import { Button } from '../design/button.tsx';
import { entryId } from '../parts/entry_address.tsx';
import { t } from '../words/language.ts';
import type { TicketStore } from './ticket_store.ts';

export interface SecondAnswer {
  /** The last event that the writer has seen; undefined where nobody asks. */
  seenSeq: number | undefined;
  /** What somebody else has answered meanwhile. */
  other: TimelineEvent<'message_added'> | undefined;
  /** The writer has read it, and goes on. @returns what they have seen by now */
  accept(): number;
  /** It was sent: the next one begins anew. */
  begin(): void;
}

/** Whether a colleague has answered since the writer began. Requesters and notes answer nobody. */
export function useSecondAnswer(
  store: TicketStore,
  ticket: Ticket,
  visibility: Message['visibility'],
  isWriting: boolean,
): SecondAnswer {
  const seen = useSignal(ticket.seq);
  const isAsked = visibility === 'public' && ticket.allowed.includes('setPending');
  useEffect(() => {
    // Nothing is begun: what comes is read before it is.
    if (!isWriting) seen.value = ticket.seq;
  }, [isWriting, ticket.seq]);
  const others = store.timeline.items.value.filter(
    (event): event is TimelineEvent<'message_added'> =>
      event.type === 'message_added' &&
      event.seq > seen.value &&
      event.actor.kind === 'agent' &&
      event.actor.id !== me.value?.id &&
      event.data.visibility === 'public',
  );
  const latest = () => Math.max(ticket.seq, ...others.map(({ seq }) => seq));
  return {
    seenSeq: isAsked ? seen.value : undefined,
    other: isAsked && isWriting ? others.at(-1) : undefined,
    accept() {
      seen.value = latest();
      return seen.value;
    },
    begin() {
      seen.value = latest();
    },
  };
}

interface SecondAnswerNoteProps {
  other: TimelineEvent<'message_added'> | undefined;
  onSendAnyway(): void;
}

/** Says that somebody else was faster, and lets the writer choose. */
export function SecondAnswerNote({ other, onSendAnyway }: SecondAnswerNoteProps) {
  return (
    <div role="alert">
      {other && (
        <div class="second-answer">
          <p>{t('reply.answered_meanwhile', { name: other.actor.name ?? t('actor.desk') })}</p>
          <p class="field-row">
            <a href={`#${entryId(other.seq)}`}>{t('reply.show_other')}</a>
            <Button isSmall onClick={onSendAnyway}>
              {t('reply.send_anyway')}
            </Button>
          </p>
        </div>
      )}
    </div>
  );
}
