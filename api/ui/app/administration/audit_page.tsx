import scrollText from 'icon:scroll-text';
import type { AuditEntry, Operations } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { usePages } from '../client/pages.ts';
import { EmptyState } from '../design/empty_state.tsx';
import { MoreButton } from '../design/more_button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SearchField } from '../design/search_field.tsx';
import { SmallSelect } from '../design/small_field.tsx';
import { When } from '../design/when.tsx';
import { DayRange, instantsOf, useFiltersOf } from '../parts/filtered_place.tsx';
import { useTitle } from '../title.ts';
import { isMessage, t } from '../words/language.ts';
import { nameOf } from '../words/person.ts';
import { groupTitle } from '../words/process.ts';
import { dateTime } from '../words/time.ts';
import { AdministrationNavigation } from './administration_navigation.tsx';
import { auditMatters, kindsOf } from './audit_matters.ts';

type AuditQuery = Operations['listAuditEntries']['query'];

/** Who did what to the desk itself: sign-ins, people, settings, exports. */
export default function AuditPage() {
  const { query, change, key } = useFiltersOf('/administration/audit');
  useTitle(t('audit.title'));
  return (
    <div class="page">
      <h1>{t('audit.title')}</h1>
      <AdministrationNavigation />
      <p class="soft">{t('audit.meaning')}</p>
      <search>
        <form class="filters" onSubmit={(event) => event.preventDefault()}>
          <SearchField
            id="audit-search"
            label={t('audit.search')}
            value={query.q ?? ''}
            onSearch={(q) => change('q', q)}
          />
          <SmallSelect
            label={t('audit.matter')}
            value={query.matter ?? ''}
            options={[
              { id: '', title: t('audit.everything') },
              ...auditMatters.map((id) => ({ id, title: t(`audit_matter.${id}`) })),
            ]}
            onChange={(matter) => change('matter', matter)}
          />
          <DayRange
            query={query}
            labels={{ from: t('audit.from'), to: t('audit.to') }}
            onChange={change}
          />
        </form>
      </search>
      <Entries key={key} query={auditQuery(query)} />
    </div>
  );
}

function auditQuery(query: Record<string, string>): AuditQuery {
  const { q, matter, person } = query;
  const known = auditMatters.find((one) => one === matter);
  return {
    q: q || undefined,
    person: person || undefined,
    kind: known && kindsOf(known),
    ...instantsOf(query),
  };
}

function Entries({ query }: { query: AuditQuery }) {
  const { items, next, isLoading, problem, readMore, retry } = usePages(
    (cursor) => desk.listAuditEntries({ query: { ...query, cursor } }),
    { isWanted: true, version: '' },
  );
  const isEmpty = items.value?.length === 0;
  return (
    <>
      <ProblemNote problem={problem.value} onRetry={() => void retry()} />
      {isEmpty && (
        <EmptyState icon={scrollText}>
          <p>{t('audit.none')}</p>
        </EmptyState>
      )}
      <ol class="cards" aria-busy={isLoading.value} aria-label={t('audit.title')}>
        {items.value?.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
      {next.value !== null && (
        <MoreButton isLoading={isLoading.value} onMore={() => void readMore()} />
      )}
    </>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const { at, kind, object, changes, isErased } = entry;
  return (
    <li class="card audit-entry">
      <h2>{t(`audit_kind.${kind}`)}</h2>
      <p>
        {object.kind === 'account' ? (
          <PersonLink of={object} />
        ) : (
          `${t(`audit_object.${object.kind}`)} ${object.id}`
        )}
        {' · '}
        <By entry={entry} />
        {' · '}
        <When at={at} as="date" />
      </p>
      {isErased && <p class="soft">{t('audit.erased')}</p>}
      {changes.length > 0 && <Changes of={changes} />}
      <Origin entry={entry} />
    </li>
  );
}

function By({ entry: { account, program } }: { entry: AuditEntry }) {
  const words = t(`audit_program.${program}`);
  if (account === null) return <>{t('audit.by', { who: words })}</>;
  return (
    <>
      {t('audit.by_person')} <PersonLink of={account} />
      {program !== 'api' && ` (${words})`}
    </>
  );
}

function PersonLink({ of: person }: { of: { id: string; name: string | null } }) {
  const href = `/administration/audit?person=${encodeURIComponent(person.id)}`;
  return (
    <a href={href}>
      <bdi>{nameOf(person)}</bdi>
    </a>
  );
}

function Origin({ entry: { address, requestId, sessionId, tokenId } }: { entry: AuditEntry }) {
  const facts = [
    address && t('audit.address', { address }),
    sessionId && t('audit.session', { id: sessionId }),
    tokenId && t('audit.token', { id: tokenId }),
    requestId && t('audit.request', { id: requestId }),
  ].filter(Boolean);
  return facts.length === 0 ? null : <p class="soft">{facts.join(' · ')}</p>;
}

/** What was appears only where something was. */
function Changes({ of: changes }: { of: AuditEntry['changes'] }) {
  const hasBefore = changes.some(({ before }) => before !== null);
  return (
    <table class="audit-changes">
      <thead>
        <tr>
          <th scope="col">{t('audit.field')}</th>
          {hasBefore && <th scope="col">{t('audit.before')}</th>}
          <th scope="col">{t(hasBefore ? 'audit.after' : 'audit.value')}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row">{fieldWords(field)}</th>
            {hasBefore && <td>{valueWords(field, before)}</td>}
            <td>{valueWords(field, after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What nobody has words for is shown as programs call it. */
function fieldWords(field: string): string {
  const key = `audit_field.${field}`;
  return isMessage(key) ? t(key) : field;
}

/** Whose values have words elsewhere, and where. */
const valuesOfFields: Readonly<Record<string, string>> = {
  roles: 'role.',
  role: 'role.',
  locale: 'language.',
  kind: 'items.kind_',
  status: 'items.status_',
};

function valueWords(field: string, value: unknown): string {
  if (value === null || value === '') return '–';
  if (Array.isArray(value)) {
    return value.length === 0 ? '–' : value.map((one) => valueWords(field, one)).join(', ');
  }
  const keys = [`audit_value.${field}.${value}`, `${valuesOfFields[field]}${value}`];
  const known = keys.find(isMessage);
  if (known) return t(known);
  if (typeof value !== 'string') return JSON.stringify(value);
  if (field === 'group') return groupTitle({ id: value, title: value });
  return isInstant.test(value) ? dateTime(value) : value;
}

const isInstant = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
