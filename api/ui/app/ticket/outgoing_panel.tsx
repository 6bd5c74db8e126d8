import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import type { Ticket, TicketOutgoingMail } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { me, readsContacts } from '../client/session.ts';
import { DeliveryLine } from '../parts/delivery_line.tsx';
import { t } from '../words/language.ts';

/** What was mailed of a ticket to whom, and whether it arrived. */
export function OutgoingPanel({ ticket: { id, seq } }: { ticket: Ticket }) {
  const titleId = useId();
  const mails = useSignal<TicketOutgoingMail[]>([]);
  const reader = me.value;
  const isShown = Boolean(reader && readsContacts(reader));
  useEffect(() => {
    if (!isShown) return;
    void desk.listTicketOutgoingMails({ path: { id } }).then((answer) => {
      if (answer.isOk) mails.value = answer.data.items;
    });
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
          </li>
        ))}
      </ul>
    </section>
  );
}
