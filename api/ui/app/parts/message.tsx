import lock from 'icon:lock';
import type { ComponentChildren } from 'preact';
import type { Message as SentMessage } from '../../../contract.ts';
import { Badge } from '../design/badge.tsx';
import { Text } from '../design/text.tsx';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';
import { EntryAddress, linkable } from './entry_address.tsx';

interface MessageProps {
  as?: 'li' | 'article';
  /** Where it is an entry of a timeline: its event, and whether the address points at it. */
  entry?: { seq: number; isLinked: boolean };
  from: 'me' | 'requester' | 'desk';
  author: string;
  /** ISO 8601. */
  at: string;
  /** The requester never sees it. */
  isInternal?: boolean;
  /** It was the desk's first answer. */
  isFirstResponse?: boolean;
  children: ComponentChildren;
}

/** Something that was said, by whom and when. */
export function Message(props: MessageProps) {
  const { as: Element = 'li', entry, from, author, at, isInternal, isFirstResponse } = props;
  return (
    <Element
      {...(entry && linkable(entry.seq, entry.isLinked))}
      class={`message from-${from} ${isInternal ? 'is-internal' : ''}`}
    >
      <p class="message-head">
        <strong>{author}</strong>
        {isInternal && (
          <Badge look="internal" icon={lock}>
            {t('message.internal')}
          </Badge>
        )}
        {isFirstResponse && <Badge>{t('message.first_response')}</Badge>}
        {entry ? (
          <EntryAddress seq={entry.seq} at={at} />
        ) : (
          <span class="soft">
            <When at={at} as="date" />
          </span>
        )}
      </p>
      {props.children}
    </Element>
  );
}

interface OutgoingMessageProps {
  message: { body: string; visibility: SentMessage['visibility'] } | null;
}

/** One of ours that is on its way; nothing while none is. */
export function OutgoingMessage({ message }: OutgoingMessageProps) {
  if (message === null) return null;
  const internal = message.visibility === 'internal' ? 'is-internal' : '';
  return (
    <li class={`message from-me is-outgoing ${internal}`}>
      <p class="message-head">{t('timeline.sending')}</p>
      <Text>{message.body}</Text>
    </li>
  );
}
