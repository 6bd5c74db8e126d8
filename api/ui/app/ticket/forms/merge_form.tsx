import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { TicketPage, TicketSummary } from '../../../../schemas/index.ts';
import { get } from '../../client.ts';
import { t } from '../../language.ts';
import { filled, SelectField, TextField } from '../../parts/fields.tsx';
import { CommandForm, type FormProps } from './command_form.tsx';

const searchDelayMs = 250;

/** Into which ticket: found by its number or its words, among those still open. */
export function MergeForm(props: FormProps) {
  const { ticket } = props;
  const wanted = useSignal('');
  const found = useSignal<TicketSummary[]>([]);
  useEffect(() => {
    const leave = new AbortController();
    const timer = setTimeout(() => {
      void search(wanted.value, ticket.requester.id, leave.signal).then((items) => {
        found.value = items.filter(({ id }) => id !== ticket.id);
      });
    }, searchDelayMs);
    return () => {
      clearTimeout(timer);
      leave.abort();
    };
  }, [wanted.value]);
  return (
    <CommandForm
      {...props}
      title={t('action.merge')}
      submitLabel={t('action.merge')}
      method="PUT"
      resource="merge"
      bodyOf={(data) => ({ into: filled(data, 'into'), reason: filled(data, 'reason') })}
    >
      <TextField
        name="search"
        label={t('merge.search')}
        maxLength={200}
        onInput={(value) => {
          wanted.value = value.trim();
        }}
      />
      <SelectField
        name="into"
        label={t('merge.into')}
        required
        options={found.value.map(({ id, number, subject }) => ({
          id,
          title: `#${number} ${subject ?? ''}`,
        }))}
      />
      <TextField name="reason" label={t('form.reason')} maxLength={10_000} />
    </CommandForm>
  );
}

/** Without words: what else the same requester has open. */
async function search(q: string, requester: string, signal: AbortSignal): Promise<TicketSummary[]> {
  const query = new URLSearchParams({ open: 'true', limit: '20' });
  if (q === '') query.set('requester', requester);
  else query.set('q', q);
  const answer = await get<TicketPage>(`/api/tickets?${query}`, signal);
  return answer.isOk ? answer.data.items : [];
}
