import { useSignal } from '@preact/signals';
import { CheckField } from '../../design/choice.tsx';
import { filled, SelectField, TextField, written } from '../../design/fields.tsx';
import { t } from '../../words/language.ts';
import { useFollowed } from '../../words/process.ts';
import { ArticlePicker } from './article_picker.tsx';
import { CommandForm, type FormProps } from './command_form.tsx';
import { RequiredFields } from './required_fields.tsx';

export function ResolveForm(props: FormProps) {
  const process = useFollowed(props.ticket.process);
  const codes = process?.resolutionCodes ?? [];
  const chosen = useSignal<string | null>(null);
  const code = codes.find(({ id }) => id === chosen.value) ?? codes[0];
  const childCount = props.ticket.counts.children;
  const needs = (field: 'note' | 'rootCause' | 'article') =>
    code?.requires.includes(field) ?? false;
  return (
    <CommandForm
      {...props}
      title={t('action.resolve')}
      submitLabel={t('action.resolve')}
      operation="resolve"
      inputOf={(data) => ({
        path: { id: props.ticket.id },
        body: {
          code: written(data, 'code'),
          note: written(data, 'note'),
          rootCause: filled(data, 'rootCause'),
          article: filled(data, 'article'),
          withChildren: data.has('withChildren') || undefined,
        },
      })}
    >
      <RequiredFields ticket={props.ticket} step="resolve" />
      <SelectField
        name="code"
        label={t('resolve.code')}
        options={codes}
        onChange={(value) => {
          chosen.value = value;
        }}
      />
      <TextField
        name="note"
        label={t('resolve.note')}
        hint={t('resolve.note_hint')}
        maxLength={10_000}
        rows={2}
        required
      />
      <TextField
        name="rootCause"
        label={t('resolve.root_cause')}
        maxLength={10_000}
        required={needs('rootCause')}
      />
      <ArticlePicker ticket={props.ticket} required={needs('article')} />
      {childCount > 0 && (
        <CheckField name="withChildren" isCheckedAtFirst>
          {t('resolve.with_children', { count: childCount })}
        </CheckField>
      )}
    </CommandForm>
  );
}
