import type { TimelineEvent } from '../../../contract.ts';
import { Icon } from '../design/icon.tsx';
import { Text } from '../design/text.tsx';
import { When } from '../design/when.tsx';
import { t } from '../language.ts';
import { AttachmentList, attachmentsIn } from '../parts/attachments.tsx';
import { Message } from '../parts/message.tsx';
import { StepTexts } from './diagnostics_panel.tsx';
import { type EventWords, eventNote } from './event_words.ts';

interface EntryProps {
  ticketId: string;
  event: TimelineEvent;
  words: EventWords;
  isMine: boolean;
}

/** One thing that was said or happened. */
export function TimelineEntry({ ticketId, event, words, isMine }: EntryProps) {
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
          <Text key={note} class="quote">
            {note}
          </Text>
        ))}
      </div>
    </li>
  );
}

function MessageEntry({ ticketId, event, isMine }: Omit<EntryProps, 'words'>) {
  const { body, visibility, isFirstResponse } = event.data;
  const from = isMine ? 'me' : event.actor.kind === 'requester' ? 'requester' : 'desk';
  return (
    <Message
      from={from}
      author={event.actor.name ?? t('actor.desk')}
      at={event.at}
      isInternal={visibility === 'internal'}
      isFirstResponse={isFirstResponse === true}
    >
      <Text>{typeof body === 'string' ? body : t('message.no_body')}</Text>
      <AttachmentList ticketId={ticketId} files={attachmentsIn(event.data)} />
    </Message>
  );
}
