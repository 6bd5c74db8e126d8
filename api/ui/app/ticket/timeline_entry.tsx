import type { TimelineEvent } from '../../../contract.ts';
import { Icon } from '../design/icon.tsx';
import { Text } from '../design/text.tsx';
import { EntryAddress, linkable } from '../parts/entry_address.tsx';
import { Message } from '../parts/message.tsx';
import { MessageContent } from '../parts/message_content.tsx';
import { t } from '../words/language.ts';
import { StepTexts } from './diagnostics_panel.tsx';
import type { EventWords } from './events/event_row.ts';
import { OtherTicket } from './other_ticket.tsx';

interface EntryProps {
  ticketId: string;
  event: TimelineEvent;
  words: EventWords;
  isMine: boolean;
  /** The address points at it. */
  isLinked: boolean;
}

/** One thing that was said or happened. */
export function TimelineEntry({ ticketId, event, words, isMine, isLinked }: EntryProps) {
  if (event.type === 'message_added') {
    return <MessageEntry {...{ ticketId, event, isMine, isLinked }} />;
  }
  const notes = (words.notes ?? []).flatMap((note) => note || []);
  return (
    <li
      {...linkable(event.seq, isLinked)}
      class={`event ${words.tone ? `tone-${words.tone}` : ''} ${words.isMinor ? 'is-minor' : ''}`}
    >
      <Icon of={words.icon} />
      <div>
        <p>
          {words.words} {words.other && <OtherTicket {...words.other} />}{' '}
          <EntryAddress seq={event.seq} at={event.at} />
        </p>
        {event.type === 'diagnostic_step_recorded' && (
          <div class="quote">
            <StepTexts
              step={event.data.step}
              outcome={event.data.outcome}
              ruledOut={event.data.ruledOut}
            />
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

interface MessageProps extends Omit<EntryProps, 'words'> {
  event: TimelineEvent<'message_added'>;
}

function MessageEntry({ ticketId, event, isMine, isLinked }: MessageProps) {
  const { body, visibility, isFirstResponse, attachments, saidAt } = event.data;
  const from = isMine ? 'me' : event.actor.kind === 'requester' ? 'requester' : 'desk';
  return (
    <Message
      entry={{ seq: event.seq, isLinked }}
      from={from}
      author={event.actor.name ?? t('actor.desk')}
      at={saidAt ?? event.at}
      isInternal={visibility === 'internal'}
      isFirstResponse={isFirstResponse}
    >
      <MessageContent ticketId={ticketId} body={body ?? t('message.no_body')} files={attachments} />
    </Message>
  );
}
