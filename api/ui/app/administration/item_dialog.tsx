import type { ConfigurationItem, Input } from '../../../contract.ts';
import { Dialog } from '../design/dialog.tsx';
import { filled, SelectField, TextField, written } from '../design/fields.tsx';
import { DependenciesField, dependenciesIn } from '../parts/dependencies_field.tsx';
import { PersonField } from '../parts/person_field.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { itemKindIds, itemStatusIds } from '../words/items.ts';
import { t } from '../words/language.ts';
import { groupsOfAll, groupTitle, useProcesses } from '../words/process.ts';

interface ItemDialogProps {
  /** Null adds one. */
  item: ConfigurationItem | null;
  onDone(): void;
  onClose(): void;
}

type Body = Input<'createConfigurationItem'>['body'];

/** What is known of a device or a service, all of it in one form. */
export function ItemDialog({ item, onDone, onClose }: ItemDialogProps) {
  const title = item ? t('items.edit_name', { name: item.name }) : t('items.add');
  return (
    <Dialog title={title} isWide onClose={onClose}>
      {(close) =>
        item ? (
          <SendingForm
            draftName={`item-${item.id}`}
            title={title}
            submitLabel={t('people.save')}
            operation="changeConfigurationItem"
            ifMatch={String(item.version)}
            inputOf={(data) => ({ path: { id: item.id }, body: bodyOf(data) })}
            onAnswer={onDone}
            onLeave={close}
          >
            <ItemFields item={item} />
          </SendingForm>
        ) : (
          <SendingForm
            draftName="item-new"
            title={title}
            submitLabel={t('items.add')}
            operation="createConfigurationItem"
            inputOf={(data) => ({ body: bodyOf(data) })}
            onAnswer={onDone}
            onLeave={close}
          >
            <ItemFields item={null} />
          </SendingForm>
        )
      }
    </Dialog>
  );
}

const lineMax = 100;
const texts = [
  ['type', 'type'],
  ['model', 'model'],
  ['inventoryNumber', 'inventory_number'],
  ['serialNumber', 'serial_number'],
  ['site', 'site'],
  ['address', 'address'],
  ['remoteId', 'remote_id'],
] as const;

function ItemFields({ item }: { item: ConfigurationItem | null }) {
  return (
    <>
      <SelectField
        name="kind"
        label={t('items.kind')}
        options={itemKindIds.map((id) => ({ id, title: t(`items.kind_${id}`) }))}
        value={item?.kind ?? 'device'}
      />
      <TextField
        name="name"
        label={t('items.name')}
        maxLength={200}
        {...(item && { value: item.name })}
        required
      />
      <SelectField
        name="status"
        label={t('items.status')}
        options={itemStatusIds.map((id) => ({ id, title: t(`items.status_${id}`) }))}
        value={item?.status ?? 'in_use'}
      />
      <PersonField
        name="ownerId"
        label={t('items.owner')}
        searchLabel={t('items.find_owner')}
        none={t('items.no_owner')}
        now={item?.owner ?? null}
      />
      <SupportGroupField now={item?.supportGroup ?? null} />
      <DependenciesField itemId={item?.id} now={item?.dependsOn ?? []} />
      {texts.map(([name, key]) => (
        <TextField
          key={name}
          name={name}
          label={t(`items.${key}`)}
          maxLength={lineMax}
          value={item?.[name] ?? ''}
        />
      ))}
      <TextField
        name="notes"
        label={t('items.notes')}
        maxLength={4_000}
        rows={3}
        value={item?.notes ?? ''}
      />
    </>
  );
}

function SupportGroupField({ now }: { now: ConfigurationItem['supportGroup'] }) {
  useProcesses();
  const groups = groupsOfAll().map(({ process, id, title }) => ({
    id: `${process}/${id}`,
    title,
  }));
  const current = now && { id: `${now.process}/${now.id}`, title: groupTitle(now) };
  // A group that no process has any more stays until another is chosen.
  const isKnown = !current || groups.some(({ id }) => id === current.id);
  return (
    <SelectField
      key={groups.length}
      name="supportGroup"
      label={t('items.support_group')}
      none={t('items.no_support_group')}
      options={isKnown ? groups : [current, ...groups]}
      {...(current && { value: current.id })}
    />
  );
}

function groupOf(data: FormData): Body['supportGroup'] {
  const [process, id] = filled(data, 'supportGroup')?.split('/') ?? [];
  return process && id ? { process, id } : null;
}

function bodyOf(data: FormData): Body {
  return {
    kind: data.get('kind') === 'service' ? 'service' : 'device',
    name: written(data, 'name'),
    status: itemStatusIds.find((id) => id === data.get('status')) ?? 'in_use',
    ownerId: filled(data, 'ownerId') ?? null,
    type: filled(data, 'type') ?? null,
    model: filled(data, 'model') ?? null,
    inventoryNumber: filled(data, 'inventoryNumber') ?? null,
    serialNumber: filled(data, 'serialNumber') ?? null,
    site: filled(data, 'site') ?? null,
    address: filled(data, 'address') ?? null,
    remoteId: filled(data, 'remoteId') ?? null,
    notes: filled(data, 'notes') ?? '',
    supportGroup: groupOf(data),
    dependsOn: dependenciesIn(data),
  };
}
