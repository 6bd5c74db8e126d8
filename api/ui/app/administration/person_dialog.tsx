import type { Account, Input } from '../../../contract.ts';
import { ChoicesField, chosenOf } from '../design/choices_field.tsx';
import { Dialog } from '../design/dialog.tsx';
import { filled, SelectField, TextField, written } from '../design/fields.tsx';
import { PersonField } from '../parts/person_field.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { t } from '../words/language.ts';
import { roleIds } from '../words/roles.ts';
import { BouncesPart } from './bounces_part.tsx';
import { CustomerField } from './customer_field.tsx';

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
            <BouncesPart personId={person.id} />
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
        {...(person && { value: (person.addresses ?? []).join(', ') })}
      />
      <TextField
        name="phones"
        label={t('people.phones')}
        hint={t('people.phones_hint')}
        maxLength={400}
        {...(person && { value: (person.phones ?? []).join(', ') })}
      />
      <ChoicesField
        name="roles"
        label={t('people.roles')}
        options={roleIds.map((id) => ({ id, title: t(`role.${id}`) }))}
        chosen={person?.roles ?? ['requester']}
      />
      <ChoicesField
        name="tier"
        label={t('people.tier')}
        options={[{ id: 'vip', title: t('people.vip') }]}
        chosen={person ? [person.requesterTier] : []}
      />
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
      <CustomerField now={person?.customer ?? null} />
      <PersonField
        name="managerId"
        label={t('people.manager')}
        searchLabel={t('people.find_manager')}
        none={t('people.no_manager')}
        now={person?.manager ?? null}
        {...(person && { without: [person.id] })}
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
    roles: chosenOf(data, 'roles', roleIds),
    requesterTier: chosenOf(data, 'tier', ['vip']).length > 0 ? 'vip' : 'standard',
    locale: data.get('locale') === 'fr' ? 'fr' : 'en',
    zone: filled(data, 'zone') ?? null,
    department: filled(data, 'department') ?? null,
    site: filled(data, 'site') ?? null,
    ...(data.has('customerId') && { customerId: filled(data, 'customerId') ?? null }),
    managerId: filled(data, 'managerId') ?? null,
  };
}
