import users from 'icon:users';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Group, GroupList, GroupMember, Problem } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { isAdministrator, me } from '../client/session.ts';
import { EmptyState } from '../design/empty_state.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SearchField } from '../design/search_field.tsx';
import { SmallSelect } from '../design/small_field.tsx';
import { useTitle } from '../title.ts';
import { folded } from '../words/folded.ts';
import { t } from '../words/language.ts';
import { groupTitle, processOptions, useProcesses } from '../words/process.ts';
import { AbsencesDialog } from './absences_dialog.tsx';
import { AdministrationNavigation } from './administration_navigation.tsx';
import { GroupCard } from './group_card.tsx';
import { LeaveGroupDialog } from './leave_group_dialog.tsx';
import { PlaceDialog } from './place_dialog.tsx';

/** What is done about a group, or about one of those who are in it. */
export type GroupAction =
  | { name: 'add'; group: Group }
  | { name: 'change' | 'remove' | 'absences'; group: Group; member: GroupMember };

/**
 * Who works in which group, how much, when, and who of them is away. Administrators see all groups;
 * team leads their own, to say who is away.
 */
export default function GroupsPage() {
  const { query, route } = useLocation();
  const list = useSignal<GroupList | null>(null);
  const problem = useSignal<Problem | null>(null);
  const opened = useSignal<GroupAction | null>(null);
  useTitle(t('groups.title'));
  useProcesses();
  const read = async () => {
    const answer = await desk.listGroups();
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) list.value = answer.data;
  };
  useEffect(() => void read(), []);
  const change = (name: string, value: string) => {
    const next = new URLSearchParams(query);
    if (value === '') next.delete(name);
    else next.set(name, value);
    route(`/administration/groups${next.size === 0 ? '' : `?${next}`}`, true);
  };
  const open = (what: GroupAction | null) => {
    opened.value = what;
  };
  const account = me.value;
  if (!account) return null;
  const mayChange = isAdministrator(account);
  const isOwn = (group: Group) =>
    account.groups.some(({ process, id }) => process === group.process && id === group.id);
  const own = (list.value?.items ?? []).filter((group) => mayChange || isOwn(group));
  const shown = own.filter((group) => isFound(group, query));
  return (
    <div class="page">
      <h1>{t('groups.title')}</h1>
      {mayChange && <AdministrationNavigation />}
      <p class="soft">{t(mayChange ? 'groups.meaning' : 'groups.meaning_for_leads')}</p>
      <search>
        <form class="filters" onSubmit={(event) => event.preventDefault()}>
          <SearchField
            id="groups-search"
            label={t('groups.search')}
            value={query.q ?? ''}
            onSearch={(q) => change('q', q)}
          />
          <SmallSelect
            label={t('groups.shown')}
            value={query.show ?? ''}
            options={[
              { id: '', title: t('groups.all') },
              { id: 'empty', title: t('groups.without_member') },
            ]}
            onChange={(show) => change('show', show)}
          />
        </form>
      </search>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {list.value && (
        <p class="soft" role="status">
          {t('groups.count', {
            count: shown.length,
            empty: shown.filter(({ members }) => members.length === 0).length,
          })}
        </p>
      )}
      {list.value && shown.length === 0 && (
        <EmptyState icon={users}>
          <p>{t('groups.none')}</p>
        </EmptyState>
      )}
      {list.value?.processes.map(({ id, title }) => (
        <Process
          key={id}
          title={processOptions().find((one) => one.id === id)?.title ?? title}
          groups={shown.filter(({ process }) => process === id)}
          mayChange={mayChange}
          onOpen={open}
        />
      ))}
      {opened.value && list.value && (
        <Opened
          action={opened.value}
          list={list.value}
          onList={(next) => {
            list.value = next;
            open(null);
          }}
          onRead={() => void read()}
          onClose={() => open(null)}
        />
      )}
    </div>
  );
}

function isFound(group: Group, { q = '', show }: Record<string, string>): boolean {
  if (show === 'empty' && group.members.length > 0) return false;
  const words = folded(q);
  return [groupTitle(group), ...group.members.map(({ name }) => name)].some((one) =>
    folded(one).includes(words),
  );
}

interface ProcessProps {
  title: string;
  groups: Group[];
  mayChange: boolean;
  onOpen(what: GroupAction): void;
}

function Process({ title, groups, mayChange, onOpen }: ProcessProps) {
  if (groups.length === 0) return null;
  return (
    <section class="groups" aria-label={title}>
      <h2>{title}</h2>
      <ul class="cards">
        {groups.map((group) => (
          <GroupCard key={group.id} group={group} mayChange={mayChange} onOpen={onOpen} />
        ))}
      </ul>
    </section>
  );
}

interface OpenedProps {
  action: GroupAction;
  list: GroupList;
  /** It was changed: the groups as they are now. */
  onList(list: GroupList): void;
  onRead(): void;
  onClose(): void;
}

function Opened({ action, list, onList, onRead, onClose }: OpenedProps) {
  const process = list.processes.find(({ id }) => id === action.group.process);
  switch (action.name) {
    case 'add':
    case 'change':
      return (
        <PlaceDialog
          group={action.group}
          member={action.name === 'change' ? action.member : null}
          calendars={process?.calendars ?? []}
          skills={process?.skills ?? []}
          onDone={onList}
          onClose={onClose}
        />
      );
    case 'remove':
      return (
        <LeaveGroupDialog
          group={action.group}
          member={action.member}
          onDone={onList}
          onClose={onClose}
        />
      );
    case 'absences':
      return <AbsencesDialog person={action.member} onChange={onRead} onClose={onClose} />;
  }
}
