import { useSignal } from '@preact/signals';
import { hasForm, isRequired, isShown } from '../../../../workflows/domain/fields.ts';
import { type FilledForm, formSubject } from '../../../../workflows/domain/form_subject.ts';
import type { ProcessDescription, ProcessField, TicketField } from '../../../contract.ts';
import { DateField, filled, NumberField, SelectField, TextField } from '../design/fields.tsx';
import { t } from '../words/language.ts';
import { NamedField, namedId, namedValue } from './named_field.tsx';

type Values = Record<string, string>;

/** What else the form says, on which it turns which fields are shown. */
export type FormSoFar = Omit<FilledForm, 'fields'>;

interface FormFieldsProps {
  process: Pick<ProcessDescription, 'fields' | 'defaults'>;
  form: FormSoFar;
  /** Before the names of the fields, where they are a part of something. */
  prefix?: 'ticket.';
  /** What stands in the fields at first, where they are shown. */
  taken?: readonly TicketField[];
  /** What is known already, of a ticket that is there. */
  known?: readonly TicketField[];
  /** Those that must be filled in besides, by name: something waits for them. */
  asked?: readonly string[];
}

/**
 * What the process asks besides, as the form is filled in: fields come and go with what was chosen
 * before them, by the same rules as the desk's own. What was written into one that went is kept.
 */
export function FormFields(props: FormFieldsProps) {
  const { process, form, prefix, taken = [], known = [], asked = [] } = props;
  const values = useSignal<Values>(
    Object.fromEntries([...taken, ...known].map((one) => [one.name, writtenValue(one)])),
  );
  const subject = formSubject(form, process.defaults);
  const fields: FilledForm['fields'] = {};
  const shown: { field: ProcessField; required: boolean }[] = [];
  for (const field of process.fields) {
    const filledIn = { ...subject, fields };
    const isKnown = known.some(({ name, value }) => name === field.id && value !== null);
    if (!isShown(field, filledIn) && !isKnown) continue;
    const isAsked = hasForm(form.channel) && isRequired(field, filledIn, 'opening');
    const required = isAsked || asked.includes(field.id);
    shown.push({ field, required });
    const value = readValue(field, values.value[field.id] ?? '');
    if (value !== undefined) fields[field.id] = value;
  }
  return (
    <>
      {shown.map(({ field, required }) => (
        <FormField
          key={field.id}
          field={field}
          name={nameOf(field.id, prefix)}
          required={required}
          value={values.value[field.id] ?? ''}
          onValue={(value) => {
            values.value = { ...values.value, [field.id]: value };
          }}
        />
      ))}
    </>
  );
}

interface FormFieldProps {
  field: ProcessField;
  name: string;
  required: boolean;
  value: string;
  onValue(value: string): void;
}

/** One field of a process, as its kind is filled in. */
export function FormField({ field, name, required, value, onValue }: FormFieldProps) {
  const { title: label, hint } = field;
  const asked = { name, label, required, ...(hint !== null && { hint }) };
  switch (field.kind) {
    case 'text':
      return (
        <TextField
          {...asked}
          maxLength={field.maxLength}
          {...(field.lines === 'many' && { rows: 4 })}
          value={value}
          onInput={onValue}
        />
      );
    case 'choice':
      return (
        <SelectField
          {...asked}
          none={t('fields.choose')}
          options={field.options}
          value={value}
          onChange={onValue}
        />
      );
    case 'number': {
      const { min, max, decimals, unit } = field;
      return (
        <NumberField
          {...asked}
          label={unit === null ? label : t('fields.with_unit', { label, unit })}
          min={min}
          max={max}
          decimals={decimals}
          value={value}
          onInput={onValue}
        />
      );
    }
    case 'date':
      return (
        <DateField {...asked} min={field.min} max={field.max} value={value} onInput={onValue} />
      );
    default:
      return <NamedField {...asked} kind={field.kind} value={value} onValue={onValue} />;
  }
}

function nameOf(id: string, prefix = ''): string {
  return `${prefix}fields.${id}`;
}

/** A value as a field of a form has it; undefined where it says nothing. */
function readValue(field: ProcessField, text: string): string | number | undefined {
  const said = text.trim();
  if (said === '') return undefined;
  if (field.kind === 'person' || field.kind === 'device') return namedId(said);
  if (field.kind !== 'number') return said;
  return Number.isNaN(Number(said)) ? undefined : Number(said);
}

/** A value of a ticket, as its field is filled in with it. */
function writtenValue({ kind, value, shown }: TicketField): string {
  if (value === null) return '';
  const isNamed = kind === 'person' || kind === 'device';
  return isNamed ? namedValue({ id: String(value), title: shown ?? '' }) : String(value);
}

/** What was filled in of the process's fields, as the API takes it; undefined where nothing was. */
export function filledFields(
  data: FormData,
  process: Pick<ProcessDescription, 'fields'> | null,
  prefix?: 'ticket.',
): Record<string, string | number> | undefined {
  const values = (process?.fields ?? []).flatMap((field) => {
    const value = readValue(field, filled(data, nameOf(field.id, prefix)) ?? '');
    return value === undefined ? [] : [[field.id, value]];
  });
  return values.length === 0 ? undefined : Object.fromEntries(values);
}

/** What became another of the fields that the form shows; null where one was emptied. */
export function changedFields(
  data: FormData,
  process: Pick<ProcessDescription, 'fields'> | null,
  known: readonly TicketField[],
): Record<string, string | number | null> {
  const changes = (process?.fields ?? []).flatMap((field) => {
    const text = data.get(nameOf(field.id));
    if (text === null) return [];
    const value = readValue(field, filled(data, nameOf(field.id)) ?? '') ?? null;
    const before = known.find(({ name }) => name === field.id)?.value ?? null;
    return value === before ? [] : [[field.id, value]];
  });
  return Object.fromEntries(changes);
}
