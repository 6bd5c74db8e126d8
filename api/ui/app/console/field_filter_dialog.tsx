import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import type { ProcessField } from '../../../contract.ts';
import { Button, SubmitButton } from '../design/button.tsx';
import { ChoicesField, chosenOf } from '../design/choices_field.tsx';
import { Dialog } from '../design/dialog.tsx';
import { DateField, filled, NumberField, SelectField, TextField } from '../design/fields.tsx';
import { NamedField, namedId } from '../parts/named_field.tsx';
import { t } from '../words/language.ts';
import { allFields } from '../words/process.ts';
import { type FieldFilters, filteredFields, withoutField } from './field_filters.ts';
import { type Filters, pathOf } from './filters.ts';

interface FieldFilterDialogProps {
  filters: Filters;
  onClose(): void;
}

/** Asks which field the list is filtered by, and for what. */
export default function FieldFilterDialog({ filters, onClose }: FieldFilterDialogProps) {
  const { route } = useLocation();
  const fields = allFields();
  const chosenId = useSignal(filteredFields(filters)[0] ?? fields[0]?.id ?? '');
  const field = fields.find(({ id }) => id === chosenId.value);

  function filterBy(said: FieldFilters, close: () => void): void {
    const others = withoutField(filters, chosenId.value);
    close();
    route(pathOf({ ...others, ...said }));
  }

  return (
    <Dialog title={t('filter.by_field')} onClose={onClose}>
      {(close) => (
        <form
          class="fields"
          onSubmit={(event) => {
            event.preventDefault();
            if (field) filterBy(saidOf(field, new FormData(event.currentTarget)), close);
          }}
        >
          <SelectField
            name="field"
            label={t('filter.field')}
            options={fields}
            value={chosenId.value}
            onChange={(id) => {
              chosenId.value = id;
            }}
          />
          {field && <Asked key={field.id} field={field} filters={filters} />}
          <div class="form-end">
            {field?.kind === 'person' && (
              <Button onClick={() => filterBy({ [`field.${field.id}`]: 'me' }, close)}>
                {t('filter.me')}
              </Button>
            )}
            <Button kind="quiet" onClick={close}>
              {t('form.leave')}
            </Button>
            <SubmitButton isSending={false}>{t('filter.apply')}</SubmitButton>
          </div>
        </form>
      )}
    </Dialog>
  );
}

/** What can be asked of a field of such a kind, as it is asked now. */
function Asked({ field, filters }: { field: ProcessField; filters: Filters }) {
  const { id } = field;
  const equals = filters[`field.${id}`] ?? '';
  const named = useSignal('');
  const [min, max] = [filters[`fieldMin.${id}`] ?? '', filters[`fieldMax.${id}`] ?? ''];
  switch (field.kind) {
    case 'choice':
      return (
        <ChoicesField
          name="any"
          label={t('filter.any_of')}
          options={field.options}
          chosen={equals.split(',')}
        />
      );
    case 'text':
      return (
        <TextField
          name="contains"
          label={t('filter.contains')}
          maxLength={200}
          value={filters[`fieldContains.${id}`] ?? ''}
        />
      );
    case 'number': {
      const asked = { min: null, max: null, decimals: field.decimals };
      return (
        <>
          <NumberField name="min" label={t('filter.at_least')} value={min} {...asked} />
          <NumberField name="max" label={t('filter.at_most')} value={max} {...asked} />
        </>
      );
    }
    case 'date':
      return (
        <>
          <DateField name="min" label={t('filter.from_day')} value={min} />
          <DateField name="max" label={t('filter.until_day')} value={max} />
        </>
      );
    default:
      return (
        <NamedField
          kind={field.kind}
          name="named"
          label={field.title}
          required={false}
          value={named.value}
          onValue={(value) => {
            named.value = value;
          }}
        />
      );
  }
}

function saidOf(field: ProcessField, data: FormData): FieldFilters {
  const { id } = field;
  const named = filled(data, 'named');
  const said: Record<keyof FieldFilters, string | undefined> = {
    [`field.${id}`]:
      field.kind === 'choice'
        ? chosenOf(
            data,
            'any',
            field.options.map((one) => one.id),
          ).join()
        : named && namedId(named),
    [`fieldContains.${id}`]: filled(data, 'contains'),
    [`fieldMin.${id}`]: filled(data, 'min'),
    [`fieldMax.${id}`]: filled(data, 'max'),
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value));
}
