import users from 'icon:users';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Customer, Problem } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk } from '../client/desk.ts';
import { Button, ButtonLink } from '../design/button.tsx';
import { EmptyState } from '../design/empty_state.tsx';
import { filled, TextField, written } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { AdministrationNavigation } from './administration_navigation.tsx';

/** The organisations that are served: what they are called, which contract they have, and whose people they are. */
export default function CustomersPage() {
  const items = useSignal<Customer[] | null>(null);
  const problem = useSignal<Problem | null>(null);
  /** The id of the one that is changed; empty for a new one. */
  const edited = useSignal<string | null>(null);
  useTitle(t('customers.title'));
  const read = async () => {
    const answer = await desk.listCustomers({});
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) items.value = answer.data.items;
  };
  useEffect(() => void read(), []);
  const leave = () => {
    edited.value = null;
    void read();
  };
  const saved = ({ name }: Customer) => {
    announce(t('customers.saved', { name }));
    leave();
  };
  return (
    <div class="page">
      <h1>{t('customers.title')}</h1>
      <AdministrationNavigation />
      <p class="soft">{t('customers.meaning')}</p>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {edited.value === '' ? (
        <CustomerForm customer={null} onSaved={saved} onLeave={leave} />
      ) : (
        <p>
          <Button
            kind="primary"
            onClick={() => {
              edited.value = '';
            }}
          >
            {t('customers.add')}
          </Button>
        </p>
      )}
      {items.value?.length === 0 && (
        <EmptyState icon={users}>
          <p>{t('customers.none')}</p>
        </EmptyState>
      )}
      <ol class="cards" aria-label={t('customers.title')}>
        {items.value?.map((customer) => (
          <li key={customer.id} class="card">
            {edited.value === customer.id ? (
              <CustomerForm customer={customer} onSaved={saved} onLeave={leave} />
            ) : (
              <Card
                customer={customer}
                onEdit={() => {
                  edited.value = customer.id;
                }}
              />
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

function Card({ customer, onEdit }: { customer: Customer; onEdit(): void }) {
  const { id, name, contract, note, peopleCount, sites } = customer;
  return (
    <>
      <h2>
        <bdi>{name}</bdi>
      </h2>
      <p>
        {contract === null ? t('customers.no_contract') : t('customers.has_contract', { contract })}
        {sites.length > 0 && <> · {t('customers.sites', { sites: sites.join(', ') })}</>}
      </p>
      {note !== '' && (
        <p class="soft" dir="auto">
          {note}
        </p>
      )}
      <div class="field-row">
        <ButtonLink href={`/administration/people?customer=${encodeURIComponent(id)}`}>
          {t('customers.people', { count: peopleCount })}
          <span class="visually-hidden"> {name}</span>
        </ButtonLink>
        <Button onClick={onEdit} label={t('customers.edit_of', { name })}>
          {t('customers.edit')}
        </Button>
      </div>
    </>
  );
}

interface CustomerFormProps {
  /** Null for a new one. */
  customer: Customer | null;
  onSaved(customer: Customer): void;
  onLeave(): void;
}

function CustomerForm({ customer, onSaved, onLeave }: CustomerFormProps) {
  const bodyOf = (data: FormData) => ({
    name: written(data, 'name'),
    contract: filled(data, 'contract') ?? null,
    note: filled(data, 'note') ?? '',
  });
  const shared = { submitLabel: t('customers.save'), takesFocus: true, onLeave, onAnswer: onSaved };
  const fields = (
    <>
      <TextField
        name="name"
        label={t('customers.name')}
        maxLength={100}
        value={customer?.name ?? ''}
        required
      />
      <TextField
        name="contract"
        label={t('customers.contract')}
        hint={t('customers.contract_hint')}
        maxLength={100}
        value={customer?.contract ?? ''}
      />
      <TextField
        name="note"
        label={t('customers.note')}
        maxLength={10_000}
        rows={2}
        value={customer?.note ?? ''}
      />
    </>
  );
  return customer ? (
    <SendingForm
      {...shared}
      draftName={`customer-${customer.id}`}
      title={t('customers.edit_of', { name: customer.name })}
      operation="changeCustomer"
      ifMatch={String(customer.version)}
      inputOf={(data) => ({ path: { id: customer.id }, body: bodyOf(data) })}
    >
      {fields}
    </SendingForm>
  ) : (
    <SendingForm
      {...shared}
      draftName="customer-new"
      title={t('customers.add')}
      operation="createCustomer"
      inputOf={(data) => ({ body: bodyOf(data) })}
    >
      {fields}
    </SendingForm>
  );
}
