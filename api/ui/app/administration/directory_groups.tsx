import users from 'icon:users';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { GroupMapping, GroupMappingList, Problem } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { EmptyState } from '../design/empty_state.tsx';
import { filled, SelectField, TextField, written } from '../design/fields.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SendingForm } from '../parts/sending_form.tsx';
import { t } from '../words/language.ts';
import { groupsOfAll, titleOf, useProcesses } from '../words/process.ts';
import { roleIds } from '../words/roles.ts';

/** What the groups of the company's directories give to whoever is in them. */
export function DirectoryGroups() {
  const list = useSignal<GroupMappingList | null>(null);
  const problem = useSignal<Problem | null>(null);
  const isAdding = useSignal(false);
  useProcesses();
  const read = async () => {
    const answer = await desk.listGroupMappings();
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) list.value = answer.data;
  };
  useEffect(() => void read(), []);
  const { items = [], sources = [] } = list.value ?? {};
  const remove = async ({ id }: GroupMapping) => {
    const answer = await desk.deleteGroupMapping({ path: { id } });
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) await read();
  };
  return (
    <>
      <h2>{t('directory_groups.title')}</h2>
      <p class="soft">{t('directory_groups.meaning')}</p>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {isAdding.value ? (
        <NewMapping
          sources={sources}
          onDone={() => {
            isAdding.value = false;
            void read();
          }}
          onLeave={() => {
            isAdding.value = false;
          }}
        />
      ) : (
        <p>
          <Button
            kind="primary"
            onClick={() => {
              isAdding.value = true;
            }}
          >
            {t('directory_groups.add')}
          </Button>
        </p>
      )}
      {list.value && items.length === 0 && (
        <EmptyState icon={users}>
          <p>{t('directory_groups.none')}</p>
        </EmptyState>
      )}
      <ul class="cards" aria-label={t('directory_groups.title')}>
        {items.map((mapping) => (
          <li key={mapping.id} class="card">
            <p>
              <strong>{mapping.directoryGroup}</strong>{' '}
              <span class="soft">
                {sources.find(({ id }) => id === mapping.source)?.name ?? mapping.source}
              </span>
            </p>
            <p>{givenWords(mapping)}</p>
            <p>
              <Button
                isSmall
                label={t('directory_groups.remove_this', { group: mapping.directoryGroup })}
                onClick={() => void remove(mapping)}
              >
                {t('directory_groups.remove')}
              </Button>
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

function givenWords({ role, place }: GroupMapping): string {
  if (role !== null) return t('directory_groups.gives_role', { role: t(`role.${role}`) });
  if (place === null) return '';
  return t('directory_groups.gives_place', {
    group: titleOf('groups', place.group, place.process),
    capacity: place.capacity,
  });
}

interface NewMappingProps {
  sources: GroupMappingList['sources'];
  onDone(): void;
  onLeave(): void;
}

function NewMapping({ sources, onDone, onLeave }: NewMappingProps) {
  const gives = useSignal<string>(`role ${roleIds[0]}`);
  const options = [
    ...roleIds.map((id) => ({ id: `role ${id}`, title: t(`role.${id}`) })),
    ...groupsOfAll().map(({ process, id, title }) => ({
      id: `place ${process} ${id}`,
      title: t('directory_groups.place_in', { group: title }),
    })),
  ];
  return (
    <SendingForm
      draftName="directory_group.new"
      title={t('directory_groups.add')}
      submitLabel={t('directory_groups.add')}
      operation="createGroupMapping"
      inputOf={(data) => ({
        body: {
          source: written(data, 'source'),
          directoryGroup: written(data, 'directoryGroup'),
          ...givenBy(written(data, 'gives'), filled(data, 'capacity')),
        },
      })}
      onAnswer={onDone}
      onLeave={onLeave}
    >
      <SelectField
        name="source"
        label={t('directory_groups.source')}
        options={sources.map(({ id, name }) => ({ id, title: name }))}
      />
      <TextField
        name="directoryGroup"
        label={t('directory_groups.group')}
        hint={t('directory_groups.group_hint')}
        maxLength={500}
        required
      />
      <SelectField
        name="gives"
        label={t('directory_groups.gives')}
        options={options}
        value={gives.value}
        onChange={(value) => {
          gives.value = value;
        }}
      />
      {gives.value.startsWith('place ') && (
        <TextField name="capacity" label={t('directory_groups.capacity')} maxLength={4} value="5" />
      )}
    </SendingForm>
  );
}

function givenBy(gives: string, capacity: string | undefined) {
  const [what, first = '', group = ''] = gives.split(' ');
  if (what !== 'place') return { role: roleIds.find((id) => id === first) };
  return {
    place: { process: first, group, ...(capacity && { capacity: Number(capacity) }) },
  };
}
