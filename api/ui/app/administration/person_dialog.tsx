import { useSignal } from '@preact/signals';
import type { Account, Input } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { Dialog } from '../design/dialog.tsx';
import { filled, SelectField, TextField, written } from '../design/fields.tsx';
import type { Option } from '../design/options.tsx';
import { SearchBox } from '../design/search_box.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { t } from '../words/language.ts';
import { roleIds } from '../words/roles.ts';

interface PersonDialogProps {
  /** Null adds somebody. */
  person: Account | null;
  onDone(): void;
  onClose(): void;
}

type Fields = Input<'createAccount'>['body'];

/** What is known of a person, all of it in one form. */
export function PersonDialog({ person, onDone, onClose }: PersonDialogProps) {
  const title = person ? t('people.edit_name', { name: person.name }) : t('people.add');
  return (
    <Dialog title={title} isWide onClose={onClose}>
      {(close) =>
        person ? (
          <SendingForm
            draftName={`person-${person.id}`}
            title={title}
            submitLabel={t('people.save')}
            operation="changeAccount"
            ifMatch={String(person.revision)}
            inputOf={(data) => ({ path: { id: person.id }, body: fieldsOf(data) })}
            onAnswer={onDone}
            onLeave={close}
          >
            <PersonFields person={person} />
          </SendingForm>
        ) : (
          <SendingForm
            draftName="person-new"
            title={title}
            submitLabel={t('people.add')}
            operation="createAccount"
            inputOf={(data) => ({ body: fieldsOf(data) })}
            onAnswer={onDone}
            onLeave={close}
          >
            <PersonFields person={null} />
          </SendingForm>
        )
      }
    </Dialog>
  );
}

function PersonFields({ person }: { person: Account | null }) {
  return (
    <>
      <TextField
        name="name"
        label={t('people.name')}
        maxLength={200}
        {...(person && { value: person.name })}
        required
      />
      <TextField
        name="addresses"
        label={t('people.addresses')}
        hint={t('people.addresses_hint')}
        maxLength={2_000}
        {...(person && { value: person.addresses.join(', ') })}
      />
      <TextField
        name="phones"
        label={t('people.phones')}
        hint={t('people.phones_hint')}
        maxLength={400}
        {...(person && { value: person.phones.join(', ') })}
      />
      <fieldset class="radios">
        <legend>{t('people.roles')}</legend>
        {roleIds.map((id) => (
          <label key={id} class="choice">
            <input
              type="checkbox"
              name={`role-${id}`}
              value={id}
              defaultChecked={person ? person.roles.includes(id) : id === 'requester'}
            />
            {t(`role.${id}`)}
          </label>
        ))}
        <label class="choice">
          <input
            type="checkbox"
            name="vip"
            value="vip"
            defaultChecked={person?.requesterTier === 'vip'}
          />
          {t('people.vip')}
        </label>
      </fieldset>
      <SelectField
        name="locale"
        label={t('people.language')}
        options={[
          { id: 'en', title: 'English' },
          { id: 'fr', title: 'Français' },
        ]}
        value={person?.locale ?? 'en'}
      />
      <TextField
        name="zone"
        label={t('people.zone')}
        hint={t('people.zone_hint')}
        maxLength={64}
        value={person?.zone ?? ''}
      />
      <TextField
        name="department"
        label={t('people.department')}
        maxLength={100}
        value={person?.department ?? ''}
      />
      <TextField name="site" label={t('people.site')} maxLength={100} value={person?.site ?? ''} />
      <ManagerField person={person} />
    </>
  );
}

/** Whoever is looked for by name or address. */
function ManagerField({ person }: { person: Account | null }) {
  const manager = person?.manager ?? null;
  const now = manager ? [{ id: manager.id, title: manager.name }] : [];
  const found = useSignal<Option[]>(now);
  const search = async (q: string) => {
    if (q === '') return;
    const answer = await desk.listAccounts({ query: { q, limit: 20 } });
    if (!answer.isOk) return;
    const others = answer.data.items.filter(({ id }) => id !== person?.id && id !== manager?.id);
    found.value = [
      ...now,
      ...others.map(({ id, name, addresses }) => ({
        id,
        title: addresses[0] ? `${name} (${addresses[0]})` : name,
      })),
    ];
  };
  return (
    <>
      <SearchBox label={t('people.find_manager')} onWords={(words) => void search(words)} />
      <SelectField
        name="managerId"
        label={t('people.manager')}
        none={t('people.no_manager')}
        options={found.value}
        {...(manager && { value: manager.id })}
      />
    </>
  );
}

function fieldsOf(data: FormData): Fields {
  const list = (name: string) =>
    (filled(data, name) ?? '')
      .split(/[,;\n]+/)
      .map((one) => one.trim())
      .filter(Boolean);
  return {
    name: written(data, 'name'),
    addresses: list('addresses'),
    phones: list('phones'),
    roles: roleIds.filter((id) => data.has(`role-${id}`)),
    requesterTier: data.has('vip') ? 'vip' : 'standard',
    locale: data.get('locale') === 'fr' ? 'fr' : 'en',
    zone: filled(data, 'zone') ?? null,
    department: filled(data, 'department') ?? null,
    site: filled(data, 'site') ?? null,
    managerId: filled(data, 'managerId') ?? null,
  };
}
