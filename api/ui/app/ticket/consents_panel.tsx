import type { Consent, Ticket } from '../../../contract.ts';
import { chosen, filled, RadioField, TextField } from '../design/fields.tsx';
import { Text } from '../design/text.tsx';
import { When } from '../design/when.tsx';
import { t } from '../words/language.ts';
import { CommandForm } from './forms/command_form.tsx';
import type { TicketStore } from './ticket_store.ts';

interface ConsentsProps {
  store: TicketStore;
  ticket: Ticket;
}

const answers = ['yes', 'no'] as const;

/** What the requester is asked to agree to: they answer here, and whoever serves sees how it stands. */
export default function Consents({ store, ticket }: ConsentsProps) {
  const mayAnswer = ticket.allowed.includes('answerConsent');
  return (
    <>
      {ticket.consents.toReversed().map((consent) => (
        <section key={consent.n} class="card" aria-labelledby={`consent-${consent.n}`}>
          <h2 id={`consent-${consent.n}`} dir="auto">
            {consent.title ?? t('consent.title')}
          </h2>
          <Text>{consent.text}</Text>
          {consent.outcome === 'open' && mayAnswer ? (
            <ConsentForm store={store} ticket={ticket} consent={consent} />
          ) : (
            <p class="soft">{t(`consent.${consent.outcome}`)}</p>
          )}
        </section>
      ))}
    </>
  );
}

function ConsentForm({ store, ticket, consent }: ConsentsProps & { consent: Consent }) {
  return (
    <CommandForm
      store={store}
      ticket={ticket}
      title={t('consent.question')}
      submitLabel={t('consent.submit')}
      operation="answerConsent"
      inputOf={(data) => ({
        path: { id: ticket.id, n: consent.n },
        body: {
          // Where neither is chosen the browser does not send.
          answer: chosen(data, 'answer', answers) ?? 'no',
          reason: filled(data, 'reason'),
        },
      })}
    >
      <RadioField
        name="answer"
        label={t('consent.question')}
        options={answers.map((id) => ({ id, title: t(`consent.answer_${id}`) }))}
      />
      <TextField name="reason" label={t('consent.reason')} maxLength={10_000} rows={2} />
      <p class="hint">
        {t('consent.until')} <When at={consent.expiresAt} as="date" />
      </p>
    </CommandForm>
  );
}
