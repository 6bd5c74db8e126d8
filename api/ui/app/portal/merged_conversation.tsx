import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Message as SentMessage, Ticket } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { onCatchUp } from '../client/live.ts';
import { me } from '../client/session.ts';
import { Message } from '../parts/message.tsx';
import type { TicketStore } from '../ticket/ticket_store.ts';
import { t } from '../words/language.ts';
import { MessageText } from './message_text.tsx';

const rereadMs = 15_000;

/** What is said on the ticket that this one is followed on; its changes are not told to us. */
export function MergedConversation({ store, ticket }: { store: TicketStore; ticket: Ticket }) {
  const messages = useSignal<SentMessage[]>([]);
  useEffect(() => {
    const read = async () => {
      const answer = await desk.listMergedMessages({
        path: { id: ticket.id },
        query: { limit: 200 },
      });
      if (answer.isOk) messages.value = answer.data.items;
    };
    void read();
    const timer = setInterval(() => void read(), rereadMs);
    const stopCatchUp = onCatchUp(() => void read());
    return () => {
      clearInterval(timer);
      stopCatchUp();
    };
  }, [ticket.id, store.outgoing.value === null]);
  return (
    <section class="conversation" aria-labelledby="merged-title">
      <h2 id="merged-title">{t('portal.merged')}</h2>
      <p class="soft">{t('portal.merged_hint')}</p>
      <ol class="entries">
        {messages.value.map((message) => (
          <Message
            key={message.id}
            from={message.author.id === me.value?.id ? 'me' : 'desk'}
            author={message.author.name ?? t('actor.desk')}
            at={message.at}
          >
            <MessageText body={message.body} />
          </Message>
        ))}
      </ol>
    </section>
  );
}
