import type { ItemChange } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { usePages } from '../client/pages.ts';
import { MoreButton } from '../design/more_button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { When } from '../design/when.tsx';
import { isMessage, t } from '../words/language.ts';
import { nameOf } from '../words/person.ts';

/** What became of an item in the register, the latest first. */
export function ItemHistory({ id, version }: { id: string; version: number }) {
  const { items, next, isLoading, problem, readMore, retry } = usePages(
    (cursor) => desk.listItemChanges({ path: { id }, query: { cursor } }),
    { isWanted: true, version: String(version) },
  );
  return (
    <>
      <ProblemNote problem={problem.value} onRetry={() => void retry()} />
      {items.value?.length === 0 && <p class="soft">{t('item.no_history')}</p>}
      <ol class="plain-list">
        {items.value?.map((change) => (
          <li key={change.id}>
            <p>
              {t(`item.${change.kind}`, {
                who: change.by ? nameOf(change.by) : t(`audit_program.${change.program}`),
              })}{' '}
              <span class="soft">
                <When at={change.at} as="date" />
              </span>
            </p>
            {change.kind === 'changed' && <Changes of={change.changes} />}
          </li>
        ))}
      </ol>
      {next.value !== null && (
        <MoreButton isLoading={isLoading.value} onMore={() => void readMore()} />
      )}
    </>
  );
}

/** Each field by the words that the register has for it. */
const labels = {
  kind: 'items.kind',
  name: 'items.name',
  type: 'item.type',
  model: 'items.model',
  inventoryNumber: 'items.inventory_number',
  serialNumber: 'items.serial_number',
  site: 'items.site',
  status: 'items.status',
  ownerId: 'items.owner',
  remoteId: 'items.remote_id',
  address: 'items.address',
  supportGroup: 'items.support_group',
  dependsOn: 'item.depends_on',
  areNotesChanged: 'item.notes_changed',
} as const;

function Changes({ of: changes }: { of: ItemChange['changes'] }) {
  return (
    <ul class="item-changes">
      {changes.map(({ field, before, after }) => {
        const label = isLabelled(field) ? t(labels[field]) : field;
        if (field === 'areNotesChanged') return <li key={field}>{label}</li>;
        return (
          <li key={field}>
            {t('item.changed_field', {
              field: label,
              before: valueWords(field, before),
              after: valueWords(field, after),
            })}
          </li>
        );
      })}
    </ul>
  );
}

function isLabelled(field: string): field is keyof typeof labels {
  return field in labels;
}

function valueWords(field: string, values: readonly string[]): string {
  if (values.length === 0) return '–';
  const isWord = field === 'kind' || field === 'status';
  return values
    .map((value) => (isWord ? wordOf(`items.${field}_${value}`, value) : value))
    .join(', ');
}

function wordOf(key: string, value: string): string {
  return isMessage(key) ? t(key) : value;
}
