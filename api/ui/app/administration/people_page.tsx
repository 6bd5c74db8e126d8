import userPlus from 'icon:user-plus';
import users from 'icon:users';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { Account, AnswerOf } from '../../../contract.ts';
import { desk, files } from '../client/desk.ts';
import { usePages } from '../client/pages.ts';
import { Badge } from '../design/badge.tsx';
import { Button } from '../design/button.tsx';
import { EmptyState } from '../design/empty_state.tsx';
import { MoreButton } from '../design/more_button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SearchField } from '../design/search_field.tsx';
import { SmallSelect } from '../design/small_field.tsx';
import { saveFile } from '../save_file.ts';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { groupTitle, useProcesses } from '../words/process.ts';
import { roleIds } from '../words/roles.ts';
import { AdministrationNavigation } from './administration_navigation.tsx';
import { CloseDialog } from './close_dialog.tsx';
import { useCustomers } from './customer_field.tsx';
import { DirectoryDialog } from './directory_dialog.tsx';
import { ImportDialog } from './import_dialog.tsx';
import { PersonDialog } from './person_dialog.tsx';
import { PersonSignInDialog } from './person_sign_in_dialog.tsx';

type Opened =
  | 'new'
  | 'import'
  | 'directory'
  | { edit: Account }
  | { signIn: Account }
  | { close: Account };

/** Everybody the desk knows: found, added, changed, closed, and brought by a file. */
export default function PeoplePage() {
  const { query, route } = useLocation();
  const opened = useSignal<Opened | null>(null);
  const list = useAccounts(query);
  const host = useDirectoryHost();
  const customers = useCustomers();
  useTitle(t('people.title'));
  useProcesses();
  const change = (name: string, value: string) => {
    const next = new URLSearchParams(query);
    if (value === '') next.delete(name);
    else next.set(name, value);
    route(`/administration/people${next.size === 0 ? '' : `?${next}`}`, true);
  };
  const open = (what: Opened | null) => {
    opened.value = what;
  };
  const done = () => {
    open(null);
    void list.readAgain();
  };
  const save = async () => {
    const answer = await files.exportAccounts();
    if (answer.isOk) saveFile(new Blob([answer.data.bytes], { type: 'text/csv' }), 'people.csv');
    else list.problem.value = answer.problem;
  };
  return (
    <div class="page">
      <div class="page-head">
        <h1>{t('people.title')}</h1>
        <div class="people-actions">
          {host.value !== null && (
            <Button onClick={() => open('directory')}>{t('directory.open')}</Button>
          )}
          <Button onClick={() => open('import')}>{t('people.import')}</Button>
          <Button onClick={() => void save()}>{t('people.export')}</Button>
          <Button kind="primary" icon={userPlus} onClick={() => open('new')}>
            {t('people.add')}
          </Button>
        </div>
      </div>
      <AdministrationNavigation />
      <search>
        <form class="filters" onSubmit={(event) => event.preventDefault()}>
          <SearchField
            id="people-search"
            label={t('people.search')}
            value={query.q ?? ''}
            onSearch={(q) => change('q', q)}
          />
          <SmallSelect
            label={t('people.role')}
            value={query.role ?? ''}
            options={[
              { id: '', title: t('people.every_role') },
              ...roleIds.map((id) => ({ id, title: t(`role.${id}`) })),
            ]}
            onChange={(role) => change('role', role)}
          />
          <SmallSelect
            label={t('people.state')}
            value={query.active ?? ''}
            options={[
              { id: '', title: t('people.open') },
              { id: 'false', title: t('people.closed') },
            ]}
            onChange={(active) => change('active', active)}
          />
          {customers.value.length > 0 && (
            <SmallSelect
              label={t('people.customer')}
              value={query.customer ?? ''}
              options={[{ id: '', title: t('people.every_customer') }, ...customers.value]}
              onChange={(customer) => change('customer', customer)}
            />
          )}
        </form>
      </search>
      <ProblemNote problem={list.problem.value} onRetry={() => void list.retry()} />
      <People list={list} onOpen={open} />
      {opened.value === 'new' && (
        <PersonDialog person={null} onDone={done} onClose={() => open(null)} />
      )}
      {opened.value === 'directory' && host.value !== null && (
        <DirectoryDialog
          host={host.value}
          onWritten={() => void list.readAgain()}
          onClose={() => open(null)}
        />
      )}
      {opened.value === 'import' && <ImportDialog onWritten={done} onClose={() => open(null)} />}
      {opened.value !== null && typeof opened.value === 'object' && 'edit' in opened.value && (
        <PersonDialog person={opened.value.edit} onDone={done} onClose={() => open(null)} />
      )}
      {opened.value !== null && typeof opened.value === 'object' && 'signIn' in opened.value && (
        <PersonSignInDialog person={opened.value.signIn} onClose={() => open(null)} />
      )}
      {opened.value !== null && typeof opened.value === 'object' && 'close' in opened.value && (
        <CloseDialog person={opened.value.close} onDone={done} onClose={() => open(null)} />
      )}
    </div>
  );
}

/** Where the company's directory is; null where there is none, or nobody has said yet. */
function useDirectoryHost() {
  const host = useSignal<string | null>(null);
  useEffect(() => {
    void desk.getDirectory().then((answer) => {
      if (answer.isOk) host.value = answer.data.host;
    });
  }, []);
  return host;
}

function useAccounts({ q, role, active, customer }: Record<string, string>) {
  const total = useSignal(0);
  const known = roleIds.find((id) => id === role);
  const query = {
    q: q || undefined,
    role: known && [known],
    active: active === 'false' ? false : undefined,
    customer: customer || undefined,
  };
  const pages = usePages<Account, AnswerOf<'listAccounts'>>(
    (cursor) => desk.listAccounts({ query: { ...query, cursor } }),
    {
      isWanted: true,
      version: JSON.stringify(query),
      onRead: (page) => {
        total.value = page.total;
      },
    },
  );
  return { ...pages, total };
}

interface PeopleProps {
  list: ReturnType<typeof useAccounts>;
  onOpen(what: Opened): void;
}

function People({ list, onOpen }: PeopleProps) {
  const { items, next, total, isLoading, readMore } = list;
  if (items.value === null) return null;
  if (items.value.length === 0) {
    return (
      <EmptyState icon={users}>
        <p>{t('people.none')}</p>
      </EmptyState>
    );
  }
  return (
    <>
      <p class="soft" role="status">
        {t('people.count', { count: total.value })}
      </p>
      <ul class="cards" aria-label={t('people.title')} aria-busy={isLoading.value}>
        {items.value.map((person) => (
          <PersonRow key={person.id} person={person} onOpen={onOpen} />
        ))}
      </ul>
      {next.value !== null && (
        <MoreButton isLoading={isLoading.value} onMore={() => void readMore()} />
      )}
    </>
  );
}

function PersonRow({ person, onOpen }: { person: Account; onOpen(what: Opened): void }) {
  const { name, roles, addresses, phones, department, site, manager, away, departure } = person;
  const facts = [addresses?.[0], phones?.[0], department, site].filter(Boolean);
  return (
    <li class="card person">
      <div>
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <p>
          {roles.map((role) => (
            <Badge key={role}>{t(`role.${role}`)}</Badge>
          ))}
          {person.requesterTier === 'vip' && <Badge look="vip">{t('people.vip')}</Badge>}
          {away && <Badge>{t('people.away')}</Badge>}
        </p>
        {facts.length > 0 && <p class="soft">{facts.join(' · ')}</p>}
        {manager && <p class="soft">{t('people.reports_to', { name: manager.name })}</p>}
        {person.groups.length > 0 && (
          <p class="soft">
            <a href={`/administration/groups?${new URLSearchParams({ q: name })}`}>
              {person.groups.map(groupTitle).join(', ')}
            </a>
          </p>
        )}
        {departure && (
          <p class="soft">
            {t(departure.doneAt === null ? 'people.handing_over' : 'people.handed_over', {
              moved: departure.movedCount,
              left: departure.leftCount,
            })}
          </p>
        )}
      </div>
      <div class="people-actions">
        {person.isActive ? (
          <>
            <Button
              isSmall
              label={t('people.edit_name', { name })}
              onClick={() => onOpen({ edit: person })}
            >
              {t('people.edit')}
            </Button>
            <Button
              isSmall
              label={t('person_sign_in.of', { name })}
              onClick={() => onOpen({ signIn: person })}
            >
              {t('administration.sign_in')}
            </Button>
            <Button
              isSmall
              label={t('people.close_name', { name })}
              onClick={() => onOpen({ close: person })}
            >
              {t('people.close')}
            </Button>
          </>
        ) : (
          <Button
            isSmall
            label={t('people.reopen_name', { name })}
            onClick={() => onOpen({ close: person })}
          >
            {t('people.reopen')}
          </Button>
        )}
      </div>
    </li>
  );
}
