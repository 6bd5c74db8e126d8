import listFilter from 'icon:list-filter';
import x from 'icon:x';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { lazy, useLocation } from 'preact-iso';
import type { ProcessField, TicketSummary } from '../../../contract.ts';
import { readName } from '../client/read_name.ts';
import { Button } from '../design/button.tsx';
import { t, withWords } from '../words/language.ts';
import { allFields } from '../words/process.ts';
import { day } from '../words/time.ts';
import { filteredFields, withoutField } from './field_filters.ts';
import { type Filters, pathOf } from './filters.ts';
import { ticketList } from './ticket_list.ts';

const FieldFilterDialog = lazy(() => withWords(() => import('./field_filter_dialog.tsx')));

/** What the list is asked of fields of processes, each to be taken off again, and a way to ask more. */
export function FieldChoices({ filters }: { filters: Filters }) {
  const { route } = useLocation();
  const isAsking = useSignal(false);
  const fields = allFields();
  if (fields.length === 0) return null;
  return (
    <>
      {filteredFields(filters).map((id) => (
        <Button key={id} isSmall icon={x} onClick={() => route(pathOf(withoutField(filters, id)))}>
          <Asked field={fields.find((one) => one.id === id)} id={id} filters={filters} />
          <span class="visually-hidden"> {t('filter.take_off')}</span>
        </Button>
      ))}
      <Button
        isSmall
        kind="quiet"
        icon={listFilter}
        onClick={() => {
          isAsking.value = true;
        }}
      >
        {t('filter.by_field')}
      </Button>
      {isAsking.value && (
        <FieldFilterDialog
          filters={filters}
          onClose={() => {
            isAsking.value = false;
          }}
        />
      )}
    </>
  );
}

interface AskedProps {
  /** Undefined where no process has it any more. */
  field: ProcessField | undefined;
  id: string;
  filters: Filters;
}

function Asked({ field, id, filters }: AskedProps) {
  const title = field?.title ?? id;
  const said = (value: string) => t('filter.field_is', { field: title, value });
  const equals = filters[`field.${id}`];
  const contains = filters[`fieldContains.${id}`];
  const [min, max] = [filters[`fieldMin.${id}`], filters[`fieldMax.${id}`]];
  const shown = (bound: string) => (field?.kind === 'date' ? day(bound) : bound);
  if (equals !== undefined) {
    if (field?.kind === 'person' || field?.kind === 'device') {
      return <NamedValue kind={field.kind} id={equals} said={said} />;
    }
    const titles = equals.split(',').map((value) => optionTitle(field, value));
    return <>{said(titles.join(', '))}</>;
  }
  if (contains !== undefined) return <>{t('filter.field_contains', { field: title, contains })}</>;
  if (min !== undefined && max !== undefined) return <>{said(`${shown(min)} – ${shown(max)}`)}</>;
  if (min !== undefined) return <>{said(`≥ ${shown(min)}`)}</>;
  return <>{said(`≤ ${shown(max ?? '')}`)}</>;
}

function optionTitle(field: ProcessField | undefined, value: string): string {
  const options = field?.kind === 'choice' ? field.options : [];
  return options.find(({ id }) => id === value)?.title ?? value;
}

interface NamedValueProps {
  kind: 'person' | 'device';
  id: string;
  said(value: string): string;
}

/** What somebody or a device is called: as a row of the list has it, or else as the desk says. */
function NamedValue({ kind, id, said }: NamedValueProps) {
  const asked = useSignal<string | null>(null);
  const listed = shownIn(ticketList.items.value, id);
  useEffect(() => {
    asked.value = null;
    if (id === 'me' || listed !== null) return;
    void readName(kind, id).then((name) => {
      asked.value = name;
    });
  }, [id]);
  return <>{said(id === 'me' ? t('filter.me') : (listed ?? asked.value ?? '…'))}</>;
}

function shownIn(tickets: readonly TicketSummary[], value: string): string | null {
  const fields = tickets.flatMap((ticket) => ticket.fields);
  return fields.find((field) => field.value === value)?.shown ?? null;
}
