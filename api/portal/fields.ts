import { type ComponentChild, type ComponentChildren, h } from 'preact';
import type { FieldError } from '../http/problem_contract.ts';
import { type KeptFile, keptText } from './kept_files.ts';
import type { Words } from './words.ts';

/** A form with what was typed into it, and what was found wrong with that. */
export interface Filled {
  words: Words;
  value(name: string): string;
  errors: readonly FieldError[];
  /** What came with it already. */
  kept?: readonly KeptFile[];
}

interface FieldProps {
  name: string;
  /** Its id, where a page has several of its name. */
  id?: string;
  label: string;
  hint?: string;
  required?: boolean;
  /** A search, of which nobody says that it may be left empty. */
  isSearch?: boolean;
}

type Attributes = Record<string, unknown>;

function frame(
  { words, errors }: Filled,
  { name, id = name, label, hint, required = false, isSearch = false }: FieldProps,
  control: (attributes: Attributes) => ComponentChild,
): ComponentChild {
  const error = errors.find(({ path }) => path === `body.${name}`);
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  const attributes = {
    id,
    name,
    required,
    ...(described && { 'aria-describedby': described }),
    ...(error && { 'aria-invalid': 'true' }),
  };
  const optional = h('span', { class: 'optional' }, ` ${words.t('field.optional')}`);
  return h(
    'div',
    { class: 'field' },
    h('label', { for: id }, label, !required && !isSearch && optional),
    hint && h('p', { class: 'hint', id: `${id}-hint` }, hint),
    control(attributes),
    error &&
      h(
        'p',
        { class: 'field-error', id: `${id}-error` },
        words.t('field.expected', { expected: error.expected }),
      ),
  );
}

/** One line, or several where `rows` says so. */
export function textField(
  form: Filled,
  field: FieldProps & {
    maxLength: number;
    rows?: number;
    type?: 'email' | 'password' | 'date';
    autocomplete?: string;
    inputMode?: 'decimal';
  },
): ComponentChild {
  const { maxLength, rows, autocomplete, inputMode } = field;
  const type = field.isSearch ? 'search' : field.type;
  const value = form.value(field.name);
  return frame(form, field, (attributes) =>
    rows === undefined
      ? h('input', {
          ...attributes,
          maxLength,
          value,
          dir: 'auto',
          ...(type && { type }),
          ...(autocomplete && { autocomplete }),
          ...(inputMode && { inputMode }),
        })
      : h('textarea', { ...attributes, maxLength, rows, dir: 'auto' }, value),
  );
}

export interface Option {
  id: string;
  title: string;
}

/** One of many, or none. */
export function selectField(
  form: Filled,
  field: FieldProps & { none: string; options: readonly Option[] },
): ComponentChild {
  const chosen = form.value(field.name);
  return frame(form, field, (attributes) =>
    h(
      'select',
      attributes,
      h('option', { value: '' }, field.none),
      field.options.map(({ id, title }) =>
        h('option', { value: id, selected: id === chosen }, title),
      ),
    ),
  );
}

/** One of few. @param first what is chosen to begin with; nothing where it is left out */
export function radioField(
  form: Filled,
  {
    name,
    label,
    options,
    first,
    required = false,
  }: FieldProps & { options: readonly Option[]; first?: string },
): ComponentChild {
  const given = form.value(name);
  const chosen = options.some(({ id }) => id === given) ? given : first;
  return h(
    'fieldset',
    { class: 'radios' },
    h('legend', null, label),
    options.map(({ id, title }) =>
      h(
        'label',
        { class: 'choice' },
        h('input', { type: 'radio', name, value: id, checked: id === chosen, required }),
        ` ${title}`,
      ),
    ),
  );
}

/** Files to choose, and those that came already: one that is not wanted any more is taken off its mark. */
export function filesField({ words, kept = [] }: Filled): ComponentChild[] {
  const choose = h(
    'div',
    { class: 'field' },
    h(
      'label',
      { for: 'files' },
      words.t('attachments.choose'),
      h('span', { class: 'optional' }, ` ${words.t('field.optional')}`),
    ),
    h('input', { id: 'files', name: 'files', type: 'file', multiple: true }),
  );
  if (kept.length === 0) return [choose];
  const came = h(
    'fieldset',
    { class: 'radios' },
    h('legend', null, words.t('attachments.kept')),
    kept.map((file) =>
      h(
        'label',
        { class: 'choice' },
        h('input', { type: 'checkbox', name: 'kept', value: keptText(file), checked: true }),
        h('span', { dir: 'auto' }, ` ${file.name}`),
      ),
    ),
  );
  return [came, choose];
}

interface FormProps {
  action: string;
  /** The same request sent again is the same one. */
  key?: string;
  hasFiles?: boolean;
  method?: 'get' | 'post';
}

/** A form that a browser sends by itself. */
export function form(
  { action, key, hasFiles = false, method = 'post' }: FormProps,
  ...children: ComponentChildren[]
): ComponentChild {
  return h(
    'form',
    { class: 'new-ticket', method, action, ...(hasFiles && { enctype: 'multipart/form-data' }) },
    key !== undefined && h('input', { type: 'hidden', name: 'key', value: key }),
    ...children,
  );
}

export function submit(label: string, kind: 'primary' | 'plain' = 'primary'): ComponentChild {
  return h('button', { type: 'submit', class: `button ${kind}` }, label);
}

export function formEnd(...children: ComponentChildren[]): ComponentChild {
  return h('div', { class: 'form-end' }, ...children);
}
