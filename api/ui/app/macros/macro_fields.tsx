import { useSignal } from '@preact/signals';
import type { MacroStep, ProcessField } from '../../../contract.ts';
import { FormField } from '../parts/form_fields.tsx';
import { t } from '../words/language.ts';

type SetFieldsStep = Extract<MacroStep, { do: 'setFields' }>;

interface MacroFieldsProps {
  fields: readonly ProcessField[];
  /** As the macro has it; undefined where it sets none. */
  step: SetFieldsStep | undefined;
}

/** The fields of every process: a macro sets those that are filled in here. */
export function MacroFields({ fields, step }: MacroFieldsProps) {
  const given = Object.entries(step?.fields ?? {}).filter(([, value]) => value !== null);
  const values = useSignal<Record<string, string>>(
    Object.fromEntries(given.map(([name, value]) => [name, String(value)])),
  );
  /** Drawn once somebody wants them, and from then on: what was filled in stays when it is folded. */
  const isDrawn = useSignal(given.length > 0);
  if (fields.length === 0) return null;
  return (
    <details
      class="macro-fields"
      open={given.length > 0}
      onToggle={(event) => {
        isDrawn.value ||= event.currentTarget.open;
      }}
    >
      <summary>{t('macro_step.setFields')}</summary>
      {isDrawn.value && (
        <div class="fields">
          {fields.map((field) => (
            <FormField
              key={field.id}
              field={field}
              name={`fields.${field.id}`}
              required={false}
              value={values.value[field.id] ?? ''}
              onValue={(value) => {
                values.value = { ...values.value, [field.id]: value };
              }}
            />
          ))}
        </div>
      )}
    </details>
  );
}
