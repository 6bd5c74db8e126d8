import { type Signal, useSignal } from '@preact/signals';
import { Fragment } from 'preact';
import { useContext } from 'preact/hooks';
import { ticketTypes } from '../../../../workflows/domain/ticket.ts';
import type { ProcessDescription } from '../../../contract.ts';
import { me } from '../client/session.ts';
import { RadioField, SelectField, TextField } from '../design/fields.tsx';
import { KeptFields } from '../design/kept_fields.ts';
import type { Option } from '../design/options.tsx';
import { type Draft, Suggestions } from '../knowledge/suggestions.tsx';
import { FormFields, type FormSoFar } from '../parts/form_fields.tsx';
import { OwnDeviceField } from '../parts/own_device_field.tsx';
import { t } from '../words/language.ts';
import { knownProcesses, processOptions, useProcess, useProcesses } from '../words/process.ts';
import { askedOn } from './plain_words.ts';

interface NewTicketFieldsProps {
  draft: Signal<Draft>;
  /** The page of the portal that led here. */
  page: string | undefined;
  /** An article that was offered meanwhile solved it. */
  onSolved(): void;
}

/** What is asked of somebody who reports or wants something. */
export function NewTicketFields({ draft, page, onSolved }: NewTicketFieldsProps) {
  const chosenId = useSignal<string | null>(useContext(KeptFields).process ?? null);
  const ofPage = knownProcesses().find(({ pages }) => pages.some(({ id }) => id === page));
  const process = useProcess(chosenId.value ?? ofPage?.id ?? null);
  useProcesses();
  const processes = processOptions();
  const { categories, services } = process
    ? askedOn(process, page)
    : { categories: [], services: [] };
  const form = useSignal<FormSoFar>({
    channel: 'portal',
    requesterTier: me.value?.requesterTier ?? 'standard',
  });
  // Whoever reports something speaks for themselves, unless they say that more is touched.
  const { impact = process?.impacts.at(-1)?.id, urgency = process?.defaults.urgency } = form.value;
  const says = (said: Partial<FormSoFar>) => {
    form.value = { ...form.value, ...said };
  };
  const writes = (field: keyof Draft) => (text: string) => {
    draft.value = { ...draft.value, [field]: text };
  };
  return (
    <>
      {process && processes.length === 1 && processes[0]?.id === process.id && (
        <input type="hidden" name="process" value={process.id} />
      )}
      {process && processes.length > 1 && (
        <RadioField
          name="process"
          label={t('new.process')}
          options={processes}
          value={process.id}
          onChange={(id) => {
            chosenId.value = id;
            draft.value = { ...draft.value, category: '' };
            says({ category: null, service: null, impact: undefined, urgency: undefined });
          }}
        />
      )}
      <TextField
        name="subject"
        label={t('new.subject')}
        hint={t('new.subject_hint')}
        maxLength={200}
        required
        onInput={writes('subject')}
      />
      <Suggestions draft={draft} onSolved={onSolved} />
      <TextField
        name="description"
        label={t('new.description')}
        hint={t('new.description_hint')}
        maxLength={50_000}
        rows={6}
        required
        onInput={writes('description')}
      />
      <RadioField
        name="type"
        label={t('new.type')}
        options={ticketTypes.map((id) => ({ id, title: t(`new.type_${id}`) }))}
        value="incident"
        onChange={(id) => says({ type: ticketTypes.find((type) => type === id) })}
      />
      <SelectField
        key={`category ${process?.id}`}
        name="category"
        label={t('new.category')}
        none={t('new.category_unknown')}
        options={categories}
        onChange={(id) => {
          const isKnown = categories.some((category) => category.id === id);
          writes('category')(isKnown ? id : '');
          says({ category: isKnown ? id : null });
        }}
      />
      {process && services.length > 0 && (
        <SelectField
          key={`service ${process.id}`}
          name="service"
          label={t('new.service')}
          none={t('new.category_unknown')}
          options={services}
          onChange={(id) => says({ service: id === '' ? null : id })}
        />
      )}
      {process && (
        <Fragment key={`scales ${process.id}`}>
          <RadioField
            name="impact"
            label={t('new.impact')}
            options={plainOptions(process.impacts)}
            value={process.impacts.at(-1)?.id ?? ''}
            onChange={(id) => says({ impact: id })}
          />
          <RadioField
            name="urgency"
            label={t('new.urgency')}
            options={plainOptions(process.urgencies)}
            value={process.defaults.urgency}
            onChange={(id) => says({ urgency: id })}
          />
        </Fragment>
      )}
      {me.value && process && !process.fields.some(({ kind }) => kind === 'device') && (
        <OwnDeviceField name="affected" label={t('new.device')} owner={me.value.id} />
      )}
      {process && (
        <FormFields key={process.id} process={process} form={{ ...form.value, impact, urgency }} />
      )}
    </>
  );
}

type Scale = ProcessDescription['impacts'];

function plainOptions(scale: Scale): Option[] {
  return scale.map(({ id, plainTitle }) => ({ id, title: plainTitle }));
}
