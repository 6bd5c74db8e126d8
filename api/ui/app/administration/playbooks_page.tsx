import workflow from 'icon:workflow';
import type { PlaybookRunSummary } from '../../../contract.ts';
import { desk } from '../client/desk.ts';
import { usePages } from '../client/pages.ts';
import { isAdministrator, me } from '../client/session.ts';
import { Badge } from '../design/badge.tsx';
import { EmptyState } from '../design/empty_state.tsx';
import { MoreButton } from '../design/more_button.tsx';
import { ProblemNote } from '../design/problem_note.tsx';
import { SmallSelect } from '../design/small_field.tsx';
import { Text } from '../design/text.tsx';
import { When } from '../design/when.tsx';
import { useFiltersOf } from '../parts/filtered_place.tsx';
import { useTitle } from '../title.ts';
import { language, readable, t } from '../words/language.ts';
import { AdministrationNavigation } from './administration_navigation.tsx';
import { PlaybookSecrets } from './playbook_secrets.tsx';

const statuses = ['parked', 'running', 'done', 'cancelled'] as const;

/** Every run of a playbook; what cannot go on comes first. */
export default function PlaybooksPage() {
  const { query, change, key } = useFiltersOf('/administration/playbooks');
  useTitle(t('playbooks.title'));
  const status = statuses.find((one) => one === query.status);
  return (
    <div class="page">
      <h1>{t('playbooks.title')}</h1>
      {me.value && isAdministrator(me.value) && <AdministrationNavigation />}
      <p class="soft">{t('playbooks.meaning')}</p>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <SmallSelect
          label={t('playbooks.state')}
          value={status ?? ''}
          options={[
            { id: '', title: t('playbooks.every_state') },
            ...statuses.map((id) => ({ id, title: t(`playbooks.status.${id}`) })),
          ]}
          onChange={(chosen) => change('status', chosen)}
        />
      </form>
      <Runs key={key} status={status} />
      {me.value && isAdministrator(me.value) && <PlaybookSecrets />}
    </div>
  );
}

function Runs({ status }: { status: (typeof statuses)[number] | undefined }) {
  const { items, next, isLoading, problem, readMore, retry } = usePages(
    (cursor) => desk.listPlaybookRuns({ query: { status, cursor } }),
    { isWanted: true, version: '' },
  );
  return (
    <>
      <ProblemNote problem={problem.value} onRetry={() => void retry()} />
      {items.value?.length === 0 && (
        <EmptyState icon={workflow}>
          <p>{t('playbooks.no_runs')}</p>
        </EmptyState>
      )}
      <ol class="cards" aria-busy={isLoading.value} aria-label={t('playbooks.title')}>
        {items.value?.map((run) => (
          <Run key={run.id} run={run} />
        ))}
      </ol>
      {next.value !== null && (
        <MoreButton isLoading={isLoading.value} onMore={() => void readMore()} />
      )}
    </>
  );
}

function Run({ run }: { run: PlaybookRunSummary }) {
  const { ticket, status, problem, startedAt, endedAt, runningSteps, version } = run;
  return (
    <li class="card">
      <h2>
        <a href={`/tickets/${ticket.id}`}>
          {ticket.number === null ? ticket.id : `#${ticket.number}`} {ticket.subject}
        </a>
      </h2>
      <p>
        {run.title?.[language.value] ?? readable(run.playbook)}{' '}
        <Badge look={`playbook-${status}`}>{t(`playbooks.status.${status}`)}</Badge>{' '}
        <span class="soft">
          {t('playbooks.version', { version })} · <When at={endedAt ?? startedAt} as="date" />
        </span>
      </p>
      {runningSteps.length > 0 && <p class="soft">{runningSteps.join(' · ')}</p>}
      {problem && (
        <>
          <Text>{problem.message}</Text>
          {problem.place && <code>{problem.place}</code>}
        </>
      )}
    </li>
  );
}
