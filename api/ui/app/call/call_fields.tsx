import { type Signal, useSignal } from '@preact/signals';
import { useContext, useEffect } from 'preact/hooks';
import { channels, ticketTypes } from '../../../../workflows/domain/ticket.ts';
import type { RoutedTicket } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { RadioField, SelectField, TextField } from '../design/fields.tsx';
import { KeptFields } from '../design/kept_fields.ts';
import { FormFields, type FormSoFar } from '../parts/form_fields.tsx';
import { t } from '../words/language.ts';
import { processOptions, useProcess, useProcesses } from '../words/process.ts';
import { routedWords } from '../words/routed.ts';

/** By which ways somebody speaks with an agent now. */
export const callChannels = channels.filter(
  (channel): channel is 'phone' | 'walk_in' | 'chat' | 'email' =>
    ['phone', 'walk_in', 'chat', 'email'].includes(channel),
);

export const outcomes = ['log', 'take', 'resolve'] as const;
export type Outcome = (typeof outcomes)[number];

interface CallFieldsProps {
  /** Of whoever calls, as far as it is known. */
  requesterTier: FormSoFar['requesterTier'];
  requesterId: string | undefined;
  outcome: Signal<Outcome>;
  subject: Signal<string>;
}

/** What the call is about, with the process's own values where nothing else is said. */
export function CallFields({ outcome, subject, requesterTier, requesterId }: CallFieldsProps) {
  const form = useSignal<Omit<FormSoFar, 'requesterTier'>>({ channel: 'phone' });
  const says = (said: Partial<FormSoFar>) => {
    form.value = { ...form.value, ...said };
  };
  const chosenId = useSignal<string | null>(useContext(KeptFields)['ticket.process'] ?? null);
  const routed = useRoutedProcess(form.value.channel, requesterId);
  const isRouted = chosenId.value === null && routed !== null;
  const process = useProcess(chosenId.value ?? routed?.process ?? null);
  useProcesses();
  const processes = processOptions();
  return (
    <>
      <RadioField
        name="ticket.channel"
        label={t('facts.channel')}
        options={callChannels.map((id) => ({ id, title: t(`channel.${id}`) }))}
        value="phone"
        onChange={(id) => says({ channel: callChannels.find((one) => one === id) ?? 'phone' })}
      />
      <TextField
        name="ticket.subject"
        label={t('call.subject')}
        maxLength={200}
        required
        onInput={(words) => {
          subject.value = words.trim();
        }}
      />
      <TextField
        name="ticket.description"
        label={t('call.description')}
        maxLength={50_000}
        rows={4}
        required
      />
      <div class="call-choices">
        {process && processes.length > 1 && (
          <SelectField
            key={isRouted ? routed.process : 'chosen'}
            name="ticket.process"
            label={t('facts.process')}
            options={processes}
            value={process.id}
            {...(isRouted && { hint: routedWords(routed) })}
            onChange={(id) => {
              chosenId.value = id;
              says({ category: null, service: null, impact: undefined, urgency: undefined });
            }}
          />
        )}
        <SelectField
          name="ticket.type"
          label={t('facts.type')}
          options={ticketTypes.map((id) => ({ id, title: t(`type.${id}`) }))}
          value="incident"
          onChange={(id) => says({ type: ticketTypes.find((type) => type === id) })}
        />
        <SelectField
          key={`category ${process?.id}`}
          name="ticket.category"
          label={t('facts.category')}
          none={t('facts.no_category')}
          options={process?.categories ?? []}
          onChange={(id) => says({ category: id === '' ? null : id })}
        />
        {process && process.services.length > 0 && (
          <SelectField
            key={`service ${process.id}`}
            name="ticket.service"
            label={t('facts.service')}
            none={t('facts.no_service')}
            options={process.services}
            onChange={(id) => says({ service: id === '' ? null : id })}
          />
        )}
        {(['impact', 'urgency'] as const).map((name) => (
          <SelectField
            key={`${name} ${process?.id}`}
            name={`ticket.${name}`}
            label={t(`facts.${name}`)}
            options={(name === 'impact' ? process?.impacts : process?.urgencies) ?? []}
            value={process?.defaults[name] ?? ''}
            onChange={(id) => says({ [name]: id })}
          />
        ))}
      </div>
      {process && (
        <FormFields
          key={`fields ${process.id}`}
          process={process}
          form={{ ...form.value, requesterTier }}
          prefix="ticket."
        />
      )}
      <OutcomeFields outcome={outcome} processId={process?.id ?? null} />
    </>
  );
}

/** Where whoever calls is led, by the way they call; null until that is known. */
function useRoutedProcess(channel: FormSoFar['channel'], requester: string | undefined) {
  const routed = useSignal<RoutedTicket | null>(null);
  useEffect(() => {
    const asking = new AbortController();
    const read = async () => {
      const query = { ...(channel !== 'import' && { channel }), ...(requester && { requester }) };
      const answer = await desk.explainRoute({ query }, { signal: asking.signal });
      if (answer.isOk && !asking.signal.aborted) routed.value = answer.data;
    };
    void read();
    return () => asking.abort();
  }, [channel, requester]);
  return routed.value;
}

interface OutcomeFieldsProps {
  outcome: Signal<Outcome>;
  processId: string | null;
}

/** What came of it. An article that solved it is chosen on the ticket, where those that fit are known. */
function OutcomeFields({ outcome, processId }: OutcomeFieldsProps) {
  const process = useProcess(processId);
  const codes = (process?.resolutionCodes ?? []).filter(
    ({ requires }) => !requires.includes('article'),
  );
  const code = useSignal<string | null>(null);
  const chosen = codes.find(({ id }) => id === code.value) ?? codes[0];
  return (
    <>
      <RadioField
        name="outcome"
        label={t('call.outcome')}
        options={outcomes.map((id) => ({ id, title: t(`call.outcome_${id}`) }))}
        value="log"
        onChange={(id) => {
          outcome.value = outcomes.find((one) => one === id) ?? 'log';
        }}
      />
      {outcome.value === 'resolve' && (
        <>
          <SelectField
            name="code"
            label={t('resolve.code')}
            options={codes}
            onChange={(id) => {
              code.value = id;
            }}
          />
          <TextField name="note" label={t('resolve.note')} maxLength={10_000} rows={2} required />
          <TextField
            name="rootCause"
            label={t('resolve.root_cause')}
            maxLength={10_000}
            required={chosen?.requires.includes('rootCause') ?? false}
          />
        </>
      )}
    </>
  );
}
