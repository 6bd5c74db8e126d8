import type { ComponentChildren, TargetedEvent } from 'preact';
import { createContext } from 'preact';
import { useContext, useId } from 'preact/hooks';
import { minuteMs } from '../../../../workflows/domain/durations.ts';
import type { FieldError } from '../../../contract.ts';
import { t } from '../words/language.ts';
import { useFirstValue } from './kept_fields.ts';
import { type Option, Options } from './options.tsx';
import { limitText } from './text_limit.ts';

/** What the API found wrong with the fields of the form around. */
export const FieldErrors = createContext<FieldError[]>([]);

function useFieldError(name: string): string | null {
  // Of a list, the first of it that is wrong.
  const isOfField = (path: string) => path === `body.${name}` || path.startsWith(`body.${name}.`);
  const error = useContext(FieldErrors).find(({ path }) => isOfField(path));
  return error ? t('field.expected', { expected: error.expected }) : null;
}

interface FieldProps {
  name: string;
  label: string;
  hint?: string;
  required?: boolean;
  /** The field of the request that it fills in, where that is another. */
  errorName?: string;
}

interface FrameProps extends FieldProps {
  /** What is in it is no control that a label is for: it is named as a group. */
  isGroup?: boolean;
  children(attributes: Record<string, unknown>): ComponentChildren;
}

/** A field with its label, its hint and what was wrong with it; `children` is given what it is described by. */
export function FieldFrame(props: FrameProps) {
  const { name, label, hint, required, errorName = name, isGroup = false, children } = props;
  const id = useId();
  const error = useFieldError(errorName);
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  const attributes = {
    id,
    name,
    required: required ?? false,
    ...(described ? { 'aria-describedby': described } : {}),
    ...(error ? { 'aria-invalid': true } : {}),
  };
  const Label = isGroup ? 'strong' : 'label';
  return (
    <div class="field" {...(isGroup && { role: 'group', 'aria-labelledby': `${id}-label` })}>
      <Label
        class={isGroup ? 'group-label' : undefined}
        {...(isGroup ? { id: `${id}-label` } : { for: id })}
      >
        {label}
        {!required && <span class="optional"> {t('field.optional')}</span>}
      </Label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children(attributes)}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

interface SelectFieldProps extends FieldProps {
  options: Option[];
  value?: string;
  /** The words of choosing none; without them one of the options is always chosen. */
  none?: string;
  /** A choice that acts on something else: it is never made by what was left in the form. */
  isChosenAnew?: boolean;
  onChange?(value: string): void;
}

export function SelectField(props: SelectFieldProps) {
  const { options, value, none, isChosenAnew = false, onChange, ...field } = props;
  const left = useFirstValue(field.name, value, onChange);
  const first = isChosenAnew ? value : left;
  return (
    <FieldFrame {...field} required={field.required ?? none === undefined}>
      {(attributes) => (
        <select
          {...attributes}
          {...(isChosenAnew ? { 'data-chosen-anew': '' } : {})}
          onChange={(event) => onChange?.(event.currentTarget.value)}
          {...(first === undefined ? {} : { defaultValue: first })}
        >
          {none !== undefined && (
            <option value="" selected={first === undefined || first === ''}>
              {none}
            </option>
          )}
          <Options of={options} chosen={first} />
        </select>
      )}
    </FieldFrame>
  );
}

interface TextFieldProps extends FieldProps {
  /** In characters, as people count them. */
  maxLength: number;
  rows?: number;
  value?: string;
  placeholder?: string;
  onInput?(value: string): void;
}

type TextInput = TargetedEvent<HTMLInputElement | HTMLTextAreaElement>;

/** One line without `rows`, a text with them. */
export function TextField({
  rows,
  maxLength,
  value,
  placeholder,
  onInput,
  ...field
}: TextFieldProps) {
  const more = {
    placeholder,
    dir: 'auto' as const,
    ref: (field: HTMLInputElement | HTMLTextAreaElement | null) => {
      if (field) limitText(field, maxLength);
    },
    onInput: ({ currentTarget: field }: TextInput) => {
      limitText(field, maxLength);
      onInput?.(field.value);
    },
  };
  const first = useFirstValue(field.name, value, onInput);
  return (
    <FieldFrame {...field}>
      {(attributes) =>
        rows === undefined ? (
          <input {...attributes} {...more} type="text" defaultValue={first} />
        ) : (
          <textarea {...attributes} {...more} rows={rows} defaultValue={first} />
        )
      }
    </FieldFrame>
  );
}

interface DateTimeFieldProps extends FieldProps {
  min?: string;
  /** As `localDateTime` writes it. */
  value?: string;
}

export function DateTimeField({ min, value, ...field }: DateTimeFieldProps) {
  const first = useFirstValue(field.name, value);
  return (
    <FieldFrame {...field}>
      {(attributes) => (
        <input {...attributes} type="datetime-local" min={min} defaultValue={first} />
      )}
    </FieldFrame>
  );
}

interface DateFieldProps extends FieldProps {
  /** Days, as `YYYY-MM-DD`. */
  value?: string;
  min?: string | null;
  max?: string | null;
  onInput?(value: string): void;
}

export function DateField({ value, min, max, onInput, ...field }: DateFieldProps) {
  const first = useFirstValue(field.name, value, onInput);
  return (
    <FieldFrame {...field}>
      {(attributes) => (
        <input
          {...attributes}
          type="date"
          min={min ?? undefined}
          max={max ?? undefined}
          defaultValue={first}
          onInput={(event) => onInput?.(event.currentTarget.value)}
        />
      )}
    </FieldFrame>
  );
}

interface NumberFieldProps extends FieldProps {
  value?: string;
  min: number | null;
  max: number | null;
  decimals: number;
  onInput?(value: string): void;
}

export function NumberField({ value, min, max, decimals, onInput, ...field }: NumberFieldProps) {
  const first = useFirstValue(field.name, value, onInput);
  return (
    <FieldFrame {...field}>
      {(attributes) => (
        <input
          {...attributes}
          type="number"
          inputMode={decimals === 0 ? 'numeric' : 'decimal'}
          min={min ?? undefined}
          max={max ?? undefined}
          step={decimals === 0 ? 1 : (10 ** -decimals).toFixed(decimals)}
          defaultValue={first}
          onInput={(event) => onInput?.(event.currentTarget.value)}
        />
      )}
    </FieldFrame>
  );
}

interface RadioFieldProps {
  name: string;
  label: string;
  options: Option[];
  value?: string;
  onChange?(value: string): void;
}

export function RadioField({ name, label, options, value, onChange }: RadioFieldProps) {
  const error = useFieldError(name);
  const first = useFirstValue(name, value, onChange);
  return (
    <fieldset class="radios">
      <legend>{label}</legend>
      {options.map(({ id, title }) => (
        <label key={id} class="choice">
          <input
            type="radio"
            name={name}
            value={id}
            defaultChecked={id === first}
            onChange={() => onChange?.(id)}
            required
          />
          {title}
        </label>
      ))}
      {error && <p class="field-error">{error}</p>}
    </fieldset>
  );
}

/** A field of a form that was sent; undefined where it was left empty. */
export function filled(data: FormData, name: string): string | undefined {
  const value = data.get(name);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** A field that must be filled in; empty where it was not, which the API refuses by its name. */
export function written(data: FormData, name: string): string {
  return filled(data, name) ?? '';
}

/** The word that was chosen among some; undefined where none of them was. */
export function chosen<Word extends string>(
  data: FormData,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const value = data.get(name);
  return words.find((word) => word === value);
}

/** An instant as ISO 8601, from a field of date and time in this browser's own time. */
export function instant(data: FormData, name: string): string | undefined {
  const value = filled(data, name);
  return value === undefined ? undefined : new Date(value).toISOString();
}

/** An instant as a field of date and time takes it, in this browser's own time. @param at ISO 8601 */
export function localDateTime(at: string): string {
  const offsetMs = new Date(at).getTimezoneOffset() * minuteMs;
  return new Date(Date.parse(at) - offsetMs).toISOString().slice(0, 'YYYY-MM-DDTHH:mm'.length);
}
