import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { FoundPeople, PersonalData, Problem } from '../../../contract.ts';
import { announce } from '../announcer.tsx';
import { desk, files } from '../client/desk.ts';
import { Button } from '../design/button.tsx';
import { Fact, FactList } from '../design/fact_list.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SearchField } from '../design/search_field.tsx';
import { saveFile } from '../save_file.ts';
import { useTitle } from '../title.ts';
import { t } from '../words/language.ts';
import { nameOf } from '../words/person.ts';
import { AdministrationNavigation } from './administration_navigation.tsx';
import { EraseForm } from './erase_form.tsx';
import { RetentionForm } from './retention_form.tsx';

/** What the desk keeps of one person, taken away or erased; and how long it keeps what. */
export default function PrivacyPage() {
  const { query, route } = useLocation();
  useTitle(t('administration.privacy'));
  const { person, q = '' } = query;
  const show = (next: Record<string, string>) => {
    const address = new URLSearchParams(next);
    route(`/administration/privacy${address.size === 0 ? '' : `?${address}`}`, true);
  };
  return (
    <div class="page">
      <h1>{t('administration.privacy')}</h1>
      <AdministrationNavigation />
      <p class="soft">{t('privacy.meaning')}</p>
      <search>
        <form class="filters" onSubmit={(event) => event.preventDefault()}>
          <SearchField
            id="privacy-search"
            label={t('privacy.search')}
            value={q}
            onSearch={(words) => show(words === '' ? {} : { q: words })}
          />
        </form>
      </search>
      {q !== '' && <Found key={q} q={q} />}
      {person !== undefined && <Person key={person} id={person} />}
      <RetentionForm />
    </div>
  );
}

function Found({ q }: { q: string }) {
  const found = useSignal<FoundPeople['items'] | null>(null);
  const problem = useSignal<Problem | null>(null);
  const read = async () => {
    const answer = await desk.findPersonsData({ query: { q } });
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) found.value = answer.data.items;
  };
  useEffect(() => void read(), []);
  return (
    <>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {found.value?.length === 0 && <p>{t('privacy.nobody')}</p>}
      <ul class="cards" aria-label={t('privacy.found')}>
        {(found.value ?? []).map((one) => (
          <li key={one.id} class="card">
            <a href={`/administration/privacy?person=${encodeURIComponent(one.id)}`}>
              <bdi>{one.name}</bdi>
            </a>
            <span class="soft">
              {[one.address, stateWords(one)].filter(Boolean).join(' · ') || one.id}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function stateWords({ isActive, erasedAt }: FoundPeople['items'][number]): string | null {
  if (erasedAt !== null) return t('privacy.is_erased');
  return isActive ? null : t('privacy.is_closed');
}

const countNames = [
  'tickets',
  'messages',
  'notes',
  'files',
  'mails',
  'helpSessions',
  'feedback',
  'notifications',
  'sessions',
  'tokens',
  'savedQueries',
  'auditEntries',
] as const satisfies (keyof PersonalData['counts'])[];

function Person({ id }: { id: string }) {
  const data = useSignal<PersonalData | null>(null);
  const problem = useSignal<Problem | null>(null);
  const isErasing = useSignal(false);
  const read = async () => {
    const answer = await desk.getPersonalData({ path: { id } });
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) data.value = answer.data;
  };
  useEffect(() => void read(), []);
  const take = async () => {
    const answer = await files.exportPersonalData({ path: { id } });
    problem.value = answer.isOk ? null : answer.problem;
    if (answer.isOk) saveFile(new Blob([answer.data.bytes]), `personal-data-${id}.zip`);
  };
  const known = data.value;
  const isErased = known !== null && known.account.erasedAt !== null;
  return (
    <section class="card" aria-label={known?.account.name ?? id}>
      <ProblemNote problem={problem.value} onRetry={() => void read()} />
      {known && (
        <>
          <h2>
            <bdi>{known.account.name}</bdi>
          </h2>
          {isErased && <p>{t('privacy.is_erased')}</p>}
          <FactList>
            {countNames.map((name) => (
              <Fact key={name} name={t(`privacy_count.${name}`)}>
                {known.counts[name]}
              </Fact>
            ))}
          </FactList>
          <p class="buttons">
            <Button onClick={() => void take()}>{t('privacy.export')}</Button>{' '}
            {!isErased && (
              <Button
                isExpanded={isErasing.value}
                onClick={() => {
                  isErasing.value = !isErasing.value;
                }}
              >
                {t('privacy.erase')}
              </Button>
            )}
          </p>
          {isErasing.value && !isErased && (
            <Erasing
              data={known}
              onErased={() => {
                isErasing.value = false;
                announce(t('privacy.erased', { name: known.account.name }));
                void read();
              }}
            />
          )}
        </>
      )}
    </section>
  );
}

function Erasing({ data, onErased }: { data: PersonalData; onErased(): void }) {
  const { openTickets, mustCloseFirst } = data;
  if (openTickets.length > 0) {
    return (
      <p>
        {t('privacy.open_tickets')}{' '}
        {openTickets.map(({ id, number }) => (
          <a key={id} href={`/tickets/${id}`}>
            #{number}{' '}
          </a>
        ))}
      </p>
    );
  }
  if (mustCloseFirst) return <p>{t('privacy.close_first', { name: nameOf(data.account) })}</p>;
  return <EraseForm data={data} onErased={onErased} />;
}
