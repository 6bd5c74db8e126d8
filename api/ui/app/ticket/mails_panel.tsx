import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { ErrorBoundary, lazy } from 'preact-iso';
import type { Problem, Ticket, TicketMail, TicketMailText } from '../../../contract.ts';
import { addressOf, desk } from '../client/desk.ts';
import { me, readsContacts } from '../client/session.ts';
import { Button, ButtonLink } from '../design/button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { t, withWords } from '../words/language.ts';

/** Fetched when somebody opens a mail. */
const MailReader = lazy(() =>
  withWords(() => import('../parts/mail_reader.tsx')).then(({ MailReader }) => MailReader),
);

/** The mails of a ticket as they came: what they quote, and the originals, are one click away. */
export function MailsPanel({ ticket: { id, channel, seq } }: { ticket: Ticket }) {
  const titleId = useId();
  const mails = useSignal<TicketMail[]>([]);
  const reader = me.value;
  const isShown = channel === 'email' && Boolean(reader && readsContacts(reader));
  useEffect(() => {
    if (!isShown) return;
    void desk.listTicketMails({ path: { id } }).then((answer) => {
      if (answer.isOk) mails.value = answer.data.items;
    });
  }, [id, seq, isShown]);
  if (mails.value.length === 0) return null;
  return (
    <section aria-labelledby={titleId}>
      <h2 id={titleId}>{t('ticket_mails.title')}</h2>
      <ul class="plain-list">
        {mails.value.map((mail) => (
          <OneMail key={mail.id} ticketId={id} mail={mail} />
        ))}
      </ul>
    </section>
  );
}

function OneMail({ ticketId, mail }: { ticketId: string; mail: TicketMail }) {
  const { id, from, fate, reason, deliveredAt, hasRaw } = mail;
  const shown = useSignal<TicketMailText | null>(null);
  const problem = useSignal<Problem | null>(null);
  const path = { id: ticketId, mail: id };
  const open = async () => {
    const answer = await desk.getTicketMail({ path });
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) shown.value = answer.data;
  };
  return (
    <li>
      <p class="mail-line">
        {from && <bdi>{from.address}</bdi>} <When at={deliveredAt} as="date" />
        {fate === 'note' && reason && ` · ${t(`mail_reason.${reason}`)}`}
      </p>
      {hasRaw && (
        <p class="form-end">
          <Button
            isSmall
            isExpanded={shown.value !== null}
            onClick={() => {
              if (shown.value) shown.value = null;
              else void open();
            }}
          >
            {t('ticket_mails.whole')}
          </Button>
          <ButtonLink isSmall href={addressOf('getRawTicketMail', { path })} isDownload>
            {t('mails.raw')}
          </ButtonLink>
        </p>
      )}
      <ProblemNote problem={problem.value} />
      {shown.value && (
        <ErrorBoundary>
          <MailReader
            mail={shown.value}
            pageAddress={(query) => addressOf('renderTicketMail', { path, query })}
          />
        </ErrorBoundary>
      )}
    </li>
  );
}
