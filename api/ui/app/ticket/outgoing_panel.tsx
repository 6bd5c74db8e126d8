import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import type { Ticket, TicketOutgoingMail } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { me, readsContacts } from '../client/session.ts';
import { DeliveryLine, tellsWords } from '../parts/delivery_line.tsx';
import { t } from '../words/language.ts';

const lookMs = 10_000;
const looksAfterEvent = 6;

/** What was mailed of a ticket to whom, and whether it arrived. */
export function OutgoingPanel({ ticket: { id, seq } }: { ticket: Ticket }) {
  const titleId = useId();
  const mails = useSignal<TicketOutgoingMail[]>([]);
  const reader = me.value;
  const isShown = Boolean(reader && readsContacts(reader));
  useEffect(() => {
    if (!isShown) return;
    const read = async () => {
      const answer = await desk.listTicketOutgoingMails({ path: { id } });
      if (answer.isOk) mails.value = answer.data.items;
    };
    void read();
    // A mail is promised, and taken by its server, after the event that it tells: no page hears of that.
    let looks = 0;
    const timer = setInterval(() => {
      looks += 1;
      const waits = mails.value.some(({ state }) => state === 'waiting');
      if (waits || looks <= looksAfterEvent) void read();
    }, lookMs);
    return () => clearInterval(timer);
  }, [id, seq, isShown]);
  if (mails.value.length === 0) return null;
  return (
    <section aria-labelledby={titleId}>
      <h2 id={titleId}>{t('outgoing.of_ticket')}</h2>
      <ul class="plain-list">
        {mails.value.map((mail) => (
          <li key={mail.id} class="mail-line">
            <bdi>{mail.person.name}</bdi>
            {mail.recipient && ` · ${mail.recipient}`} · <DeliveryLine mail={mail} />
            <p class="soft">{tellsWords(mail)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
