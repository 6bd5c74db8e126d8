import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Account } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { SelectField } from '../design/fields.tsx';
import { t } from '../words/language.ts';

/** The organisations that are served, by name; first what is known before they are asked for. */
export function useCustomers(known: Account['customer'] = null) {
  const customers = useSignal<{ id: string; title: string }[]>(titled(known ? [known] : []));
  useEffect(() => {
    const asking = new AbortController();
    const read = async () => {
      const answer = await desk.listCustomers({}, { signal: asking.signal });
      if (answer.isOk && !asking.signal.aborted) customers.value = titled(answer.data.items);
    };
    void read();
    return () => asking.abort();
  }, [customers]);
  return customers;
}

/** The organisation that somebody is served for; a desk that serves none does not ask. */
export function CustomerField({ now }: { now: Account['customer'] }) {
  const customers = useCustomers(now);
  if (customers.value.length === 0) return null;
  return (
    <SelectField
      name="customerId"
      label={t('people.customer')}
      none={t('people.no_customer')}
      options={customers.value}
      value={now?.id ?? ''}
    />
  );
}

function titled(customers: readonly { id: string; name: string }[]) {
  return customers.map(({ id, name }) => ({ id, title: name }));
}
